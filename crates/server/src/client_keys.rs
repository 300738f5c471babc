//! The public keys of clients: registered by value, or fetched from their `jwks_uri`.
//!
//! Fetched keys are kept for a while. A `kid` that is not among them means that the client has
//! rotated its keys: they are fetched again at once, but no more often than the pause allows, so
//! that a stranger with made-up key names cannot make us call out (OIDC Core §10.1.1).
use crate::app::App;
use latchkey_base::{ClientKey, Seconds, TenantId, Timestamp};
use latchkey_jose::{JwkSet, VerificationKeys};
use latchkey_oidc::Client;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// For how long fetched keys are used without asking again.
const KEEP: Seconds = Seconds::minutes(10);
/// The least time between two fetches for one client.
const PAUSE: Seconds = Seconds::new(10);
/// Clients whose keys are kept; beyond that the oldest go.
const MOST: usize = 10_000;

/// Keys that were fetched.
#[derive(Debug, Default)]
pub struct ClientKeys(Mutex<HashMap<(TenantId, ClientKey), Fetched>>);

#[derive(Clone, Debug)]
struct Fetched {
    uri: String,
    at: Timestamp,
    keys: Arc<VerificationKeys>,
    names: Vec<String>,
}

impl ClientKeys {
    fn get(&self, client: (TenantId, ClientKey), uri: &str) -> Option<Fetched> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&client).filter(|fetched| fetched.uri == uri).cloned()
    }

    fn put(&self, client: (TenantId, ClientKey), fetched: Fetched) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            let oldest = held.iter().min_by_key(|(_, fetched)| fetched.at).map(|(key, _)| *key);
            oldest.map(|key| held.remove(&key));
        }
        held.insert(client, fetched);
    }
}

/// The keys of a client; `None` when it has none, or they cannot be had.
pub async fn find(
    app: &App,
    tenant: TenantId,
    client: &Client,
    kid: Option<&str>,
) -> Option<Arc<VerificationKeys>> {
    if let Some(set) = &client.metadata.jwks {
        return Some(Arc::new(VerificationKeys::from_jwk_set(set)));
    }
    let uri = client.metadata.jwks_uri.as_deref()?;
    let (now, key) = (app.clock.now(), (tenant, client.key));
    let held = app.client_keys.get(key, uri);
    if let Some(held) = &held {
        let known = kid.is_none_or(|kid| held.names.iter().any(|name| name == kid));
        let age = now.since(held.at);
        if (known && age < KEEP) || age < PAUSE {
            return Some(Arc::clone(&held.keys));
        }
    }
    match fetch(app, uri, now).await {
        Ok(fetched) => {
            let keys = Arc::clone(&fetched.keys);
            app.client_keys.put(key, fetched);
            Some(keys)
        }
        Err(problem) => {
            tracing::warn!(client = %client.client_id, %problem, "LK-1301: jwks_uri not read");
            let kept = held.map(|held| Fetched { at: now, ..held })?;
            let keys = Arc::clone(&kept.keys);
            app.client_keys.put(key, kept);
            Some(keys)
        }
    }
}

async fn fetch(app: &App, uri: &str, now: Timestamp) -> Result<Fetched, String> {
    let url = Url::parse(uri).map_err(|error| error.to_string())?;
    let fetched =
        app.fetch.fetch(&url, app.fetch.limits()).await.map_err(|error| error.to_string())?;
    if fetched.status != 200 {
        return Err(format!("status {}", fetched.status));
    }
    let set: JwkSet = serde_json::from_slice(&fetched.body).map_err(|error| error.to_string())?;
    Ok(Fetched {
        uri: uri.to_owned(),
        at: now,
        names: set.keys.iter().filter_map(|key| key.kid.clone()).collect(),
        keys: Arc::new(VerificationKeys::from_jwk_set(&set)),
    })
}
