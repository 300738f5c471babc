//! `/{group}/account/confirm`: what an app asks the person to confirm (native contract U143).
use super::sign_in::{Wish, depart};
use super::{Member, Need, enter};
use crate::confirmations::{open_for, shown_before};
use crate::events::Events;
use crate::factors::{counted_without, refused_by};
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::Proof;
use latchkey_authn::factors::approval::can_approve;
use latchkey_base::ConfirmationId;
use latchkey_oidc::confirmation::ConfirmationState;
use latchkey_store::{ConfirmationDecision, ConfirmationRecord, Tx, TxError};
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
    let named = query.get("confirmation").and_then(|id| id.parse::<ConfirmationId>().ok());
    let open = open(&member).await?;
    // What was done is said first; what else waits is announced on that page as on every other.
    let asked = match named {
        _ if done.is_some() => None,
        // Security: somebody who pressed a button and signed in on the way comes back to what they
        // read there, or to nothing: the button never stands below another question.
        Some(id) => open.iter().find(|held| held.record.id == id),
        None => open.first(),
    };
    Ok(page(member, StatusCode::OK, asked, (done, &[])))
}

/// `POST …/confirm`: yes, of somebody who has shown not long ago who they are.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, &section(&form), Need::Fresh);
    decide(member, &form, ConfirmationState::Approved).await
}

/// `POST …/confirm/deny`: no. Whoever is signed in can say so.
///
/// # Errors
/// [`Trouble`].
pub async fn deny(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, &section(&form), Need::SignedIn);
    decide(member, &form, ConfirmationState::Denied).await
}

/// What can be decided on now.
struct Open {
    record: ConfirmationRecord,
    /// This sign-in is good enough for a yes, but perhaps too long ago.
    can_confirm: bool,
}

/// What came of a form.
enum Decided {
    Done,
    /// Somebody else was faster, or they are not let any more.
    Over,
    /// It takes a fresh sign-in.
    Stale,
}

fn named(form: &Form) -> Option<ConfirmationId> {
    form.get("confirmation").and_then(|id| id.parse().ok())
}

/// Where a sign-in on the way comes back to: the question that the form was about.
fn section(form: &Form) -> String {
    named(form).map_or_else(|| SECTION.to_owned(), |id| format!("{SECTION}.{id}"))
}

/// Security: that they are still signed in, and as well and as lately as a yes takes, and that the app may
/// still ask, is asked again where it is decided; and one statement decides, of those of this person.
async fn decide(member: Member, form: &Form, to: ConfirmationState) -> Answered {
    let id = named(form);
    let asked = open(&member).await?.into_iter().find(|held| Some(held.record.id) == id);
    let Some(asked) = asked else { return Ok(to_question(&member, id)) };
    if !member.sent(form) {
        let problems = &[ConfirmProblem::FormTooOld];
        return Ok(page(member, StatusCode::BAD_REQUEST, Some(&asked), (None, problems)));
    }
    let visit = &member.visit;
    let (standing, events, policy) = (member.standing(), Events::of(visit), visit.factor_policy());
    let fresh_for = visit.tenant.settings().accounts.fresh_for;
    let asked = asked.record;
    let decided = visit.app.store.write(visit.tenant.id(), move |tx| {
        let Some(session) = standing.session(tx)? else { return Ok(Decided::Over) };
        let (id, account, at) = (asked.id, standing.account, standing.now);
        if !open_for(tx, account, at)?.iter().any(|held| held.id == id) {
            return Ok(Decided::Over);
        }
        if to == ConfirmationState::Approved {
            if at.since(session.auth_time) > fresh_for {
                return Ok(Decided::Stale);
            }
            let Some(who) = tx.account(account)? else { return Ok(Decided::Over) };
            let proofs = worth(tx, (&who, &session.proofs), &asked)?;
            let shown = shown_before(tx, (account, &proofs), asked.created_at)?;
            if !can_approve((&shown, session.auth_time), &policy, at) {
                return Ok(Decided::Over);
            }
        }
        let session = standing.session;
        if !tx.decide_confirmation(&ConfirmationDecision { id, account, session, to, at })? {
            return Ok(Decided::Over);
        }
        let kind = match to {
            ConfirmationState::Approved => EventKind::Confirmed,
            _ => EventKind::ConfirmationDenied,
        };
        events.note_about(tx, account, (kind, &asked.app))?;
        Ok::<_, TxError>(Decided::Done)
    });
    match decided.await? {
        Decided::Done => visit.app.confirmation_decided.notify_one(),
        Decided::Over => return Ok(to_question(&member, id)),
        Decided::Stale => {
            let (section, login_hint) = (section(form), Some(&*member.account.username));
            let max_age = Some(fresh_for);
            let wish = Wish { section: &section, max_age, login_hint, choose: false };
            return depart(visit, &wish).await;
        }
    }
    let done = match to {
        ConfirmationState::Approved => ConfirmChange::Confirmed,
        _ => ConfirmChange::Denied,
    };
    Ok(visit.go(&member.path(&format!("/confirm?done={}", done.name()))))
}

/// What somebody's proofs are worth to the app that asks.
fn worth(
    tx: &mut dyn Tx,
    (who, proofs): (&Account, &[Proof]),
    asked: &ConfirmationRecord,
) -> Result<Vec<Proof>, TxError> {
    let client = tx.client_by_key(asked.client)?;
    let refused = client.map(|client| refused_by(&client.metadata)).unwrap_or_default();
    Ok(counted_without(who.refused().and(refused), proofs))
}

/// What waits for the person, the oldest first: what comes later takes no place of what is there.
async fn open(member: &Member) -> Result<Vec<Open>, Trouble> {
    let visit = &member.visit;
    if !visit.tenant.policy().confirmations.allowed {
        return Ok(Vec::new());
    }
    let (account, now, policy) = (member.account.id, visit.now, visit.factor_policy());
    let (who, shown) = (member.account.clone(), member.session.proofs.clone());
    let open = visit.app.store.read(visit.tenant.id(), move |tx| {
        let mut open = Vec::new();
        for record in open_for(tx, account, now)?.into_iter().rev() {
            let proofs = worth(tx, (&who, &shown), &record)?;
            let shown = shown_before(tx, (account, &proofs), record.created_at)?;
            // How long ago is asked when they confirm: whoever can show two factors shows them then.
            let can_confirm = can_approve((&shown, now), &policy, now);
            open.push(Open { record, can_confirm });
        }
        Ok::<_, TxError>(open)
    });
    Ok(open.await?)
}

/// The path of the page below the account; of one question, or of what waits longest.
pub(super) fn place(of: Option<ConfirmationId>) -> String {
    of.map_or_else(|| "/confirm".to_owned(), |id| format!("/confirm?confirmation={id}"))
}

/// To what became of the question that the form was about.
fn to_question(member: &Member, of: Option<ConfirmationId>) -> HttpResponse {
    member.visit.go(&member.path(&place(of)))
}

fn page(
    mut member: Member,
    status: StatusCode,
    asked: Option<&Open>,
    (done, problems): (Option<ConfirmChange>, &[ConfirmProblem]),
) -> HttpResponse {
    // The page shows what it would announce.
    member.is_to_confirm &= asked.is_none();
    let paths = ["", "/confirm", "/confirm/deny", "/security", "/password", "/security/lock"];
    let [home, action, deny, security, password, lock] = &paths.map(|rest| member.path(rest));
    let now = member.visit.now;
    let id = asked.map(|asked| asked.record.id.to_string()).unwrap_or_default();
    let asked = asked.map(|Open { record: asked, can_confirm }| ConfirmAsked {
        confirmation: &id,
        app: &asked.app,
        title: &asked.text.title,
        header: &asked.text.header,
        message: &asked.text.message,
        minutes: usize::try_from(now.since(asked.created_at).get() / 60).unwrap_or_default(),
        can_confirm: *can_confirm,
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
