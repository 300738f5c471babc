//! The file behind a `sector_identifier_uri` (OIDC Registration §5).
use super::{Invalid, Provision, ProvisionError};
use latchkey_oidc::ClientMetadata;
use url::Url;

impl Provision {
    /// Fetches the client's `sector_identifier_uri`, if it has one, and looks whether all of its
    /// redirect URIs are in there. Security: without that, any client could name another's
    /// sector and learn who its people are (OIDC Core §8.1).
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub async fn check_sector(&self, metadata: &ClientMetadata) -> Result<(), ProvisionError> {
        let Some(uri) = &metadata.sector_identifier_uri else { return Ok(()) };
        let fetched = self.fetch_sector(uri).await;
        let judged = fetched.and_then(|body| all_listed(&metadata.redirect_uris, &body));
        judged.map_err(|why| {
            ProvisionError::Invalid(vec![Invalid::new("sector_identifier_uri", why)])
        })
    }

    async fn fetch_sector(&self, uri: &str) -> Result<Vec<u8>, String> {
        let url = Url::parse(uri).map_err(|error| format!("is no URL: {error}"))?;
        // Security: whoever registers a client learns nothing of what our network reaches.
        let unread = |why: &dyn std::fmt::Display| {
            tracing::info!(uri, %why, "a sector_identifier_uri cannot be read");
            "cannot be read".to_owned()
        };
        let client = self.fetch.as_ref().map_err(|error| unread(error))?;
        let fetched = client.fetch(&url, client.limits()).await.map_err(|error| unread(&error))?;
        if fetched.status != 200 {
            return Err(unread(&format!("status {}", fetched.status)));
        }
        Ok(fetched.body)
    }
}

/// Whether the document lists all of them, compared as strings, as redirect URIs are.
///
/// # Errors
/// Why not.
pub fn all_listed(redirect_uris: &[String], document: &[u8]) -> Result<(), String> {
    let listed: Vec<String> = serde_json::from_slice(document)
        .map_err(|_| "does not hold a JSON array of redirect URIs".to_owned())?;
    match redirect_uris.iter().find(|uri| !listed.contains(uri)) {
        None => Ok(()),
        Some(missing) => Err(format!("does not list the redirect URI {missing}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OIDC Registration §5: every redirect URI, character by character.
    #[test]
    fn every_redirect_uri_must_be_listed() {
        let listed = br#"["https://a.example/cb", "https://b.example/cb"]"#;
        let check = |uri: &str| all_listed(&[uri.to_owned()], listed);
        assert!(check("https://a.example/cb").is_ok());
        for missing in ["https://a.example/cb/", "https://A.example/cb", "https://c.example/"] {
            assert!(check(missing).is_err(), "{missing}");
        }
        let both = ["https://a.example/cb", "https://b.example/cb"].map(str::to_owned);
        assert!(all_listed(&both, listed).is_ok());
        assert!(all_listed(&both, br#"["https://a.example/cb"]"#).is_err());
        for bad in [&b""[..], b"{}", b"[1]", b"\"https://a.example/cb\"", b"<html>"] {
            assert!(all_listed(&[], bad).is_err(), "{bad:?}");
        }
    }
}
