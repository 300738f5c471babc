//! Getting back into an account without its second step: what pages and the command line share.
//!
//! Security: whoever asks has shown the first factor, and gets nowhere before the wait of the row is
//! over, which anybody can stop who reads the mailbox, is signed in with two factors, or runs the
//! tenant. Nothing of it keeps the owner from signing in as usual (docs/decisions/0047).
use crate::factors::{counted, sms};
use crate::interaction::void_mails;
use crate::visit::Visit;
use latchkey_accounts::{
    Account, AccountStatus, Organization, RECOVERIES_COUNTED_OVER, RecoveriesLately,
    RecoveryPolicy, RecoveryState, approves_for,
};
use latchkey_authn::PasswordPolicy;
use latchkey_authn::factors::approval::can_approve;
use latchkey_base::{AccountId, OrganizationId, RecoveryId, Timestamp, TokenHash};
use latchkey_store::{EventRecord, RecoveryRecord, SessionRecord, Tx, TxError};
use latchkey_ui::BrowserName;
use latchkey_ui::pages::RecoveryAsked;

/// What an account has asked for lately.
///
/// # Errors
/// As the transaction.
pub fn lately(
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<RecoveriesLately, TxError> {
    // One that was stopped a moment ago may have been asked for long before.
    let since = now - RECOVERIES_COUNTED_OVER - RecoveryPolicy::LONGEST - RecoveryPolicy::LONGEST;
    let held = tx.recoveries_of(account, since)?;
    let counted = || held.iter().filter(|one| now - RECOVERIES_COUNTED_OVER < one.created_at);
    let stopped = held.iter().filter(|one| one.state == RecoveryState::Stopped);
    Ok(RecoveriesLately {
        asked: u32::try_from(counted().count()).unwrap_or(u32::MAX),
        oldest: counted().map(|one| one.created_at).min(),
        stopped: stopped.filter_map(|one| one.decided_at).max(),
    })
}

/// Stops the open request of an account, if there is one; the event is noted then.
///
/// # Errors
/// As the transaction.
pub fn stop_recovery(
    tx: &mut dyn Tx,
    account: AccountId,
    (now, event): (Timestamp, Option<&EventRecord>),
) -> Result<bool, TxError> {
    let Some(open) = tx.recovery_of(account, now)? else { return Ok(false) };
    let is_stopped = tx.stop_recovery((account, open.id), now)?.is_some();
    event.filter(|_| is_stopped).map_or(Ok(()), |event| tx.add_event(event))?;
    Ok(is_stopped)
}

/// Ends the wait of the open request of an account, if there is one that waits; the event is noted
/// then. Its link goes out by mail, and is needed all the same.
///
/// # Errors
/// As the transaction.
pub fn approve_recovery(
    tx: &mut dyn Tx,
    account: AccountId,
    (now, event): (Timestamp, Option<&EventRecord>),
) -> Result<bool, TxError> {
    let Some(open) = tx.recovery_of(account, now)? else { return Ok(false) };
    let is_approved = tx.hasten_recovery((account, open.id), now)?;
    event.filter(|_| is_approved).map_or(Ok(()), |event| tx.add_event(event))?;
    Ok(is_approved)
}

/// So many requests are shown to an administrator at once.
const MOST_WAITING: i64 = 100;

/// A request of a member of an organization.
pub struct Waiting {
    /// Whose.
    pub account: Account,
    /// The request.
    pub asked: RecoveryRecord,
    /// An organization of both, which the administrator looks after.
    pub organization: Organization,
}

/// Requests that wait of members of the organizations that somebody looks after, the oldest first; with `only`
/// that one of them. None of their own, and none that was made in this browser.
///
/// Security: nor of somebody with a passkey alone. It is both of their factors, and without the wait the mailbox
/// would be the whole account (docs/decisions/0055).
///
/// # Errors
/// As the transaction.
pub fn waiting_for(
    tx: &mut dyn Tx,
    (me, here): (AccountId, &TokenHash),
    only: Option<RecoveryId>,
    now: Timestamp,
) -> Result<Vec<Waiting>, TxError> {
    let mine = tx.memberships_of(me)?;
    let looked_after = mine.iter().filter(|held| held.role.approves_recoveries());
    let of: Vec<OrganizationId> = looked_after.map(|held| held.organization).collect();
    let mut waiting: Vec<Waiting> = Vec::new();
    if of.is_empty() {
        return Ok(waiting);
    }
    let found = tx.waiting_recoveries(&of, me, now, MOST_WAITING)?;
    let is_meant =
        |asked: &RecoveryRecord| only.is_none_or(|only| only == asked.id) && asked.browser != *here;
    for asked in found.into_iter().filter(is_meant) {
        let theirs = tx.memberships_of(asked.account)?;
        let Some(shared) = approves_for(&mine, &theirs) else { continue };
        let (account, organization) = (tx.account(asked.account)?, tx.organization(shared)?);
        let (Some(account), Some(organization)) = (account, organization) else { continue };
        if is_for(&asked, &account) && !account.passkey_only {
            waiting.push(Waiting { account, asked, organization });
        }
    }
    Ok(waiting)
}

/// Whether the links of a request are still good at all.
///
/// Security: they went to a mailbox. They are void once the account may not be signed in to or has
/// another address.
pub fn is_for(recovery: &RecoveryRecord, account: &Account) -> bool {
    account.status == AccountStatus::Active
        && account.email_verified
        && account.email.as_deref() == Some(recovery.email.as_str())
}

/// Takes everything away that was set up for the second step, ends whatever goes on, and voids what
/// was mailed. With `takes_password` the password goes, too: who knows it shall not be the first
/// to sign in with it alone.
///
/// # Errors
/// As the transaction.
pub fn take_second_step(
    tx: &mut dyn Tx,
    account: AccountId,
    (now, takes_password): (Timestamp, bool),
) -> Result<(), TxError> {
    sms::remove(tx, account, now)?;
    tx.delete_totp(account)?;
    tx.delete_companion_app(account, now)?;
    for held in tx.passkeys_of(account)? {
        tx.delete_passkey(account, &held.credential_id)?;
    }
    tx.put_recovery_codes(account, &[], now)?;
    if takes_password {
        tx.keep_as_former(account, now + PasswordPolicy::HISTORY_KEPT, now)?;
        tx.take_ways_in(account, now, now)?;
    } else {
        void_mails(tx, account)?;
    }
    tx.end_sessions_of(account, now)?;
    tx.end_authorizations_of(account, now)
}

/// Whether a request can be approved in this session: one with two factors of its own, not too long
/// ago, in another browser than the one that asked.
pub fn may_approve(
    visit: &Visit,
    (account, session): (&Account, &SessionRecord),
    asked: &RecoveryRecord,
) -> bool {
    let is_allowed = visit.tenant.settings().accounts.recovery.approve_in_session;
    let shown = counted(account, &session.proofs);
    is_allowed
        && asked.browser != visit.browser()
        && can_approve((&shown, session.auth_time), &visit.factor_policy(), visit.now)
}

/// For a page.
pub fn shown(asked: &RecoveryRecord) -> RecoveryAsked<'_> {
    RecoveryAsked {
        at: asked.created_at,
        browser: BrowserName::read(&asked.user_agent),
        address: &asked.address,
        ready: asked.ready_at,
    }
}
