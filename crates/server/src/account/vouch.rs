//! `/{group}/account/organization`: whoever looks after an organization sees which of its members wait to
//! get back in without the second step, and may say that it is them (docs/decisions/0055).
//!
//! Security: that ends the wait and nothing else. The link goes to the mailbox of the member all the same, and
//! nobody else of the organization is shown here. Whoever knows the password of somebody who has no second step
//! could set one up and come here at once: only what has been there for as long as a request waits counts.
use super::old_passkeys::{has_shown_old, wait};
use super::sign_in::{Wish, depart};
use super::{Member, Need, enter};
use crate::events::Events;
use crate::factors::counted;
use crate::form::Form;
use crate::interaction::{Answered, person};
use crate::middleware::Trouble;
use crate::recovery::{Waiting, waiting_for};
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{EventKind, MemberRole};
use latchkey_authn::Proof;
use latchkey_authn::assurance::{Acr, acr};
use latchkey_base::{RecoveryId, Seconds, Timestamp};
use latchkey_store::{SessionRecord, Tx, TxError};
use latchkey_ui::pages::{AccountVouchPage, VouchLine, VouchProblem};

pub(super) const SECTION: &str = "organization";

/// Whether administrators decide on such requests at all.
pub(super) fn is_offered(visit: &Visit) -> bool {
    let recovery = &visit.tenant.settings().accounts.recovery;
    recovery.enabled && recovery.approve_by_organization
}

/// `GET …/organization`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::SignedIn);
    if !member.is_administrator {
        return Ok(member.visit.go(&member.path("")));
    }
    let is_done = super::member::is_done(request.query_string());
    page(member, StatusCode::OK, (is_done, &[])).await
}

/// What came of a form.
enum Decided {
    Done,
    /// There is nothing to be decided, or not by them, or not any more.
    Over,
    /// It takes a fresh sign-in.
    Stale,
}

/// `POST …/organization`: it is them, and need not wait. The link is mailed at once.
///
/// Security: that they are signed in as well and as lately as it takes, that they look after an organization of
/// both, and that this very request waits, is asked where it is decided. Nothing is read of other requests.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.is_administrator {
        return Ok(member.visit.go(&member.path("")));
    }
    if !member.sent(&form) {
        let problems = &[VouchProblem::FormTooOld];
        return page(member, StatusCode::BAD_REQUEST, (false, problems)).await;
    }
    let named = form.get("recovery").and_then(|id| id.parse::<RecoveryId>().ok());
    let Some(id) = named else { return Ok(back(&member)) };
    let visit = &member.visit;
    let (standing, events, wait) = (member.standing(), Events::of(visit), wait(visit));
    let fresh_for = visit.tenant.settings().accounts.fresh_for;
    let (here, kind) = (visit.browser(), EventKind::RecoveryVouchedFor);
    let decided = visit.app.store.write(visit.tenant.id(), move |tx| {
        let (me, now) = (standing.account, standing.now);
        let Some(session) = standing.session(tx)? else { return Ok(Decided::Over) };
        if now.since(session.auth_time) > fresh_for {
            return Ok(Decided::Stale);
        }
        if !has_long_held_two(tx, &session, (now, wait))? {
            return Ok(Decided::Over);
        }
        let Some(Waiting { account, asked, organization }) =
            waiting_for(tx, (me, &here), Some(id), now)?.pop()
        else {
            return Ok(Decided::Over);
        };
        if !tx.hasten_recovery((account.id, asked.id), now)? {
            return Ok(Decided::Over);
        }
        events.note_of(tx, account.id, (kind, &organization.name))?;
        events.note_about(tx, me, (EventKind::MemberVouchedFor, &account.username))?;
        Ok::<_, TxError>(Decided::Done)
    });
    match decided.await? {
        Decided::Done => visit.app.message_queued.notify_one(),
        Decided::Over => return Ok(back(&member)),
        Decided::Stale => {
            let (max_age, login_hint) = (Some(fresh_for), Some(&*member.account.username));
            let wish = Wish { section: SECTION, max_age, login_hint, choose: false };
            return depart(visit, &wish).await;
        }
    }
    Ok(member.done(SECTION))
}

fn back(member: &Member) -> HttpResponse {
    member.visit.go(&member.path("/organization"))
}

/// Whether somebody looks after an organization.
///
/// # Errors
/// As the transaction.
pub(super) fn is_administrator(
    tx: &mut dyn Tx,
    account: latchkey_base::AccountId,
) -> Result<bool, TxError> {
    let looks_after = MemberRole::approves_recoveries;
    Ok(tx.memberships_of(account)?.iter().any(|held| looks_after(held.role)))
}

/// Whether somebody has shown two factors in a session that were set up long ago.
///
/// Security: what was set up within the wait of a request may be a thief's, who knew the password. Mailed
/// codes, recovery codes and approvals are no second step here: they stand in for one, or are made in a session.
///
/// # Errors
/// As the transaction.
fn has_long_held_two(
    tx: &mut dyn Tx,
    session: &SessionRecord,
    (now, wait): (Timestamp, Seconds),
) -> Result<bool, TxError> {
    let me = session.account;
    let is_old = |since: Timestamp| since + wait <= now;
    let Some(account) = tx.account(me)? else { return Ok(false) };
    let mut kept = Vec::new();
    for proof in counted(&account, &session.proofs) {
        let counts = match proof {
            Proof::Password => true,
            Proof::Totp => tx.totp(me)?.is_some_and(|held| is_old(held.created_at)),
            Proof::Sms => tx.phone(me)?.is_some_and(|held| is_old(held.created_at)),
            Proof::CompanionApp => {
                tx.companion_app(me)?.is_some_and(|held| is_old(held.created_at))
            }
            Proof::Passkey | Proof::DevicePasskey => {
                has_shown_old(&tx.passkeys_of(me)?, session.auth_time, (now, wait))
            }
            _ => false,
        };
        if counts {
            kept.push(proof);
        }
    }
    Ok(acr(&kept) == Some(Acr::TwoFactors))
}

async fn page(
    member: Member,
    status: StatusCode,
    (is_done, problems): (bool, &[VouchProblem]),
) -> Answered {
    let (visit, id, here) = (&member.visit, member.account.id, member.visit.browser());
    let (now, wait, session) = (visit.now, wait(visit), member.session.clone());
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        let can_vouch = has_long_held_two(tx, &session, (now, wait))?;
        Ok((waiting_for(tx, (id, &here), None, now)?, can_vouch))
    });
    let found: Result<(Vec<Waiting>, bool), TxError> = found.await;
    // How long ago is asked when they press: whoever can show two factors shows them then.
    let (waiting, can_vouch) = found.map_err(Trouble::from)?;
    let ids: Vec<String> = waiting.iter().map(|held| held.asked.id.to_string()).collect();
    let lines = waiting.iter().zip(&ids).map(|(held, id)| VouchLine {
        recovery: id,
        person: person(&held.account),
        organization: &held.organization.name,
        at: held.asked.created_at,
        ready: held.asked.ready_at,
    });
    let lines: Vec<VouchLine<'_>> = lines.collect();
    let [home, action, security] = ["", "/organization", "/security"].map(|it| member.path(it));
    Ok(member.page(status, |page| {
        draw(&AccountVouchPage {
            page,
            home_url: &home,
            action: &action,
            security_url: &security,
            members: &lines,
            can_vouch,
            is_done,
            problems,
        })
    }))
}
