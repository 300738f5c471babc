//! Refusals of the registration endpoints.
use crate::ErrorCode;
use crate::explain::referring;
use latchkey_base::Reference;
use serde_json::{Value, json};

/// Most characters of a description.
const LONGEST_DESCRIPTION: usize = 500;

/// A refusal (RFC 7591 §3.2.2, OIDC Registration §3.3): always status 400.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationError {
    /// For machines.
    pub code: ErrorCode,
    /// For the developer of the client: ASCII, without quotes and backslashes.
    pub description: String,
    reference: Option<Reference>,
}

impl RegistrationError {
    /// A refusal.
    pub fn new(code: ErrorCode, description: impl AsRef<str>) -> Self {
        // Security: names of what was sent come back; nothing that a terminal or page acts on.
        let clean = |c: char| match c {
            '"' | '\\' => '\'',
            c if c.is_ascii_graphic() || c == ' ' => c,
            _ => '?',
        };
        let description = description.as_ref().chars().take(LONGEST_DESCRIPTION).map(clean);
        Self { code, description: description.collect(), reference: None }
    }

    /// `invalid_redirect_uri` for the member of that name, `invalid_client_metadata` for any
    /// other; `why` continues the sentence.
    pub fn of_member(member: &str, why: &str) -> Self {
        let code = match member.split('[').next() {
            Some("redirect_uris") => ErrorCode::InvalidRedirectUri,
            _ => ErrorCode::InvalidClientMetadata,
        };
        Self::new(code, format!("{member} {why}"))
    }

    /// `invalid_client_metadata`.
    pub fn metadata(description: &str) -> Self {
        Self::new(ErrorCode::InvalidClientMetadata, description)
    }

    /// Adds the name under which more is known of it.
    #[must_use]
    pub fn under(mut self, reference: Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    /// The body.
    pub fn json(&self) -> Value {
        let description = referring(&self.description, self.reference);
        json!({ "error": self.code.name(), "error_description": description })
    }
}
