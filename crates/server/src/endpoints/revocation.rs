//! `POST /{group}/token/revocation` (RFC 7009 §2).
use super::Failure;
use super::reading::{answer_client, settle};
use crate::tenant::Tenant;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::client_auth::Authenticated;
use latchkey_oidc::{Commit, Context, Params, revocation};

/// Ends a token of the asking client; 200 for unknown ones too.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    answer_client((&tenant, "revocation"), (&request, &body), answer).await
}

async fn answer(
    tenant: &Tenant,
    params: &Params<'_>,
    authenticated: Authenticated<'_>,
    cx: &Context<'_>,
) -> Result<HttpResponse, Failure> {
    let presented = revocation::presented(params, cx)?;
    let found = tenant.app().store.find(tenant.id(), revocation::lookup(&presented)).await?;
    let write = revocation::decide(&presented, &found, authenticated.client, cx)?;
    settle(tenant, Commit { assertion: authenticated.assertion, write }).await?;
    Ok(HttpResponse::Ok().finish())
}
