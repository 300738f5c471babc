//! [`LogoutTx`] over the queries.
use super::super::logout_deliveries;
use super::Transaction;
use crate::{LogoutDelivery, LogoutTx, TxResult};
use latchkey_base::ClientKey;

impl LogoutTx for Transaction<'_> {
    fn record_delivery(&mut self, delivery: &LogoutDelivery) -> TxResult<()> {
        run!(self, logout_deliveries::put, delivery)
    }

    fn deliveries(&mut self, client: ClientKey, limit: i64) -> TxResult<Vec<LogoutDelivery>> {
        run!(self, logout_deliveries::of_client, client, limit)
    }
}
