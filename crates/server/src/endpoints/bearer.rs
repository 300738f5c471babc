//! Refusals of the endpoints that are opened with a bearer token (RFC 6750 §3).
use crate::tenant::Tenant;
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use latchkey_oidc::userinfo::BearerError;

/// The answer, with its challenge. One line of the log says what the client is not told.
pub fn refuse(tenant: &Tenant, endpoint: &'static str, error: &BearerError) -> HttpResponse {
    let code = error.code.map_or("no_token", latchkey_oidc::ErrorCode::name);
    tenant.app().metrics.protocol.refused(endpoint, code);
    tracing::info!(
        code, detail = %error.detail, tenant = %tenant.record().group, endpoint, "refused"
    );
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let challenge = (header::WWW_AUTHENTICATE, error.www_authenticate(&tenant.issuer));
    let mut response = HttpResponse::build(status);
    response.insert_header(challenge);
    match error.json() {
        Some(json) => response.json(json),
        None => response.content_type("application/json").body("{}"),
    }
}
