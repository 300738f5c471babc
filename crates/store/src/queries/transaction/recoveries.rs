//! [`RecoveryTx`] over the queries.
use super::super::recoveries;
use super::Transaction;
use crate::{RecoveryRecord, RecoveryTx, TxResult};
use latchkey_base::{AccountId, MessageId, RecoveryId, Timestamp, TokenHash};

impl RecoveryTx for Transaction<'_> {
    fn recovery_of(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> TxResult<Option<RecoveryRecord>> {
        run!(self, recoveries::open_of, account, now)
    }

    fn recoveries_of(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> TxResult<Vec<RecoveryRecord>> {
        run!(self, recoveries::of_account, account, since)
    }

    fn open_recoveries(&mut self, now: Timestamp, limit: i64) -> TxResult<Vec<RecoveryRecord>> {
        run!(self, recoveries::all_open, now, limit)
    }

    fn recovery_by_stop_link(&mut self, link: &TokenHash) -> TxResult<Option<RecoveryRecord>> {
        run!(self, recoveries::by_stop_link, link)
    }

    fn recovery_by_finish_link(&mut self, link: &TokenHash) -> TxResult<Option<RecoveryRecord>> {
        run!(self, recoveries::by_finish_link, link)
    }

    fn insert_recovery(&mut self, recovery: &RecoveryRecord) -> TxResult<bool> {
        run!(self, recoveries::insert, recovery)
    }

    fn stop_recovery(
        &mut self,
        of: (AccountId, RecoveryId),
        now: Timestamp,
    ) -> TxResult<Option<RecoveryRecord>> {
        run!(self, recoveries::stop, of, now)
    }

    fn hasten_recovery(&mut self, of: (AccountId, RecoveryId), now: Timestamp) -> TxResult<bool> {
        run!(self, recoveries::hasten, of, now)
    }

    fn relink_recovery(
        &mut self,
        of: (AccountId, RecoveryId),
        link: (&TokenHash, MessageId),
        now: Timestamp,
    ) -> TxResult<bool> {
        run!(self, recoveries::relink, of, link, now)
    }

    fn finish_recovery(
        &mut self,
        link: &TokenHash,
        now: Timestamp,
    ) -> TxResult<Option<RecoveryRecord>> {
        run!(self, recoveries::finish, link, now)
    }
}
