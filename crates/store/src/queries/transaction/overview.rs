//! [`OverviewTx`] over the queries.
use super::super::{account_events, connections};
use super::Transaction;
use crate::{ConnectionRecord, EventId, EventRecord, OverviewTx, TxResult};
use latchkey_base::{AccountId, ClientKey, Timestamp};

impl OverviewTx for Transaction<'_> {
    fn connections_of(
        &mut self,
        of_but_for: (AccountId, ClientKey),
        now: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<ConnectionRecord>> {
        run!(self, connections::of_account, of_but_for, (now, limit))
    }

    fn events_of(
        &mut self,
        account: AccountId,
        before: Option<EventId>,
        now: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<EventRecord>> {
        run!(self, account_events::list, (account, before), (now, limit))
    }
}
