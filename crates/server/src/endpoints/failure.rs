//! Refusals of the endpoints that answer in JSON, mapped to HTTP once.
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use actix_web::HttpResponse;
use actix_web::ResponseError as _;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
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
    pub fn forbidden(tenant: &Tenant, endpoint: &'static str) -> HttpResponse {
        let error = TokenError::new(ErrorCode::AccessDenied, "this client is switched off");
        tenant.app().metrics.protocol.refused(endpoint, error.code.name());
        HttpResponse::Forbidden().json(error.json())
    }

    /// The answer (RFC 6749 §5.2). One line of the log says what the client is not told.
    pub fn answer(self, tenant: &Tenant, endpoint: &'static str) -> HttpResponse {
        let error = match self {
            Self::Trouble(trouble) => {
                tracing::error!(%trouble, endpoint, "a protocol request failed");
                return trouble.error_response();
            }
            Self::Refused(error) => error,
        };
        tenant.app().metrics.protocol.refused(endpoint, error.code.name());
        tracing::info!(
            code = error.code.name(),
            detail = %error.detail,
            tenant = %tenant.record().group,
            endpoint,
            "refused"
        );
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
