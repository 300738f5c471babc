//! Refusals of the endpoints that answer in JSON, mapped to HTTP once.
use super::limits;
use crate::middleware::Trouble;
use crate::refusals::Refused;
use crate::tenant::Tenant;
use actix_web::HttpResponse;
use actix_web::ResponseError as _;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use latchkey_oidc::explain::ClientFinding;
use latchkey_oidc::{ErrorCode, TokenError};
use latchkey_store::{TxError, Unavailable};

/// Why a protocol request was not answered as wished.
#[derive(Debug)]
pub enum Failure {
    /// By a rule of the protocol.
    Refused(TokenError),
    /// By circumstances.
    Trouble(Trouble),
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        Self::Refused(error)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Unavailable> for Failure {
    fn from(unavailable: Unavailable) -> Self {
        Self::Trouble(unavailable.into())
    }
}

impl From<TxError> for Failure {
    fn from(error: TxError) -> Self {
        Self::Trouble(error.into())
    }
}

impl Failure {
    /// The caller is known and may not: 403 (RFC 7592 §2.1).
    pub fn forbidden(
        tenant: &Tenant,
        endpoint: &'static str,
        client: Option<&str>,
    ) -> HttpResponse {
        let error = TokenError::new(ErrorCode::AccessDenied, "this client is switched off")
            .because(ClientFinding::Disabled);
        let error = known(error, tenant, endpoint, client);
        HttpResponse::Forbidden().json(error.json())
    }

    /// The answer (RFC 6749 §5.2); `client` is whom the request names. One line of the log says what the client is not told.
    pub fn answer(
        self,
        tenant: &Tenant,
        endpoint: &'static str,
        client: Option<&str>,
    ) -> HttpResponse {
        let error = match self {
            Self::Trouble(Trouble::TooMany(too_much)) => {
                return limits::answer((tenant, endpoint), limits::too_many(too_much), client);
            }
            Self::Trouble(trouble) => {
                tracing::error!(%trouble, endpoint, "a protocol request failed");
                return trouble.error_response();
            }
            Self::Refused(error) => error,
        };
        // A device that waits is refused nothing, and asks often.
        let error = match error.is_only_waiting() {
            true => error,
            false => known(error, tenant, endpoint, client),
        };
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = HttpResponse::build(status).json(error.json());
        response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        let challenge = error.www_authenticate(&tenant.issuer);
        if let Some(challenge) = challenge.and_then(|text| HeaderValue::try_from(text).ok()) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// Makes a refusal known, and names it.
fn known(
    error: TokenError,
    tenant: &Tenant,
    endpoint: &'static str,
    client: Option<&str>,
) -> TokenError {
    let reference = tenant.refused(Refused {
        endpoint,
        error: error.code.name(),
        description: error.description,
        detail: &error.detail,
        finding: error.finding.as_deref(),
        client,
    });
    error.under(reference)
}
