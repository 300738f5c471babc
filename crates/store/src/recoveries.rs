//! Rows of requests to get back into an account without its second step.
use latchkey_accounts::RecoveryState;
use latchkey_base::{AccountId, MessageId, RecoveryId, Timestamp, TokenHash};

/// A request to get back into an account without its second step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryRecord {
    /// The row.
    pub id: RecoveryId,
    /// Whose.
    pub account: AccountId,
    /// What became of it.
    pub state: RecoveryState,
    /// SHA-256 of the token in the links that stop it.
    pub stop_link: TokenHash,
    /// SHA-256 of the token in the link that finishes it.
    pub finish_link: TokenHash,
    /// The address that the links are mailed to, which was the account's and verified then.
    pub email: String,
    /// SHA-256 of the cookie of the browser that asked.
    pub browser: TokenHash,
    /// The network address that it was asked from.
    pub address: String,
    /// What that browser calls itself, shortened.
    pub user_agent: String,
    /// The mail in the middle of the wait, until it has gone out.
    pub reminder: MessageId,
    /// The mail at its end, until it has gone out.
    pub message: MessageId,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// It can be finished from then on.
    pub ready_at: Timestamp,
    /// And not any more from then on.
    pub expires_at: Timestamp,
    /// When it was stopped or finished.
    pub decided_at: Option<Timestamp>,
}

impl RecoveryRecord {
    /// Whether it waits or can be finished.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == RecoveryState::Open && now < self.expires_at
    }

    /// Whether it can be finished.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.is_open(now) && self.ready_at <= now
    }
}
