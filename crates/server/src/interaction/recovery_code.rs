//! "Use a recovery code": one of the list that was saved.
use super::proven::{Act, Proven, proven};
use super::{Answered, Pass, PassPath, UnderWay, enter, recovery_codes, second};
use crate::attempts::Counted;
use crate::events::Events;
use crate::factors::{recovery_code_digest, refuses};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::Proof;
use latchkey_authn::factors::recovery_code::normal_form;
use latchkey_base::CodeDigest;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{CodeProblem, RecoveryCodePage};
use std::sync::Arc;

/// `GET …/recovery-code`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    Ok(page(&pass, StatusCode::OK, &[]))
}

/// `POST …/recovery-code`: a code, good once. Its owner hears by mail that it was used; after the
/// last one there are new ones.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(UnderWay { account, codes_left, .. }) = asked(&pass).cloned() else {
        return Ok(pass.go_on());
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if !pass.sent(&form) {
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &[CodeProblem::FormTooOld]));
    }
    let Some(typed) = form.get("otp") else {
        return Ok(page(&pass, unprocessable, &[CodeProblem::RecoveryMissing]));
    };
    let attempt = match second::count(&pass, &account).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            pass.visit.app.metrics.protocol.signed_in("throttled");
            let problem = CodeProblem::TooManyAttempts { until };
            return Ok(page(&pass, StatusCode::TOO_MANY_REQUESTS, &[problem]));
        }
    };
    let Some(code) = normal_form(typed).filter(|_| !attempt.is_moot()) else {
        pass.visit.app.metrics.protocol.signed_in("failed");
        return Ok(page(&pass, unprocessable, &[CodeProblem::RecoveryWrong]));
    };
    let digest = recovery_code_digest(&pass.visit.app, account.id, code.expose());
    let act = spend(&mut pass, &account, digest, codes_left.saturating_sub(1))?;
    let proof = Proof::RecoveryCode;
    let by = Proven { account, proof, attempt: Some(attempt), password: None, act };
    let app = pass.visit.app.clone();
    let answer = proven(pass, by).await?.or_else(|mut pass| {
        pass.progress.codes = None;
        pass.visit.app.metrics.protocol.signed_in("failed");
        Ok(page(&pass, unprocessable, &[CodeProblem::RecoveryWrong]))
    });
    app.message_queued.notify_one();
    answer
}

/// Spends the code, says so by mail, and puts a new list in the place of one that is used up.
fn spend(
    pass: &mut Pass,
    account: &Account,
    digest: CodeDigest,
    left: usize,
) -> Result<Act, Trouble> {
    let (id, now, events) = (account.id, pass.visit.now, Events::of(&pass.visit));
    let letter = second::letter(pass, account);
    let message =
        letter.map(|letter| letter.notice(&Notice::RecoveryCodeUsed { left })).transpose()?;
    let takes_codes = !refuses(account, Proof::RecoveryCode);
    let is_last = left == 0 && takes_codes;
    let new = if is_last { recovery_codes::make(pass, id, true) } else { Vec::new() };
    Ok(Arc::new(move |tx| {
        if !tx.spend_recovery_code(id, &digest)? {
            return Ok(false);
        }
        events.note(tx, id, EventKind::RecoveryCodeUsed)?;
        if !new.is_empty() {
            tx.put_recovery_codes(id, &new, now)?;
            events.note(tx, id, EventKind::RecoveryCodesMade)?;
        }
        message.iter().try_for_each(|message| message.put(tx))?;
        Ok(true)
    }))
}

fn asked(pass: &Pass) -> Option<&UnderWay> {
    second::takes(pass, Proof::RecoveryCode)
}

fn page(pass: &Pass, status: StatusCode, problems: &[CodeProblem]) -> HttpResponse {
    let Some(UnderWay { account, codes_left, .. }) = asked(pass) else { return pass.go_on() };
    let (action, cancel) = (pass.path("recovery-code"), pass.path("abort"));
    let others = second::other_ways(pass, Proof::RecoveryCode);
    let not_you = second::not_you(pass);
    pass.page(status, |page| {
        draw(&RecoveryCodePage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            person: second::who(pass, account),
            not_you_url: not_you.as_deref(),
            new_here: second::is_new_here(pass),
            left: *codes_left,
            ways: &second::ways(&others),
            problems,
        })
    })
}
