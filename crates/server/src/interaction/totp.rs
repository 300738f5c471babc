//! "Enter your code": what the authenticator app shows (RFC 6238).
use super::proven::{Proven, proven};
use super::{Answered, Pass, PassPath, enter, remembered, second};
use crate::attempts::Counted;
use crate::factors::open_totp;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_authn::factors::totp::TotpSecret;
use latchkey_base::AccountId;
use latchkey_store::{TotpRecord, TxError};
use latchkey_ui::pages::{CodeProblem, TotpPage};
use std::sync::Arc;

/// `GET …/totp`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    Ok(page(&pass, StatusCode::OK, &[]))
}

/// `POST …/totp`: a code.
///
/// Security: a code is good once (RFC 6238 §5.2), which the transaction settles; wrong, used and
/// unreadable codes get the same words.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(account) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    remembered::note_wish(&mut pass, &form);
    let refused = |status, problem| Ok(page(&pass, status, &[problem]));
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, CodeProblem::FormTooOld);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(typed) = form.get("otp") else {
        return refused(unprocessable, CodeProblem::TotpMissing);
    };
    let attempt = match second::count(&pass, &account).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            pass.visit.app.metrics.protocol.signed_in("throttled");
            let problem = CodeProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    let Some(secret) = secret(&pass.visit, account.id).await? else { return Ok(pass.go_on()) };
    let (id, now) = (account.id, pass.visit.now);
    let Some(step) = secret.matching_step(typed, now).filter(|_| !attempt.is_moot()) else {
        pass.visit.app.metrics.protocol.signed_in("failed");
        return refused(unprocessable, CodeProblem::TotpWrong);
    };
    let by = Proven {
        account,
        proof: Proof::Totp,
        attempt: Some(attempt),
        password: None,
        act: Arc::new(move |tx| tx.use_totp_step(id, step, now)),
    };
    proven(pass, by).await?.or_else(|pass| {
        pass.visit.app.metrics.protocol.signed_in("failed");
        Ok(page(&pass, unprocessable, &[CodeProblem::TotpWrong]))
    })
}

fn asked(pass: &Pass) -> Option<&Account> {
    second::takes(pass, Proof::Totp).map(|under_way| &under_way.account)
}

async fn secret(visit: &Visit, account: AccountId) -> Result<Option<TotpSecret>, Trouble> {
    let found = visit.app.store.read(visit.tenant.id(), move |tx| tx.totp(account));
    let found: Result<Option<TotpRecord>, TxError> = found.await;
    let Some(found) = found? else { return Ok(None) };
    open_totp(&visit.app, account, &found.sealed).map(Some)
}

fn page(pass: &Pass, status: StatusCode, problems: &[CodeProblem]) -> HttpResponse {
    let Some(account) = asked(pass) else { return pass.go_on() };
    let (action, cancel) = (pass.path("totp"), pass.path("abort"));
    let others = second::other_ways(pass, Proof::Totp);
    let not_you = second::not_you(pass);
    pass.page(status, |page| {
        draw(&TotpPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            person: second::who(pass, account),
            not_you_url: not_you.as_deref(),
            new_here: second::is_new_here(pass),
            remember: remembered::offer(pass),
            ways: &second::ways(&others),
            problems,
        })
    })
}
