//! Locking an account, by its owner or for them.
use super::TxResult;
use crate::LockLinkRecord;
use latchkey_base::{AccountId, Timestamp, TokenHash};

/// Locking an account, by its owner or for them.
pub trait LockTx {
    /// Keeps the link of a notice.
    fn put_lock_link(&mut self, link: &LockLinkRecord) -> TxResult<()>;
    /// Reads one without using it.
    fn lock_link(&mut self, link: &TokenHash, now: Timestamp) -> TxResult<Option<LockLinkRecord>>;
    /// Uses one: of two callers one gets it. The links of the same account that were made after it
    /// become void with it.
    ///
    /// Security: whoever got in and changed the address reads the later notices; the earlier ones
    /// went to the owner, and stay good.
    fn use_lock_link(
        &mut self,
        link: &TokenHash,
        now: Timestamp,
    ) -> TxResult<Option<LockLinkRecord>>;
    /// Takes away what somebody could sign in with and what could give them more: the password,
    /// everything that was mailed, the remembered browsers, and the passkeys, the apps, the number and the
    /// recovery codes that were set up at `since` or later. Says how many factors went.
    fn take_ways_in(
        &mut self,
        account: AccountId,
        since: Timestamp,
        now: Timestamp,
    ) -> TxResult<usize>;
    /// Notes that somebody signs in to the account; `true` if nobody has before.
    fn note_first_use(&mut self, account: AccountId, now: Timestamp) -> TxResult<bool>;
}
