//! A refused authorization request: answered to the client, or said on a page of ours.
use super::app_view;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_oidc::authorize::Refusal;
use latchkey_oidc::{Client, ErrorCode};
use latchkey_ui::App as AppView;
use latchkey_ui::pages::{ErrorKind, ErrorPage};

/// Sends the refusal where it belongs (RFC 6749 §4.1.2.1).
///
/// # Errors
/// [`Trouble`].
pub fn answer(
    visit: &Visit,
    client: Option<&Client>,
    refusal: &Refusal,
    sent: &[(&str, &str)],
) -> Result<HttpResponse, Trouble> {
    visit.app.metrics.protocol.refused("authorization", refusal.code.name());
    tracing::info!(
        code = refusal.code.name(),
        detail = %refusal.detail,
        client = client.map(|client| client.client_id.as_str()),
        tenant = %visit.tenant.record().group,
        request = %visit.reference,
        "authorization request refused"
    );
    let state = client.and_then(|client| visit.session_state(client));
    match refusal.answer_in(&visit.tenant.issuer, state.as_ref()) {
        Some(answer) => super::finish::send(visit, client, &answer),
        None => Ok(page(visit, client.map(app_view), refusal, sent)),
    }
}

/// The page that says it. There is no link to an address that was not verified.
pub fn page(
    visit: &Visit,
    app: Option<AppView<'_>>,
    refusal: &Refusal,
    sent: &[(&str, &str)],
) -> HttpResponse {
    let status = StatusCode::from_u16(refusal.page_status()).unwrap_or(StatusCode::BAD_REQUEST);
    let kind = match refusal.code {
        _ if status.is_server_error() => ErrorKind::Ours,
        ErrorCode::AccessDenied | ErrorCode::UnauthorizedClient => ErrorKind::Refused,
        _ if app.is_none() => ErrorKind::App,
        _ => ErrorKind::Request,
    };
    let look = Look { app, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| {
        draw(&ErrorPage {
            page,
            kind,
            code: refusal.code.name(),
            description: refusal.description,
            reference: &visit.reference,
            details: sent,
        })
    })
}
