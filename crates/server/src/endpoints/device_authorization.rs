//! `POST /{group}/device/auth` (RFC 8628 §3.1).
use super::Failure;
use super::reading::answer_client;
use crate::middleware::Trouble;
use crate::tenant::Tenant;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_oidc::client_auth::Authenticated;
use latchkey_oidc::{Commit, Context, Outcome, Params, TokenError, device};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// How often another user code is tried when one is taken, which is as good as impossible.
const TRIES: usize = 3;

/// Answers a device with its two codes.
pub async fn post(tenant: Tenant, request: HttpRequest, body: Bytes) -> HttpResponse {
    let address = tenant.app().client_address(&request);
    let answer = async |tenant: &Tenant,
                        params: &Params<'_>,
                        authenticated: Authenticated<'_>,
                        cx: &Context<'_>| {
        answer(tenant, params, authenticated, (address, cx)).await
    };
    answer_client((&tenant, "device_authorization"), (&request, &body), answer).await
}

async fn answer(
    tenant: &Tenant,
    params: &Params<'_>,
    authenticated: Authenticated<'_>,
    (address, cx): (IpAddr, &Context<'_>),
) -> Result<HttpResponse, Failure> {
    let app = tenant.app();
    let Authenticated { client, mut assertion } = authenticated;
    let request = Arc::new(device::check(params, client, address.to_string(), cx)?);
    // Asking costs whoever calls themselves a client nothing, and us a row.
    app.newcomers.admit(address, NonZeroU32::MIN).map_err(Trouble::TooMany)?;
    for _ in 0..TRIES {
        let issuance = device::issue(&request, &app.codes, cx);
        let answer = issuance.json(cx);
        let commit = Commit { assertion: assertion.take(), write: Some(issuance.write) };
        match app.store.commit(tenant.id(), commit).await? {
            Outcome::Done => {
                return Ok(HttpResponse::Ok()
                    .insert_header((header::CACHE_CONTROL, "no-store"))
                    .json(answer));
            }
            Outcome::AssertionReplayed => return Err(TokenError::assertion_replayed().into()),
            _ => {}
        }
    }
    Err(TokenError::server_error("no user code was free, or the client was switched off").into())
}
