//! The client information response (RFC 7591 §3.2.1, RFC 7592 §3, OIDC Registration §3.2).
use super::request::GROUP;
use crate::ClientMetadata;
use latchkey_base::Timestamp;
use serde_json::{Value, json};

/// A registered client as it is told to itself.
#[derive(Debug)]
pub struct Registered<'a> {
    /// Its public name.
    pub client_id: &'a str,
    /// The group of its tenant.
    pub group: &'a str,
    /// All that is registered.
    pub metadata: &'a ClientMetadata,
    /// When it was registered.
    pub issued_at: Timestamp,
    /// Whether it has a secret.
    pub has_secret: bool,
    /// The secret, if it is new: it is kept as a digest, so nobody can show it again.
    pub new_secret: Option<&'a str>,
    /// The registration access token that is good from now on.
    pub registration_access_token: &'a str,
    /// The registration endpoint.
    pub endpoint: &'a str,
}

impl Registered<'_> {
    /// The body. Secrets never expire: 0.
    ///
    /// # Errors
    /// When the metadata cannot be written as JSON.
    pub fn json(&self) -> Result<Value, serde_json::Error> {
        let mut body = serde_json::to_value(self.metadata)?;
        body["client_id"] = self.client_id.into();
        body[GROUP] = self.group.into();
        body["client_id_issued_at"] = self.issued_at.seconds().into();
        body["subject_type"] = serde_json::to_value(self.metadata.subject_type)?;
        if self.has_secret {
            body["client_secret_expires_at"] = json!(0);
        }
        if let Some(secret) = self.new_secret {
            body["client_secret"] = secret.into();
        }
        body["registration_access_token"] = self.registration_access_token.into();
        let uri = format!("{}/{}", self.endpoint, self.client_id);
        body["registration_client_uri"] = uri.into();
        Ok(body)
    }
}
