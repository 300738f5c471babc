//! `/{group}/account/recovery`: somebody wants to get in without the second step. Whoever is signed in can
//! stop that, and where the tenant lets them, say that it is them.
use super::{Member, Need, enter};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, stopped_mail};
use crate::middleware::Trouble;
use crate::recovery::{approve_recovery, may_approve, shown, stop_recovery};
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_store::{RecoveryRecord, TxError};
use latchkey_ui::pages::{AccountRecoveryPage, AccountRecoveryProblem, RecoveryChange};

pub(super) const SECTION: &str = "recovery";

/// `GET …/recovery`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let query = Form::parse(request.query_string().as_bytes());
    let done = RecoveryChange::ALL.into_iter().find(|done| query.get("done") == Some(done.name()));
    let open = open(&member).await?;
    // Security: whatever a link says, one that is open is not stopped.
    let done = done.filter(|done| *done != RecoveryChange::Stopped || open.is_none());
    let asked = if done.is_some() { None } else { open.as_ref() };
    Ok(page(member, StatusCode::OK, asked, (done, &[])))
}

/// `POST …/recovery/stop`: whoever is signed in can stop it.
///
/// # Errors
/// [`Trouble`].
pub async fn stop(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let Some(asked) = open(&member).await? else { return Ok(back(&member, None)) };
    if !member.sent(&form) {
        return Ok(too_old(member, &asked));
    }
    let (visit, id, standing) = (&member.visit, member.account.id, member.standing());
    let mail = stopped_mail(visit, &member.account)?;
    let event = Events::of(visit).record(id, EventKind::RecoveryStopped);
    let stopped = visit.app.store.write(visit.tenant.id(), move |tx| {
        let stands = standing.holds(tx)?;
        let is_stopped = stands && stop_recovery(tx, id, (standing.now, event.as_ref()))?;
        mail.iter().filter(|_| is_stopped).try_for_each(|mail| mail.put(tx))?;
        Ok::<_, TxError>(is_stopped)
    });
    let is_stopped: bool = stopped.await?;
    visit.app.message_queued.notify_one();
    Ok(back(&member, is_stopped.then_some(RecoveryChange::Stopped)))
}

/// `POST …/recovery`: it is them, and need not wait. The link is mailed at once.
///
/// # Errors
/// [`Trouble`].
pub async fn approve(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let Some(asked) = open(&member).await? else { return Ok(back(&member, None)) };
    if !member.sent(&form) {
        return Ok(too_old(member, &asked));
    }
    if !may_approve(&member.visit, (&member.account, &member.session), &asked) {
        return Ok(back(&member, None));
    }
    let (visit, id, standing) = (&member.visit, member.account.id, member.standing());
    let proofs = member.session.proofs.clone();
    let event = Events::of(visit).record(id, EventKind::RecoveryApproved);
    let approved = visit.app.store.write(visit.tenant.id(), move |tx| {
        // Security: what was shown in the session may have been taken away since it was read.
        let stands = standing.session(tx)?.is_some_and(|held| held.proofs == proofs);
        let is_approved = stands && approve_recovery(tx, id, (standing.now, event.as_ref()))?;
        Ok::<_, TxError>(is_approved)
    });
    let is_approved: bool = approved.await?;
    visit.app.message_queued.notify_one();
    Ok(back(&member, is_approved.then_some(RecoveryChange::Approved)))
}

async fn open(member: &Member) -> Result<Option<RecoveryRecord>, Trouble> {
    let (visit, id, now) = (&member.visit, member.account.id, member.visit.now);
    let found = visit.app.store.read(visit.tenant.id(), move |tx| tx.recovery_of(id, now)).await;
    let found: Result<Option<RecoveryRecord>, TxError> = found;
    Ok(found?)
}

fn back(member: &Member, done: Option<RecoveryChange>) -> HttpResponse {
    member.visit.go(&match done {
        Some(done) => member.path(&format!("/recovery?done={}", done.name())),
        None => member.path("/recovery"),
    })
}

fn too_old(member: Member, asked: &RecoveryRecord) -> HttpResponse {
    let problems = &[AccountRecoveryProblem::FormTooOld];
    page(member, StatusCode::BAD_REQUEST, Some(asked), (None, problems))
}

fn page(
    mut member: Member,
    status: StatusCode,
    asked: Option<&RecoveryRecord>,
    (done, problems): (Option<RecoveryChange>, &[AccountRecoveryProblem]),
) -> HttpResponse {
    // The page shows what it would announce.
    member.is_recovered &= asked.is_none();
    let paths = ["", "/recovery", "/recovery/stop", "/password", "/security/lock"];
    let [home, approve, stop, password, lock] = &paths.map(|rest| member.path(rest));
    let waits = asked.filter(|asked| !asked.is_ready(member.visit.now));
    let theirs = (&member.account, &member.session);
    let can_approve = waits.is_some_and(|asked| may_approve(&member.visit, theirs, asked));
    member.page(status, |page| {
        draw(&AccountRecoveryPage {
            page,
            home_url: home,
            password_url: password,
            lock_url: lock,
            stop_action: stop,
            approve_action: can_approve.then_some(approve.as_str()),
            asked: asked.map(shown),
            done,
            problems,
        })
    })
}
