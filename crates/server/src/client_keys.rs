//! The public keys of clients: registered by value, or copied from their `jwks_uri`.
//!
//! A `kid` that is not among them means that the client has rotated its keys: they are fetched
//! again at once, but no more often than the pause allows, so that a stranger with made-up key
//! names cannot make us call out (OIDC Core §10.1.1).
use crate::app::App;
use crate::copies::{Copies, CopyRules, Source};
use latchkey_base::TenantId;
use latchkey_jose::{JwkSet, VerificationKeys};
use latchkey_oidc::registration::StatementIssuer;
use latchkey_oidc::{AnswerEncryption, Client, Recipient, TokenError};
use latchkey_outbound::{FetchSettings, Fetched};
use std::sync::Arc;

/// The keys of one client.
#[derive(Debug)]
pub struct PublishedKeys {
    /// All of them, as they were published.
    pub set: JwkSet,
    /// Those that check signatures.
    pub verification: Arc<VerificationKeys>,
}

/// Room for the keys of clients, as configured.
pub fn copies(settings: &FetchSettings) -> Copies<PublishedKeys> {
    Copies::new(rules(settings), settings)
}

/// How they are fetched and kept.
pub fn rules(settings: &FetchSettings) -> CopyRules<PublishedKeys> {
    CopyRules {
        member: "jwks_uri",
        number: "LK-1301",
        kept: settings.client_keys_kept,
        // A host that is down must not shut an app out at once, and a withdrawn key must end.
        stale: settings.client_keys_kept.max(settings.client_keys_stale),
        pause: settings.client_keys_pause,
        most: settings.client_keys_most,
        longest: settings.longest_answer.min(settings.client_keys_longest),
        read,
    }
}

/// The keys with which a client signs; `None` when it has none, or they cannot be had. With a
/// `kid` that is not among those we know they are asked for again.
pub async fn find(
    app: &App,
    tenant: TenantId,
    client: &Client,
    kid: Option<&str>,
) -> Option<Arc<VerificationKeys>> {
    if let Some(set) = &client.metadata.jwks {
        return Some(Arc::new(VerificationKeys::from_jwk_set(set)));
    }
    let has_it = |keys: &PublishedKeys| kid.is_none_or(|kid| keys.names(kid));
    Some(Arc::clone(&published(app, tenant, client, has_it).await?.verification))
}

/// The keys of somebody whose software statements a tenant takes, in the same way.
pub async fn of_issuer(
    app: &App,
    tenant: TenantId,
    issuer: &StatementIssuer,
    kid: Option<&str>,
) -> Option<Arc<VerificationKeys>> {
    if let Some(set) = &issuer.jwks {
        return Some(Arc::new(VerificationKeys::from_jwk_set(set)));
    }
    let source = Source::of_issuer(tenant, &issuer.issuer, issuer.jwks_uri.as_deref()?);
    let has_it = |keys: &PublishedKeys| kid.is_none_or(|kid| keys.names(kid));
    let keys = app.client_keys.find(&app.fetch, app.clock.now(), source, has_it).await?;
    Some(Arc::clone(&keys.verification))
}

/// The one who can read an answer that is `wanted` so. When none of the keys behind a `jwks_uri`
/// goes with it, they are asked for again (OIDC Core §10.2.1).
///
/// # Errors
/// As [`AnswerEncryption::recipient`]. Keys that cannot be had are no keys.
pub async fn recipient(
    app: &App,
    tenant: TenantId,
    client: &Client,
    wanted: Option<AnswerEncryption>,
) -> Result<Recipient, TokenError> {
    let Some(wanted) = wanted else { return Ok(Recipient::default()) };
    let found = match &client.metadata.jwks {
        Some(set) => wanted.recipient(client, Some(set)),
        None if wanted.needs_keys() => {
            let fits = |keys: &PublishedKeys| wanted.goes_with(&keys.set);
            let keys = published(app, tenant, client, fits).await;
            wanted.recipient(client, keys.as_deref().map(|keys| &keys.set))
        }
        None => wanted.recipient(client, None),
    };
    found.inspect_err(|error| {
        let (client, detail) = (client.key, &error.detail);
        tracing::warn!(number = "LK-1304", %tenant, %client, detail, "an answer that should be encrypted is not sent");
    })
}

/// What is behind the client's `jwks_uri`, asked for again when `is_wanted` says no.
async fn published(
    app: &App,
    tenant: TenantId,
    client: &Client,
    is_wanted: impl Fn(&PublishedKeys) -> bool,
) -> Option<Arc<PublishedKeys>> {
    let source = Source::new(tenant, client, client.metadata.jwks_uri.as_deref()?);
    app.client_keys.find(&app.fetch, app.clock.now(), source, is_wanted).await
}

impl PublishedKeys {
    fn names(&self, kid: &str) -> bool {
        self.set.keys.iter().any(|key| key.kid.as_deref() == Some(kid))
    }
}

fn read(fetched: Fetched) -> Result<PublishedKeys, String> {
    let set: JwkSet = serde_json::from_slice(&fetched.body).map_err(|error| error.to_string())?;
    let verification = Arc::new(VerificationKeys::from_jwk_set(&set));
    Ok(PublishedKeys { set, verification })
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::Seconds;

    #[test]
    fn how_long_keys_are_good_and_how_large_they_may_be_are_settings() {
        let mut settings = FetchSettings::default();
        assert_eq!(rules(&settings).longest, 64 * 1024);
        settings.client_keys_stale = Seconds::minutes(30);
        settings.client_keys_longest = 1000;
        let heeded = rules(&settings);
        assert_eq!((heeded.stale, heeded.longest), (Seconds::minutes(30), 1000));
        settings.client_keys_kept = Seconds::minutes(40);
        settings.longest_answer = 900;
        let bounded = rules(&settings);
        assert_eq!((bounded.stale, bounded.longest), (Seconds::minutes(40), 900));
    }
}
