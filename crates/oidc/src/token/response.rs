//! The successful answer of the token endpoint (RFC 6749 §5.1, OIDC Core §3.1.3.3).
use crate::Scope;
use latchkey_base::{Seconds, Secret};
use serde::Serialize;

/// Tokens that are recorded and may leave.
#[derive(Debug)]
pub struct TokenResponse {
    /// Opaque or a JWT.
    pub access_token: Secret<String>,
    /// The access token's life.
    pub expires_in: Seconds,
    /// What the access token allows.
    pub scope: Scope,
    /// For requests with `openid`.
    pub id_token: Option<Secret<String>>,
    /// For requests with `offline_access`.
    pub refresh_token: Option<Secret<String>>,
}

#[derive(Serialize)]
struct Body<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
}

impl TokenResponse {
    /// The body. `scope` is always said: it may differ from what was asked (RFC 6749 §5.1), and
    /// at the code exchange nobody remembers what that was.
    pub fn json(&self) -> String {
        let body = Body {
            access_token: self.access_token.expose(),
            token_type: "Bearer",
            expires_in: self.expires_in.get(),
            scope: (!self.scope.is_empty()).then(|| self.scope.to_string()),
            id_token: text(self.id_token.as_ref()),
            refresh_token: text(self.refresh_token.as_ref()),
        };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

fn text(secret: Option<&Secret<String>>) -> Option<&str> {
    secret.map(|secret| secret.expose().as_str())
}
