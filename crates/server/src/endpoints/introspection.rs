//! `POST /{group}/token/introspection` (RFC 7662 §2).
use super::Failure;
use super::reading::{Asking, authorization, form, settle};
use crate::tenant::Tenant;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::{Commit, Owner, introspection};

/// Says what a token is worth, to an authenticated client.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    let answered = answer(&tenant, &request, &body).await;
    answered.unwrap_or_else(|error| error.answer(&tenant, "introspection"))
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
    let presented = introspection::presented(&params, &cx)?;
    settle(tenant, Commit { assertion: authenticated.assertion, write: None }).await?;

    let found = app.store.find(tenant.id(), presented.lookup()).await?;
    let live = presented.live(found, &cx);
    let owner = match live.as_ref().map(|token| &token.owner) {
        Some(Owner::Key(key)) => app.store.client_by_key(tenant.id(), *key).await?,
        Some(Owner::Name(name)) => app.store.client(tenant.id(), name).await?,
        None => None,
    };
    let answer = introspection::answer(live.as_ref(), owner.as_deref(), authenticated.client, &cx);
    Ok(HttpResponse::Ok().json(answer))
}
