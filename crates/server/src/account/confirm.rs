//! `/{group}/account/confirm`: what an app asks the person to confirm (native contract U143).
use super::{Member, Need, enter};
use crate::confirmations::open_for;
use crate::events::Events;
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_authn::factors::approval::can_approve;
use latchkey_base::ConfirmationId;
use latchkey_oidc::confirmation::ConfirmationState;
use latchkey_store::{ConfirmationDecision, ConfirmationRecord, TxError};
use latchkey_ui::pages::{AccountConfirmPage, ConfirmAsked, ConfirmChange, ConfirmProblem};

pub(super) const SECTION: &str = "confirm";

/// `GET …/confirm`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    let query = Form::parse(request.query_string().as_bytes());
    let done = ConfirmChange::ALL.into_iter().find(|done| query.get("done") == Some(done.name()));
    let open = open(&member).await?;
    // What was done is said first; what else waits is announced on that page as on every other.
    let asked = if done.is_some() { None } else { open.first() };
    Ok(page(member, StatusCode::OK, asked, (done, &[])))
}

/// `POST …/confirm`: yes, of somebody who has shown not long ago who they are.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    decide(member, &form, ConfirmationState::Approved).await
}

/// `POST …/confirm/deny`: no. Whoever is signed in can say so.
///
/// # Errors
/// [`Trouble`].
pub async fn deny(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    decide(member, &form, ConfirmationState::Denied).await
}

/// Security: that they are still signed in, and as well as a yes takes, is asked again where it is
/// decided; and one statement decides, of those of this person.
async fn decide(member: Member, form: &Form, to: ConfirmationState) -> Answered {
    let id = form.get("confirmation").and_then(|id| id.parse::<ConfirmationId>().ok());
    let asked = open(&member).await?.into_iter().find(|held| Some(held.id) == id);
    let Some(asked) = asked else { return Ok(back(&member, None)) };
    if !member.sent(form) {
        let problems = &[ConfirmProblem::FormTooOld];
        return Ok(page(member, StatusCode::BAD_REQUEST, Some(&asked), (None, problems)));
    }
    let visit = &member.visit;
    let (standing, events, policy) = (member.standing(), Events::of(visit), visit.factor_policy());
    let decided = visit.app.store.write(visit.tenant.id(), move |tx| {
        let Some(session) = standing.session(tx)? else { return Ok(false) };
        let shown = (&session.proofs[..], session.auth_time);
        if to == ConfirmationState::Approved && !can_approve(shown, &policy, standing.now) {
            return Ok(false);
        }
        let (id, account, session, at) =
            (asked.id, standing.account, standing.session, standing.now);
        if !tx.decide_confirmation(&ConfirmationDecision { id, account, session, to, at })? {
            return Ok(false);
        }
        let kind = match to {
            ConfirmationState::Approved => EventKind::Confirmed,
            _ => EventKind::ConfirmationDenied,
        };
        events.note_about(tx, account, (kind, &asked.app))?;
        Ok::<_, TxError>(true)
    });
    if !decided.await? {
        return Ok(back(&member, None));
    }
    visit.app.confirmation_decided.notify_one();
    Ok(back(
        &member,
        Some(match to {
            ConfirmationState::Approved => ConfirmChange::Confirmed,
            _ => ConfirmChange::Denied,
        }),
    ))
}

/// What waits for the person, the youngest first.
async fn open(member: &Member) -> Result<Vec<ConfirmationRecord>, Trouble> {
    let visit = &member.visit;
    if !visit.tenant.policy().confirmations.allowed {
        return Ok(Vec::new());
    }
    let (account, now) = (member.account.id, visit.now);
    let open = visit.app.store.read(visit.tenant.id(), move |tx| open_for(tx, account, now)).await;
    let open: Result<Vec<ConfirmationRecord>, TxError> = open;
    Ok(open?)
}

fn back(member: &Member, done: Option<ConfirmChange>) -> HttpResponse {
    member.visit.go(&match done {
        Some(done) => member.path(&format!("/confirm?done={}", done.name())),
        None => member.path("/confirm"),
    })
}

fn page(
    mut member: Member,
    status: StatusCode,
    asked: Option<&ConfirmationRecord>,
    (done, problems): (Option<ConfirmChange>, &[ConfirmProblem]),
) -> HttpResponse {
    // The page shows what it would announce.
    member.is_to_confirm &= asked.is_none();
    let paths = ["", "/confirm", "/confirm/deny", "/security", "/password", "/security/lock"];
    let [home, action, deny, security, password, lock] = &paths.map(|rest| member.path(rest));
    let (visit, session) = (&member.visit, &member.session);
    let id = asked.map(|asked| asked.id.to_string()).unwrap_or_default();
    // How long ago is asked when they confirm: whoever can show two factors shows them again then.
    let now = visit.now;
    let can_confirm = can_approve((&session.proofs, now), &visit.factor_policy(), now);
    let asked = asked.map(|asked| ConfirmAsked {
        confirmation: &id,
        app: &asked.app,
        title: &asked.text.title,
        header: &asked.text.header,
        message: &asked.text.message,
        minutes: usize::try_from(now.since(asked.created_at).get() / 60).unwrap_or_default(),
        can_confirm,
    });
    member.page(status, |page| {
        draw(&AccountConfirmPage {
            page,
            home_url: home,
            action,
            deny_action: deny,
            security_url: security,
            password_url: password,
            lock_url: lock,
            asked,
            done,
            problems,
        })
    })
}
