//! Error codes with what each means over HTTP, and the refusal of the endpoints that answer JSON.
use crate::MalformedParams;
use crate::explain::{AssertionFinding, Finding, MessageFinding, referring};
use latchkey_base::Reference;
use serde_json::{Value, json};

/// An error code. Mirrors the OAuth extensions error registry as far as we use it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are the registry's")]
pub enum ErrorCode {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    UnsupportedTokenType,
    InvalidScope,
    InvalidTarget,
    AccessDenied,
    LoginRequired,
    ConsentRequired,
    AccountSelectionRequired,
    InteractionRequired,
    UnmetAuthenticationRequirements,
    RequestNotSupported,
    RequestUriNotSupported,
    RegistrationNotSupported,
    InvalidRequestObject,
    InvalidRequestUri,
    InvalidRedirectUri,
    InvalidClientMetadata,
    InvalidSoftwareStatement,
    UnapprovedSoftwareStatement,
    InvalidToken,
    InsufficientScope,
    InsufficientUserAuthentication,
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    ServerError,
    TemporarilyUnavailable,
}

/// Every code with its registered spelling and its HTTP status where the answer is not a
/// redirect (RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3.1; RFC 7009 §2.2.1; RFC 7591 §3.2.2;
/// RFC 8628 §3.5; RFC 8707 §2; RFC 9101 §7; RFC 9470 §3).
pub static ERROR_CODES: &[(ErrorCode, &str, u16)] = &[
    (ErrorCode::InvalidRequest, "invalid_request", 400),
    (ErrorCode::InvalidClient, "invalid_client", 401),
    (ErrorCode::InvalidGrant, "invalid_grant", 400),
    (ErrorCode::UnauthorizedClient, "unauthorized_client", 400),
    (ErrorCode::UnsupportedGrantType, "unsupported_grant_type", 400),
    (ErrorCode::UnsupportedResponseType, "unsupported_response_type", 400),
    (ErrorCode::UnsupportedTokenType, "unsupported_token_type", 400),
    (ErrorCode::InvalidScope, "invalid_scope", 400),
    (ErrorCode::InvalidTarget, "invalid_target", 400),
    (ErrorCode::AccessDenied, "access_denied", 400),
    (ErrorCode::LoginRequired, "login_required", 400),
    (ErrorCode::ConsentRequired, "consent_required", 400),
    (ErrorCode::AccountSelectionRequired, "account_selection_required", 400),
    (ErrorCode::InteractionRequired, "interaction_required", 400),
    (ErrorCode::UnmetAuthenticationRequirements, "unmet_authentication_requirements", 400),
    (ErrorCode::RequestNotSupported, "request_not_supported", 400),
    (ErrorCode::RequestUriNotSupported, "request_uri_not_supported", 400),
    (ErrorCode::RegistrationNotSupported, "registration_not_supported", 400),
    (ErrorCode::InvalidRequestObject, "invalid_request_object", 400),
    (ErrorCode::InvalidRequestUri, "invalid_request_uri", 400),
    (ErrorCode::InvalidRedirectUri, "invalid_redirect_uri", 400),
    (ErrorCode::InvalidClientMetadata, "invalid_client_metadata", 400),
    (ErrorCode::InvalidSoftwareStatement, "invalid_software_statement", 400),
    (ErrorCode::UnapprovedSoftwareStatement, "unapproved_software_statement", 400),
    (ErrorCode::InvalidToken, "invalid_token", 401),
    (ErrorCode::InsufficientScope, "insufficient_scope", 403),
    (ErrorCode::InsufficientUserAuthentication, "insufficient_user_authentication", 401),
    (ErrorCode::AuthorizationPending, "authorization_pending", 400),
    (ErrorCode::SlowDown, "slow_down", 400),
    (ErrorCode::ExpiredToken, "expired_token", 400),
    (ErrorCode::ServerError, "server_error", 500),
    (ErrorCode::TemporarilyUnavailable, "temporarily_unavailable", 503),
];

impl ErrorCode {
    /// The registered spelling.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status of an answer that is not a redirect.
    pub fn status(self) -> u16 {
        self.row().2
    }

    fn row(self) -> &'static (ErrorCode, &'static str, u16) {
        let found = ERROR_CODES.iter().find(|(code, ..)| *code == self);
        found.unwrap_or(&(Self::ServerError, "server_error", 500))
    }
}

/// A refusal by an endpoint that answers in JSON: token, introspection, revocation
/// (RFC 6749 §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenError {
    /// For machines.
    pub code: ErrorCode,
    /// For the developer of the client: static text, nothing echoed from the request.
    pub description: &'static str,
    /// For our log only; may hold ids, never secrets.
    pub detail: String,
    /// Which check failed, for the tenant's operators.
    pub finding: Option<Box<Finding>>,
    reference: Option<Reference>,
    /// The client authenticated by the `Authorization` header and is owed a challenge.
    basic: bool,
}

impl TokenError {
    /// A refusal.
    pub const fn new(code: ErrorCode, description: &'static str) -> Self {
        Self {
            code,
            description,
            detail: String::new(),
            finding: None,
            reference: None,
            basic: false,
        }
    }

    /// `invalid_request`.
    pub const fn invalid_request(description: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }

    /// `invalid_client`. The description is always the same: an unknown client, a wrong secret
    /// and a wrong method must look alike. The reason goes to the log.
    pub fn invalid_client(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidClient, "client authentication failed").detailed(detail)
    }

    /// `invalid_grant`, with the reason for the log. The description is always the same: the
    /// holder of a wrong code learns nothing about the right one.
    pub fn invalid_grant(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidGrant, "the grant is invalid, expired or revoked")
            .detailed(detail)
    }

    /// `invalid_client`: the store says that the assertion was used before (RFC 7523 §3, item 7).
    pub fn assertion_replayed() -> Self {
        Self::invalid_client("the assertion was used before").because(AssertionFinding::Replayed)
    }

    /// `server_error`: a fault of ours.
    pub fn server_error(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::ServerError, "the request could not be served").detailed(detail)
    }

    /// Adds what only the log may know.
    #[must_use]
    pub fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds which check failed.
    #[must_use]
    pub fn because(mut self, finding: impl Into<Finding>) -> Self {
        self.finding = Some(Box::new(finding.into()));
        self
    }

    /// Adds the name under which more is known of it.
    #[must_use]
    pub fn under(mut self, reference: Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    /// Marks that the client used the `Authorization` header (RFC 6749 §5.2).
    #[must_use]
    pub fn challenged(mut self, by_header: bool) -> Self {
        self.basic = by_header;
        self
    }

    /// Whether it only says that a device has to wait (RFC 8628 §3.5): no refusal that anybody
    /// would want explained.
    pub fn is_only_waiting(&self) -> bool {
        matches!(self.code, ErrorCode::AuthorizationPending | ErrorCode::SlowDown)
    }

    /// The HTTP status: 400, or 401 for `invalid_client` (RFC 6749 §5.2).
    pub fn status(&self) -> u16 {
        self.code.status()
    }

    /// The body.
    pub fn json(&self) -> Value {
        let description = referring(self.description, self.reference);
        json!({ "error": self.code.name(), "error_description": description })
    }

    /// `WWW-Authenticate`, owed when a client failed to authenticate by header.
    pub fn www_authenticate(&self, issuer: &str) -> Option<String> {
        let owed = self.basic && self.code == ErrorCode::InvalidClient;
        owed.then(|| format!("Basic realm=\"{issuer}\", charset=\"UTF-8\""))
    }
}

impl From<MalformedParams> for TokenError {
    fn from(_: MalformedParams) -> Self {
        Self::invalid_request("the body is not a form in UTF-8").because(MessageFinding::Encoding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6749 §5.2: codes and descriptions hold printable ASCII without `"` and `\`.
    #[test]
    fn every_code_has_one_row_and_a_clean_name() {
        for (code, name, status) in ERROR_CODES {
            assert_eq!((code.name(), code.status()), (*name, *status));
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
        }
        assert_eq!(ERROR_CODES.len(), 32);
    }

    /// RFC 6749 §5.2: 401 with a challenge when the header was used, and only then.
    #[test]
    fn a_challenge_is_owed_for_the_header_only() {
        let by_body = TokenError::invalid_client("x");
        assert_eq!((by_body.status(), by_body.www_authenticate("https://op/t")), (401, None));
        let by_header = TokenError::invalid_client("x").challenged(true);
        let challenge = by_header.www_authenticate("https://op/t").unwrap();
        assert!(challenge.starts_with("Basic realm=\"https://op/t\""));
        let other = TokenError::invalid_grant("x").challenged(true);
        assert_eq!((other.status(), other.www_authenticate("i")), (400, None));
    }

    #[test]
    fn the_detail_stays_with_us() {
        let error = TokenError::invalid_grant("code of client 7");
        assert!(!error.json().to_string().contains("client 7"));
        assert_eq!(error.json()["error"], "invalid_grant");
    }
}
