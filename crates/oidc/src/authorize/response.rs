//! The answer to an authorization request (RFC 6749 §4.1.2, OIDC Core §3.2.2.5, §3.3.2.5), in
//! whichever mode.
use super::{ResponseMode, response_modes};
use crate::SessionState;
use std::fmt;

/// Where an answer may go. Only the `redirect_uri` step can make one: it is the proof that the
/// address is registered for the client.
#[derive(Clone, Debug)]
pub struct ReturnAddress {
    redirect_uri: String,
    state: Option<String>,
    mode: &'static ResponseMode,
}

impl ReturnAddress {
    pub(super) fn new(
        redirect_uri: String,
        state: Option<String>,
        mode: &'static ResponseMode,
    ) -> Self {
        Self { redirect_uri, state, mode }
    }

    /// To a device, which asks for its answer itself (RFC 8628 §3.5).
    pub(super) fn device() -> Self {
        Self { redirect_uri: String::new(), state: None, mode: &response_modes::DEVICE }
    }

    /// The checked address, for a page's `form-action` and the token endpoint's comparison; empty
    /// for a device.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(super) fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    pub(super) fn mode(&self) -> &'static ResponseMode {
        self.mode
    }

    pub(super) fn set_mode(&mut self, mode: &'static ResponseMode) {
        self.mode = mode;
    }

    /// Adds what every answer has: `state` as it was sent (RFC 6749 §4.1.2) and `iss`
    /// (RFC 9207 §2), and `session_state` where it is kept (OIDC Session Management §2).
    pub(super) fn answer(
        &self,
        mut fields: Vec<(&'static str, String)>,
        issuer: &str,
        browser: Option<&SessionState<'_>>,
    ) -> Answer {
        let session_state = browser.map(|state| state.at(&self.redirect_uri));
        fields.extend(session_state.map(|state| ("session_state", state)));
        if let Some(state) = &self.state {
            fields.push(("state", state.clone()));
        }
        fields.push(("iss", issuer.to_owned()));
        (self.mode.render)(&self.redirect_uri, fields)
    }
}

/// A success: whatever the response type asks for, ready to travel once its write is durable.
pub struct AuthorizationResponse {
    pub(super) return_to: ReturnAddress,
    pub(super) fields: Vec<(&'static str, String)>,
}

impl AuthorizationResponse {
    /// The answer. Send it only when the write that came with it is committed.
    pub fn answer(&self, issuer: &str) -> Answer {
        self.answer_in(issuer, None)
    }

    /// The answer to a browser in this state (OIDC Session Management §2).
    pub fn answer_in(&self, issuer: &str, browser: Option<&SessionState<'_>>) -> Answer {
        self.return_to.answer(self.fields.clone(), issuer, browser)
    }

    /// The tokens it holds, by the names of its fields.
    pub fn tokens(&self) -> impl Iterator<Item = &'static str> {
        let is_token = |name: &&str| matches!(*name, "access_token" | "id_token");
        self.fields.iter().map(|(name, _)| *name).filter(is_token)
    }
}

impl fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationResponse(…)")
    }
}

/// What the browser is told to do. It holds a code, so it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// Go to this URL (303).
    Redirect(String),
    /// Nothing: who asked is not reached through this browser (RFC 8628 §3.5).
    Elsewhere,
    /// Show a form that posts itself (OAuth Form Post Response Mode §2).
    FormPost {
        /// Where it posts to.
        action: String,
        /// Its hidden fields, not yet escaped for HTML.
        fields: Vec<(&'static str, String)>,
    },
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Redirect(_) => "Redirect(…)",
            Self::Elsewhere => "Elsewhere",
            Self::FormPost { .. } => "FormPost(…)",
        })
    }
}
