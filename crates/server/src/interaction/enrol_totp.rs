//! "Set up a second step": an authenticator app, where a sign-in takes two factors and the person
//! has one.
use super::proven::{Act, Proven, proven};
use super::{Answered, Pass, PassPath, UnderWay, enter, recovery_codes, second};
use crate::events::Events;
use crate::factors::{NewTotp, refuses};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::Proof;
use latchkey_ui::mail::Notice;
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
    let Some((account, new)) = asked(&pass) else { return Ok(pass.go_on()) };
    let (account, new) = (account.clone(), new.clone());
    if !pass.sent(&form) {
        return page(&pass, StatusCode::BAD_REQUEST, &[CodeProblem::FormTooOld]);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(typed) = form.get("otp") else {
        return page(&pass, unprocessable, &[CodeProblem::TotpMissing]);
    };
    let Some(step) = new.secret(&pass.visit.app)?.matching_step(typed, pass.visit.now) else {
        return page(&pass, unprocessable, &[CodeProblem::TotpWrong]);
    };
    let act = keep(&mut pass, &account, &new, step)?;
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
    pass.progress.enrolling = Some(NewTotp::begin(&pass.visit.app, id));
    pass.save().await
}

/// Keeps the app, whose first code was that of `step`, makes recovery codes, and says so by mail.
/// Not if another page has set one up meanwhile.
fn keep(pass: &mut Pass, account: &Account, new: &NewTotp, step: i64) -> Result<Act, Trouble> {
    let (id, now, events) = (account.id, pass.visit.now, Events::of(&pass.visit));
    let enrolment = second::Enrolment::of(pass, account, Proof::Totp);
    let letter = second::letter(pass, account);
    let message =
        letter.map(|letter| letter.notice(&Notice::TotpAdded { replaces: false })).transpose()?;
    let codes = match refuses(account, Proof::RecoveryCode) {
        true => Vec::new(),
        false => recovery_codes::make(pass, id, false),
    };
    let totp = new.record(step, now);
    Ok(Arc::new(move |tx| {
        if !enrolment.is_due(tx)? {
            return Ok(false);
        }
        tx.put_totp(&totp)?;
        events.note(tx, id, EventKind::TotpAdded)?;
        if !codes.is_empty() {
            tx.put_recovery_codes(id, &codes, now)?;
            events.note(tx, id, EventKind::RecoveryCodesMade)?;
        }
        message.iter().try_for_each(|message| message.put(tx))?;
        Ok(true)
    }))
}

/// Who has to set up an app, and the one that waits for it.
fn asked(pass: &Pass) -> Option<(&Account, &NewTotp)> {
    let UnderWay { account, .. } = second::under_way(pass)?;
    let enrolling = pass.progress.enrolling.as_ref()?;
    let is_theirs = second::enrols(pass, Proof::Totp) && enrolling.account == account.id;
    is_theirs.then_some((account, enrolling))
}

fn page(pass: &Pass, status: StatusCode, problems: &[CodeProblem]) -> Answered {
    let Some((account, new)) = asked(pass) else { return Ok(pass.go_on()) };
    let (uri, key) = new.shown(&pass.visit, account)?;
    let (action, cancel) = (pass.path("enrol/totp"), pass.path("abort"));
    let others = second::set_up_instead(pass, Proof::Totp);
    Ok(pass.page(status, |page| {
        draw(&EnrolTotpPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            back_url: None,
            instead: &second::instead(&others),
            uri: uri.expose(),
            key: key.expose(),
            problems,
        })
    }))
}
