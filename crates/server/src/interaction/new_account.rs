//! "Make your passkey": a new account whose address is proven gets its way in, a passkey or, after all, a
//! password.
//!
//! Nothing exists before the address is proven (docs/decisions/0013), and a passkey can be made only then:
//! what was typed waits in the pass, which is this browser's. The account, its passkey and the session
//! come into being in one transaction. A passkey that is not made loses nothing: it is tried again, or a
//! password is chosen here, which also works without script.
use super::completion::make_account;
use super::passkey::Paths;
use super::proven::{Act, Proven, Stop, proven_anew};
use super::strength::strength;
use super::{Answered, NewAccount, Pass, PassPath, Progress, asks_who, enter, forgot_password};
use super::{person, recovery_codes};
use crate::attempts::{self, Attempt, Counted, Tried};
use crate::events::Events;
use crate::factors::keep_first_codes;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::new_passwords::{self, words_of};
use crate::passkeys;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::{Making, Place, is_whole, proof};
use latchkey_authn::throttle::Kind;
use latchkey_base::{CodeDigest, InteractionId, Secret, TokenHash};
use latchkey_store::{InteractionRecord, PasskeyRecord, TxError};
use latchkey_ui::pages::{NewAccountPage, NewAccountProblem, NewPasswordProblem, Strength};
use std::sync::Arc;

/// `GET …/signup/finish`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    let Some(new) = waiting(&pass) else { return Ok(pass.go_on()) };
    Ok(page(&pass, new, StatusCode::OK, None))
}

/// `POST …/signup/finish/options`: what the script asks the browser.
///
/// # Errors
/// [`Trouble`].
pub async fn options(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    match waiting(&pass).filter(|_| is_offered(&pass.visit)) {
        Some(new) if pass.sent(&form) => {
            let (purpose, account) = (purpose(&pass, new), &new.account);
            // It is the way in from everywhere, and not every browser that comes here has a device that can.
            let how = (Making::Asked, Place::Anywhere);
            passkeys::ask_to_make(&pass.visit, &purpose, account, how).await
        }
        _ => Ok(passkeys::nothing_to_ask(&pass.visit)),
    }
}

/// `POST …/signup/finish`: what the browser answered.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(new) = waiting(&pass).cloned() else { return Ok(pass.go_on()) };
    let refused =
        |pass: &Pass, status, problem| Ok(page(pass, &new, status, Some((problem, None))));
    if !is_offered(&pass.visit) {
        return Ok(pass.go_on());
    }
    if !pass.sent(&form) {
        return refused(&pass, StatusCode::BAD_REQUEST, NewAccountProblem::FormTooOld);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let purpose = purpose(&pass, &new);
    let Some(answer) = passkeys::take(&pass.visit, &purpose, &form).await? else {
        return refused(&pass, unprocessable, NewAccountProblem::PasskeyLate);
    };
    let passkey = match passkeys::made(&pass.visit, new.account.id, &answer) {
        // Security: it is all that the account has, and two factors (docs/decisions/0034).
        Ok(passkey) if is_whole(&passkey.credential) => passkey,
        Ok(_) => return refused(&pass, unprocessable, NewAccountProblem::PasskeyRefused),
        Err(error) => {
            tracing::info!(%error, account = %new.account.id, "a new passkey was refused");
            return refused(&pass, unprocessable, NewAccountProblem::PasskeyRefused);
        }
    };
    let digests = recovery_codes::make_first(&mut pass, &new.account);
    let proof = proof(passkey.backup_eligible, true);
    let act = with_passkey(&pass.visit, new.clone(), (passkey, digests));
    make(pass, new, (proof, None), act).await
}

/// `POST …/signup/finish/password`: a password after all.
///
/// # Errors
/// [`Trouble`].
pub async fn with_password(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(new) = waiting(&pass).cloned() else { return Ok(pass.go_on()) };
    let refused = |status, problem, judged| {
        let problem = NewAccountProblem::Password(problem);
        Ok(page(&pass, &new, status, Some((problem, judged))))
    };
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, NewPasswordProblem::FormTooOld, None);
    }
    let (password, words) = (form.text("new_password"), words_of(&new.account));
    let unlike = |weakness| {
        let problem = forgot_password::weak(password, &weakness);
        refused(StatusCode::UNPROCESSABLE_ENTITY, problem, strength(&weakness))
    };
    if let Err(weakness) = new_passwords::is_strong(&pass.visit, password, &words) {
        return unlike(weakness);
    }
    let whose = new.account.id.to_string();
    let attempt = match attempts::count(&pass.visit, Tried::new(Kind::NewPassword, &whose)).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            let problem = NewPasswordProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem, None);
        }
    };
    if let Err(weakness) = new_passwords::is_secret(&pass.visit, password).await {
        return unlike(weakness);
    }
    let parameters = pass.visit.tenant.settings().password.hash;
    let phc = pass.visit.app.hashing.hash(Secret::from(password), &parameters).await?;
    let (wanted, now) = (new.clone(), pass.visit.now);
    let act: Act = Arc::new(move |tx| {
        let Some(account) = make_account(tx, wanted.clone())? else { return Ok(false) };
        tx.set_password_hash(account.id, &phc, now)?;
        Ok(true)
    });
    // They had the choice a moment ago.
    pass.progress.makes_passkeys = false;
    make(pass, new, (Proof::Password, Some(attempt)), act).await
}

/// Whether an account may have a passkey and no password here.
pub(super) fn is_offered(visit: &Visit) -> bool {
    visit.factor_policy().passkey_accounts && passkeys::party(visit).is_some()
}

/// Whether a new account waits for its way in.
pub(super) fn is_next(pass: &Pass) -> bool {
    waiting(pass).is_some()
}

/// Uses the link of the mail, in the browser where it was asked for. `false`: it was used before, or
/// something else is done there meanwhile.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn proven_by_link(
    visit: &Visit,
    link: TokenHash,
    new: NewAccount,
    pass: InteractionId,
) -> Result<bool, Trouble> {
    let now = visit.now;
    let proven = visit.app.store.write(visit.tenant.id(), move |tx| {
        let record = tx.interaction(pass)?.filter(|held| held.finished_at.is_none());
        let Some(record) = record else { return Ok(false) };
        let Ok(mut progress) = serde_json::from_value::<Progress>(record.progress.clone()) else {
            return Ok(false);
        };
        if tx.spend_proof(&link, now)?.is_none() {
            return Ok(false);
        }
        progress.address_proven(new.clone());
        let progress = serde_json::to_value(&progress).unwrap_or_default();
        match tx.update_interaction(&InteractionRecord { progress, ..record })? {
            true => Ok(true),
            false => Err(Stop::Overtaken),
        }
    });
    match proven.await {
        Ok(is_proven) => Ok(is_proven),
        Err(Stop::Overtaken) => Ok(false),
        Err(Stop::Tx(error)) => Err(error.into()),
    }
}

/// What this pass waits with.
///
/// Security: only here, where its address was proven, and only while people may make accounts.
fn waiting(pass: &Pass) -> Option<&NewAccount> {
    let is_open = pass.visit.tenant.settings().accounts.sign_up && asks_who(pass);
    pass.progress.new_account.as_ref().filter(|_| is_open)
}

/// The challenge is for this account in this pass.
fn purpose(pass: &Pass, new: &NewAccount) -> String {
    format!("new account {} {}", pass.id(), new.account.id)
}

/// Makes the account, with its passkey and the recovery codes that stand in for that.
fn with_passkey(
    visit: &Visit,
    new: NewAccount,
    (passkey, digests): (PasskeyRecord, Vec<CodeDigest>),
) -> Act {
    let (events, now) = (Events::of(visit), visit.now);
    Arc::new(move |tx| {
        if tx.passkey(&passkey.credential_id)?.is_some() {
            return Ok(false);
        }
        // That the two are of one moment says that the passkey is the owner's (`crate::lock`).
        let created_at = passkey.created_at;
        let owner = Account { passkey_only: true, created_at, ..new.account.clone() };
        let wanted = NewAccount { account: owner, ..new.clone() };
        let Some(account) = make_account(tx, wanted)? else { return Ok(false) };
        // Whoever reads the mailbox was asked for its code a moment ago: no mail says so once more.
        if !passkeys::keep(tx, &passkey, None)? {
            // Security: an account without a way in is none.
            return Err(TxError::Taken("passkey"));
        }
        events.note_about(tx, account.id, (EventKind::PasskeyAdded, &passkey.label))?;
        keep_first_codes(tx, account.id, &digests, &events, now)?;
        Ok(true)
    })
}

/// Makes the account and signs its owner in, who has just shown what it is signed in to with.
async fn make(
    mut pass: Pass,
    new: NewAccount,
    (proof, attempt): (Proof, Option<Attempt>),
    act: Act,
) -> Answered {
    pass.progress.new_account = None;
    let account = Account { email_verified: true, ..new.account.clone() };
    let by = Proven { account, proof, attempt, password: None, act };
    let mut pass = match proven_anew(pass, by).await? {
        Ok(answer) => return Ok(answer),
        Err(pass) => *pass,
    };
    // Another tab was faster, with the same account.
    let id = new.account.id;
    let made = pass.visit.app.store.read(pass.visit.tenant.id(), move |tx| tx.account(id)).await;
    let made: Result<Option<Account>, TxError> = made;
    if made?.is_some() {
        return Ok(pass.go_on());
    }
    pass.progress.codes = None;
    let refused = Some((NewAccountProblem::Taken, None));
    Ok(page(&pass, &new, StatusCode::UNPROCESSABLE_ENTITY, refused))
}

fn page(
    pass: &Pass,
    new: &NewAccount,
    status: StatusCode,
    refused: Option<(NewAccountProblem, Option<Strength>)>,
) -> HttpResponse {
    let steps = ["signup/finish", "signup/finish/options", "signup/finish/password"];
    let [action, options, password_action] = steps.map(|step| pass.path(step));
    let [change, login, cancel] = ["signup", "login", "abort"].map(|step| pass.path(step));
    let passkey = is_offered(&pass.visit).then_some(Paths { action, options });
    let min_length = pass.visit.tenant.settings().password.min_length;
    let problems: Vec<NewAccountProblem> = refused.iter().map(|(problem, _)| *problem).collect();
    pass.page(status, |page| {
        draw(&NewAccountPage {
            page,
            passkey: passkey.as_ref().map(Paths::form),
            password_action: &password_action,
            change_url: &change,
            login_url: &login,
            cancel_action: Some(&cancel),
            person: person(&new.account),
            username: &new.account.username,
            min_length,
            strength: refused.as_ref().and_then(|(_, strength)| *strength),
            problems: &problems,
        })
    })
}
