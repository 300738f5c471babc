//! What the owner of an account sees of it.
use super::TxResult;
use crate::{ConnectionRecord, EventId, EventRecord};
use latchkey_base::{AccountId, ClientKey, Timestamp};

/// What the owner of an account sees of it: lists that are bounded, however long it is used.
pub trait OverviewTx {
    /// The clients but for one that an account has allowed something that is still good, the one
    /// that was allowed something last before the others.
    fn connections_of(
        &mut self,
        of_but_for: (AccountId, ClientKey),
        now: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<ConnectionRecord>>;
    /// What happened at an account and is not forgotten yet, the youngest first; only what was
    /// before the event `before`, if one is named.
    fn events_of(
        &mut self,
        account: AccountId,
        before: Option<EventId>,
        now: Timestamp,
        limit: i64,
    ) -> TxResult<Vec<EventRecord>>;
}
