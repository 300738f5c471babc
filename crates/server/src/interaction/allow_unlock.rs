//! "Yes, that's me": the mailbox lets an app unlock the account (native contract U012, U013).
//!
//! Security: a recovery code stands in for the second step, and the mailbox for the password, here as on
//! the page that unlocks. So what an app begins with a code waits until whoever reads the mail has
//! pressed the button; opening the link does nothing.
use super::forgot_password::mailed_to;
use super::lock_account::{is_mailbox, void};
use super::mails::{Letter, Mailed, MailedLink};
use super::recover_account::Held;
use super::{Answered, Purpose, person};
use crate::attempts::Attempt;
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, AccountStatus, EventKind};
use latchkey_base::{CodeDigest, Secret, TokenHash};
use latchkey_store::{ProofRecord, TxError};
use latchkey_ui::pages::{LockPage, LockState};
use serde_json::{Value, json};

/// The purpose of the CSRF token on these pages.
const PURPOSE: &str = "allowunlock";

/// What an app goes on with.
pub struct Begun {
    /// What it brings along.
    pub token: Secret<String>,
    /// And the browser or the app in which it began.
    pub cookie: CookieToken,
}

/// Uses a recovery code up, and asks the mailbox; `None` if it counts no more. What was begun before for
/// that account is void.
///
/// # Errors
/// [`Trouble`].
pub async fn begin(
    visit: &Visit,
    account: &Account,
    (code, attempt): (CodeDigest, Attempt),
) -> Result<Option<Begun>, Trouble> {
    let Some(letter) = Letter::of(visit, account) else { return Ok(None) };
    let app = &visit.app;
    let (token, cookie) = (app.entropy.token(""), CookieToken::new(&*app.entropy));
    let expires_at = visit.now + visit.tenant.settings().accounts.unlock_lifetime;
    let payload = json!({ "email": letter.address });
    let asked = Mailed::new(visit, Purpose::AllowUnlock, account.id, None, payload.clone());
    let message = asked.allowing_unlock(&letter)?;
    let asked = ProofRecord { code: None, expires_at, ..asked.proof };
    let waiting = ProofRecord {
        link: TokenHash::of(token.expose()),
        purpose: Purpose::UnlockByApp.name().to_owned(),
        code: Some(bound_to(visit, &cookie)),
        payload,
        ..asked.clone()
    };
    let (id, events) = (account.id, Events::of(visit));
    let begun = app.store.write(visit.tenant.id(), move |tx| {
        let held = tx.account(id)?.filter(|held| is_mailbox(held, mailed_to(&waiting)));
        if held.is_none() || !tx.spend_recovery_code(id, &code)? {
            return Ok(false);
        }
        attempt.succeeded(tx)?;
        events.note(tx, id, EventKind::RecoveryCodeUsed)?;
        tx.put_proof(&waiting)?;
        tx.put_proof(&asked)?;
        tx.put_message(&message)?;
        Ok::<_, TxError>(true)
    });
    let begun = begun.await?;
    app.message_queued.notify_one();
    Ok(begun.then_some(Begun { token, cookie }))
}

/// What was begun with that token where that cookie is, and whether the mailbox has allowed it. It is not
/// used up by looking.
///
/// # Errors
/// [`Trouble`].
pub async fn find_begun(
    visit: &Visit,
    token: &str,
    cookie: Option<&CookieToken>,
) -> Result<Option<(Held, bool)>, Trouble> {
    let found = live(visit, token, Purpose::UnlockByApp).await?;
    let Some((proof, account)) = found else { return Ok(None) };
    let is_here = cookie.zip(proof.code.as_ref()).is_some_and(|(cookie, kept)| {
        visit.app.codes.matches(Purpose::UnlockByApp.name(), cookie.text(), kept)
    });
    let is_allowed = proof.payload["allowed"] == Value::Bool(true);
    if !is_here {
        return Ok(None);
    }
    let policy = visit.factor_policy();
    let held = visit
        .app
        .store
        .read(visit.tenant.id(), move |tx| Held::of(tx, (proof.clone(), account.clone()), &policy));
    let held: Result<Held, TxError> = held.await;
    Ok(Some((held?, is_allowed)))
}

/// `GET /{group}/recoveraccount/allow?code=…`: says what will happen.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    is_there(&visit)?;
    Ok(match live(&visit, &query.code, Purpose::AllowUnlock).await? {
        Some((_, account)) => ask(&visit, StatusCode::OK, &query.code, &account),
        None => void(&visit),
    })
}

/// `POST /{group}/recoveraccount/allow`: the app may go on.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    is_there(&visit)?;
    let code = form.text("code");
    let Some((proof, account)) = live(&visit, code, Purpose::AllowUnlock).await? else {
        return Ok(void(&visit));
    };
    if !visit.sent(&form, PURPOSE) {
        return Ok(ask(&visit, StatusCode::BAD_REQUEST, code, &account));
    }
    let (now, id) = (visit.now, account.id);
    let allowed = visit.app.store.write(visit.tenant.id(), move |tx| {
        // The live one is the one that the link is about: the two come and go together.
        let waiting = tx.proof_of(id, Purpose::UnlockByApp.name(), now)?;
        let Some(mut waiting) = waiting else { return Ok(false) };
        if tx.spend_proof(&proof.link, now)?.is_none() {
            return Ok(false);
        }
        waiting.payload["allowed"] = Value::Bool(true);
        tx.put_proof(&waiting)?;
        Ok::<_, TxError>(true)
    });
    Ok(match allowed.await? {
        true => page(&visit, StatusCode::OK, LockState::Allowed),
        false => void(&visit),
    })
}

/// Where nobody unlocks by mail, no app does.
///
/// # Errors
/// [`Trouble::NotFound`].
pub fn is_there(visit: &Visit) -> Result<(), Trouble> {
    let is_on = visit.tenant.policy().account_calls;
    if is_on && visit.tenant.settings().accounts.password_reset {
        Ok(())
    } else {
        Err(Trouble::NotFound)
    }
}

fn bound_to(visit: &Visit, cookie: &CookieToken) -> CodeDigest {
    visit.app.codes.digest(Purpose::UnlockByApp.name(), cookie.text())
}

/// A live proof of that purpose, and the account, if it is still locked and has that address.
async fn live(
    visit: &Visit,
    token: &str,
    purpose: Purpose,
) -> Result<Option<(ProofRecord, Account)>, Trouble> {
    let (link, now) = (TokenHash::of(token), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let proof = tx.proof(&link, now)?.filter(|held| held.purpose == purpose.name());
        let Some(proof) = proof else { return Ok(None) };
        let account = tx.account(proof.account)?;
        let account = account.filter(|held| is_mailbox(held, mailed_to(&proof)));
        Ok::<_, TxError>(account.map(|account| (proof, account)))
    });
    Ok(found.await?)
}

/// Whether an app could unlock that account for whoever has a code.
pub fn could(account: &Account) -> bool {
    account.status == AccountStatus::Locked && account.email.is_some()
}

fn ask(visit: &Visit, status: StatusCode, code: &str, account: &Account) -> HttpResponse {
    let action = visit.path("/recoveraccount/allow");
    let state = LockState::Allow { action: &action, code, person: person(account) };
    page(visit, status, state)
}

fn page(visit: &Visit, status: StatusCode, state: LockState<'_>) -> HttpResponse {
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| draw(&LockPage { page, state }))
}
