//! "Set up a second step": an authenticator app, where a sign-in takes two factors and the person
//! has one.
//!
//! Security: nothing is kept of it before the app has shown a right code, so nobody is shut out by
//! a set-up that was broken off.
use super::proven::{Act, Proven, proven};
use super::{Answered, Enrolling, Pass, PassPath, UnderWay, enter, recovery_codes, second};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_authn::factors::Needed;
use latchkey_authn::factors::totp::TotpSecret;
use latchkey_base::Sealed;
use latchkey_store::TotpRecord;
use latchkey_ui::pages::{CodeProblem, EnrolTotpPage};
use std::sync::Arc;

/// `GET …/enrol/totp`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    page(&pass, StatusCode::OK, &[])
}

/// `POST …/enrol/totp`: the first code.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some((account, sealed)) = asked(&pass) else { return Ok(pass.go_on()) };
    let account = account.clone();
    if !pass.sent(&form) {
        return page(&pass, StatusCode::BAD_REQUEST, &[CodeProblem::FormTooOld]);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(typed) = form.get("otp") else {
        return page(&pass, unprocessable, &[CodeProblem::TotpMissing]);
    };
    let secret = open(&pass, &account, &sealed)?;
    let Some(step) = secret.matching_step(typed, pass.visit.now) else {
        return page(&pass, unprocessable, &[CodeProblem::TotpWrong]);
    };
    let act = keep(&mut pass, &account, sealed, step)?;
    let by = Proven { account, proof: Proof::Totp, attempt: None, password: None, act };
    let app = pass.visit.app.clone();
    let answer = proven(pass, by).await?.or_else(|pass| Ok(pass.go_on()));
    app.message_queued.notify_one();
    answer
}

/// Makes a secret for the person who is signing in, once per pass.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn begin(pass: &mut Pass) -> Result<(), Trouble> {
    let Some(id) = second::under_way(pass).map(|who| who.account.id) else { return Ok(()) };
    if pass.progress.enrolling.as_ref().is_some_and(|held| held.account == id) {
        return Ok(());
    }
    let app = &pass.visit.app;
    let secret = TotpSecret::generate(&*app.entropy);
    let sealed = app.factors.seal(secret.octets(), id.as_bytes(), &*app.entropy);
    let sealed = sealed.as_bytes().to_vec();
    pass.progress.enrolling = Some(Enrolling { account: id, sealed });
    pass.save().await
}

/// Keeps the app, whose first code was that of `step`, makes recovery codes, and says so by mail.
/// Not if another page has set one up meanwhile.
fn keep(pass: &mut Pass, account: &Account, sealed: Sealed, step: i64) -> Result<Act, Trouble> {
    let (id, now) = (account.id, pass.visit.now);
    let letter = second::letter(pass, account);
    let message = letter.map(|letter| letter.totp_added()).transpose()?;
    let codes = recovery_codes::make(pass, id, false);
    let totp =
        TotpRecord { account: id, sealed, last_step: step, created_at: now, used_at: Some(now) };
    Ok(Arc::new(move |tx| {
        if tx.totp(id)?.is_some() {
            return Ok(false);
        }
        tx.put_totp(&totp)?;
        tx.put_recovery_codes(id, &codes, now)?;
        message.iter().try_for_each(|message| tx.put_message(message))?;
        Ok(true)
    }))
}

/// Who has to set up an app, and the secret that waits for it.
fn asked(pass: &Pass) -> Option<(&Account, Sealed)> {
    if second::adds_to_session(pass) {
        return None;
    }
    let Needed::Enrolment(new) = second::needed(pass)? else { return None };
    let UnderWay { account, .. } = second::under_way(pass)?;
    let enrolling = pass.progress.enrolling.as_ref()?;
    let is_theirs = new.contains(&Proof::Totp) && enrolling.account == account.id;
    is_theirs.then(|| (account, Sealed::from_bytes(enrolling.sealed.clone())))
}

fn open(pass: &Pass, account: &Account, sealed: &Sealed) -> Result<TotpSecret, Trouble> {
    let opened = pass.visit.app.factors.open(sealed, account.id.as_bytes());
    let opened = opened.map_err(|e| Trouble::Internal(format!("a new TOTP secret: {e}")))?;
    Ok(TotpSecret::from_octets(opened.expose().clone()))
}

fn page(pass: &Pass, status: StatusCode, problems: &[CodeProblem]) -> Answered {
    let Some((account, sealed)) = asked(pass) else { return Ok(pass.go_on()) };
    let secret = open(pass, account, &sealed)?;
    let record = pass.visit.tenant.record();
    let issuer = record.settings.branding.display_name.as_deref().unwrap_or(&record.name);
    let login = account.email.as_deref().unwrap_or(&account.username);
    let (uri, key) = (secret.uri(issuer, login), secret.key());
    let (action, cancel) = (pass.path("enrol/totp"), pass.path("abort"));
    Ok(pass.page(status, |page| {
        draw(&EnrolTotpPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            uri: uri.expose(),
            key: key.expose(),
            problems,
        })
    }))
}
