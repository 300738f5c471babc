//! "Check your email": a mailed code as the second step.
use super::mails::{Mailed, code_digest};
use super::proven::{Act, Proven, proven};
use super::{Answered, Pass, PassPath, Purpose, enter, remembered, second};
use crate::attempts::{self, Counted, Tried};
use crate::form::Form;
use crate::visit::{Visit, draw};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{Account, verify_email};
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::CodeDigest;
use latchkey_store::TxError;
use latchkey_ui::pages::{CodeProblem, EmailCodePage};
use serde_json::json;
use std::sync::Arc;

/// `GET …/email-code`. Nothing is mailed yet.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let pass = enter!(visit, path);
    Ok(page(&pass, StatusCode::OK, &[]))
}

/// `POST …/email-code/send`: mails a code; the one before becomes void.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn send(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(account) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        let problems = [CodeProblem::FormTooOld];
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &problems));
    }
    let whose = account.id.to_string();
    let counted = attempts::count(&pass.visit, Tried::new(Kind::OwnMail, &whose)).await?;
    let (Counted::Go(_), Some(letter)) = (counted, second::letter(&pass, &account)) else {
        let problems = [CodeProblem::MailedTooOften];
        return Ok(page(&pass, StatusCode::TOO_MANY_REQUESTS, &problems));
    };
    let purpose = Purpose::SecondFactor;
    let payload = json!({ "email": account.email });
    let mailed = Mailed::new(&pass.visit, purpose, account.id, Some(pass.id()), payload);
    let (proof, message) = (mailed.proof.clone(), mailed.sign_in_code(&letter)?);
    if let Some(held) = &mut pass.progress.signing_in {
        held.mailed = held.mailed.saturating_add(1);
    }
    let record = pass.record();
    let sent = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        if tx.update_interaction(&record)? {
            tx.put_proof(&proof)?;
            tx.put_message(&message)?;
        }
        Ok(())
    });
    let sent: Result<(), TxError> = sent.await;
    sent?;
    pass.visit.app.message_queued.notify_one();
    Ok(pass.visit.go(&pass.path("email-code")))
}

/// `POST …/email-code`: a code.
///
/// # Errors
/// [`crate::middleware::Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(account) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    remembered::note_wish(&mut pass, &form);
    let refused = |status, problem| Ok(page(&pass, status, &[problem]));
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, CodeProblem::FormTooOld);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let typed = form.text("otp").chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = typed.take(32).collect();
    if code.is_empty() {
        return refused(unprocessable, CodeProblem::EmailMissing);
    }
    let attempt = match second::count(&pass, &account).await? {
        Counted::Go(attempt) if !attempt.is_moot() => attempt,
        Counted::Go(_) => return refused(unprocessable, CodeProblem::EmailWrong),
        Counted::Wait(until) => {
            let problem = CodeProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem);
        }
    };
    let digest = code_digest(&pass.visit.app, Purpose::SecondFactor, account.id, &code);
    let act = spend(&pass, &account, digest);
    let by = Proven { account, proof: Proof::Email, attempt: Some(attempt), password: None, act };
    proven(pass, by).await?.or_else(|pass| {
        pass.visit.app.metrics.protocol.signed_in("failed");
        Ok(page(&pass, unprocessable, &[CodeProblem::EmailWrong]))
    })
}

/// Spends the code if it was mailed for this pass; a wrong one costs an attempt. Whoever has it reads
/// the mails that are sent there, so the address is verified as well.
///
/// Security: not if another address has taken the place of the one that it was mailed to.
fn spend(pass: &Pass, account: &Account, digest: CodeDigest) -> Act {
    let (id, now, here) = (account.id, pass.visit.now, pass.id());
    Arc::new(move |tx| {
        let purpose = Purpose::SecondFactor.name();
        let proof = tx.spend_proof_by_code(id, purpose, &digest, now)?;
        let Some(proof) = proof.filter(|proof| proof.interaction == Some(here)) else {
            return Ok(false);
        };
        let Some(account) = tx.account(id)? else { return Ok(false) };
        let mailed_to = proof.payload["email"].as_str().unwrap_or_default();
        let Ok(verified) = verify_email(&account, mailed_to, now) else { return Ok(false) };
        if !account.email_verified {
            tx.update_account(&verified, now)?;
        }
        Ok(true)
    })
}

fn asked(pass: &Pass) -> Option<&Account> {
    second::takes(pass, Proof::Email).map(|under_way| &under_way.account)
}

/// An address for its owner, who knows the rest.
///
/// Security: whoever has only the password does not learn the address.
fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

fn page(pass: &Pass, status: StatusCode, problems: &[CodeProblem]) -> HttpResponse {
    let Some(account) = asked(pass) else { return pass.go_on() };
    let paths = ["email-code", "email-code/send", "abort"].map(|step| pass.path(step));
    let [action, send_action, cancel] = &paths;
    let others = second::other_ways(pass, Proof::Email);
    let not_you = second::not_you(pass);
    let email = masked(account.email.as_deref().unwrap_or_default());
    let mailed = pass.progress.signing_in.as_ref().map_or(0, |held| held.mailed);
    pass.page(status, |page| {
        draw(&EmailCodePage {
            page,
            action,
            send_action,
            cancel_action: Some(cancel),
            person: second::who(pass, account),
            not_you_url: not_you.as_deref(),
            email: &email,
            sent: mailed > 0,
            sent_again: mailed > 1,
            remember: remembered::offer(pass),
            ways: &second::ways(&others),
            problems,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_is_known_to_its_owner_only() {
        assert_eq!(masked("alice@example.com"), "a•••@example.com");
        assert_eq!(masked("ليلى@example.com"), "ل•••@example.com");
    }
}
