//! Which apps were told of a sign-out, from the request that told them to the page that says so.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{ClientKey, Entropy, Sealed, Sealer, Seconds, TokenHash};
use latchkey_base::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};

/// For how long the page names them.
const SHOWN_FOR: Seconds = Seconds::minutes(10);

/// The most apps that are named.
const MOST: usize = 20;

/// What ends the query of the page.
const PARAMETER: &str = "told=";

/// Makes and reads the parameter. Security: sealed for one browser and a short time, so that an
/// address that gets around tells nobody which apps a person uses.
pub struct ToldApps(Sealer);

#[derive(Serialize, Deserialize)]
struct Told {
    until: i64,
    clients: Vec<ClientKey>,
}

impl ToldApps {
    /// With the sealer of this purpose.
    pub fn new(sealer: Sealer) -> Self {
        Self(sealer)
    }

    /// The path, with these apps in its query if there are any.
    pub fn add(
        &self,
        path: String,
        mut clients: Vec<ClientKey>,
        (tenant, browser): (TenantId, TokenHash),
        (now, entropy): (Timestamp, &dyn Entropy),
    ) -> String {
        clients.sort();
        clients.dedup();
        clients.truncate(MOST);
        let told = Told { until: (now + SHOWN_FOR).seconds(), clients };
        let Ok(text) = serde_json::to_vec(&told) else { return path };
        if told.clients.is_empty() {
            return path;
        }
        let sealed = self.0.seal(&text, &context(tenant, browser), entropy);
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}{PARAMETER}{}", URL_SAFE_NO_PAD.encode(sealed.as_bytes()))
    }

    /// The query without the apps, and the apps.
    pub fn take<'q>(
        &self,
        query: &'q str,
        (tenant, browser): (TenantId, TokenHash),
        now: Timestamp,
    ) -> (&'q str, Vec<ClientKey>) {
        let Some((rest, text)) = query.rsplit_once(PARAMETER) else { return (query, Vec::new()) };
        let rest = match rest.strip_suffix('&') {
            None if !rest.is_empty() => return (query, Vec::new()),
            shorter => shorter.unwrap_or(rest),
        };
        let told = URL_SAFE_NO_PAD.decode(text).ok().and_then(|octets| {
            let opened =
                self.0.open(&Sealed::from_bytes(octets), &context(tenant, browser)).ok()?;
            serde_json::from_slice::<Told>(opened.expose()).ok()
        });
        let told = told.filter(|told| now.seconds() < told.until);
        (rest, told.map(|told| told.clients).unwrap_or_default())
    }
}

fn context(tenant: TenantId, browser: TokenHash) -> Vec<u8> {
    [tenant.as_bytes().as_slice(), browser.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::{MasterKey, SeededEntropy};

    #[test]
    fn only_the_browser_that_signed_out_learns_which_apps_there_were() {
        let entropy = SeededEntropy::new(3);
        let apps = ToldApps::new(MasterKey::generate(&entropy).sealer("told-apps"));
        let (now, tenant) = (Timestamp::from_seconds(100), TenantId::from_bytes([1; 16]));
        let (mine, theirs) = (TokenHash::of("mine"), TokenHash::of("theirs"));
        let clients = vec![ClientKey::from_bytes([2; 16])];
        for path in ["/t/session/end/success", "/t/session/end/success?client_id=app"] {
            let added = apps.add(path.to_owned(), clients.clone(), (tenant, mine), (now, &entropy));
            let query = added.split_once('?').unwrap().1;
            let kept = path.split_once('?').map_or("", |(_, query)| query);
            assert_eq!(apps.take(query, (tenant, mine), now), (kept, clients.clone()));
            assert_eq!(apps.take(query, (tenant, theirs), now), (kept, Vec::new()));
            let late = now + SHOWN_FOR;
            assert_eq!(apps.take(query, (tenant, mine), late), (kept, Vec::new()));
        }
        let none = apps.add("/x".to_owned(), Vec::new(), (tenant, mine), (now, &entropy));
        assert_eq!(none, "/x");
        assert_eq!(apps.take("state=untold=1", (tenant, mine), now).0, "state=untold=1");
    }
}
