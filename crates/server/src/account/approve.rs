//! `/{group}/account/approve`: a sign-in in another browser of the person, to be approved in this
//! one.
use super::{Member, Need, enter};
use crate::approvals::{Approvers, asked_lately, open_for};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_authn::factors::approval::{ChallengeState, number_typed};
use latchkey_base::{ChallengeId, SessionId, Timestamp};
use latchkey_store::{ChallengeDecision, ChallengeRecord, Tx, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::pages::{AccountApprovePage, ApproveAsked, ApproveChange, ApproveProblem, Origin};

pub(super) const SECTION: &str = "approve";

/// What came of an attempt to approve.
enum Tried {
    Approved,
    /// It was the last number that could be typed.
    Denied,
    Wrong,
    /// It is over, or so is the session here.
    Over,
}

/// `GET …/approve`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let query = Form::parse(request.query_string().as_bytes());
    let done = ApproveChange::ALL.into_iter().find(|done| query.get("done") == Some(done.name()));
    let open = open(&member).await?;
    // What was done is said first; what else waits is announced on that page as on every other.
    let asked = if done.is_some() { None } else { open.first() };
    Ok(page(member, StatusCode::OK, asked, (done, &[])))
}

/// `POST …/approve`: it was them, if the number is the one that the other browser shows.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let Some(asked) = named(&member, &form).await? else { return Ok(back(&member, None)) };
    let refused =
        |member, status, problem| Ok(page(member, status, Some(&asked), (None, &[problem])));
    if !member.sent(&form) {
        return refused(member, StatusCode::BAD_REQUEST, ApproveProblem::FormTooOld);
    }
    let Some(typed) = number_typed(form.text("number")) else {
        let problem = ApproveProblem::NumberMissing;
        return refused(member, StatusCode::UNPROCESSABLE_ENTITY, problem);
    };
    match attempt(&member, &asked, typed).await? {
        Tried::Approved => Ok(back(&member, Some(ApproveChange::Approved))),
        Tried::Denied => Ok(back(&member, Some(ApproveChange::Denied))),
        Tried::Over => Ok(back(&member, None)),
        Tried::Wrong => {
            let problem = ApproveProblem::NumberWrong;
            refused(member, StatusCode::UNPROCESSABLE_ENTITY, problem)
        }
    }
}

/// `POST …/approve/deny`: it was not. Whoever is signed in can say so.
///
/// # Errors
/// [`Trouble`].
pub async fn deny(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let Some(asked) = named(&member, &form).await? else { return Ok(back(&member, None)) };
    if !member.sent(&form) {
        let problems = &[ApproveProblem::FormTooOld];
        return Ok(page(member, StatusCode::BAD_REQUEST, Some(&asked), (None, problems)));
    }
    let (standing, events) = (member.standing(), Events::of(&member.visit));
    let visit = &member.visit;
    let denied = visit.app.store.write(visit.tenant.id(), move |tx| {
        let by = (standing.session, standing.now);
        let stands = standing.holds(tx)?;
        Ok::<_, TxError>(stands && settle(tx, (&asked, &events), by, ChallengeState::Denied)?)
    });
    let denied: bool = denied.await?;
    if denied {
        visit.app.challenge_decided.notify_waiters();
    }
    Ok(back(&member, denied.then_some(ApproveChange::Denied)))
}

/// Security: whether the session here may approve is asked again where it does; the try is taken
/// before the number is compared.
async fn attempt(member: &Member, asked: &ChallengeRecord, typed: u8) -> Result<Tried, Trouble> {
    let (asked, visit) = (asked.clone(), &member.visit);
    let (standing, events, approvers) =
        (member.standing(), Events::of(visit), Approvers::of(visit));
    let tried = visit.app.store.write(visit.tenant.id(), move |tx| {
        let session = standing.session(tx)?;
        let Some(who) = tx.account(standing.account)? else { return Ok(Tried::Over) };
        if !session.is_some_and(|held| approvers.include(&who, &held)) {
            return Ok(Tried::Over);
        }
        let by = (standing.session, standing.now);
        let Some(held) = tx.try_challenge(asked.account, asked.id, standing.now)? else {
            return Ok(Tried::Over);
        };
        let (to, tried) = if held.number == typed {
            (ChallengeState::Approved, Tried::Approved)
        } else if held.tries_left > 0 {
            return Ok(Tried::Wrong);
        } else {
            (ChallengeState::Denied, Tried::Denied)
        };
        let is_settled = settle(tx, (&held, &events), by, to)?;
        Ok::<_, TxError>(if is_settled { tried } else { Tried::Over })
    });
    let tried = tried.await?;
    if matches!(tried, Tried::Approved | Tried::Denied) {
        visit.app.challenge_decided.notify_waiters();
    }
    Ok(tried)
}

/// Decides, if nobody else has, and notes it.
fn settle(
    tx: &mut dyn Tx,
    (asked, events): (&ChallengeRecord, &Events),
    (session, at): (SessionId, Timestamp),
    to: ChallengeState,
) -> Result<bool, TxError> {
    let (id, account) = (asked.id, asked.account);
    if !tx.decide_challenge(&ChallengeDecision { id, account, session, to, at })? {
        return Ok(false);
    }
    let kind = match to {
        ChallengeState::Approved => EventKind::SignInApproved,
        _ => EventKind::SignInDenied,
    };
    match &asked.app {
        Some(app) => events.note_about(tx, account, (kind, app))?,
        None => events.note(tx, account, kind)?,
    }
    Ok(true)
}

/// What waits and can be decided on here, the youngest first.
async fn open(member: &Member) -> Result<Vec<ChallengeRecord>, Trouble> {
    let visit = &member.visit;
    if !Approvers::of(visit).are_allowed() {
        return Ok(Vec::new());
    }
    let (account, now, here) = (member.account.id, visit.now, visit.browser());
    let asked =
        visit.app.store.read(visit.tenant.id(), move |tx| asked_lately(tx, account, now)).await;
    let asked: Result<Vec<ChallengeRecord>, TxError> = asked;
    Ok(open_for(asked?, &here, now))
}

/// The one that a form names, if it can still be decided on here.
async fn named(member: &Member, form: &Form) -> Result<Option<ChallengeRecord>, Trouble> {
    let Some(id) = form.get("challenge").and_then(|id| id.parse::<ChallengeId>().ok()) else {
        return Ok(None);
    };
    Ok(open(member).await?.into_iter().find(|held| held.id == id))
}

fn back(member: &Member, done: Option<ApproveChange>) -> HttpResponse {
    member.visit.go(&match done {
        Some(done) => member.path(&format!("/approve?done={}", done.name())),
        None => member.path("/approve"),
    })
}

fn page(
    mut member: Member,
    status: StatusCode,
    asked: Option<&ChallengeRecord>,
    (done, problems): (Option<ApproveChange>, &[ApproveProblem]),
) -> HttpResponse {
    // The page shows what it would announce.
    member.is_asked &= asked.is_none();
    let paths = ["", "/approve", "/approve/deny", "/password", "/security/lock"];
    let [home, action, deny, password, lock] = &paths.map(|rest| member.path(rest));
    let id = asked.map(|asked| asked.id.to_string()).unwrap_or_default();
    let (now, here) = (member.visit.now, member.visit.address.to_canonical().to_string());
    let can_approve = Approvers::of(&member.visit).include(&member.account, &member.session);
    let asked = asked.map(|asked| ApproveAsked {
        challenge: &id,
        app: asked.app.as_deref(),
        origin: match asked.address == here {
            true => Origin::SameNetwork,
            false => Origin::Elsewhere(&asked.address),
        },
        browser: BrowserName::read(&asked.user_agent),
        minutes: usize::try_from(now.since(asked.created_at).get() / 60).unwrap_or_default(),
        can_approve,
    });
    member.page(status, |page| {
        draw(&AccountApprovePage {
            page,
            home_url: home,
            action,
            deny_action: deny,
            password_url: password,
            lock_url: lock,
            asked,
            done,
            problems,
        })
    })
}
