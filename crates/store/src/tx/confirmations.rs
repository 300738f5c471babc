//! What apps ask people to confirm.
use super::TxResult;
use crate::{ConfirmationDecision, ConfirmationRecord};
use latchkey_base::{AccountId, ClientKey, CodeDigest, ConfirmationId, Timestamp};

/// What apps ask people to confirm. Each change of state is one statement that looks at the state
/// before it.
pub trait ConfirmationTx {
    /// One, expired or not.
    fn confirmation(&mut self, id: ConfirmationId) -> TxResult<Option<ConfirmationRecord>>;
    /// Those that an account was asked for after `since`, the youngest first.
    fn confirmations_of(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> TxResult<Vec<ConfirmationRecord>>;
    /// Those that a client asked for after `since` of whom it named so, the youngest first.
    fn confirmations_about(
        &mut self,
        asked: (ClientKey, &CodeDigest),
        since: Timestamp,
    ) -> TxResult<Vec<ConfirmationRecord>>;
    /// How many a client asked for after `since`.
    fn count_confirmations(&mut self, client: ClientKey, since: Timestamp) -> TxResult<i64>;
    /// Adds one. Where it has a callback, the message that tells what became of it is queued with it,
    /// for the end of its time. `Taken("state")` if the client has one of that state.
    fn insert_confirmation(&mut self, confirmation: &ConfirmationRecord) -> TxResult<()>;
    /// Decides on a waiting one, and makes its message due: of two who decide one does.
    fn decide_confirmation(&mut self, decision: &ConfirmationDecision) -> TxResult<bool>;
    /// Ends a waiting one whose time is over: from then on no node takes an answer, whatever its clock
    /// says.
    fn expire_confirmation(&mut self, id: ConfirmationId, now: Timestamp) -> TxResult<bool>;
}
