//! "Sign in by email": a mailed code, or link, in place of the password.
//!
//! Security: known and unknown people get the same words after the same work; what was mailed is
//! good in the pass that asked for it and nowhere else, so nobody is signed in in a browser in which
//! they did not begin.
use super::mails::{Letter, code_of_link, is_code_of_pass};
use super::proven::{Act, Proven, proven};
use super::{
    Answered, Mailed, MailedSignIn, Pass, PassPath, Purpose, asks_who, enter, login, password,
};
use crate::attempts::{self, Counted, Tried};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, AccountStatus, normal_form};
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, InteractionId, TokenHash};
use latchkey_store::{MailedFor, ProofRecord, TxError};
use latchkey_ui::pages::{MailSignInPage, MailSignInProblem};
use serde_json::json;
use std::sync::Arc;

/// `GET …/mail`. Nothing is mailed yet.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    if !is_offered(&pass) {
        return Ok(pass.go_on());
    }
    Ok(page(&pass, StatusCode::OK, &[]))
}

/// `POST …/mail/send`: mails a link to whoever was named; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn send(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if !is_offered(&pass) {
        return Ok(pass.go_on());
    }
    if let Some(typed) = form.get("username") {
        pass.progress.identifier = Some(login::shortened(typed.trim()));
    }
    if !pass.sent(&form) {
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &[MailSignInProblem::FormTooOld]));
    }
    let whom = password::whom(&pass).filter(|name| !name.is_empty());
    let Some(normal) = whom.as_deref().map(normal_form) else {
        let problems = [MailSignInProblem::UsernameMissing];
        return Ok(page(&pass, StatusCode::UNPROCESSABLE_ENTITY, &problems));
    };
    let found = find(&pass.visit, &normal).await?;
    let counted = count(&pass.visit, Kind::Mail, &normal, found.as_ref()).await?;
    let attempt = match counted.go() {
        Ok(attempt) => attempt,
        Err(until) => {
            let problems = [MailSignInProblem::MailedTooOften { until }];
            return Ok(page(&pass, StatusCode::TOO_MANY_REQUESTS, &problems));
        }
    };
    mail_link(&mut pass, normal, found.filter(|_| !attempt.is_moot())).await?;
    Ok(pass.visit.go(&pass.path("mail")))
}

/// `POST …/mail`: the code.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some(waiting) = waiting(&pass).cloned() else { return Ok(pass.go_on()) };
    let refused = |status, problem| Ok(page(&pass, status, &[problem]));
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, MailSignInProblem::FormTooOld);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let typed = form.text("otp").chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = typed.take(32).collect();
    if code.is_empty() {
        return refused(unprocessable, MailSignInProblem::CodeMissing);
    }
    let found = find(&pass.visit, &waiting.identifier).await?;
    let attempt = match count(&pass.visit, Kind::Code, &waiting.identifier, found.as_ref()).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            pass.visit.app.metrics.protocol.signed_in("throttled");
            let problem = MailSignInProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    let taken = take_attempt(&pass, &waiting, &code).await?;
    let Some((proof, account)) = taken.filter(|_| !attempt.is_moot()) else {
        pass.visit.app.metrics.protocol.signed_in("failed");
        return refused(unprocessable, MailSignInProblem::CodeWrong);
    };
    let act = spend(&pass, &proof);
    let by = Proven { account, proof: Proof::Email, attempt: Some(attempt), password: None, act };
    proven(pass, by)
        .await?
        .or_else(|pass| Ok(page(&pass, unprocessable, &[MailSignInProblem::CodeWrong])))
}

/// Whether people may sign in so here, and this is what is asked for.
pub(super) fn is_offered(pass: &Pass) -> bool {
    pass.factor_policy().mail_sign_in && asks_who(pass)
}

/// Whether a mail was asked for, for whom it is that signs in.
pub(super) fn is_waiting(pass: &Pass) -> bool {
    waiting(pass).is_some()
}

fn waiting(pass: &Pass) -> Option<&MailedSignIn> {
    let held = pass.progress.mailed.as_ref().filter(|_| is_offered(pass))?;
    let whom = password::whom(pass)?;
    (held.identifier == normal_form(&whom)).then_some(held)
}

async fn find(visit: &Visit, normal: &str) -> Result<Option<Account>, Trouble> {
    let wanted = normal.to_owned();
    let found =
        visit.app.store.read(visit.tenant.id(), move |tx| tx.account_by_identifier(&wanted));
    let found: Result<Option<Account>, TxError> = found.await;
    Ok(found?)
}

async fn count(
    visit: &Visit,
    kind: Kind,
    identifier: &str,
    found: Option<&Account>,
) -> Result<Counted, Trouble> {
    let account = found.map(|account| account.id);
    let known_browser = visit.known_browser(account);
    attempts::count(visit, Tried { kind, identifier, account, known_browser }).await
}

/// Mails link and code to whom it may concern.
///
/// Security: an address that nobody has verified is perhaps somebody else's, so nothing is mailed to
/// it. For nobody the same is written but the mail, to an account that does not exist, or the time
/// that the disk takes would tell who has an account.
async fn mail_link(pass: &mut Pass, normal: String, found: Option<Account>) -> Result<(), Trouble> {
    let may = |held: &Account| held.status == AccountStatus::Active && held.email_verified;
    let known = found.filter(|held| may(held) && held.email.is_some());
    let before = pass.progress.mailed.take().filter(|held| held.identifier == normal);
    let nobody = || AccountId::new(pass.visit.now, &*pass.visit.app.entropy);
    let account = match (&known, &before) {
        (Some(account), _) => account.id,
        (None, Some(before)) => before.account,
        (None, None) => nobody(),
    };
    let times = before.map_or(1, |before| before.times.saturating_add(1));
    pass.progress.mailed = Some(MailedSignIn { identifier: normal, account, times });
    let record = pass.record();
    let (proof, message) = {
        let letter = known.as_ref().and_then(|account| Letter::of(&pass.visit, account));
        let letter = letter.unwrap_or_else(|| Letter::to_nobody(&pass.visit));
        let payload = json!({ "email": letter.address });
        let mailed = Mailed::new(&pass.visit, Purpose::SignIn, account, Some(pass.id()), payload)
            .with_code_of_link(&pass.visit.app, pass.id());
        let message = mailed.sign_in_link(&letter, pass.id())?;
        (mailed.proof, Some(message).filter(|_| known.is_some()))
    };
    let sent = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        if tx.update_interaction(&record)? {
            tx.put_proof_of_pass(&proof)?;
            message.iter().try_for_each(|message| tx.put_message(message))?;
        }
        Ok(())
    });
    let sent: Result<(), TxError> = sent.await;
    sent?;
    pass.visit.app.message_queued.notify_one();
    Ok(())
}

/// Takes one of the attempts, and says whose proof it is if the code is right.
///
/// Security: an attempt is taken before anything is compared, and from what was written for nobody
/// too.
async fn take_attempt(
    pass: &Pass,
    waiting: &MailedSignIn,
    code: &str,
) -> Result<Option<(ProofRecord, Account)>, Trouble> {
    let (account, here, now) = (waiting.account, pass.id(), pass.visit.now);
    let (tenant, store) = (pass.visit.tenant.id(), &pass.visit.app.store);
    let taken = store.write(tenant, move |tx| {
        let purpose = Purpose::SignIn.name();
        tx.try_proof_of_pass(MailedFor { account, purpose, pass: here }, now)
    });
    let taken: Result<Option<ProofRecord>, TxError> = taken.await;
    let is_right = |proof: &ProofRecord| {
        proof.code.is_some_and(|held| is_code_of_pass(&pass.visit.app, here, code, &held))
    };
    let Some(proof) = taken?.filter(is_right) else { return Ok(None) };
    let whose = store.read(tenant, move |tx| tx.account(account)).await;
    let whose: Result<Option<Account>, TxError> = whose;
    Ok(whose?.map(|account| (proof, account)))
}

/// Spends what was mailed, by its code or by its link: of two who race, one does.
///
/// Security: it is void once the account has another address than the one that it went to, or once
/// nobody vouches for that.
pub(super) fn spend(pass: &Pass, proof: &ProofRecord) -> Act {
    let (link, account, now) = (proof.link, proof.account, pass.visit.now);
    let here = Some(pass.id());
    Arc::new(move |tx| {
        let spent = tx.spend_proof(&link, now)?;
        let Some(spent) = spent.filter(|spent| is_of(spent, here)) else { return Ok(false) };
        let mailed_to = spent.payload["email"].as_str();
        let is_theirs = |held: &Account| held.email_verified && held.email.as_deref() == mailed_to;
        Ok(spent.account == account && tx.account(account)?.as_ref().is_some_and(is_theirs))
    })
}

/// Whether that is what signs somebody in in this pass.
pub(super) fn is_of(proof: &ProofRecord, pass: Option<InteractionId>) -> bool {
    proof.purpose == Purpose::SignIn.name() && proof.interaction == pass
}

/// The code that a link stands for, in groups.
pub(super) fn shown_code(visit: &Visit, token: &str) -> String {
    let code = code_of_link(&visit.app, token);
    let (first, second) = code.expose().split_at(code.expose().len() / 2);
    format!("{first} {second}")
}

/// Its hash.
pub(super) fn hash(token: &str) -> TokenHash {
    TokenHash::of(token)
}

fn page(pass: &Pass, status: StatusCode, problems: &[MailSignInProblem]) -> HttpResponse {
    let back = if login::is_one_page(pass) { "login" } else { "password" };
    let paths = ["mail", "mail/send", "abort", back].map(|step| pass.path(step));
    let [action, send_action, cancel, password_url] = &paths;
    let waiting = waiting(pass);
    let username = login::prefilled(pass).unwrap_or_default();
    pass.page(status, |page| {
        draw(&MailSignInPage {
            page,
            action,
            send_action,
            cancel_action: Some(cancel),
            password_url,
            username: &username,
            sent: waiting.is_some(),
            sent_again: waiting.is_some_and(|held| held.times > 1),
            problems,
        })
    })
}
