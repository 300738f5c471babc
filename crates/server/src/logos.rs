//! The logos of clients: fetched from their `logo_uri`, checked, kept, and served by us.
//!
//! Security: a page of ours asks no other host for anything, so nobody learns who is signing in
//! where; and of what a stranger's server sends, only pictures made of pixels are passed on.
use crate::app::App;
use latchkey_base::{ClientKey, Seconds, TenantId, Timestamp};
use latchkey_oidc::Client;
use latchkey_outbound::{FetchLimits, GuardedClient};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// For how long a logo is used without asking again.
const KEEP: Seconds = Seconds::minutes(24 * 60);
/// The least time between two fetches of a logo that could not be had.
const PAUSE: Seconds = Seconds::minutes(5);
/// The largest logo, in octets.
const LARGEST: usize = 64 * 1024;
/// Clients whose logos are kept; beyond that some are forgotten.
const MOST: usize = 128;

/// Logos that were fetched, by client.
#[derive(Debug, Default)]
pub struct Logos(Mutex<HashMap<(TenantId, ClientKey), Arc<Slot>>>);

#[derive(Debug, Default)]
struct Slot {
    last: Mutex<Option<Fetched>>,
    /// Held by the one who fetches.
    fetching: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Clone, Debug)]
struct Fetched {
    uri: String,
    at: Timestamp,
    logo: Option<Logo>,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Logo {
    /// Told by its first octets, never by who sent it.
    pub content_type: &'static str,
    /// The file.
    pub bytes: bytes::Bytes,
}

impl Logos {
    fn slot(&self, client: (TenantId, ClientKey)) -> Arc<Slot> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST && !held.contains_key(&client) {
            let any = held.keys().next().copied();
            any.map(|key| held.remove(&key));
        }
        Arc::clone(held.entry(client).or_default())
    }
}

impl Slot {
    /// The last fetch, if it is too early to ask again.
    fn settled(&self, uri: &str, now: Timestamp) -> Option<Fetched> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|held| {
            let keep = if held.logo.is_some() { KEEP } else { PAUSE };
            held.uri == uri && now.since(held.at) < keep
        })
    }
}

/// The logo of a client; `None` when it has none, or it cannot be had.
///
/// Security: as with a client's keys, one of many who ask at once fetches, and a fetch that failed
/// counts as one, so that a stranger cannot make us call out again and again.
pub async fn find(app: &App, tenant: TenantId, client: &Client) -> Option<Logo> {
    let uri = client.metadata.logo_uri.clone()?;
    let (now, slot) = (app.clock.now(), app.logos.slot((tenant, client.key)));
    if let Some(settled) = slot.settled(&uri, now) {
        return settled.logo;
    }
    let alone = Arc::clone(&slot.fetching).lock_owned().await;
    if let Some(settled) = slot.settled(&uri, now) {
        return settled.logo;
    }
    let (fetch_client, name) = (app.fetch.clone(), client.client_id.clone());
    let fetching = tokio::spawn(async move {
        let _alone = alone;
        let logo = fetch(&fetch_client, &uri).await;
        let logo = logo.map_err(|problem| {
            tracing::warn!(client = name, %problem, "LK-1302: logo_uri not shown");
        });
        let fetched = Fetched { uri, at: now, logo: logo.ok() };
        *slot.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(fetched.clone());
        fetched.logo
    });
    fetching.await.ok().flatten()
}

async fn fetch(client: &GuardedClient, uri: &str) -> Result<Logo, String> {
    let url = Url::parse(uri).map_err(|error| error.to_string())?;
    let limits = FetchLimits { octets: LARGEST, ..client.limits() };
    let fetched = client.fetch(&url, limits).await.map_err(|error| error.to_string())?;
    if fetched.status != 200 {
        return Err(format!("status {}", fetched.status));
    }
    let content_type = media_type(&fetched.body).ok_or("neither PNG, JPEG, GIF nor WebP")?;
    Ok(Logo { content_type, bytes: fetched.body.into() })
}

/// What a file of pixels says it is. Security: nothing that can hold a script, SVG above all.
fn media_type(file: &[u8]) -> Option<&'static str> {
    match file {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_made_of_pixels_are_known() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(media_type(b"GIF89a"), Some("image/gif"));
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in
            [&b"<svg onload='alert(1)'/>"[..], b"<!doctype html>", b"RIFF\0\0\0\0WAVE", b""]
        {
            assert_eq!(media_type(other), None);
        }
    }
}
