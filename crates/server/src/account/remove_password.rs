//! `/{group}/account/password/remove`: an account that a passkey signs in to does without a password.
//!
//! Security: whoever removes it has shown that passkey in this very sign-in, so nobody is shut out by one that
//! does not work, and nobody who merely knows the password, or has a recovery code, takes it away. Who knows the
//! password could add a passkey and show that: its owner, who is told of it by mail, has as long to lock the account as
//! whoever asks to get back in waits.
use super::old_passkeys::{has_shown_old, wait};
use super::password::{Held, refused};
use super::renewed::{Removal, renewed, take_what_is_left};
use super::security::changed;
use super::{Member, Need, enter, password};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, void_mails};
use crate::middleware::Trouble;
use crate::recovery::stop_recovery;
use crate::visit::Visit;
use actix_web::http::StatusCode;
use latchkey_accounts::EventKind;
use latchkey_authn::{PasswordPolicy, Proof};
use latchkey_store::{SessionEnds, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{AccountPasswordProblem as Problem, SecurityChange};

/// `POST …/password/remove`.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, password::SECTION, Need::Fresh);
    let held = Held::read(&member).await?;
    if !member.sent(&form) {
        return refused(&member, &held, (StatusCode::BAD_REQUEST, Problem::FormTooOld));
    }
    if held.password.is_none() {
        return Ok(member.visit.go(&member.path("/password")));
    }
    if !can_do_without(&member.visit) {
        return refused(&member, &held, (StatusCode::CONFLICT, Problem::Needed));
    }
    match take_away(&member).await? {
        Removal::Done { session, .. } => {
            let mut answer = changed(&member, SecurityChange::PasswordRemoved);
            take_what_is_left(&member, session.as_ref(), &mut answer)?;
            Ok(answer)
        }
        Removal::Needed | Removal::OnlyWay => {
            refused(&member, &held, (StatusCode::CONFLICT, Problem::Needed))
        }
        Removal::Over => Ok(member.visit.go(&member.path("/password"))),
    }
}

/// Whether accounts may have a passkey and no password here.
pub(super) fn can_do_without(visit: &Visit) -> bool {
    let policy = visit.factor_policy();
    policy.passkey_accounts && policy.allowed.contains(&Proof::Passkey)
}

/// Takes it away, with what was mailed for another one.
///
/// Security: a session is worth what can be shown still: others in which it was shown end, this one goes
/// on without.
async fn take_away(member: &Member) -> Result<Removal, Trouble> {
    let (account, visit) = (member.account.clone(), &member.visit);
    let (now, events, standing) = (visit.now, Events::of(visit), member.standing());
    let wait = wait(visit);
    let stopped = events.record(account.id, EventKind::RecoveryStopped);
    let history = visit.tenant.settings().password.history;
    let session = renewed(member);
    let notice = member.letter().map(|letter| letter.notice(&Notice::PasswordRemoved));
    let notice = notice.transpose()?;
    let removed = visit.app.store.write(visit.tenant.id(), move |tx| {
        let Some(here) = standing.session(tx)? else { return Ok(Removal::Over) };
        let shown = [Proof::Passkey, Proof::DevicePasskey];
        let has_shown = here.proofs.iter().any(|proof| shown.contains(proof));
        let held = tx.passkeys_of(account.id)?;
        if !has_shown || !has_shown_old(&held, here.auth_time, (now, wait)) {
            return Ok(Removal::OnlyWay);
        }
        if history > 0 {
            tx.keep_as_former(account.id, now + PasswordPolicy::HISTORY_KEPT, now)?;
        }
        if !tx.remove_password(account.id)? {
            return Ok(Removal::Over);
        }
        void_mails(tx, account.id)?;
        // Whoever asked to get back in began with the password.
        stop_recovery(tx, account.id, (now, stopped.as_ref()))?;
        events.note(tx, account.id, EventKind::PasswordRemoved)?;
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        let gone = [Proof::Password];
        let ends = SessionEnds { shown: &gone, except: Some(standing.session) };
        tx.end_sessions_with(account.id, &ends, now)?;
        let session = session.without(tx, &gone)?;
        Ok::<_, TxError>(Removal::Done { session, was_last: true })
    });
    let removed = removed.await?;
    visit.app.message_queued.notify_one();
    Ok(removed)
}
