//! "Set up a second step" with a passkey, where a sign-in takes two factors and the person has one.
//!
//! It is offered beside what is asked for, to browsers whose script has said that they can make one.
use super::proven::{Act, Proven, proven};
use super::{Answered, Pass, PassPath, UnderWay, enter, recovery_codes, second};
use crate::events::Events;
use crate::factors::keep_first_codes;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::passkeys;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::{Making, Place, proof};
use latchkey_base::AccountId;
use latchkey_store::PasskeyRecord;
use latchkey_ui::pages::{EnrolPasskeyPage, EnrolPasskeyProblem, PasskeyForm, WithoutPasskey};
use std::sync::Arc;

const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `GET …/enrol/second-passkey`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    Ok(page(&pass, StatusCode::OK, &[]))
}

/// `POST …/enrol/second-passkey/options`: what the script asks the browser.
///
/// # Errors
/// [`Trouble`].
pub async fn options(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    match asked(&pass) {
        // One that was made in silence is no second step.
        Some(who) if pass.sent(&form) && form.get("silent").is_none() => {
            let purpose = purpose(&pass, who.account.id);
            // Made in place of an app on a phone, a passkey may well be on the phone, or on a key.
            let how = (Making::Asked, Place::Anywhere);
            passkeys::ask_to_make(&pass.visit, &purpose, &who.account, how).await
        }
        _ => Ok(passkeys::nothing_to_ask(&pass.visit)),
    }
}

/// `POST …/enrol/second-passkey`: what the browser answered.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(who) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    let id = who.account.id;
    if !pass.sent(&form) {
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &[EnrolPasskeyProblem::FormTooOld]));
    }
    let Some(answer) = passkeys::take(&pass.visit, &purpose(&pass, id), &form).await? else {
        return Ok(page(&pass, UNPROCESSABLE, &[EnrolPasskeyProblem::Late]));
    };
    let passkey = match passkeys::made(&pass.visit, id, &answer) {
        Ok(passkey) => passkey,
        Err(error) => {
            tracing::info!(%error, account = %id, "a new passkey was refused");
            return Ok(page(&pass, UNPROCESSABLE, &[EnrolPasskeyProblem::Refused]));
        }
    };
    // Whoever made it has shown it.
    let shown = proof(passkey.backup_eligible, true);
    let act = keep(&mut pass, &who, passkey)?;
    let by = Proven { account: who.account, proof: shown, attempt: None, password: None, act };
    let app = pass.visit.app.clone();
    let answer = proven(pass, by)
        .await?
        .or_else(|pass| Ok(page(&pass, UNPROCESSABLE, &[EnrolPasskeyProblem::Refused])));
    app.message_queued.notify_one();
    answer
}

/// Keeps the passkey, makes recovery codes where there are none, and says so by mail. Not if another page has set
/// something up meanwhile.
fn keep(pass: &mut Pass, who: &UnderWay, passkey: PasskeyRecord) -> Result<Act, Trouble> {
    let (now, events) = (pass.visit.now, Events::of(&pass.visit));
    let enrolment = second::Enrolment::of(pass, &who.account, Proof::Passkey);
    let message = passkeys::notice(&pass.visit, &who.account)?;
    let codes = match who.codes_left {
        0 => recovery_codes::make_first(pass, &who.account),
        _ => Vec::new(),
    };
    Ok(Arc::new(move |tx| {
        // A list that is shown is the one that is kept.
        let has_codes = !codes.is_empty() && tx.recovery_codes_left(passkey.account)? > 0;
        if has_codes || !enrolment.is_due(tx)? || !passkeys::keep(tx, &passkey, message.as_ref())? {
            return Ok(false);
        }
        events.note_about(tx, passkey.account, (EventKind::PasskeyAdded, &passkey.label))?;
        keep_first_codes(tx, passkey.account, &codes, &events, now)?;
        Ok(true)
    }))
}

fn asked(pass: &Pass) -> Option<&UnderWay> {
    second::under_way(pass).filter(|_| second::enrols_passkey(pass))
}

fn purpose(pass: &Pass, account: AccountId) -> String {
    format!("second registration {} {account}", pass.id())
}

fn page(pass: &Pass, status: StatusCode, problems: &[EnrolPasskeyProblem]) -> HttpResponse {
    let Some(who) = asked(pass) else { return pass.go_on() };
    let paths = ["enrol/second-passkey", "enrol/second-passkey/options", "abort"];
    let [action, options_url, cancel] = paths.map(|step| pass.path(step));
    let others = second::set_up_instead(pass, Proof::Passkey);
    pass.page(status, |page| {
        draw(&EnrolPasskeyPage {
            page,
            passkey: PasskeyForm { action: &action, options_url: &options_url, remember: None },
            tries_silently: false,
            without: WithoutPasskey::Instead {
                ways: &second::instead(&others),
                cancel_action: &cancel,
            },
            person: second::who(pass, &who.account),
            problems,
        })
    })
}
