//! From where people sign in.
use super::TxResult;
use crate::WhereaboutsRecord;
use latchkey_base::{AccountId, CodeDigest, Timestamp};

/// From where people sign in. A suspension, a lock and the end of all sessions of an account forget all
/// of it: who was there is perhaps somebody else.
pub trait WhereaboutsTx {
    /// Whether anybody has signed in to the account.
    fn was_used(&mut self, account: AccountId) -> TxResult<bool>;
    /// From where, as far as that is kept.
    fn whereabouts(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> TxResult<Vec<WhereaboutsRecord>>;
    /// Notes from where somebody has signed in. Of each kind the
    /// [`latchkey_authn::whereabouts::Whence::most`] that were seen last are kept.
    fn put_whereabouts(&mut self, seen: &WhereaboutsRecord) -> TxResult<()>;
    /// Forgets all of an account but these, and not that there were some; says how many.
    fn forget_whereabouts(&mut self, account: AccountId, except: &[CodeDigest]) -> TxResult<usize>;
}
