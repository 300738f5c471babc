//! [`WhereaboutsTx`] over the queries.
use super::super::{accounts, whereabouts};
use super::Transaction;
use crate::{TxResult, WhereaboutsRecord, WhereaboutsTx};
use latchkey_base::{AccountId, CodeDigest, Timestamp};

impl WhereaboutsTx for Transaction<'_> {
    fn was_used(&mut self, account: AccountId) -> TxResult<bool> {
        run!(self, accounts::was_used, account)
    }

    fn whereabouts(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> TxResult<Vec<WhereaboutsRecord>> {
        run!(self, whereabouts::live_of, account, now)
    }

    fn put_whereabouts(&mut self, seen: &WhereaboutsRecord) -> TxResult<()> {
        run!(self, whereabouts::put, seen)?;
        run!(self, whereabouts::keep_latest, seen)
    }

    fn forget_whereabouts(&mut self, account: AccountId, except: &[CodeDigest]) -> TxResult<usize> {
        run!(self, whereabouts::forget_of, account, except)
    }
}
