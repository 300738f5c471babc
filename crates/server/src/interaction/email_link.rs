//! Where the link of a mail that proves an address ends. It signs nobody in: whoever reads the
//! mail goes on where they began.
//!
//! Security: anybody can sign up with somebody else's address and a password of their own, and
//! the mail reaches its owner. In a browser other than the one that asked for it the link is no
//! proof that both are one person: there it takes the account's password too, and offers to say
//! that it was somebody else. Who has no password types the code of the mail where they began.
use super::completion::{address, complete, password_hash, unfinished};
use super::mails::MailedLink;
use super::{Answered, Purpose, new_account};
use crate::attempts::{self, Attempt, Counted, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Look, Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::throttle::Kind;
use latchkey_base::{Secret, TokenHash};
use latchkey_store::{InteractionRecord, ProofRecord, TxError};
use latchkey_ui::pages::{EmailLinkPage, EmailLinkProblem, EmailLinkState};

/// The purpose of the CSRF token on these pages.
const PURPOSE: &str = "verifyaccount";

/// A live link and what it is held against.
#[derive(Clone)]
struct Held {
    proof: ProofRecord,
    interaction: Option<InteractionRecord>,
    password: Option<String>,
}

/// `GET /{group}/verifyaccount?code=…`: says what will happen. Nothing does yet: programs that
/// scan mails open links too.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, query: Query<MailedLink>) -> Answered {
    Ok(match find(&visit, &query.code).await? {
        Some(held) => ask(&visit, StatusCode::OK, &query.code, &held, &[]),
        None => page(&visit, StatusCode::GONE, EmailLinkState::Void { again_url: None }),
    })
}

/// `POST /{group}/verifyaccount`: the link is used.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let code = form.text("code").to_owned();
    if !visit.sent(&form, PURPOSE) {
        return Ok(back(&visit, &code));
    }
    let void = || Ok(page(&visit, StatusCode::GONE, EmailLinkState::Void { again_url: None }));
    let Some(held) = find(&visit, &code).await? else { return void() };
    let attempt = if began_here(&visit, &held) {
        None
    } else if held.password.is_none() {
        return Ok(ask(&visit, StatusCode::CONFLICT, &code, &held, &[]));
    } else {
        match prove(&visit, &held, form.get("password")).await? {
            Ok(attempt) => Some(attempt),
            Err((status, problem)) => return Ok(ask(&visit, status, &code, &held, &[problem])),
        }
    };
    if let (Some(new), Some(pass)) = (unfinished(&held.proof), &held.interaction) {
        // What is still to be chosen is chosen where it began, which is here.
        return match new_account::proven_by_link(&visit, held.proof.link, new, pass.id).await? {
            true => Ok(visit.go(&visit.path(&format!("/interaction/{}", pass.id)))),
            false => void(),
        };
    }
    let here = held.interaction.as_ref().filter(|_| attempt.is_none());
    let on = here.map(|pass| visit.path(&format!("/interaction/{}/verify", pass.id)));
    let Some(account) = confirm(&visit, held, attempt).await? else { return void() };
    let email = account.email.unwrap_or_default();
    let state = EmailLinkState::Confirmed { email: &email, continue_url: on.as_deref() };
    Ok(page(&visit, StatusCode::OK, state))
}

/// `POST /{group}/verifyaccount/deny`: "this wasn't me". What was to become of it, an account
/// with the password of somebody else, never does.
///
/// # Errors
/// [`Trouble`].
pub async fn deny(visit: Visit, form: Form) -> Answered {
    let code = form.text("code").to_owned();
    if !visit.sent(&form, PURPOSE) {
        return Ok(back(&visit, &code));
    }
    let (link, now) = (TokenHash::of(&code), visit.now);
    let denied = visit.app.store.write(visit.tenant.id(), move |tx| {
        // A link of another purpose is not used up here.
        let proof = tx.proof(&link, now)?.filter(|proof| address(proof).is_some());
        if proof.is_some() { tx.spend_proof(&link, now) } else { Ok(None) }
    });
    let denied: Result<Option<ProofRecord>, TxError> = denied.await;
    Ok(match denied?.as_ref().and_then(address) {
        Some(email) => page(&visit, StatusCode::OK, EmailLinkState::Denied { email }),
        None => page(&visit, StatusCode::GONE, EmailLinkState::Void { again_url: None }),
    })
}

async fn find(visit: &Visit, code: &str) -> Result<Option<Held>, Trouble> {
    let (link, now) = (TokenHash::of(code), visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let proof = tx.proof(&link, now)?.filter(|proof| address(proof).is_some());
        let Some(proof) = proof else { return Ok(None) };
        let interaction = match proof.interaction {
            Some(id) => tx.interaction(id)?,
            None => None,
        };
        let password = password_hash(tx, &proof)?;
        Ok::<_, TxError>(Some(Held { proof, interaction, password }))
    });
    Ok(found.await?)
}

/// Whether the mail was asked for in this browser.
fn began_here(visit: &Visit, held: &Held) -> bool {
    held.interaction.as_ref().is_some_and(|pass| pass.browser == visit.browser())
}

/// Checks the password of the account that the link belongs to.
async fn prove(
    visit: &Visit,
    held: &Held,
    password: Option<&str>,
) -> Result<Result<Attempt, (StatusCode, EmailLinkProblem)>, Trouble> {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(password) = password else {
        return Ok(Err((unprocessable, EmailLinkProblem::PasswordMissing)));
    };
    let whose = held.proof.account.to_string();
    let account = Some(held.proof.account);
    let tried = Tried { account, ..Tried::new(Kind::Password, &whose) };
    let attempt = match attempts::count(visit, tried).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            let problem = EmailLinkProblem::TooManyAttempts { until };
            return Ok(Err((StatusCode::TOO_MANY_REQUESTS, problem)));
        }
    };
    let parameters = visit.tenant.settings().password.hash;
    let (password, kept) = (Secret::from(password), held.password.clone());
    let verdict = visit.app.hashing.verify(password, kept, &parameters).await?;
    if verdict.matches && !attempt.is_moot() {
        return Ok(Ok(attempt));
    }
    Ok(Err((unprocessable, EmailLinkProblem::PasswordWrong)))
}

/// Spends the link; of two who race, one does. `None`: the other did, or a password that was
/// checked has been changed since.
async fn confirm(
    visit: &Visit,
    held: Held,
    attempt: Option<Attempt>,
) -> Result<Option<Account>, Trouble> {
    let (now, events) = (visit.now, Events::of(visit));
    let changes_address = Purpose::parse(&held.proof.purpose) == Some(Purpose::ChangeEmail);
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        let same = password_hash(tx, &held.proof)? == held.password;
        if attempt.is_some() && !same || tx.spend_proof(&held.proof.link, now)?.is_none() {
            return Ok(None);
        }
        attempt.iter().try_for_each(|attempt| attempt.succeeded(tx))?;
        let account = complete(tx, &held.proof, now)?;
        if let Some(account) = account.as_ref().filter(|_| changes_address) {
            let address = account.email.as_deref().unwrap_or_default();
            events.note_about(tx, account.id, (EventKind::EmailChanged, address))?;
        }
        Ok(account)
    });
    let done: Result<Option<Account>, TxError> = done.await;
    Ok(done?)
}

/// To the page of the link, with a fresh form.
fn back(visit: &Visit, code: &str) -> HttpResponse {
    let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    visit.go(&visit.path(&format!("/verifyaccount?code={code}")))
}

fn ask(
    visit: &Visit,
    status: StatusCode,
    code: &str,
    held: &Held,
    problems: &[EmailLinkProblem],
) -> HttpResponse {
    let paths = ["/verifyaccount", "/verifyaccount/deny"].map(|path| visit.path(path));
    let [action, deny_action] = &paths;
    let email = address(&held.proof).unwrap_or_default();
    let state = if began_here(visit, held) {
        EmailLinkState::Confirm { action, code, email }
    } else if held.password.is_none() {
        EmailLinkState::Elsewhere { deny_action, code, email }
    } else {
        EmailLinkState::Prove { action, deny_action, code, email, problems }
    };
    page(visit, status, state)
}

fn page(visit: &Visit, status: StatusCode, state: EmailLinkState<'_>) -> HttpResponse {
    let look = Look { purpose: PURPOSE, ..Look::plain(status, visit.language(None, None)) };
    visit.page(look, |page| draw(&EmailLinkPage { page, state }))
}
