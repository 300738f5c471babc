//! The public keys of clients: registered by value, or fetched from their `jwks_uri`.
//!
//! Fetched keys are kept for a while. A `kid` that is not among them means that the client has
//! rotated its keys: they are fetched again at once, but no more often than the pause allows, so
//! that a stranger with made-up key names cannot make us call out (OIDC Core §10.1.1).
use crate::app::App;
use latchkey_base::{ClientKey, TenantId, Timestamp};
use latchkey_jose::{JwkSet, VerificationKeys};
use latchkey_oidc::Client;
use latchkey_outbound::{FetchSettings, GuardedClient};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// Keys that were fetched, by client.
#[derive(Debug, Default)]
pub struct ClientKeys(Mutex<HashMap<(TenantId, ClientKey), Arc<Slot>>>);

/// What is known of one client's keys.
#[derive(Debug, Default)]
struct Slot {
    last: Mutex<Option<Fetched>>,
    /// Held by the one who fetches.
    fetching: Arc<tokio::sync::Mutex<()>>,
}

/// The last fetch; without keys if none ever succeeded.
#[derive(Clone, Debug)]
struct Fetched {
    uri: String,
    at: Timestamp,
    keys: Option<Arc<VerificationKeys>>,
    names: Vec<String>,
}

impl ClientKeys {
    /// The place of a client; beyond `most` of them some are forgotten.
    fn slot(&self, client: (TenantId, ClientKey), most: usize) -> Arc<Slot> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= most && !held.contains_key(&client) {
            let any = held.keys().next().copied();
            any.map(|key| held.remove(&key));
        }
        Arc::clone(held.entry(client).or_default())
    }
}

impl Slot {
    fn last(&self, uri: &str) -> Option<Fetched> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone().filter(|fetched| fetched.uri == uri)
    }

    fn put(&self, fetched: Fetched) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(fetched);
    }

    /// The last fetch, if asking again is of no use or too early.
    fn settled(
        &self,
        uri: &str,
        kid: Option<&str>,
        now: Timestamp,
        fetch: &FetchSettings,
    ) -> Option<Fetched> {
        self.last(uri).filter(|held| {
            let age = now.since(held.at);
            let named = kid.is_none_or(|kid| held.names.iter().any(|name| name == kid));
            age < fetch.client_keys_pause
                || (age < fetch.client_keys_kept && named && held.keys.is_some())
        })
    }
}

/// The keys of a client; `None` when it has none, or they cannot be had.
///
/// Security: however many requests name the client at once, one of them fetches and the others
/// wait for it. A fetch that failed counts as one, and one whose caller hung up goes on, so that
/// neither lets a stranger make us call out again.
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
    let (now, settings) = (app.clock.now(), &app.config.fetch);
    let slot = app.client_keys.slot((tenant, client.key), settings.client_keys_most);
    if let Some(settled) = slot.settled(uri, kid, now, settings) {
        return settled.keys;
    }
    let alone = Arc::clone(&slot.fetching).lock_owned().await;
    if let Some(settled) = slot.settled(uri, kid, now, settings) {
        return settled.keys;
    }
    let (fetch_client, uri, name) = (app.fetch.clone(), uri.to_owned(), client.client_id.clone());
    let fetching = tokio::spawn(async move {
        let _alone = alone;
        let fetched = fetch(&fetch_client, &uri, now).await.unwrap_or_else(|problem| {
            tracing::warn!(client = name, %problem, "LK-1301: jwks_uri not read");
            let none = Fetched { uri: uri.clone(), at: now, keys: None, names: Vec::new() };
            Fetched { at: now, ..slot.last(&uri).unwrap_or(none) }
        });
        slot.put(fetched.clone());
        fetched.keys
    });
    fetching.await.ok().flatten()
}

async fn fetch(client: &GuardedClient, uri: &str, now: Timestamp) -> Result<Fetched, String> {
    let url = Url::parse(uri).map_err(|error| error.to_string())?;
    let fetched = client.fetch(&url, client.limits()).await.map_err(|error| error.to_string())?;
    if fetched.status != 200 {
        return Err(format!("status {}", fetched.status));
    }
    let set: JwkSet = serde_json::from_slice(&fetched.body).map_err(|error| error.to_string())?;
    Ok(Fetched {
        uri: uri.to_owned(),
        at: now,
        names: set.keys.iter().filter_map(|key| key.kid.clone()).collect(),
        keys: Some(Arc::new(VerificationKeys::from_jwk_set(&set))),
    })
}
