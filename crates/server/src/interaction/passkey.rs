//! "Sign in with a passkey": as the whole of a sign-in, or as the step after a password.
use super::proven::{Proven, proven};
use super::{Answered, Pass, PassPath, asks_who, enter, login, password, remembered, second};
use crate::attempts::{self, Counted, Tried};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::passkeys::{self, Answer};
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::{Assertion, PasskeyError, base64url, is_whole};
use latchkey_authn::throttle::Kind;
use latchkey_store::{PasskeyRecord, TxError};
use latchkey_ui::pages::{PasskeyForm, PasskeyPage, SignInProblem};

/// `GET …/passkey`: the step after a password.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    Ok(step(&pass, StatusCode::OK, &[]).unwrap_or_else(|| pass.go_on()))
}

/// `POST …/passkey/options`: what the script asks the browser.
///
/// # Errors
/// [`Trouble`].
pub async fn options(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    if !pass.sent(&form) {
        return Ok(passkeys::nothing_to_ask(&pass.visit));
    }
    let allowed: Vec<Vec<u8>> = match second::takes(&pass, Proof::Passkey) {
        Some(who) => {
            let held = passkeys::of(&pass.visit, who.account.id).await?;
            let whole = held.into_iter().filter(|held| is_whole(&held.credential));
            whole.map(|held| held.credential_id).collect()
        }
        None if asks_who(&pass) => Vec::new(),
        None => return Ok(passkeys::nothing_to_ask(&pass.visit)),
    };
    passkeys::ask_to_sign(&pass.visit, &purpose(&pass), &allowed).await
}

/// `POST …/passkey`: what the browser answered.
///
/// Security: which account it is comes from the row of the passkey, in this tenant, and must be
/// what its device calls the person too; who is half signed in with a password is taken for
/// nobody else.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if second::takes(&pass, Proof::Passkey).is_none() && !asks_who(&pass) {
        return Ok(pass.go_on());
    }
    remembered::note_wish(&mut pass, &form);
    if !pass.sent(&form) {
        return Ok(page(&pass, StatusCode::BAD_REQUEST, SignInProblem::FormTooOld));
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(answer) = passkeys::take(&pass.visit, &purpose(&pass), &form).await? else {
        return Ok(page(&pass, unprocessable, SignInProblem::PasskeyLate));
    };
    let (assertion, held) = match found(&pass, &answer).await? {
        Ok(found) => found,
        Err(problem) => return Ok(failed(&pass, problem)),
    };
    let attempt = match count(&pass, &assertion, &held).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            pass.visit.app.metrics.protocol.signed_in("throttled");
            let problem = SignInProblem::TooManyAttempts { until };
            return Ok(page(&pass, StatusCode::TOO_MANY_REQUESTS, problem));
        }
    };
    let (account, passkey) = held;
    let Some(party) = passkeys::party(&pass.visit) else { return Ok(pass.go_on()) };
    let signed = match party.finish_sign_in(&answer.state, &assertion, &passkey.credential) {
        Ok(signed) => signed,
        Err(error) => return refused(&pass, &account, &passkey, &error).await,
    };
    match account.status {
        AccountStatus::Active => {}
        AccountStatus::Suspended => return Ok(failed(&pass, SignInProblem::Suspended)),
        AccountStatus::Locked => return Ok(failed(&pass, SignInProblem::Locked)),
    }
    let by = Proven {
        proof: signed.proof,
        attempt: Some(attempt),
        password: None,
        act: passkeys::used(&pass.visit, passkey, signed),
        account,
    };
    proven(pass, by).await?.or_else(|pass| Ok(failed(&pass, SignInProblem::PasskeyRefused)))
}

/// The challenge is for this pass, and for the person whose step it is.
fn purpose(pass: &Pass) -> String {
    let whose = second::takes(pass, Proof::Passkey).map(|who| who.account.id.to_string());
    format!("sign-in {} {}", pass.id(), whose.unwrap_or_default())
}

/// By which passkey of whom it is, if it is one of whoever is expected.
async fn found(
    pass: &Pass,
    answer: &Answer<'_>,
) -> Result<Result<(Assertion, (Account, PasskeyRecord)), SignInProblem>, Trouble> {
    let Ok(assertion) = Assertion::parse(answer.text) else {
        return Ok(Err(SignInProblem::PasskeyRefused));
    };
    let id = assertion.credential_id().to_vec();
    let held = pass.visit.app.store.read(pass.visit.tenant.id(), move |tx| {
        let Some(passkey) = tx.passkey(&id)? else { return Ok(None) };
        let account = tx.account(passkey.account)?;
        Ok::<_, TxError>(account.map(|account| (account, passkey)))
    });
    let expected = second::takes(pass, Proof::Passkey).map(|who| who.account.id);
    let Some(held) = held.await? else { return Ok(Err(SignInProblem::PasskeyUnknown)) };
    let handle = assertion.user_handle();
    let is_theirs = match (handle, expected) {
        // A device that was told which passkeys to use need not say whose they are.
        (None, expected) => expected.is_some(),
        (Some(handle), _) => handle == held.1.user_handle,
    };
    Ok(match expected {
        Some(expected) if expected != held.0.id => Err(SignInProblem::PasskeyOfAnother),
        // Security: as a second step it would have to be more than something that is held.
        Some(_) if !is_whole(&held.1.credential) => Err(SignInProblem::PasskeyRefused),
        _ if !is_theirs => Err(SignInProblem::PasskeyUnknown),
        _ => Ok((assertion, held)),
    })
}

async fn count(
    pass: &Pass,
    assertion: &Assertion,
    (account, _): &(Account, PasskeyRecord),
) -> Result<Counted, Trouble> {
    let visit = &pass.visit;
    let name = base64url(assertion.credential_id());
    let known_browser = visit.known_browser(Some(account.id));
    let tried = Tried { known_browser, ..Tried::new(Kind::Passkey, &name) };
    attempts::count(visit, tried).await
}

/// The answer was not right. Of a passkey that seems to have been copied its owner hears.
async fn refused(
    pass: &Pass,
    account: &Account,
    passkey: &PasskeyRecord,
    error: &PasskeyError,
) -> Answered {
    tracing::info!(%error, account = %account.id, "a passkey was refused");
    if *error != PasskeyError::Copied {
        return Ok(failed(pass, SignInProblem::PasskeyRefused));
    }
    passkeys::note_copied(&pass.visit, passkey).await?;
    Ok(failed(pass, SignInProblem::PasskeyCopied))
}

fn failed(pass: &Pass, problem: SignInProblem) -> HttpResponse {
    pass.visit.app.metrics.protocol.signed_in("failed");
    page(pass, StatusCode::UNPROCESSABLE_ENTITY, problem)
}

/// The page on which it was tried.
fn page(pass: &Pass, status: StatusCode, problem: SignInProblem) -> HttpResponse {
    if let Some(step) = step(pass, status, &[problem]) {
        return step;
    }
    if login::is_known(pass) {
        return password::page(pass, status, &[problem]);
    }
    let username = pass.progress.identifier.clone().unwrap_or_default();
    login::page(pass, status, &username, &[problem])
}

/// The page of the step after a password, if that is what is to be taken.
fn step(pass: &Pass, status: StatusCode, problems: &[SignInProblem]) -> Option<HttpResponse> {
    let account = second::takes(pass, Proof::Passkey).map(|who| &who.account)?;
    let paths = Paths::of(pass)?;
    let (cancel, not_you) = (pass.path("abort"), second::not_you(pass));
    let others = second::other_ways(pass, Proof::Passkey);
    Some(pass.page(status, |page| {
        draw(&PasskeyPage {
            page,
            passkey: PasskeyForm { remember: remembered::offer(pass), ..paths.form() },
            cancel_action: Some(&cancel),
            person: second::who(pass, account),
            not_you_url: not_you.as_deref(),
            new_here: second::is_new_here(pass),
            ways: &second::ways(&others),
            problems,
        })
    }))
}

/// Where the script of a page that takes a passkey asks and answers.
pub(super) struct Paths {
    /// Where the answer is posted.
    pub action: String,
    /// Where the question is fetched.
    pub options: String,
}

impl Paths {
    /// If people may have passkeys here.
    pub(super) fn of(pass: &Pass) -> Option<Self> {
        passkeys::party(&pass.visit)?;
        Some(Self { action: pass.path("passkey"), options: pass.path("passkey/options") })
    }

    /// For the page.
    pub(super) fn form(&self) -> PasskeyForm<'_> {
        PasskeyForm { action: &self.action, options_url: &self.options, remember: None }
    }
}
