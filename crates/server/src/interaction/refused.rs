//! A refused authorization request: answered to the client, or said on a page of ours.
use super::app_view;
use crate::middleware::Trouble;
use crate::refusals::Refused;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_base::Reference;
use latchkey_oidc::authorize::Refusal;
use latchkey_oidc::{Client, ErrorCode};
use latchkey_ui::App as AppView;
use latchkey_ui::pages::{ErrorKind, ErrorPage};

/// Sends the refusal where it belongs (RFC 6749 §4.1.2.1). `sent` is what a page may show to the
/// app's developer; the client named there need not exist.
///
/// # Errors
/// [`Trouble`].
pub fn answer(
    visit: &Visit,
    client: Option<&Client>,
    refusal: Refusal,
    sent: &[(&str, &str)],
) -> Result<HttpResponse, Trouble> {
    let named = sent.iter().find(|(name, value)| *name == "client_id" && !value.is_empty());
    let named = client.map(|client| client.client_id.as_str()).or(named.map(|(_, value)| *value));
    let reference = known(visit, "authorization", named, &refusal);
    let refusal = refusal.under(reference);
    let state = client.and_then(|client| visit.session_state(client));
    match refusal.answer_in(&visit.tenant.issuer, state.as_ref()) {
        Some(answer) => super::finish::send(visit, client, &answer),
        None => Ok(page(visit, client.map(app_view), &refusal, (reference, sent))),
    }
}

/// The same for what is said on a page in any case.
pub fn on_a_page(
    visit: &Visit,
    endpoint: &'static str,
    client: Option<&Client>,
    refusal: &Refusal,
) -> HttpResponse {
    let named = client.map(|client| client.client_id.as_str());
    let reference = known(visit, endpoint, named, refusal);
    page(visit, client.map(app_view), refusal, (reference, &[]))
}

/// The same of a sign-out where nobody is signed in: what was wanted is so, but for the way back.
/// `named` is the client that the request names, registered or not.
pub fn without_return(
    visit: &Visit,
    (client, named): (Option<&Client>, Option<&str>),
    refusal: &Refusal,
) -> HttpResponse {
    let reference = known(visit, "end_session", named, refusal);
    let app = client.map(app_view);
    drawn(visit, app, refusal, (reference, &[]), ErrorKind::NoReturn)
}

/// Makes a refusal known, and names it.
pub fn known(
    visit: &Visit,
    endpoint: &'static str,
    client: Option<&str>,
    refusal: &Refusal,
) -> Reference {
    visit.tenant.refused(Refused {
        endpoint,
        error: refusal.code.name(),
        description: refusal.description,
        detail: &refusal.detail,
        finding: refusal.finding.as_deref(),
        client,
    })
}

/// The page that says it. There is no link to an address that was not verified.
fn page(
    visit: &Visit,
    app: Option<AppView<'_>>,
    refusal: &Refusal,
    (reference, sent): (Reference, &[(&str, &str)]),
) -> HttpResponse {
    let status = StatusCode::from_u16(refusal.page_status()).unwrap_or(StatusCode::BAD_REQUEST);
    let kind = match refusal.code {
        _ if status.is_server_error() => ErrorKind::Ours,
        ErrorCode::AccessDenied | ErrorCode::UnauthorizedClient => ErrorKind::Refused,
        // Where the answer should go is not registered: trying again cannot help.
        _ if app.is_none() || refusal.is_about_address() => ErrorKind::App,
        _ => ErrorKind::Request,
    };
    drawn(visit, app, refusal, (reference, sent), kind)
}

fn drawn(
    visit: &Visit,
    app: Option<AppView<'_>>,
    refusal: &Refusal,
    (reference, sent): (Reference, &[(&str, &str)]),
    kind: ErrorKind,
) -> HttpResponse {
    let status = StatusCode::from_u16(refusal.page_status()).unwrap_or(StatusCode::BAD_REQUEST);
    let look = Look { app, ..Look::plain(status, visit.language(None, None)) };
    let reference = reference.to_string();
    visit.page(look, |page| {
        draw(&ErrorPage {
            page,
            kind,
            code: refusal.code.name(),
            description: refusal.description,
            reference: &reference,
            details: sent,
        })
    })
}
