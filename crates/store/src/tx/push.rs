//! Browsers that are told when something waits for their person.
use super::TxResult;
use crate::PushSubscriptionRecord;
use latchkey_base::{AccountId, SessionId};

/// Browsers that are told when something waits for their person. The end of a session is the end of
/// what is told in it.
pub trait PushTx {
    /// That of a session.
    fn push_subscription(&mut self, session: SessionId)
    -> TxResult<Option<PushSubscriptionRecord>>;
    /// Those of an account, the youngest first.
    fn push_subscriptions_of(
        &mut self,
        account: AccountId,
    ) -> TxResult<Vec<PushSubscriptionRecord>>;
    /// Puts one in the place of what its session had, and of the oldest of the account where that would
    /// have more than `most`. Nothing where the session is none of that account, or is gone.
    fn put_push_subscription(
        &mut self,
        subscription: &PushSubscriptionRecord,
        most: usize,
    ) -> TxResult<bool>;
    /// Deletes that of a session.
    fn delete_push_subscription(&mut self, session: SessionId) -> TxResult<bool>;
}
