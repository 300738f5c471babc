//! Refusals of the endpoints that are opened with a bearer token (RFC 6750 §3).
use crate::refusals::Refused;
use crate::tenant::Tenant;
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use latchkey_oidc::userinfo::BearerError;

/// The answer, with its challenge; `client` is whom the request names. One line of the log says
/// what the client is not told.
pub fn refuse(
    tenant: &Tenant,
    endpoint: &'static str,
    error: BearerError,
    client: Option<&str>,
) -> HttpResponse {
    let error = match error.code {
        // Nothing is said of a request without a token but what to bring (RFC 6750 §3.1).
        None => {
            tenant.app().metrics.protocol.refused(endpoint, "no_token");
            error
        }
        Some(code) => {
            let reference = tenant.refused(Refused {
                endpoint,
                error: code.name(),
                description: error.description,
                detail: &error.detail,
                finding: error.finding.as_deref(),
                client,
            });
            error.under(reference)
        }
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let challenge = (header::WWW_AUTHENTICATE, error.www_authenticate(&tenant.issuer));
    let mut response = HttpResponse::build(status);
    response.insert_header(challenge);
    match error.json() {
        Some(json) => response.json(json),
        None => response.content_type("application/json").body("{}"),
    }
}
