//! "Check your mail": the code is typed here, or the link is opened wherever the mail is read.
use super::completion::{complete, unfinished};
use super::mails::{Letter, Mailed, code_digest};
use super::proven::{Proven, Stop, proven};
use super::{Answered, Pass, PassPath, Purpose, Verifying, asks_who, enter, give_email, is_next};
use crate::attempts::{self, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, EventKind, normal_form};
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::Timestamp;
use latchkey_oidc::authorize::PromptKind;
use latchkey_store::{InteractionRecord, Tx, TxError};
use latchkey_ui::pages::{SentBy, VerifyEmailPage, VerifyEmailProblem};
use serde_json::json;
use std::sync::Arc;

/// `GET …/verify`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(waiting) = waiting(&pass) else { return Ok(pass.go_on()) };
    if was_completed(&pass, &waiting).await? {
        // By the link, perhaps on another device. Whoever signs up signs in next.
        pass.progress.verifying = None;
        pass.progress.identifier = Some(waiting.email);
        pass.save().await?;
        return Ok(pass.go_on());
    }
    Ok(page(&pass, StatusCode::OK, &waiting, false, &[]))
}

/// `POST …/verify`: a code.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some(waiting) = waiting(&pass) else { return Ok(pass.go_on()) };
    let refused = |status, problem| Ok(page(&pass, status, &waiting, false, &[problem]));
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, VerifyEmailProblem::FormTooOld);
    }
    let code: String = form.text("otp").chars().filter(|c| !c.is_whitespace()).take(32).collect();
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if code.is_empty() {
        return refused(unprocessable, VerifyEmailProblem::Missing);
    }
    let visit = &pass.visit;
    let whose = waiting.account.to_string();
    let counted = attempts::count(visit, Tried::new(Kind::Code, &whose)).await?;
    let attempt = match counted.go() {
        Ok(attempt) => attempt,
        Err(until) => {
            let problem = VerifyEmailProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    let digest = code_digest(&visit.app, waiting.purpose, waiting.account, &code);
    let (now, wanted, events) = (visit.now, waiting.clone(), Events::of(visit));
    let (record, progress) = (pass.record(), pass.progress.clone());
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        let purpose = wanted.purpose.name();
        let spent = tx.spend_proof_by_code(wanted.account, purpose, &digest, now)?;
        let Some(proof) = spent else { return Ok(Done::Wrong) };
        if let Some(new) = unfinished(&proof) {
            let mut progress = progress.clone();
            progress.address_proven(new);
            let progress = serde_json::to_value(&progress).unwrap_or_default();
            let is_noted =
                tx.update_interaction(&InteractionRecord { progress, ..record.clone() })?;
            // The code is good still, then, for whoever was faster.
            return if is_noted { Ok(Done::Address) } else { Err(Stop::Overtaken) };
        }
        let Some(account) = complete(tx, &proof, now)? else { return Ok(Done::Wrong) };
        if wanted.purpose == Purpose::ChangeEmail {
            events.note_about(tx, wanted.account, (EventKind::EmailChanged, &wanted.email))?;
        }
        Ok(Done::Account(Box::new(account)))
    });
    let done = match done.await {
        Ok(done) => done,
        Err(Stop::Overtaken) => Done::Address,
        Err(Stop::Tx(error)) => return Err(error.into()),
    };
    match done {
        Done::Wrong => refused(unprocessable, VerifyEmailProblem::Wrong),
        Done::Address => Ok(pass.go_on()),
        Done::Account(account) if waiting.purpose == Purpose::SignUp => {
            // They chose the password a moment ago, in this pass.
            let (proof, attempt) = (Proof::Password, Some(attempt));
            let (account, act) = (*account, Arc::new(|_: &mut dyn Tx| Ok(true)));
            let by = Proven { account, proof, attempt, password: None, act };
            proven(pass, by).await?.or_else(|pass| Ok(pass.go_on()))
        }
        Done::Account(_) => {
            let mut pass = pass;
            pass.progress.verifying = None;
            pass.save().await?;
            Ok(pass.go_on())
        }
    }
}

/// What came of a code.
enum Done {
    Wrong,
    /// The address is proven, and the account is still to be made.
    Address,
    Account(Box<Account>),
}

/// `POST …/verify/again`: another mail; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn again(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some(waiting) = waiting(&pass) else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        return Ok(pass.visit.go(&pass.path("verify")));
    }
    if let Err(until) = may_mail(&pass, &waiting).await? {
        let problems = [VerifyEmailProblem::ResentTooOften { until }];
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Ok(page(&pass, status, &waiting, false, &problems));
    }
    if waiting.purpose == Purpose::ChangeEmail {
        give_email::send(&pass, &waiting).await?;
    } else {
        resend(&pass, &waiting).await?;
    }
    Ok(page(&pass, StatusCode::OK, &waiting, true, &[]))
}

/// Mails a code to a signed-in person whose address must be verified, once per pass.
///
/// # Errors
/// [`Trouble`].
pub async fn begin(pass: &mut Pass) -> Result<(), Trouble> {
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress);
    let account = who.map(|who| who.account.clone());
    let Some(Account { id, email: Some(email), .. }) = account else { return Ok(()) };
    if pass.progress.verifying.as_ref().is_some_and(|waiting| waiting.account == id) {
        return Ok(());
    }
    let payload = Some(json!({ "email": email }));
    let waiting = Verifying { account: id, email, purpose: Purpose::VerifyEmail, payload };
    pass.progress.verifying = Some(waiting.clone());
    pass.save().await?;
    if may_mail(pass, &waiting).await?.is_ok() {
        resend(pass, &waiting).await?;
    }
    Ok(())
}

/// Counts another mail to that address; else until when none goes there.
///
/// Security: whoever has signed in and has to verify the address that they have is kept from it by no
/// stranger who asks for mails to it.
async fn may_mail(pass: &Pass, waiting: &Verifying) -> Result<Result<(), Timestamp>, Trouble> {
    if waiting.purpose == Purpose::ChangeEmail {
        return give_email::may_mail(pass, waiting).await;
    }
    let (whose, address) = (waiting.account.to_string(), normal_form(&waiting.email));
    let tried = match waiting.purpose {
        Purpose::VerifyEmail => Tried::new(Kind::OwnMail, &whose),
        _ => Tried::new(Kind::Mail, &address),
    };
    Ok(attempts::count(&pass.visit, tried).await?.go().map(|_| ()))
}

/// Whether a code that was mailed from this pass is waited for.
pub(super) fn is_waiting(pass: &Pass) -> bool {
    waiting(pass).is_some()
}

/// What this pass waits for, if it still matters.
fn waiting(pass: &Pass) -> Option<Verifying> {
    let waiting = pass.progress.verifying.clone()?;
    let chosen = pass.facts.chosen(&pass.checked.request, &pass.progress);
    let is_theirs = chosen.is_some_and(|who| who.account.id == waiting.account);
    let matters = match waiting.purpose {
        Purpose::SignUp => asks_who(pass),
        Purpose::VerifyEmail
        | Purpose::ResetPassword
        | Purpose::SignIn
        | Purpose::SecondFactor
        | Purpose::TextedCode
        | Purpose::AddPhone
        | Purpose::CompanionApp
        | Purpose::AddCompanionApp
        | Purpose::ChangeEmail
        | Purpose::Unlock
        | Purpose::UnlockByApp
        | Purpose::AllowUnlock
        | Purpose::Invitation => is_theirs && is_next(pass, PromptKind::VerifyEmail),
    };
    matters.then_some(waiting)
}

async fn was_completed(pass: &Pass, waiting: &Verifying) -> Result<bool, Trouble> {
    let id = waiting.account;
    let account = pass.visit.app.store.read(pass.visit.tenant.id(), move |tx| tx.account(id));
    let account: Result<Option<Account>, TxError> = account.await;
    Ok(account?.is_some_and(|account| account.email_verified))
}

/// Mails a new proof in place of the last one.
///
/// Security: without anything to prove the same is written but the mail, so that the time tells
/// nothing: the address had an account, and its owner was told.
async fn resend(pass: &Pass, waiting: &Verifying) -> Result<(), Trouble> {
    let (is_real, payload) =
        (waiting.payload.is_some(), waiting.payload.clone().unwrap_or_default());
    let visit = &pass.visit;
    let (address, language) = (waiting.email.as_str(), pass.language());
    let letter = Letter { visit, address, name: None, language, owner: None };
    let mailed = Mailed::new(visit, waiting.purpose, waiting.account, Some(pass.id()), payload);
    let (proof, message) = (mailed.proof.clone(), mailed.verification(&letter)?);
    let sent = visit.app.store.write(visit.tenant.id(), move |tx| {
        tx.put_proof(&proof)?;
        if is_real { tx.put_message(&message) } else { Ok(()) }
    });
    let sent: Result<(), TxError> = sent.await;
    sent?;
    visit.app.message_queued.notify_one();
    Ok(())
}

fn page(
    pass: &Pass,
    status: StatusCode,
    waiting: &Verifying,
    sent_again: bool,
    problems: &[VerifyEmailProblem],
) -> HttpResponse {
    let change = match waiting.purpose {
        Purpose::SignUp => Some(pass.path("signup")),
        Purpose::ChangeEmail => Some(pass.path("email")),
        _ => None,
    };
    let paths = ["verify", "verify/again", "abort"].map(|step| pass.path(step));
    let [action, resend, cancel] = &paths;
    pass.page(status, |page| {
        draw(&VerifyEmailPage {
            page,
            by: SentBy::Email,
            action,
            resend_action: resend,
            cancel_action: Some(cancel),
            change_url: change.as_deref(),
            address: &waiting.email,
            sent_again,
            problems,
        })
    })
}
