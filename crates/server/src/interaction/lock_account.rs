//! "This wasn't me": where the link of a notice ends.
//!
//! Security: the link is all that is asked for, since whoever needs it may have lost everything else;
//! it does nothing before its button is pressed, for programs that scan mails open links, too. Only
//! the holder of a link can lock somebody out, and only until they read their mails again.
use super::mails::{Letter, Mailed, MailedLink};
use super::{Answered, Purpose};
use crate::form::Form;
use crate::lock::Lock;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, AccountStatus};
use latchkey_base::TokenHash;
use latchkey_store::{LockLinkRecord, ProofRecord, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{LockPage, LockState, Unlocking};
use serde_json::json;
use std::num::NonZeroU32;

/// The purpose of the CSRF token on these pages.
const PURPOSE: &str = "lockaccount";

/// `GET /{group}/lockaccount?code=…`: says what will happen.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    Ok(match find(&visit, &query.code).await? {
        Some(_) => ask(&visit, &query.code),
        None => void(&visit),
    })
}

/// `POST /{group}/lockaccount`: it happens.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let code = form.text("code");
    let Some((link, account)) = find(&visit, code).await? else { return Ok(void(&visit)) };
    if !visit.sent(&form, PURPOSE) {
        return Ok(ask(&visit, code));
    }
    let Some((locked, path)) = lock_by(&visit, link, &account).await? else {
        return Ok(void(&visit));
    };
    let unlocking = match unlocking(&visit, &locked) {
        Unlocking::ByMail => Unlocking::Now { url: &path },
        other => other,
    };
    let mut answer = page(&visit, StatusCode::OK, LockState::Locked { unlocking });
    // One of the sessions that are over may have been in this browser.
    visit.change_state(&mut answer)?;
    Ok(answer)
}

/// Uses the link; of two who race, one does. `None`: the other did. Else the account as it is now, and the
/// path at which its owner unlocks it.
///
/// # Errors
/// [`Trouble`].
pub async fn lock_by(
    visit: &Visit,
    link: LockLinkRecord,
    account: &Account,
) -> Result<Option<(Account, String)>, Trouble> {
    let payload = json!({ "email": link.address });
    let mailed = Mailed::new(visit, Purpose::Unlock, account.id, None, payload);
    let path = visit.path(&mailed.unlock_path());
    let locked = lock(visit, link, account, mailed).await?;
    Ok(locked.map(|locked| (locked, path)))
}

async fn lock(
    visit: &Visit,
    link: LockLinkRecord,
    account: &Account,
    mailed: Mailed,
) -> Result<Option<Account>, Trouble> {
    let letter = Letter {
        visit,
        address: &link.address,
        name: account.profile.name.as_deref(),
        language: visit.language_of(account),
        owner: None,
    };
    let notice = letter.notice(&Notice::AccountLocked)?;
    let proof = ProofRecord { code: None, ..mailed.proof };
    let (lock, now) = (Lock::of(visit, account.id), visit.now);
    let can_unlock = visit.tenant.settings().accounts.password_reset;
    let locked = visit.app.store.write(visit.tenant.id(), move |tx| {
        let Some(used) = tx.use_lock_link(&link.link, now)? else { return Ok(None) };
        let Some(account) = tx.account(used.account)? else { return Ok(None) };
        let locked = lock.put_on(tx, account, Some(&used.address))?;
        if can_unlock && is_mailbox(&locked, &used.address) {
            tx.put_proof(&proof)?;
        }
        notice.put(tx)?;
        Ok::<_, TxError>(Some(locked))
    });
    let locked = locked.await?;
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    Ok(locked)
}

/// Whether a mail to that address unlocks the account.
pub(super) fn is_mailbox(account: &Account, address: &str) -> bool {
    account.status == AccountStatus::Locked && account.email.as_deref() == Some(address)
}

/// How an account is unlocked that is locked now, or would be.
pub fn unlocking(visit: &Visit, account: &Account) -> Unlocking<'static> {
    let by_mail = visit.tenant.settings().accounts.password_reset && account.email.is_some();
    match account.status {
        AccountStatus::Active | AccountStatus::Locked if by_mail => Unlocking::ByMail,
        _ => Unlocking::ByOperators,
    }
}

/// The link of that code, if it is good, and the account that it locks.
///
/// # Errors
/// [`Trouble`].
pub async fn find(visit: &Visit, code: &str) -> Result<Option<(LockLinkRecord, Account)>, Trouble> {
    // Nobody guesses these links; nobody shall keep the database busy with trying, either.
    visit.app.newcomers.admit(visit.address, NonZeroU32::MIN).map_err(Trouble::TooMany)?;
    let (link, now) = (TokenHash::of(code), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let Some(link) = tx.lock_link(&link, now)? else { return Ok(None) };
        let account = tx.account(link.account)?;
        Ok::<_, TxError>(account.map(|account| (link, account)))
    });
    Ok(found.await?)
}

fn ask(visit: &Visit, code: &str) -> HttpResponse {
    let action = visit.path("/lockaccount");
    // Security: the same for everybody, whatever has become of the account.
    let unlocking = match visit.tenant.settings().accounts.password_reset {
        true => Unlocking::ByMail,
        false => Unlocking::ByOperators,
    };
    let state = LockState::Ask { action: &action, code: Some(code), back_url: None, unlocking };
    page(visit, StatusCode::OK, state)
}

/// The link is of no use.
pub(super) fn void(visit: &Visit) -> HttpResponse {
    let forgot = visit.path("/forgotpassword");
    let can_reset = visit.tenant.settings().accounts.password_reset;
    let forgot_url = can_reset.then_some(forgot.as_str());
    page(visit, StatusCode::GONE, LockState::Void { forgot_url })
}

fn page(visit: &Visit, status: StatusCode, state: LockState<'_>) -> HttpResponse {
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| draw(&LockPage { page, state }))
}
