//! The end of a pass: the code, or the refusal, on its way back to the client.
use super::{Answered, Pass, PassPath, app_view, enter, refused};
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use latchkey_oidc::authorize::{Answer, NextStep, Refusal, grant_code};
use latchkey_oidc::{Client, Commit, Outcome};
use latchkey_store::TxError;
use latchkey_ui::pages::FormPostPage;

/// `GET /{group}/auth/{uid}`: answers the request if nothing is left to ask.
///
/// # Errors
/// [`Trouble`].
pub async fn resume(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    let granted = match pass.next_step() {
        NextStep::Ask { .. } => return Ok(pass.go_on()),
        NextStep::Refuse(refusal) => return refuse(&pass, &refusal).await,
        NextStep::Grant(allowed) => {
            grant_code(&allowed, &pass.client, Some(pass.id()), &pass.context())
        }
    };
    let commit = Commit { assertion: None, write: Some(granted.write) };
    let outcome = pass.visit.app.store.commit(pass.visit.tenant.id(), commit).await?;
    match outcome {
        Outcome::Done => {
            let answer = granted.response.answer(&pass.visit.tenant.issuer);
            send(&pass.visit, Some(&pass.client), &answer)
        }
        // Another tab answered first; the dispatcher says so.
        _ => Ok(pass.go_on()),
    }
}

/// Closes the pass and tells the client why. If another tab closed it first, its answer stands.
///
/// # Errors
/// [`Trouble`].
pub async fn refuse(pass: &Pass, refusal: &Refusal) -> Answered {
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
        Answer::FormPost { action, fields } => {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let look = Look {
                app: client.map(app_view),
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
