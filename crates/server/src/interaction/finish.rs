//! The end of a pass: the code and tokens, or the refusal, on its way back to the client.
use super::{Answered, Pass, PassPath, app_view, connect, enter, refused};
use crate::client_keys;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use latchkey_oidc::authorize::{
    Answer, AuthorizationResponse, Checked, Granted, IMPLICIT, NextStep, Refusal, grant,
};
use latchkey_oidc::{Client, Commit, Outcome, TokenError};
use latchkey_store::TxError;
use latchkey_ui::pages::FormPostPage;

/// `GET /{group}/auth/{uid}`: answers the request if nothing is left to ask.
///
/// # Errors
/// [`Trouble`].
pub async fn resume(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    let cx = pass.context();
    let granted = match pass.next_step() {
        NextStep::Ask { .. } => return Ok(pass.go_on()),
        NextStep::Refuse(refusal) => return refuse(&pass, refusal).await,
        // A device is connected by a press of a button, never by an address.
        NextStep::Grant(_) if pass.device.is_some() => {
            return Ok(pass.visit.go(&pass.path("connect")));
        }
        NextStep::Grant(allowed) => grant(&allowed, &pass.client, Some(pass.id()), &cx),
    };
    match settle(&pass.visit, granted).await? {
        (Outcome::Done, signed) => respond(&pass.visit, &pass.client, &pass.checked, signed),
        // Another tab answered first; the dispatcher says so.
        _ => Ok(pass.go_on()),
    }
}

/// An answer with its signatures, or why there is none.
pub type Signed = Result<AuthorizationResponse, TokenError>;

/// Commits what was granted, and signs while the write travels.
///
/// # Errors
/// [`Trouble::Unavailable`], [`Trouble::Busy`].
pub async fn settle(visit: &Visit, granted: Granted<'_>) -> Result<(Outcome, Signed), Trouble> {
    let (store, tenant) = (&visit.app.store, visit.tenant.id());
    let person = match granted.response.account() {
        Some(account) => store.account(tenant, account).await?,
        None => None,
    };
    let response = granted.response;
    let recipient =
        client_keys::recipient(&visit.app, tenant, response.client(), response.encryption()).await;
    let recipient = match recipient {
        Ok(recipient) => recipient,
        // Nothing was written, so it can be tried again.
        Err(error) => return Ok((Outcome::Done, Err(error))),
    };
    let claims = person.map(|account| latchkey_accounts::claims(&account).into());
    let commit = Commit { assertion: None, write: Some(granted.write) };
    let committing = store.commit(tenant, commit);
    let signed = response.sign(&claims.unwrap_or_default(), &recipient);
    Ok((committing.await?, signed))
}

/// Sends what was granted and recorded.
///
/// # Errors
/// As [`send`].
pub fn respond(visit: &Visit, client: &Client, checked: &Checked, signed: Signed) -> Answered {
    match signed {
        Ok(response) => {
            for token in response.tokens() {
                visit.app.metrics.protocol.issued(IMPLICIT, token);
            }
            let state = visit.session_state(client);
            send(visit, Some(client), &response.answer_in(&visit.tenant.issuer, state.as_ref()))
        }
        Err(error) => {
            let refusal = Refusal::failure(checked, error.code).detailed(error.detail);
            refused::answer(visit, Some(client), refusal, &[])
        }
    }
}

/// Closes the pass and tells the client why. If another tab closed it first, its answer stands.
///
/// # Errors
/// [`Trouble`].
pub async fn refuse(pass: &Pass, refusal: Refusal) -> Answered {
    if let Some(device) = &pass.device {
        return connect::refuse(pass, device, &refusal).await;
    }
    let record = pass.finished();
    let closed = pass
        .visit
        .app
        .store
        .write(pass.visit.tenant.id(), move |tx| tx.update_interaction(&record));
    let closed: Result<bool, TxError> = closed.await;
    if closed? {
        return refused::answer(&pass.visit, Some(&pass.client), refusal, &[]);
    }
    Ok(pass.go_on())
}

/// Sends an answer to the client through the browser.
///
/// # Errors
/// [`Trouble::Internal`] for an address that cannot be a header; registration refuses those.
pub fn send(
    visit: &Visit,
    client: Option<&Client>,
    answer: &Answer,
) -> Result<HttpResponse, Trouble> {
    match answer {
        Answer::Redirect(location) => Ok(visit.go(location)),
        Answer::Elsewhere => Ok(visit.go(&visit.path("/device"))),
        Answer::FormPost { action, fields } => {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let look = Look {
                app: client.map(app_view),
                logo: client.and_then(|client| visit.logo(client)),
                leads_to: Some(action),
                ..Look::plain(StatusCode::OK, visit.language(None, None))
            };
            let mut page = visit.page(look, |page| {
                draw(&FormPostPage { page, redirect_uri: action, fields: &fields })
            });
            // The answer is good for one use: no cache, however old, may show it again
            // (OAuth Form Post Response Mode §2).
            page.headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
            Ok(page)
        }
    }
}
