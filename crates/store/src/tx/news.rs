//! What came of telling clients something.
use super::TxResult;
use crate::Delivery;
use latchkey_base::ClientKey;

/// The record of what clients were told (OIDC Back-Channel Logout §2.5).
pub trait NewsTx {
    /// Keeps what came of the last attempt, in place of what came of the one before.
    fn record_delivery(&mut self, delivery: &Delivery) -> TxResult<()>;
    /// The latest of a client, the last one first, so many at most.
    fn deliveries(&mut self, client: ClientKey, limit: i64) -> TxResult<Vec<Delivery>>;
}
