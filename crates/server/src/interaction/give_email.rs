//! "Add your email address": for somebody who has none, where everybody has to have a verified one. Its
//! owner is told by mail if it is somebody else's; the page says nothing of that.
//!
//! Security: whoever gives an account its address can ask for a new password there. So it takes what
//! changing the address at the account would take: a fresh proof, and all the factors that they have.
use super::mails::{Letter, Mailed};
use super::{
    Answered, Pass, PassPath, Purpose, SignedIn, Verifying, enter, is_next, person, second,
};
use crate::account::email::translated;
use crate::attempts::{self, Tried};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{normal_form, own_address};
use latchkey_authn::throttle::Kind;
use latchkey_base::Timestamp;
use latchkey_oidc::authorize::PromptKind;
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{AccountEmailProblem as Problem, GiveEmailPage};
use serde_json::json;

/// `GET …/email`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(who) = asked(&pass) else { return Ok(pass.go_on()) };
    if !is_fresh(&pass, who) {
        let whose = person(&who.account).login.to_owned();
        second::ask_anew(&mut pass, Some(whose)).await?;
        return Ok(pass.go_on());
    }
    Ok(page(&pass, StatusCode::OK, "", &[]))
}

/// `POST …/email`: mails a code to the address.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(who) = asked(&pass) else { return Ok(pass.go_on()) };
    let typed = form.text("email").trim();
    let refused = |status, problem| Ok(page(&pass, status, typed, &[problem]));
    if !is_fresh(&pass, who) || !pass.facts.may_give_email {
        return Ok(pass.visit.go(&pass.path("email")));
    }
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, Problem::FormTooOld);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let address = match own_address(typed, &pass.visit.tenant.settings().accounts) {
        Ok(address) => address,
        Err(problem) => return refused(unprocessable, translated(problem)),
    };
    let waiting = Verifying {
        account: who.account.id,
        email: address.clone(),
        purpose: Purpose::ChangeEmail,
        payload: Some(json!({ "email": address })),
    };
    if let Err(until) = may_mail(&pass, &waiting).await? {
        return refused(StatusCode::TOO_MANY_REQUESTS, Problem::TooOften { until });
    }
    pass.progress.verifying = Some(waiting.clone());
    send(&pass, &waiting).await?;
    Ok(pass.visit.go(&pass.path("verify")))
}

/// Whether this person has no address and needs one.
pub(super) fn is_needed(pass: &Pass) -> bool {
    asked(pass).is_some()
}

/// Counts a mail to that address, which anybody may have typed, and one for the account; else until when
/// none goes there.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn may_mail(
    pass: &Pass,
    waiting: &Verifying,
) -> Result<Result<(), Timestamp>, Trouble> {
    let (whose, address) = (waiting.account.to_string(), normal_form(&waiting.email));
    for tried in [Tried::new(Kind::OwnMail, &whose), Tried::new(Kind::Mail, &address)] {
        if let Err(until) = attempts::count(&pass.visit, tried).await?.go() {
            return Ok(Err(until));
        }
    }
    Ok(Ok(()))
}

/// Mails a code to the address, or to its owner that they have an account, and keeps in the pass that it
/// is waited for.
///
/// # Errors
/// [`Trouble`].
pub(super) async fn send(pass: &Pass, waiting: &Verifying) -> Result<(), Trouble> {
    let (visit, id) = (&pass.visit, waiting.account);
    let payload = waiting.payload.clone().unwrap_or_default();
    let mailed = Mailed::new(visit, waiting.purpose, id, Some(pass.id()), payload);
    let (address, language) = (waiting.email.as_str(), pass.language());
    let letter = Letter { visit, address, name: None, language, owner: None };
    let (verification, taken) =
        (mailed.verification(&letter)?, letter.notice(&Notice::AccountExists)?);
    let (proof, record, normal) = (mailed.proof, pass.record(), normal_form(&waiting.email));
    let sent = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !tx.update_interaction(&record)? {
            return Ok(());
        }
        let holder = tx.account_by_identifier(&normal)?;
        let is_free = holder.is_none_or(|holder| holder.id == id);
        tx.put_proof(&proof)?;
        if is_free { tx.put_message(&verification) } else { taken.put(tx) }
    });
    let sent: Result<(), TxError> = sent.await;
    sent?;
    visit.app.message_queued.notify_one();
    Ok(())
}

/// Who is asked for an address: somebody who is signed in and has none.
fn asked(pass: &Pass) -> Option<&SignedIn> {
    let who = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
    let is_asked = is_next(pass, PromptKind::VerifyEmail) && who.account.email.is_none();
    is_asked.then_some(who)
}

fn is_fresh(pass: &Pass, who: &SignedIn) -> bool {
    let age = pass.visit.now.since(who.session.auth_time);
    age <= pass.visit.tenant.settings().accounts.fresh_for
}

fn page(pass: &Pass, status: StatusCode, typed: &str, problems: &[Problem]) -> HttpResponse {
    let (action, cancel) = (pass.path("email"), pass.path("abort"));
    pass.page(status, |page| {
        draw(&GiveEmailPage {
            page,
            action: pass.facts.may_give_email.then_some(&action),
            cancel_action: Some(&cancel),
            email: typed,
            problems,
        })
    })
}
