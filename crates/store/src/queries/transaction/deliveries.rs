//! [`NewsTx`] over the queries.
use super::super::logout_deliveries;
use super::Transaction;
use crate::{Delivery, NewsTx, TxResult};
use latchkey_base::ClientKey;

impl NewsTx for Transaction<'_> {
    fn record_delivery(&mut self, delivery: &Delivery) -> TxResult<()> {
        run!(self, logout_deliveries::put, delivery)
    }

    fn deliveries(&mut self, client: ClientKey, limit: i64) -> TxResult<Vec<Delivery>> {
        run!(self, logout_deliveries::of_client, client, limit)
    }
}
