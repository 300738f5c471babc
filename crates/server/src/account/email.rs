//! `/{group}/account/email`: another address, once its owner has shown to read mails sent there.
//!
//! Security: an address that is somebody else's gets the same answer; only its owner learns of
//! it, by mail. The address there was hears of it before anything is changed.
use super::member::is_done;
use super::{Member, Need, enter};
use crate::attempts::{self, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, Letter, Mailed, Purpose, code_digest, complete};
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{
    AddressProblem, DomainProblem, EventKind, NameProblem, normal_form, own_address,
};
use latchkey_authn::throttle::Kind;
use latchkey_base::Timestamp;
use latchkey_store::{ProofRecord, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    AccountEmailPage, AccountEmailProblem, SentBy, VerifyEmailPage, VerifyEmailProblem,
};
use serde_json::json;

const SECTION: &str = "email";

/// `GET …/email`: the code, if one was mailed, else the address. `?change` asks for another one.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let query = Form::parse(request.query_string().as_bytes());
    if query.get("change").is_none()
        && let Some(proof) = waiting(&member).await?
    {
        let sent_again = query.get("again").is_some();
        return Ok(code_page(&member, StatusCode::OK, &proof, (sent_again, &[])));
    }
    let is_changed = is_done(request.query_string());
    Ok(page(&member, StatusCode::OK, "", (is_changed, &[])))
}

/// `POST …/email`: mails a code to a new address.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let typed = form.text("email").trim();
    let refused = |status, problem| Ok(page(&member, status, typed, (false, &[problem])));
    if !member.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, AccountEmailProblem::FormTooOld);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let address = match own_address(typed, &member.visit.tenant.settings().accounts) {
        Ok(address) => address,
        Err(problem) => return refused(unprocessable, translated(problem)),
    };
    if member.account.email.as_deref() == Some(&address) {
        return refused(unprocessable, AccountEmailProblem::Same);
    }
    if let Err(until) = send(&member, &address).await? {
        return refused(StatusCode::TOO_MANY_REQUESTS, AccountEmailProblem::TooOften { until });
    }
    Ok(member.visit.go(&member.path("/email")))
}

/// What is wrong with an address, in the words of the form.
pub fn translated(problem: AddressProblem) -> AccountEmailProblem {
    match problem {
        AddressProblem::Name(NameProblem::Missing) => AccountEmailProblem::Missing,
        AddressProblem::Name(_) => AccountEmailProblem::Malformed,
        AddressProblem::Domain(DomainProblem::Blocked) => AccountEmailProblem::DomainBlocked,
        AddressProblem::Domain(DomainProblem::NotAllowed) => AccountEmailProblem::DomainNotAllowed,
    }
}

/// `POST …/email/again`: mails another code; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn again(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let proof = waiting(&member).await?.filter(|_| member.sent(&form));
    let Some(proof) = proof else { return Ok(member.visit.go(&member.path("/email"))) };
    let Err(until) = send(&member, address_of(&proof)).await? else {
        return Ok(member.visit.go(&member.path("/email?again=yes")));
    };
    let problems = [VerifyEmailProblem::ResentTooOften { until }];
    Ok(code_page(&member, StatusCode::TOO_MANY_REQUESTS, &proof, (false, &problems)))
}

/// `POST …/email/confirm`: the code.
///
/// # Errors
/// [`Trouble`].
pub async fn confirm(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let Some(proof) = waiting(&member).await? else {
        return Ok(member.visit.go(&member.path("/email")));
    };
    let refused = |status, problem| Ok(code_page(&member, status, &proof, (false, &[problem])));
    if !member.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, VerifyEmailProblem::FormTooOld);
    }
    let code = form.code();
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if code.is_empty() {
        return refused(unprocessable, VerifyEmailProblem::Missing);
    }
    let (visit, id) = (&member.visit, member.account.id);
    let whose = id.to_string();
    let counted = attempts::count(visit, Tried::new(Kind::Code, &whose)).await?;
    if let Err(until) = counted.go() {
        let problem = VerifyEmailProblem::TooManyAttempts { until };
        return refused(StatusCode::TOO_MANY_REQUESTS, problem);
    }
    let purpose = Purpose::ChangeEmail;
    let digest = code_digest(&visit.app, purpose, id, &code);
    let (now, events) = (visit.now, Events::of(visit));
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        let spent = tx.spend_proof_by_code(id, purpose.name(), &digest, now)?;
        let Some(proof) = spent else { return Ok(false) };
        let Some(account) = complete(tx, &proof, now)? else { return Ok(false) };
        let address = account.email.as_deref().unwrap_or_default();
        events.note_about(tx, id, (EventKind::EmailChanged, address))?;
        Ok::<_, TxError>(true)
    });
    if done.await? {
        Ok(member.done(SECTION))
    } else {
        refused(unprocessable, VerifyEmailProblem::Wrong)
    }
}

/// Mails a code to an address, and a notice to the one there is; else it was too often, and none is
/// mailed until then.
async fn send(member: &Member, address: &str) -> Result<Result<(), Timestamp>, Trouble> {
    let (visit, account) = (&member.visit, &member.account);
    let normal = normal_form(address);
    let counted = attempts::count(visit, Tried::new(Kind::Mail, &normal)).await?;
    if let Err(until) = counted.go() {
        return Ok(Err(until));
    }
    let (name, language) = (account.profile.name.as_deref(), member.language());
    let to = |address| Letter { visit, address, name, language, owner: None };
    let payload = json!({ "email": address, "session": member.session.id });
    let mailed = Mailed::new(visit, Purpose::ChangeEmail, account.id, None, payload);
    // Security: a name that a stranger chose is not for the owner of a mailbox to read.
    let letter = Letter { name: None, ..to(address) };
    let (verification, taken) =
        (mailed.verification(&letter)?, letter.notice(&Notice::AccountExists)?);
    let held = Letter::of(visit, account).filter(|_| account.email_verified);
    let notice =
        held.map(|letter| letter.notice(&Notice::EmailChanging { email: address })).transpose()?;
    let (proof, id) = (mailed.proof, account.id);
    let sent = visit.app.store.write(visit.tenant.id(), move |tx| {
        let holder = tx.account_by_identifier(&normal)?;
        let is_free = holder.is_none_or(|holder| holder.id == id);
        tx.put_proof(&proof)?;
        if is_free {
            tx.put_message(&verification)?;
        } else {
            taken.put(tx)?;
        }
        notice.iter().try_for_each(|notice| notice.put(tx))
    });
    let sent: Result<(), TxError> = sent.await;
    sent?;
    visit.app.message_queued.notify_one();
    Ok(Ok(()))
}

/// The mailed proof that is waited for.
async fn waiting(member: &Member) -> Result<Option<ProofRecord>, Trouble> {
    let (id, now) = (member.account.id, member.visit.now);
    let purpose = Purpose::ChangeEmail.name();
    let store = &member.visit.app.store;
    let found = store.read(member.visit.tenant.id(), move |tx| tx.proof_of(id, purpose, now));
    let found: Result<Option<ProofRecord>, TxError> = found.await;
    Ok(found?)
}

fn address_of(proof: &ProofRecord) -> &str {
    proof.payload["email"].as_str().unwrap_or_default()
}

fn page(
    member: &Member,
    status: StatusCode,
    typed: &str,
    (is_changed, problems): (bool, &[AccountEmailProblem]),
) -> HttpResponse {
    let (home, action) = (member.path(""), member.path("/email"));
    member.page(status, |page| {
        draw(&AccountEmailPage {
            page,
            home_url: &home,
            action: &action,
            current: member.account.email.as_deref(),
            email: typed,
            is_changed,
            problems,
        })
    })
}

fn code_page(
    member: &Member,
    status: StatusCode,
    proof: &ProofRecord,
    (sent_again, problems): (bool, &[VerifyEmailProblem]),
) -> HttpResponse {
    let paths = ["/email/confirm", "/email/again", "/email?change=yes"];
    let [action, resend, change] = &paths.map(|rest| member.path(rest));
    member.page(status, |page| {
        draw(&VerifyEmailPage {
            page,
            by: SentBy::Email,
            action,
            resend_action: resend,
            cancel_action: None,
            change_url: Some(change),
            address: address_of(proof),
            sent_again,
            problems,
        })
    })
}
