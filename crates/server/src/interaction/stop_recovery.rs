//! "Stop it": where the links of the mails end that say that somebody wants to get in without the second
//! step.
//!
//! Security: as for the lock, the link is all that is asked for, and it does nothing before its button
//! is pressed.
use super::Answered;
use super::mails::{Letter, MailedLink};
use super::notices::Told;
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::recovery::shown;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, EventKind};
use latchkey_base::TokenHash;
use latchkey_store::{RecoveryRecord, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{StopRecoveryPage, StopState};
use std::num::NonZeroU32;

/// The purpose of the CSRF token on these pages.
const PURPOSE: &str = "stoprecovery";

/// `GET /{group}/stoprecovery?code=…`: says what will happen.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    Ok(match find(&visit, &query.code).await? {
        Some((asked, _)) => ask(&visit, (&query.code, &asked)),
        None => page(&visit, StatusCode::GONE, StopState::Void),
    })
}

/// `POST /{group}/stoprecovery`: it happens.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let code = form.text("code");
    let Some((asked, account)) = find(&visit, code).await? else {
        return Ok(page(&visit, StatusCode::GONE, StopState::Void));
    };
    if !visit.sent(&form, PURPOSE) {
        return Ok(ask(&visit, (code, &asked)));
    }
    let mail = stopped_mail(&visit, &account)?;
    let event = Events::of(&visit).record(account.id, EventKind::RecoveryStopped);
    let (of, now) = ((asked.account, asked.id), visit.now);
    let stopped = visit.app.store.write(visit.tenant.id(), move |tx| {
        if tx.stop_recovery(of, now)?.is_none() {
            return Ok(false);
        }
        event.iter().try_for_each(|event| tx.add_event(event))?;
        mail.iter().try_for_each(|mail| mail.put(tx))?;
        Ok::<_, TxError>(true)
    });
    if !stopped.await? {
        return Ok(page(&visit, StatusCode::GONE, StopState::Void));
    }
    visit.app.message_queued.notify_one();
    Ok(stopped_page(&visit, None))
}

/// What the owner is mailed when a request was stopped.
///
/// # Errors
/// [`Trouble::Internal`] when a template does not render.
pub fn stopped_mail(visit: &Visit, account: &Account) -> Result<Option<Told>, Trouble> {
    let letter = Letter::of(visit, account);
    letter.map(|letter| letter.notice(&Notice::RecoveryStopped)).transpose()
}

/// The page that says so; `onward`: back to what the person was doing.
pub(super) fn stopped_page(visit: &Visit, onward: Option<&str>) -> HttpResponse {
    let paths = ["/account/password", "/account/security/lock"].map(|rest| visit.path(rest));
    let [password_url, lock_url] = &paths;
    let state = StopState::Stopped { password_url, lock_url, onward_url: onward };
    page(visit, StatusCode::OK, state)
}

async fn find(visit: &Visit, code: &str) -> Result<Option<(RecoveryRecord, Account)>, Trouble> {
    // Nobody guesses these links; nobody shall keep the database busy with trying, either.
    visit.app.newcomers.admit(visit.address, NonZeroU32::MIN).map_err(Trouble::TooMany)?;
    let (link, now) = (TokenHash::of(code), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let asked = tx.recovery_by_stop_link(&link)?.filter(|asked| asked.is_open(now));
        let Some(asked) = asked else { return Ok(None) };
        let account = tx.account(asked.account)?;
        Ok::<_, TxError>(account.map(|account| (asked, account)))
    });
    Ok(found.await?)
}

fn ask(visit: &Visit, (code, asked): (&str, &RecoveryRecord)) -> HttpResponse {
    let action = visit.path("/stoprecovery");
    let state = StopState::Ask { action: &action, code, asked: shown(asked) };
    page(visit, StatusCode::OK, state)
}

fn page(visit: &Visit, status: StatusCode, state: StopState<'_>) -> HttpResponse {
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| draw(&StopRecoveryPage { page, state }))
}
