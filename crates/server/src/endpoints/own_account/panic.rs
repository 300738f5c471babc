//! `PUT /api/{group}/account/panic`: locks the account of the person whose token it is, or of whoever was
//! mailed the link whose code it is (native contract U011).
//!
//! Security: a lock is never refused for a sign-in that is too old, and no limit is in the way of a
//! token; codes, which anybody may try, count with what else comes from there. One
//! transaction locks and ends everything, or nothing is done and it says so: there is no 206.
use super::{Own, Refused, answer, is_there, members, settle};
use crate::endpoints::envelope::unkept;
use crate::endpoints::reading::authorization;
use crate::interaction::{Letter, Told, lock_account};
use crate::lock::Lock;
use crate::visit::Visit;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{Account, normal_form};
use latchkey_oidc::userinfo::{BearerError, token};
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use serde::Deserialize;

const ENDPOINT: &str = "account_panic";

#[derive(Deserialize)]
struct Members {
    email: Option<String>,
}

/// Locks.
pub async fn put(visit: Visit, request: HttpRequest, body: Bytes) -> HttpResponse {
    if let Some(code) = mailed(&request) {
        let locked = by_link(&visit, &code, &body).await;
        return settle((ENDPOINT, &visit.tenant), &request, None, locked);
    }
    let lock = async |own: &Own<'_>| lock(own, &body).await;
    answer(ENDPOINT, (&visit, &request), lock).await
}

/// The code of a mailed link in the place of a token. Access tokens of ours begin otherwise or have dots.
fn mailed(request: &HttpRequest) -> Option<String> {
    let code = token(authorization(request), None).ok()?;
    let is_token = ["lka_", "lkr_"].iter().any(|start| code.starts_with(start));
    (!is_token && !code.contains('.')).then(|| code.to_owned())
}

/// The address that the account must have, in its normal form.
fn email(body: &[u8]) -> Result<String, Refused> {
    let Members { email } = members(body, "the body must be a JSON object with email")?;
    let missing = Refused::Said(StatusCode::PRECONDITION_REQUIRED, "email is missing");
    email.map(|email| normal_form(&email)).ok_or(missing)
}

fn has_address(account: &Account, named: &str) -> bool {
    account.email.as_deref().is_some_and(|address| normal_form(address) == named)
}

fn another() -> Refused {
    Refused::Said(StatusCode::FORBIDDEN, "email is not the address of this account")
}

async fn lock(own: &Own<'_>, body: &[u8]) -> Result<HttpResponse, Refused> {
    let (visit, id, named) = (own.visit, own.grant().account, email(body)?);
    let (lock, tenant) = (Lock::of(visit, id), visit.tenant.id());
    let account = visit.app.store.account(tenant, id).await?;
    // Guesses are limited, and the one that is right is none.
    if !account.as_ref().is_some_and(|account| has_address(account, &named)) {
        own.admit()?;
    }
    let notice = account.and_then(|account| notice(visit, &account));
    let locked = visit.app.store.write(tenant, move |tx| {
        let Some(account) = tx.account(id)? else { return Ok(None) };
        if !has_address(&account, &named) {
            return Ok(Some(false));
        }
        lock.put_on(tx, account, None)?;
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        Ok::<_, TxError>(Some(true))
    });
    match locked.await? {
        None => Err(BearerError::invalid_token("the account is gone").into()),
        Some(false) => Err(another()),
        Some(true) => Ok(done(visit)),
    }
}

/// What is mailed of it. The lock waits for no template.
fn notice(visit: &Visit, account: &Account) -> Option<Told> {
    let notice = Letter::of(visit, account)?.notice(&Notice::AccountLocked);
    notice.inspect_err(|error| tracing::error!(%error, "a notice was not written")).ok()
}

/// The link is good once, in whatever way it is used.
async fn by_link(visit: &Visit, code: &str, body: &[u8]) -> Result<HttpResponse, Refused> {
    is_there(&visit.tenant)?;
    let named = email(body)?;
    let unknown = || BearerError::invalid_token("no link of a mail, or one that is over");
    let (link, account) = lock_account::find(visit, code).await?.ok_or_else(unknown)?;
    if normal_form(&link.address) != named {
        return Err(another());
    }
    lock_account::lock_by(visit, link, &account).await?.ok_or_else(unknown)?;
    Ok(done(visit))
}

fn done(visit: &Visit) -> HttpResponse {
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    unkept(HttpResponse::NoContent().finish())
}
