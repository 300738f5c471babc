//! The row of a link that locks an account.
use latchkey_base::{AccountId, Timestamp, TokenHash};

/// A link in a mailed notice, with which whoever reads that mailbox can lock the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockLinkRecord {
    /// SHA-256 of the token in the link.
    pub link: TokenHash,
    /// The account that it locks.
    pub account: AccountId,
    /// The address that it was mailed to, which was the account's then.
    pub address: String,
    /// When it was mailed.
    pub created_at: Timestamp,
    /// Void from then on.
    pub expires_at: Timestamp,
}
