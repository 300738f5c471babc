//! A code that is sent, as the second step: by mail, as a text message, or with a request in the companion app.
use super::facts::UnderWay;
use super::mails::{Mailed, code_digest};
use super::proven::{Act, Proven, proven};
use super::{Answered, Pass, PassPath, Purpose, SigningIn, enter, remembered, second};
use crate::attempts::{self, Attempt, Counted, Tried};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_authn::Proof;
use latchkey_base::{AccountId, CodeDigest, Timestamp};
use latchkey_store::{OutboxMessage, ProofRecord, Tx, TxError};
use latchkey_ui::pages::{CodeProblem, SentBy, SentCodePage};
use serde_json::Value;
use std::future::{Future, ready};
use std::sync::Arc;

/// A way by which codes are sent.
pub trait Channel: 'static {
    /// What a code that came that way proves.
    const PROOF: Proof;
    /// What it is stored for.
    const PURPOSE: Purpose;
    /// What it is called on the page.
    const BY: SentBy;
    /// The pages, below a pass.
    const PATH: &'static str;
    /// No code was given.
    const MISSING: CodeProblem;
    /// It is not the one that was sent last.
    const WRONG: CodeProblem;

    /// Where it goes.
    fn address<'a>(pass: &'a Pass, who: &'a UnderWay) -> &'a str;
    /// That, for its owner, who knows the rest. Security: whoever has only the password does not learn it.
    fn masked(address: &str) -> String;
    /// How asking for one is counted; `whose` is the account.
    fn tried<'a>(who: &'a UnderWay, whose: &'a str) -> Tried<'a>;
    /// What is kept with the code: where it went.
    fn payload(address: &str) -> Value;
    /// Sends it, or says what carries it.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    fn send(
        pass: &Pass,
        who: &UnderWay,
        code: Mailed,
    ) -> impl Future<Output = Result<Sent, Trouble>>;
    /// What must stand with the code that is typed now, where it takes more than the code.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    fn confirm(
        _pass: &Pass,
        _who: &UnderWay,
    ) -> impl Future<Output = Result<Result<Option<Confirmed>, CodeProblem>, Trouble>> {
        ready(Ok(Ok(None)))
    }
    /// Whether one that was just sent may take the place of the one before.
    ///
    /// # Errors
    /// As the transaction.
    fn is_still(_: &mut dyn Tx, _: AccountId, _: Timestamp) -> Result<bool, TxError> {
        Ok(true)
    }
    /// How often one was sent.
    fn times(held: &SigningIn) -> u32;
    /// One was.
    fn count(held: &mut SigningIn);
    /// Whether where it went is still the person's; and what follows from their having it.
    ///
    /// # Errors
    /// As the transaction.
    fn accept(
        tx: &mut dyn Tx,
        account: AccountId,
        sent: &ProofRecord,
        now: Timestamp,
    ) -> Result<bool, TxError>;
}

/// What must stand with a code, and the attempt that was counted for asking.
pub struct Confirmed {
    /// With what it was sent.
    pub payload: Value,
    /// Forgotten once the code is taken.
    pub attempt: Attempt,
}

/// What came of sending a code.
pub enum Sent {
    /// This carries it.
    Message(ProofRecord, OutboxMessage),
    /// It is there.
    There(ProofRecord),
    /// It goes nowhere any more: another way is asked for.
    Nowhere,
    /// It could not be sent.
    Not(CodeProblem),
}

/// `GET …/email-code`, `GET …/sms-code`, `GET …/companion-app`. Nothing is sent yet.
///
/// # Errors
/// [`Trouble`].
pub async fn show<C: Channel>(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    Ok(page::<C>(&pass, StatusCode::OK, &[]))
}

/// `POST …/email-code/send`, `POST …/sms-code/send`, `POST …/companion-app/send`: sends a code; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn send<C: Channel>(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(who) = asked::<C>(&pass).cloned() else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        let problems = [CodeProblem::FormTooOld];
        return Ok(page::<C>(&pass, StatusCode::BAD_REQUEST, &problems));
    }
    let id = who.account.id;
    let whose = id.to_string();
    let counted = attempts::count(&pass.visit, C::tried(&who, &whose)).await?;
    if let Err(until) = counted.go() {
        let problems = [CodeProblem::SentTooOften { until }];
        return Ok(page::<C>(&pass, StatusCode::TOO_MANY_REQUESTS, &problems));
    }
    let payload = C::payload(C::address(&pass, &who));
    let code = Mailed::new(&pass.visit, C::PURPOSE, id, Some(pass.id()), payload);
    let (proof, message) = match C::send(&pass, &who, code).await? {
        Sent::Message(proof, message) => (proof, Some(message)),
        Sent::There(proof) => (proof, None),
        Sent::Nowhere => return Ok(pass.go_on()),
        Sent::Not(problem) => {
            let status = match problem {
                // Asked for too soon after it.
                CodeProblem::AppRefused { .. } => StatusCode::TOO_MANY_REQUESTS,
                problem => status_of(problem),
            };
            return Ok(page::<C>(&pass, status, &[problem]));
        }
    };
    if let Some(held) = &mut pass.progress.signing_in {
        C::count(held);
    }
    let (record, now) = (pass.record(), pass.visit.now);
    let sent = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        if C::is_still(tx, id, now)? && tx.update_interaction(&record)? {
            tx.put_proof(&proof)?;
            message.iter().try_for_each(|message| tx.put_message(message))?;
        }
        Ok(())
    });
    let sent: Result<(), TxError> = sent.await;
    sent?;
    pass.visit.app.message_queued.notify_one();
    Ok(pass.visit.go(&pass.path(C::PATH)))
}

/// `POST …/email-code`, `POST …/sms-code`, `POST …/companion-app`: a code.
///
/// # Errors
/// [`Trouble`].
pub async fn submit<C: Channel>(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(who) = asked::<C>(&pass).cloned() else { return Ok(pass.go_on()) };
    remembered::note_wish(&mut pass, &form);
    let refused = |status, problem| Ok(page::<C>(&pass, status, &[problem]));
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, CodeProblem::FormTooOld);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let code = form.code();
    if code.is_empty() {
        return refused(unprocessable, C::MISSING);
    }
    let confirmed = match C::confirm(&pass, &who).await? {
        Ok(confirmed) => confirmed,
        Err(problem) => return refused(status_of(problem), problem),
    };
    let attempt = match second::count(&pass, &who.account).await? {
        Counted::Go(attempt) if !attempt.is_moot() => attempt,
        Counted::Go(_) => return refused(unprocessable, C::WRONG),
        Counted::Wait(until) => {
            let problem = CodeProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    let account = who.account;
    let digest = code_digest(&pass.visit.app, C::PURPOSE, account.id, &code);
    let act = spend::<C>(&pass, account.id, (digest, confirmed));
    let by = Proven { account, proof: C::PROOF, attempt: Some(attempt), password: None, act };
    proven(pass, by).await?.or_else(|pass| {
        pass.visit.app.metrics.protocol.signed_in("failed");
        Ok(page::<C>(&pass, unprocessable, &[C::WRONG]))
    })
}

/// Spends the code if it was sent for this pass, with what was confirmed of it; a wrong one costs an attempt.
fn spend<C: Channel>(
    pass: &Pass,
    account: AccountId,
    (digest, confirmed): (CodeDigest, Option<Confirmed>),
) -> Act {
    let (now, here) = (pass.visit.now, pass.id());
    Arc::new(move |tx| {
        let sent = tx.spend_proof_by_code(account, C::PURPOSE.name(), &digest, now)?;
        let is_confirmed =
            |sent: &ProofRecord| confirmed.as_ref().is_none_or(|it| it.payload == sent.payload);
        let sent = sent.filter(|sent| sent.interaction == Some(here) && is_confirmed(sent));
        match sent {
            Some(sent) => {
                confirmed.iter().try_for_each(|it| it.attempt.succeeded(tx))?;
                C::accept(tx, account, &sent, now)
            }
            None => Ok(false),
        }
    })
}

const fn status_of(problem: CodeProblem) -> StatusCode {
    match problem {
        CodeProblem::SentTooOften { .. } | CodeProblem::TooManyAttempts { .. } => {
            StatusCode::TOO_MANY_REQUESTS
        }
        CodeProblem::AppUnreachable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn asked<C: Channel>(pass: &Pass) -> Option<&UnderWay> {
    second::takes(pass, C::PROOF)
}

fn page<C: Channel>(pass: &Pass, status: StatusCode, problems: &[CodeProblem]) -> HttpResponse {
    let Some(who) = asked::<C>(pass) else { return pass.go_on() };
    let (action, cancel) = (pass.path(C::PATH), pass.path("abort"));
    let send_action = format!("{action}/send");
    let others = second::other_ways(pass, C::PROOF);
    let not_you = second::not_you(pass);
    let address = C::masked(C::address(pass, who));
    let new_here = second::is_new_here(pass);
    let times = pass.progress.signing_in.as_ref().map_or(0, C::times);
    pass.page(status, |page| {
        draw(&SentCodePage {
            page,
            by: C::BY,
            action: &action,
            send_action: &send_action,
            cancel_action: Some(&cancel),
            person: second::who(pass, &who.account),
            not_you_url: not_you.as_deref(),
            address: &address,
            new_here,
            sent: times > 0,
            sent_again: times > 1,
            remember: remembered::offer(pass),
            ways: &second::ways(&others),
            problems,
        })
    })
}
