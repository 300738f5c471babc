//! `POST /{group}/token/revocation` (RFC 7009 §2).
use super::Failure;
use super::reading::{Asking, authorization, form, settle};
use crate::tenant::Tenant;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::{Commit, revocation};

/// Ends a token of the asking client; 200 for unknown ones too.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    let answered = answer(&tenant, &request, &body).await;
    answered.unwrap_or_else(|error| error.answer(&tenant, "revocation"))
}

async fn answer(
    tenant: &Tenant,
    request: &HttpRequest,
    body: &[u8],
) -> Result<HttpResponse, Failure> {
    let app = tenant.app();
    let cx = tenant.context(app.clock.now());
    let params = form(request, body)?;
    let asking = Asking::find(app, tenant.id(), authorization(request), &params).await?;
    let authenticated = asking.authenticate(&cx)?;
    let presented = revocation::presented(&params, &cx)?;
    let found = app.store.find(tenant.id(), revocation::lookup(&presented)).await?;
    let write = revocation::decide(&presented, &found, authenticated.client, &cx)?;
    settle(tenant, Commit { assertion: authenticated.assertion, write }).await?;
    Ok(HttpResponse::Ok().finish())
}
