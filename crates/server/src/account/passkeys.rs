//! `/{group}/account/security/passkeys`: adding, naming and removing passkeys.
use super::renewed::{Removal, renewed, take_cookie, take_what_is_left};
use super::security::{Held, SECTION, changed, misnamed, refused, without_passkeys};
use super::set_up::SetUp;
use super::{Member, Need, enter, recovery_codes};
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::factors::{enrolled, has_second, is_demanded, keep_first_codes};
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::passkeys::{self, LONGEST_LABEL};
use crate::visit::Visit;
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::{Making, Place, base64url, is_whole, proof};
use latchkey_oidc::device::DeviceDescription;
use latchkey_store::{PasskeyRecord, SessionEnds, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{AccountSecurityProblem as Problem, SecurityChange};

/// `POST …/security/passkeys/options`: what the script asks the browser.
///
/// # Errors
/// [`Trouble`].
pub async fn options(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        return Ok(passkeys::nothing_to_ask(&member.visit));
    }
    let (purpose, account) = (purpose(&member), &member.account);
    // Whoever adds one here may mean this device as well as a key or a phone.
    let how = (Making::Asked, Place::Anywhere);
    passkeys::ask_to_make(&member.visit, &purpose, account, how).await
}

/// `POST …/security/passkeys`: what the browser answered.
///
/// # Errors
/// [`Trouble`].
pub async fn add(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        return refused(&member, StatusCode::BAD_REQUEST, Problem::FormTooOld).await;
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(answer) = passkeys::take(&member.visit, &purpose(&member), &form).await? else {
        return refused(&member, unprocessable, Problem::PasskeyLate).await;
    };
    let id = member.account.id;
    let passkey = match passkeys::made(&member.visit, id, &answer) {
        Ok(passkey) => passkey,
        Err(error) => {
            tracing::info!(%error, account = %id, "a new passkey was refused");
            return refused(&member, unprocessable, Problem::PasskeyRefused).await;
        }
    };
    let set_up = SetUp::new(&member);
    let Some((cookie, shows_codes)) = keep(&member, &set_up, passkey).await? else {
        return refused(&member, unprocessable, Problem::PasskeyRefused).await;
    };
    member.visit.app.message_queued.notify_one();
    let mut answer = if shows_codes {
        recovery_codes::go_to(&member, &set_up)
    } else {
        changed(&member, SecurityChange::PasskeyAdded)
    };
    take_cookie(&member, &cookie, &mut answer)?;
    Ok(answer)
}

/// Keeps a passkey, and makes recovery codes if it is the first thing that they stand in for; whether
/// they are to be shown comes with the new cookie. `None`: it was not kept.
async fn keep(
    member: &Member,
    set_up: &SetUp,
    passkey: PasskeyRecord,
) -> Result<Option<(CookieToken, bool)>, Trouble> {
    let visit = &member.visit;
    let message = passkeys::notice(visit, &member.account)?;
    // Whoever made it has shown it.
    let (session, shown) = (renewed(member), proof(passkey.backup_eligible, true));
    let (standing, events) = (member.standing(), Events::of(visit));
    let (record, digests) = recovery_codes::first(member, (set_up, SecurityChange::PasskeyAdded));
    let now = visit.now;
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? || !passkeys::keep(tx, &passkey, message.as_ref())? {
            return Ok(None);
        }
        events.note_about(tx, passkey.account, (EventKind::PasskeyAdded, &passkey.label))?;
        let shows_codes = keep_first_codes(tx, passkey.account, &digests, &events, now)?;
        if shows_codes {
            tx.insert_interaction(&record)?;
        }
        let cookie = session.with(tx, shown)?;
        Ok(cookie.map(|cookie| (cookie, shows_codes)))
    });
    let kept: Result<Option<(CookieToken, bool)>, TxError> = kept.await;
    Ok(kept?)
}

/// `POST …/security/passkeys/rename`: calls `passkey` by `name`.
///
/// # Errors
/// [`Trouble`].
pub async fn rename(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        return refused(&member, StatusCode::BAD_REQUEST, Problem::FormTooOld).await;
    }
    let name = form.text("name").trim().to_owned();
    let is_name = DeviceDescription::is_name(&name);
    if !is_name || name.chars().count() > LONGEST_LABEL {
        return misnamed(&member, (form.text("passkey"), &name)).await;
    }
    let Some(passkey) = named(&member, &form).await? else {
        return Ok(member.visit.go(&member.path("/security")));
    };
    let standing = member.standing();
    let renamed = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        Ok(standing.holds(tx)?
            && tx.rename_passkey(passkey.account, &passkey.credential_id, &name)?)
    });
    let renamed: Result<bool, TxError> = renamed.await;
    renamed?;
    Ok(changed(&member, SecurityChange::PasskeyRenamed))
}

/// `POST …/security/passkeys/remove`: takes `passkey` away, unless it is the only way in.
///
/// # Errors
/// [`Trouble`].
pub async fn remove(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !member.sent(&form) {
        return refused(&member, StatusCode::BAD_REQUEST, Problem::FormTooOld).await;
    }
    let Some(passkey) = named(&member, &form).await? else {
        return Ok(member.visit.go(&member.path("/security")));
    };
    let handle = passkey.user_handle;
    let (removed, is_any_left) = take_away(&member, passkey).await?;
    let Removal::Done { session, was_last } = removed else {
        return match removed {
            Removal::Needed => refused(&member, StatusCode::CONFLICT, Problem::PasskeyNeeded).await,
            Removal::OnlyWay => refused(&member, StatusCode::CONFLICT, Problem::PasskeyOnly).await,
            _ => Ok(member.visit.go(&member.path("/security"))),
        };
    };
    let mut answer = match is_any_left {
        true => changed(&member, SecurityChange::PasskeyRemoved),
        false => without_passkeys(&member, &handle),
    };
    if !was_last {
        member.visit.app.session_ended.notify_one();
        return Ok(answer);
    }
    take_what_is_left(&member, session.as_ref(), &mut answer)?;
    Ok(answer)
}

/// Takes one away; and whether any is left.
///
/// Security: nothing says by which passkey a session began, so all others that began with one end. This
/// one goes on, as what it was without those of which none could have begun it any more.
async fn take_away(member: &Member, passkey: PasskeyRecord) -> Result<(Removal, bool), Trouble> {
    let (account, now) = (member.account.clone(), member.visit.now);
    let (standing, events) = (member.standing(), Events::of(&member.visit));
    let (policy, session) = (member.visit.factor_policy(), renewed(member));
    let shown = member.session.proofs.clone();
    let removal = Notice::PasskeyRemoved { label: &passkey.label };
    let notice = member.letter().map(|letter| letter.notice(&removal)).transpose()?;
    let removed = member.visit.app.store.write(member.visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? {
            return Ok((Removal::Over, true));
        }
        let mut held = tx.passkeys_of(account.id)?;
        held.retain(|held| held.credential_id != passkey.credential_id);
        let whole = held.iter().any(|it| is_whole(&it.credential));
        let silent = held.iter().any(|it| !is_whole(&it.credential));
        let (mut left, _) = enrolled(tx, &account)?;
        left.retain(|proof| whole || *proof != Proof::Passkey);
        let is_a_way_in = left.iter().any(|proof| policy.begins_with(*proof));
        if !is_a_way_in {
            return Ok((Removal::OnlyWay, true));
        }
        if is_demanded(&account, &left, &policy) {
            return Ok((Removal::Needed, true));
        }
        if !tx.delete_passkey(account.id, &passkey.credential_id)? {
            return Ok((Removal::Over, true));
        }
        let mut gone = vec![Proof::Passkey, Proof::DevicePasskey, Proof::SilentPasskey];
        if !has_second(&left, &policy) {
            tx.put_recovery_codes(account.id, &[], now)?;
            gone.push(Proof::RecoveryCode);
        }
        events.note_about(tx, account.id, (EventKind::PasskeyRemoved, &passkey.label))?;
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        let ends = SessionEnds { shown: &gone, except: Some(standing.session) };
        tx.end_sessions_with(account.id, &ends, now)?;
        let is_left = |proof: &Proof| match proof {
            Proof::SilentPasskey => silent,
            Proof::Passkey | Proof::DevicePasskey => whole,
            _ => false,
        };
        gone.retain(|proof| !is_left(proof));
        let is_any_left = whole || silent;
        let was_last = !is_any_left || gone.iter().any(|proof| shown.contains(proof));
        let session = if was_last { session.without(tx, &gone)? } else { None };
        Ok::<_, TxError>((Removal::Done { session, was_last }, is_any_left))
    });
    let removed = removed.await?;
    member.visit.app.message_queued.notify_one();
    Ok(removed)
}

/// The one of theirs that the form names.
async fn named(member: &Member, form: &Form) -> Result<Option<PasskeyRecord>, Trouble> {
    let held = Held::read(member).await?;
    let wanted = form.text("passkey");
    Ok(held.passkeys.into_iter().find(|held| base64url(&held.credential_id) == wanted))
}

/// The challenge is for this session.
fn purpose(member: &Member) -> String {
    format!("account {}", member.session.id)
}
