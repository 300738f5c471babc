//! "Enter your password", and what a right one leads to.
use super::passkey::Paths;
use super::proven::{Act, Proven, proven};
use super::{
    Answered, Pass, PassPath, asks_who, enrol_passkey, enter, login, mail_sign_in, new_account,
    person, second,
};
use crate::attempts::{Counted, Tried};
use crate::breached;
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use crate::work::{self, At};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use latchkey_accounts::{Account, AccountStatus, EventKind, PasswordDemand, normal_form};
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, Secret, Timestamp};
use latchkey_store::TxError;
use latchkey_ui::Person;
use latchkey_ui::pages::{PasswordPage, SignInProblem};
use std::sync::Arc;

/// `GET …/password`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    if !is_asked(&pass) {
        return Ok(pass.go_on());
    }
    ask(&mut pass).await?;
    Ok(page(&pass, StatusCode::OK, &[]))
}

/// `POST …/password`.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if !is_asked(&pass) {
        return Ok(pass.go_on());
    }
    enrol_passkey::note_ability(&mut pass, &form);
    if !pass.sent(&form) {
        ask(&mut pass).await?;
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &[SignInProblem::FormTooOld]));
    }
    attempt(pass, &form).await
}

/// Whether a password is asked for: as the first step, or after a mailed link where two factors are
/// demanded.
fn is_asked(pass: &Pass) -> bool {
    step(pass).is_some() || asks_who(pass) && login::is_known(pass)
}

/// Who is signing in and has shown something else before.
fn step(pass: &Pass) -> Option<&Account> {
    second::takes(pass, Proof::Password).map(|who| &who.account)
}

/// Whose password is asked for: that of whoever is signing in already, else of what was typed, else
/// of the person who is signed in and has to prove it again.
pub(super) fn whom(pass: &Pass) -> Option<String> {
    if let Some(account) = step(pass) {
        return Some(account.username.clone());
    }
    let signed_in = || {
        let person = pass.facts.chosen(&pass.checked.request, &pass.progress)?;
        Some(person.account.username.clone())
    };
    pass.progress.identifier.clone().or_else(signed_in)
}

/// Tries the posted password.
///
/// Security: somebody unknown costs the same time and gets the same words as a wrong password;
/// that an account is suspended is told only to whoever knows its password.
pub(super) async fn attempt(mut pass: Pass, form: &Form) -> Answered {
    let Some(identifier) = whom(&pass) else { return Ok(pass.go_on()) };
    let Some(password) = form.get("password") else {
        ask(&mut pass).await?;
        return Ok(refused(
            &pass,
            StatusCode::UNPROCESSABLE_ENTITY,
            SignInProblem::PasswordMissing,
        ));
    };
    let normal = normal_form(&identifier);
    let (account, kept) = find(&pass.visit, normal.clone()).await?;
    let id = account.as_ref().map(|account| account.id);
    let (form_name, is_known) = (form_name(&pass), login::is_known(&pass));
    let at = At { form: &form_name, name: if is_known { &normal } else { "" } };
    let tried = tried(&pass.visit, &normal, id);
    let attempt = match work::count(&mut pass.visit, tried, (form, at)).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => return Ok(wait(&pass, until)),
    };
    let visit = &pass.visit;
    let parameters = visit.tenant.settings().password.hash;
    let verdict =
        visit.app.hashing.verify(Secret::from(password), kept.clone(), &parameters).await?;
    let Some(account) = account.filter(|_| verdict.matches && !attempt.is_moot()) else {
        visit.app.metrics.protocol.signed_in("failed");
        return Ok(refused(&pass, StatusCode::UNPROCESSABLE_ENTITY, SignInProblem::NotRecognised));
    };
    if account.status != AccountStatus::Active {
        // A locked account has no password that could have been right.
        return Ok(refused(&pass, StatusCode::UNPROCESSABLE_ENTITY, SignInProblem::Suspended));
    }
    let better = if verdict.needs_upgrade {
        Some(visit.app.hashing.hash(Secret::from(password), &parameters).await?)
    } else {
        None
    };
    let asks = visit.tenant.settings().password.breached_at_sign_in;
    let demands =
        asks && account.password_demand.is_none() && breached::is_known(&visit.app, password).await;
    let act = after(visit, account.id, better.clone(), demands);
    let password = kept.map(|kept| (kept, better));
    let by = Proven { account, proof: Proof::Password, attempt: Some(attempt), password, act };
    proven(pass, by).await?.or_else(|pass| Ok(pass.go_on()))
}

fn tried<'a>(visit: &Visit, normal: &'a str, account: Option<AccountId>) -> Tried<'a> {
    let known_browser = visit.known_browser(account);
    Tried { kind: Kind::Password, identifier: normal, account, known_browser }
}

fn form_name(pass: &Pass) -> String {
    format!("{}/password", pass.id())
}

/// Has the page ask for work, if where it comes from or for whom much was tried.
///
/// # Errors
/// [`Trouble`].
pub(super) async fn ask(pass: &mut Pass) -> Result<(), Trouble> {
    let (form_name, is_known) = (form_name(pass), login::is_known(pass));
    let normal = whom(pass).map(|typed| normal_form(&typed)).unwrap_or_default();
    let wanted = normal.clone();
    let account = match work::is_never(&pass.visit) {
        true => return Ok(()),
        false => {
            let tenant = pass.visit.tenant.id();
            let found =
                pass.visit.app.store.read(tenant, move |tx| tx.account_by_identifier(&wanted));
            let found: Result<_, TxError> = found.await;
            found?.map(|account: Account| account.id)
        }
    };
    let at = At { form: &form_name, name: if is_known { &normal } else { "" } };
    let tried = tried(&pass.visit, &normal, account);
    work::ask(&mut pass.visit, tried, at).await
}

/// Puts the same password, hashed as the tenant wants it now, in the place of the one that was
/// matched, and demands another one where it is known from a leak.
fn after(visit: &Visit, id: AccountId, better: Option<String>, demands: bool) -> Act {
    let (now, events) = (visit.now, Events::of(visit));
    Arc::new(move |tx| {
        if let Some(phc) = &better {
            tx.set_password_hash(id, phc, now)?;
        }
        let account = if demands { tx.account(id)? } else { None };
        if let Some(account) = account.filter(|held| held.password_demand.is_none()) {
            let password_demand = Some(PasswordDemand::Breached);
            tx.update_account(&Account { password_demand, ..account }, now)?;
            events.note(tx, id, EventKind::PasswordDemanded)?;
        }
        Ok(true)
    })
}

/// Security: for nobody as much is read.
async fn find(visit: &Visit, normal: String) -> Result<(Option<Account>, Option<String>), Trouble> {
    let nobody = AccountId::new(visit.now, &*visit.app.entropy);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let account = tx.account_by_identifier(&normal)?;
        let kept = tx.password_hash(account.as_ref().map_or(nobody, |account| account.id))?;
        Ok::<_, TxError>((account, kept))
    });
    Ok(found.await?)
}

fn wait(pass: &Pass, until: Timestamp) -> HttpResponse {
    pass.visit.app.metrics.protocol.signed_in("throttled");
    let problem = SignInProblem::TooManyAttempts { until };
    let mut answer = refused(pass, StatusCode::TOO_MANY_REQUESTS, problem);
    let seconds = until.since(pass.visit.now).get() + 1;
    answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    answer
}

fn refused(pass: &Pass, status: StatusCode, problem: SignInProblem) -> HttpResponse {
    if login::is_one_page(pass) && step(pass).is_none() {
        let username = pass.progress.identifier.clone().unwrap_or_default();
        return login::page(pass, status, &username, &[problem]);
    }
    page(pass, status, &[problem])
}

/// The page, for whoever's password is asked for.
pub(super) fn page(pass: &Pass, status: StatusCode, problems: &[SignInProblem]) -> HttpResponse {
    let signed_in = pass.facts.chosen(&pass.checked.request, &pass.progress);
    let again = signed_in.filter(|_| pass.progress.identifier.is_none());
    let typed = pass.progress.identifier.clone().unwrap_or_default();
    let (action, cancel, not_you) = (pass.path("password"), pass.path("abort"), pass.path("login"));
    let (forgot, passkey) = (login::forgot_path(pass), Paths::of(pass));
    let mail = mail_sign_in::is_offered(pass).then(|| pass.path("mail/send"));
    pass.page(status, |page| {
        draw(&PasswordPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            person: match (step(pass), again) {
                (Some(account), _) => second::who(pass, account),
                (None, Some(signed_in)) => person(&signed_in.account),
                (None, None) => Person { name: None, login: &typed },
            },
            not_you_url: &not_you,
            forgot_url: forgot.as_deref(),
            mail_action: mail.as_deref().filter(|_| step(pass).is_none()),
            passkey: passkey.as_ref().map(Paths::form),
            or_passkey: new_account::is_offered(&pass.visit),
            again: again.is_some(),
            problems,
        })
    })
}
