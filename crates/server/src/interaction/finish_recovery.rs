//! "Get back in": where the link ends that is mailed when the wait is over.
//!
//! Security: that it is over is read from the row, in the statement that finishes it, and the link
//! proves the mailbox. The page opens no session: whoever comes back signs in, with a new password
//! where people choose one by mail.
use super::mails::{Letter, Mailed, MailedLink};
use super::{Answered, Purpose};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::recovery::{is_for, take_second_step};
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, EventKind};
use latchkey_base::TokenHash;
use latchkey_store::{ProofRecord, RecoveryRecord, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{FinishRecoveryPage, FinishState};
use serde_json::json;
use std::num::NonZeroU32;

/// The purpose of the CSRF token on these pages.
const PURPOSE: &str = "finishrecovery";

/// `GET /{group}/finishrecovery?code=…`: says what will happen.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    Ok(match find(&visit, &query.code).await? {
        Some((asked, _)) if asked.is_ready(visit.now) => ask(&visit, &query.code),
        Some((asked, _)) => early(&visit, &asked),
        None => void(&visit),
    })
}

/// `POST /{group}/finishrecovery`: it happens.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let code = form.text("code");
    let Some((asked, account)) = find(&visit, code).await? else { return Ok(void(&visit)) };
    if !asked.is_ready(visit.now) {
        return Ok(early(&visit, &asked));
    }
    if !visit.sent(&form, PURPOSE) {
        return Ok(ask(&visit, code));
    }
    let payload = json!({ "email": asked.email });
    let mailed = Mailed::new(&visit, Purpose::ResetPassword, account.id, None, payload);
    let path = visit.path(&mailed.reset_path());
    let takes_password = takes_password(&visit);
    if !finish(&visit, (asked, account), mailed).await? {
        return Ok(void(&visit));
    }
    let methods = visit.path("/account/security");
    let password_url = takes_password.then_some(path.as_str());
    let state = FinishState::Done { password_url, methods_url: &methods };
    let mut answer = page(&visit, StatusCode::OK, state);
    // One of the sessions that are over may have been in this browser.
    visit.change_state(&mut answer)?;
    Ok(answer)
}

/// Uses the link; of two who race, one does. `false`: the other did, or it was stopped.
async fn finish(
    visit: &Visit,
    (asked, account): (RecoveryRecord, Account),
    mailed: Mailed,
) -> Result<bool, Trouble> {
    let letter = Letter::of(visit, &account);
    let notice = letter.map(|letter| letter.notice(&Notice::RecoveryFinished)).transpose()?;
    let (takes_password, now, events) = (takes_password(visit), visit.now, Events::of(visit));
    let mail_signs_in = visit.factor_policy().mail_sign_in;
    let proof = ProofRecord { code: None, ..mailed.proof };
    let finished = visit.app.store.write(visit.tenant.id(), move |tx| {
        let account = tx.account(asked.account)?.filter(|account| is_for(&asked, account));
        let Some(account) = account else { return Ok(false) };
        // Where nobody chooses a password by mail any more, it would leave no way in.
        let has_password = tx.password_hash(account.id)?.is_some();
        if !takes_password && !has_password && !mail_signs_in {
            return Ok(false);
        }
        if tx.finish_recovery(&asked.finish_link, now)?.is_none() {
            return Ok(false);
        }
        take_second_step(tx, account.id, (now, takes_password))?;
        if takes_password {
            tx.put_proof(&proof)?;
        }
        events.note(tx, account.id, EventKind::RecoveryFinished)?;
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        Ok::<_, TxError>(true)
    });
    let finished = finished.await?;
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    Ok(finished)
}

/// Whether the password goes, too: where its owner can choose another one by mail.
///
/// Security: whoever knew it was kept out by the second step. Without that they shall not get in
/// before its owner does.
fn takes_password(visit: &Visit) -> bool {
    visit.tenant.settings().accounts.password_reset
}

/// What is behind the link, if it is or will be good for something. It is not used by looking.
async fn find(visit: &Visit, code: &str) -> Result<Option<(RecoveryRecord, Account)>, Trouble> {
    visit.app.newcomers.admit(visit.address, NonZeroU32::MIN).map_err(Trouble::TooMany)?;
    if !visit.tenant.settings().accounts.recovery.enabled {
        return Ok(None);
    }
    let (link, now) = (TokenHash::of(code), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let asked = tx.recovery_by_finish_link(&link)?.filter(|asked| asked.is_open(now));
        let Some(asked) = asked else { return Ok(None) };
        let account = tx.account(asked.account)?.filter(|account| is_for(&asked, account));
        Ok::<_, TxError>(account.map(|account| (asked, account)))
    });
    Ok(found.await?)
}

fn ask(visit: &Visit, code: &str) -> HttpResponse {
    let (action, takes_password) = (visit.path("/finishrecovery"), takes_password(visit));
    let state = FinishState::Ask { action: &action, code, takes_password };
    page(visit, StatusCode::OK, state)
}

fn early(visit: &Visit, asked: &RecoveryRecord) -> HttpResponse {
    page(visit, StatusCode::CONFLICT, FinishState::Early { ready: asked.ready_at })
}

/// The link is of no use.
fn void(visit: &Visit) -> HttpResponse {
    page(visit, StatusCode::GONE, FinishState::Void)
}

fn page(visit: &Visit, status: StatusCode, state: FinishState<'_>) -> HttpResponse {
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| draw(&FinishRecoveryPage { page, state }))
}
