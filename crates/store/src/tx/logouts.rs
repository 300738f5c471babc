//! What came of telling clients that a session has ended.
use super::TxResult;
use crate::LogoutDelivery;
use latchkey_base::ClientKey;

/// The record of logout tokens (OIDC Back-Channel Logout §2.5).
pub trait LogoutTx {
    /// Keeps what came of the last attempt, in place of what came of the one before.
    fn record_delivery(&mut self, delivery: &LogoutDelivery) -> TxResult<()>;
    /// The latest of a client, the last one first, so many at most.
    fn deliveries(&mut self, client: ClientKey, limit: i64) -> TxResult<Vec<LogoutDelivery>>;
}
