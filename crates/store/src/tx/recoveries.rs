//! Requests to get back into an account without its second step.
use super::TxResult;
use crate::RecoveryRecord;
use latchkey_base::{AccountId, MessageId, RecoveryId, Timestamp, TokenHash};

/// Requests to get back into an account without its second step. Each change of state is one
/// statement that looks at the state before it.
pub trait RecoveryTx {
    /// The one of an account that waits or can be finished.
    fn recovery_of(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> TxResult<Option<RecoveryRecord>>;
    /// Those of an account that were asked for after `since`, the youngest first.
    fn recoveries_of(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> TxResult<Vec<RecoveryRecord>>;
    /// Those of all accounts that wait or can be finished, the oldest first.
    fn open_recoveries(&mut self, now: Timestamp, limit: i64) -> TxResult<Vec<RecoveryRecord>>;
    /// The one that a link stops, whatever has become of it.
    fn recovery_by_stop_link(&mut self, link: &TokenHash) -> TxResult<Option<RecoveryRecord>>;
    /// The one that a link finishes, whatever has become of it.
    fn recovery_by_finish_link(&mut self, link: &TokenHash) -> TxResult<Option<RecoveryRecord>>;
    /// Adds one; `false` if the account has an open one: of two who add one does.
    fn insert_recovery(&mut self, recovery: &RecoveryRecord) -> TxResult<bool>;
    /// Stops an open one, with what was still to be mailed: of two who stop it one does.
    fn stop_recovery(
        &mut self,
        of: (AccountId, RecoveryId),
        now: Timestamp,
    ) -> TxResult<Option<RecoveryRecord>>;
    /// Ends the wait of one that waits: its link is mailed now.
    fn hasten_recovery(&mut self, of: (AccountId, RecoveryId), now: Timestamp) -> TxResult<bool>;
    /// Another link finishes it from now on, which that message holds, if it can be finished.
    fn relink_recovery(
        &mut self,
        of: (AccountId, RecoveryId),
        link: (&TokenHash, MessageId),
        now: Timestamp,
    ) -> TxResult<bool>;
    /// Finishes the one that a link finishes, if its wait is over: of two who finish it one does.
    fn finish_recovery(
        &mut self,
        link: &TokenHash,
        now: Timestamp,
    ) -> TxResult<Option<RecoveryRecord>>;
}
