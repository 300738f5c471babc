//! Sign-ins that are approved in another browser of the same person: in which, and what waits.
//!
//! What makes a session good enough is said by `latchkey_authn`; here is which sessions there are.
use crate::factors::{self, refused_by, without};
use crate::visit::Visit;
use latchkey_accounts::Account;
use latchkey_authn::factors::approval::{COUNTED_OVER, ChallengeState, Lately, can_approve};
use latchkey_authn::{FactorPolicy, Proof};
use latchkey_base::{AccountId, Seconds, Timestamp, TokenHash};
use latchkey_oidc::Client;
use latchkey_store::{ChallengeRecord, SessionRecord, Tx, TxError};

/// Which sessions can approve, at one moment.
#[derive(Clone, Debug)]
pub struct Approvers {
    policy: FactorPolicy,
    idle: Seconds,
    now: Timestamp,
}

impl Approvers {
    /// By these rules, where a session ends that was idle for so long.
    pub fn new(policy: FactorPolicy, idle: Seconds, now: Timestamp) -> Self {
        Self { policy, idle, now }
    }

    /// Of this visit.
    pub fn of(visit: &Visit) -> Self {
        let idle = visit.tenant.policy().lifetimes.session_idle;
        Self::new(visit.factor_policy(), idle, visit.now)
    }

    /// Of this visit, for a sign-in to that app.
    pub fn at(visit: &Visit, client: &Client) -> Self {
        let Self { policy, idle, now } = Self::of(visit);
        Self::new(without(policy, refused_by(&client.metadata)), idle, now)
    }

    /// Whether the tenant lets sign-ins be approved.
    pub fn are_allowed(&self) -> bool {
        self.policy.allowed.contains(&Proof::Approval)
    }

    /// Whether this session of that person can.
    ///
    /// Security: with what is taken from them here. Else what is refused would count after all.
    pub fn include(&self, account: &Account, session: &SessionRecord) -> bool {
        let rules = factors::rules_for(account, &self.policy);
        if !rules.allowed.contains(&Proof::Approval) {
            return false;
        }
        let is_live = self.now < session.expires_at && self.now < session.seen_at + self.idle;
        let shown = factors::counted_by(&rules, &session.proofs);
        is_live && can_approve((&shown, session.auth_time), &self.policy, self.now)
    }

    /// Whether a session of the account can that is not in the browser whose cookie is `here`.
    ///
    /// # Errors
    /// As the transaction.
    pub fn are_elsewhere(
        &self,
        tx: &mut dyn Tx,
        account: &Account,
        here: Option<&TokenHash>,
    ) -> Result<bool, TxError> {
        if !self.are_allowed() {
            return Ok(false);
        }
        let held = tx.sessions_of(account.id, self.now)?;
        Ok(held.iter().any(|held| Some(&held.browser) != here && self.include(account, held)))
    }
}

/// What an account was asked lately, the youngest first.
///
/// # Errors
/// As the transaction.
pub fn asked_lately(
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<ChallengeRecord>, TxError> {
    tx.challenges_of(account, now - COUNTED_OVER)
}

/// That, counted.
pub fn counted(asked: &[ChallengeRecord], now: Timestamp) -> Lately {
    let count = |is: &dyn Fn(&&ChallengeRecord) -> bool| asked.iter().filter(is).count();
    Lately {
        asked: asked.len(),
        open: count(&|held| held.is_open(now)),
        denied: count(&|held| held.state == ChallengeState::Denied),
    }
}

/// Those of them that somebody can decide on in the browser whose cookie is `here`.
///
/// Security: never in the one that asks.
pub fn open_for(
    asked: Vec<ChallengeRecord>,
    here: &TokenHash,
    now: Timestamp,
) -> Vec<ChallengeRecord> {
    asked.into_iter().filter(|held| held.is_open(now) && held.browser != *here).collect()
}
