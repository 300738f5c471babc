//! `POST /{group}/token` (RFC 6749 §3.2).
use super::Failure;
use super::reading::{answer_client, claims};
use crate::client_keys;
use crate::tenant::Tenant;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::client_auth::Authenticated;
use latchkey_oidc::token::{Decision, TokenRequest};
use latchkey_oidc::{Context, Outcome, Params, SubjectClaims};

/// Answers a token request.
///
/// The write travels to the disk while this thread signs. The answer leaves when both are done,
/// so no client ever holds a token that was not recorded.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    answer_client((&tenant, "token"), (&request, &body), answer).await
}

async fn answer(
    tenant: &Tenant,
    params: &Params<'_>,
    authenticated: Authenticated<'_>,
    cx: &Context<'_>,
) -> Result<HttpResponse, Failure> {
    let app = tenant.app();
    let client = authenticated.client;
    let asked = TokenRequest::new(authenticated, params, cx)?;
    let grant_type = asked.grant_type();

    let found = app.store.find(tenant.id(), asked.lookup()?).await?;
    let Decision { commit, mint } = asked.decide(found)?;
    let person = match mint.account() {
        Some(account) => claims(app, tenant.id(), account).await?,
        None => SubjectClaims::default(),
    };

    let encryption = mint.encryption();
    let recipient = client_keys::recipient(app, tenant.id(), client, encryption).await?;
    let committing = (!commit.is_empty()).then(|| app.store.commit(tenant.id(), commit));
    let signed = mint.sign(&person, &recipient);
    let outcome = match committing {
        Some(committing) => committing.await?,
        None => Outcome::Done,
    };
    let response = signed?.answer(outcome)?;

    app.metrics.protocol.issued(grant_type, "access_token");
    if response.id_token.is_some() {
        app.metrics.protocol.issued(grant_type, "id_token");
    }
    Ok(HttpResponse::Ok()
        .content_type("application/json;charset=UTF-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .body(response.json()))
}
