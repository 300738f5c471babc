//! `/{group}/account/security/lock`: "Lock my account".
use super::security::SECTION;
use super::{Member, Need, enter};
use crate::form::Form;
use crate::interaction::{Answered, unlocking};
use crate::lock::Lock;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{LockPage, LockState};

/// `GET …/security/lock`: says what will happen.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    Ok(ask(&member))
}

/// `POST …/security/lock`: it happens.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        return Ok(ask(&member));
    }
    let (visit, id) = (&member.visit, member.account.id);
    let notice = member.letter().map(|letter| letter.notice(&Notice::AccountLocked)).transpose()?;
    let lock = Lock::of(visit, id);
    let locked = visit.app.store.write(visit.tenant.id(), move |tx| {
        // Read again: what was changed meanwhile stays.
        let Some(account) = tx.account(id)? else { return Ok(()) };
        lock.put_on(tx, account, None)?;
        notice.iter().try_for_each(|notice| notice.put(tx))
    });
    locked.await.map_err(|error: TxError| Trouble::from(error))?;
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    let unlocking = unlocking(visit, &member.account);
    let state = LockState::Locked { unlocking };
    let mut answer = member.page(StatusCode::OK, |page| draw(&LockPage { page, state }));
    visit.change_state(&mut answer)?;
    Ok(answer)
}

fn ask(member: &Member) -> HttpResponse {
    let (action, back) = (member.path("/security/lock"), member.path("/security"));
    let unlocking = unlocking(&member.visit, &member.account);
    let state = LockState::Ask { action: &action, code: None, back_url: Some(&back), unlocking };
    member.page(StatusCode::OK, |page| draw(&LockPage { page, state }))
}
