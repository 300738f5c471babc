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
use latchkey_oidc::{Context, Found, Lookup, Outcome, Params, SubjectClaims};
use std::time::Duration;

/// No device is kept waiting for longer: what is between us may lose patience (RFC 8628 §3.5).
const LONGEST_WAIT: u64 = 25;

/// Answers a token request.
///
/// The write travels to the disk while this thread signs. The answer leaves when both are done,
/// so no client ever holds a token that was not recorded.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    let wait = wait_of(&request);
    let answer = async |tenant: &Tenant,
                        params: &Params<'_>,
                        authenticated: Authenticated<'_>,
                        cx: &Context<'_>| {
        answer(tenant, params, authenticated, (cx, wait)).await
    };
    answer_client((&tenant, "token"), (&request, &body), answer).await
}

/// `Prefer: wait=N` (RFC 7240 §4.3): a device would rather wait than poll. No longer than
/// [`LONGEST_WAIT`].
pub fn wait_of(request: &HttpRequest) -> Option<Duration> {
    let preferences = request.headers().get_all("prefer").filter_map(|value| value.to_str().ok());
    let wait = preferences
        .flat_map(|value| value.split(','))
        .find_map(|preference| preference.trim().strip_prefix("wait=")?.trim().parse().ok());
    wait.map(|seconds: u64| Duration::from_secs(seconds.min(LONGEST_WAIT)))
}

async fn answer(
    tenant: &Tenant,
    params: &Params<'_>,
    authenticated: Authenticated<'_>,
    (cx, wait): (&Context<'_>, Option<Duration>),
) -> Result<HttpResponse, Failure> {
    let app = tenant.app();
    let Authenticated { client, assertion } = authenticated;
    let again = Authenticated { client, assertion: assertion.clone() };
    let asked = TokenRequest::new(Authenticated { client, assertion }, params, cx)?;
    let lookup = asked.lookup()?;
    let found = app.store.find(tenant.id(), lookup).await?;
    if let Some(wait) = wait
        && let Lookup::DeviceCode { hash, at } = lookup
        && let Found::DeviceCode(poll) = &found
        && poll.code.client == client.key
        && poll.is_pending(at)
        && !poll.is_too_soon
    {
        let mut stopping = app.stopping.clone();
        let has_changed = tokio::select! {
            changed = app.store.device_changes(tenant.id(), hash, wait) => changed,
            () = stopping.wait() => false,
        };
        if has_changed {
            let cx = &Context { now: app.clock.now(), ..*cx };
            let asked = TokenRequest::new(again, params, cx)?;
            let found = app.store.find(tenant.id(), asked.lookup()?).await?;
            return decide(tenant, asked, found).await;
        }
    }
    decide(tenant, asked, found).await
}

async fn decide(
    tenant: &Tenant,
    asked: TokenRequest<'_>,
    found: Found,
) -> Result<HttpResponse, Failure> {
    let app = tenant.app();
    let (client, grant_type, now) = (asked.client, asked.grant_type(), asked.now());
    let Decision { commit, mint } = asked.decide(found)?;
    let person = match mint.account() {
        Some(account) => claims(app, tenant.id(), account).await?,
        None => SubjectClaims::default(),
    };
    let device = mint.device();

    let encryption = mint.encryption();
    let recipient = client_keys::recipient(app, tenant.id(), client, encryption).await?;
    let committing = (!commit.is_empty()).then(|| app.store.commit(tenant.id(), commit));
    let signed = mint.sign(&person, &recipient);
    let outcome = match committing {
        Some(committing) => committing.await?,
        None => Outcome::Done,
    };
    let response = signed?.answer(outcome)?;

    if let Some(device) = device {
        app.store.device_seen(tenant.id(), device, now);
    }
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
