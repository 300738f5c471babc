//! `GET /api/{group}/account/me/terms`: what the person of a token said to terms of use.
//!
//! Security: an app hears of the tenant's terms and of its own, never which other apps somebody uses.
use super::Failure;
use super::bearer;
use super::reading::authorization;
use crate::tenant::Tenant;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::PresentedToken;
use latchkey_oidc::userinfo::{BearerError, Userinfo, token};
use latchkey_store::{TermsRecord, TxError};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Answers with the history, the youngest first.
pub async fn get(tenant: Tenant, request: HttpRequest) -> HttpResponse {
    match decide(&tenant, &request).await {
        Ok(response) => response,
        Err(Refused::Bearer(error)) => bearer::refuse(&tenant, "account_terms", error, None),
        Err(Refused::Failure(failure)) => failure.answer(&tenant, "account_terms", None),
    }
}

enum Refused {
    Bearer(BearerError),
    Failure(Failure),
}

impl From<BearerError> for Refused {
    fn from(error: BearerError) -> Self {
        Self::Bearer(error)
    }
}

impl<E: Into<Failure>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

async fn decide(tenant: &Tenant, request: &HttpRequest) -> Result<HttpResponse, Refused> {
    let app = tenant.app();
    let cx = tenant.context(app.clock.now());
    let presented = PresentedToken::read(token(authorization(request), None)?, &cx);
    let found = app.store.find(tenant.id(), presented.lookup()).await?;
    let owner = Userinfo::decide(presented.live(found, &cx), &cx)?;
    let (account, client) = (owner.account(), owner.client());
    let answers: Result<Vec<TermsRecord>, TxError> =
        app.store.read(tenant.id(), move |tx| tx.terms_answers(account)).await;
    let answers = answers?;
    let shown = answers.iter().filter(|held| held.client.is_none_or(|of| of == client));
    let asking = app.store.client_by_key(tenant.id(), client).await?;
    let asking = asking.as_ref().map(|client| client.client_id.as_str());
    let list: Vec<Value> = shown.map(|held| answer(held, asking)).collect();
    let mut response = HttpResponse::Ok().json(json!({ "type": "Terms", "data": list }));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn answer(record: &TermsRecord, asking: Option<&str>) -> Value {
    let said = &record.answer;
    let is_own = said.app.as_deref() == asking;
    let at = OffsetDateTime::from_unix_timestamp(said.at.seconds());
    json!({
        "subject": if record.client.is_some() { "client" } else { "tenant" },
        "version": said.version,
        "accepted": said.accepted,
        "createdAt": at.ok().and_then(|at| at.format(&Rfc3339).ok()),
        "userAgent": said.user_agent.as_ref().filter(|_| is_own),
        "clientId": said.app.as_ref().filter(|_| is_own),
    })
}
