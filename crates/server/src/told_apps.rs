//! Which apps are told of a sign-out, from the request that ended the sessions to the page that
//! says so and holds their frames.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{ClientKey, Entropy, Sealed, Sealer, TokenHash};
use latchkey_base::{SessionId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

/// The most apps that are named.
pub const MOST_APPS: usize = 50;

/// What ends the query of the page.
const PARAMETER: &str = "told=";

/// Makes and reads the parameter. Security: sealed for one browser and a short time, so that an
/// address that gets around tells nobody which apps a person uses, and leads nobody anywhere.
pub struct ToldApps(Sealer);

/// What the page has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The apps, and the session that each of them had; no more than [`MOST_APPS`].
    pub apps: Vec<(ClientKey, SessionId)>,
    /// Where the page goes on to.
    pub return_to: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Sent {
    until: i64,
    told: Told,
}

impl ToldApps {
    /// With the sealer of this purpose.
    pub fn new(sealer: Sealer) -> Self {
        Self(sealer)
    }

    /// The path, with this in its query if there is any; it can be read until then.
    pub fn add(
        &self,
        path: String,
        told: Told,
        (tenant, browser): (TenantId, TokenHash),
        (until, entropy): (Timestamp, &dyn Entropy),
    ) -> String {
        if told.apps.is_empty() {
            return path;
        }
        let sent = Sent { until: until.seconds(), told };
        let Ok(text) = serde_json::to_vec(&sent) else { return path };
        let sealed = self.0.seal(&text, &context(tenant, browser), entropy);
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}{PARAMETER}{}", URL_SAFE_NO_PAD.encode(sealed.as_bytes()))
    }

    /// The query without it, and what it says.
    pub fn take<'q>(
        &self,
        query: &'q str,
        (tenant, browser): (TenantId, TokenHash),
        now: Timestamp,
    ) -> (&'q str, Told) {
        let Some((rest, text)) = query.rsplit_once(PARAMETER) else {
            return (query, Told::default());
        };
        let rest = match rest.strip_suffix('&') {
            None if !rest.is_empty() => return (query, Told::default()),
            shorter => shorter.unwrap_or(rest),
        };
        let sent = URL_SAFE_NO_PAD.decode(text).ok().and_then(|octets| {
            let opened =
                self.0.open(&Sealed::from_bytes(octets), &context(tenant, browser)).ok()?;
            serde_json::from_slice::<Sent>(opened.expose()).ok()
        });
        let sent = sent.filter(|sent| now.seconds() < sent.until);
        (rest, sent.map(|sent| sent.told).unwrap_or_default())
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
        let until = Timestamp::from_seconds(107);
        let (mine, theirs) = (TokenHash::of("mine"), TokenHash::of("theirs"));
        let app = (ClientKey::from_bytes([2; 16]), SessionId::from_bytes([3; 16]));
        let told = Told { apps: vec![app], return_to: Some("https://a.example/bye".to_owned()) };
        for path in ["/t/session/end/success", "/t/session/end/success?client_id=app"] {
            let added = apps.add(path.to_owned(), told.clone(), (tenant, mine), (until, &entropy));
            let query = added.split_once('?').unwrap().1;
            let kept = path.split_once('?').map_or("", |(_, query)| query);
            assert_eq!(apps.take(query, (tenant, mine), now), (kept, told.clone()));
            assert_eq!(apps.take(query, (tenant, theirs), now), (kept, Told::default()));
            assert_eq!(apps.take(query, (tenant, mine), until), (kept, Told::default()));
        }
        let none = apps.add("/x".to_owned(), Told::default(), (tenant, mine), (until, &entropy));
        assert_eq!(none, "/x");
        assert_eq!(apps.take("state=untold=1", (tenant, mine), now).0, "state=untold=1");
    }
}
