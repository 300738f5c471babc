//! `POST /{group}/token/introspection` (RFC 7662 §2).
use super::Failure;
use super::reading::{answer_client, settle};
use crate::tenant::Tenant;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::client_auth::Authenticated;
use latchkey_oidc::{Commit, Context, Owner, Params, introspection};

/// Says what a token is worth, to an authenticated client.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    answer_client((&tenant, "introspection"), (&request, &body), answer).await
}

async fn answer(
    tenant: &Tenant,
    params: &Params<'_>,
    authenticated: Authenticated<'_>,
    cx: &Context<'_>,
) -> Result<HttpResponse, Failure> {
    let store = &tenant.app().store;
    let presented = introspection::presented(params, cx)?;
    settle(tenant, Commit { assertion: authenticated.assertion, write: None }).await?;

    let found = store.find(tenant.id(), presented.lookup()).await?;
    let live = presented.live(found, cx);
    let owner = match live.as_ref().map(|token| &token.owner) {
        Some(Owner::Key(key)) => store.client_by_key(tenant.id(), *key).await?,
        Some(Owner::Name(name)) => store.client(tenant.id(), name).await?,
        None => None,
    };
    let answer = introspection::answer(live.as_ref(), owner.as_deref(), authenticated.client, cx);
    Ok(HttpResponse::Ok().json(answer))
}
