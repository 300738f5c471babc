//! The logos of clients: fetched from their `logo_uri`, checked, kept, and served by us.
//!
//! Security: a page of ours asks no other host for anything, so nobody learns who is signing in
//! where; and of what a stranger's server sends, only pictures made of pixels are passed on.
use crate::app::App;
use crate::copies::{Copies, CopyRules, Source};
use latchkey_base::{Seconds, TenantId};
use latchkey_oidc::Client;
use latchkey_outbound::{FetchSettings, Fetched};
use std::sync::Arc;

/// A picture.
#[derive(Debug)]
pub struct Logo {
    /// Told by its first octets, never by who sent it.
    pub content_type: &'static str,
    /// The file.
    pub bytes: bytes::Bytes,
}

/// Room for logos, each of 64 KiB at most.
pub fn copies(settings: &FetchSettings) -> Copies<Logo> {
    Copies::new(rules(), settings)
}

/// How they are fetched and kept.
pub fn rules() -> CopyRules<Logo> {
    CopyRules {
        member: "logo_uri",
        number: "LK-1302",
        kept: Seconds::minutes(24 * 60),
        stale: Seconds::days(30),
        pause: Seconds::minutes(5),
        most: 256,
        longest: 64 * 1024,
        read,
    }
}

/// The logo of a client; `None` when it has none, or it cannot be had.
pub async fn find(app: &App, tenant: TenantId, client: &Client) -> Option<Arc<Logo>> {
    let source = Source::new(tenant, client, client.metadata.logo_uri.as_deref()?);
    app.logos.find(&app.fetch, app.clock.now(), source, |_| true).await
}

fn read(fetched: Fetched) -> Result<Logo, String> {
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
