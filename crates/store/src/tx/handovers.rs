//! Devices that are handed over.
use super::TxResult;
use crate::{HandoverRecord, Taking};
use latchkey_base::{AccountId, AuthorizationId, ClientKey, CodeDigest, Timestamp};

/// Devices that are handed over. Each change of state is one statement that looks at the state
/// before it.
pub trait HandoverTx {
    /// Offers a device, in the place of an earlier offer of it; `false` if another offer has that code.
    fn offer_device(&mut self, handover: &HandoverRecord) -> TxResult<bool>;
    /// The offer with that code, whatever became of it.
    fn handover(&mut self, code: &CodeDigest) -> TxResult<Option<HandoverRecord>>;
    /// Those by which an account gives or gave devices away, the youngest first.
    fn handovers_from(&mut self, account: AccountId) -> TxResult<Vec<HandoverRecord>>;
    /// The devices that an account took and has not connected, those taken first before the others.
    fn handovers_to(&mut self, account: AccountId, now: Timestamp)
    -> TxResult<Vec<HandoverRecord>>;
    /// Takes an offered device, which waits to be connected until then: of two who take it one does, and
    /// its owner does not.
    fn take_device(
        &mut self,
        taking: &Taking<'_>,
        until: Timestamp,
    ) -> TxResult<Option<HandoverRecord>>;
    /// Does not want it: nobody can take it any more.
    fn decline_device(&mut self, taking: &Taking<'_>) -> TxResult<Option<HandoverRecord>>;
    /// Makes the code void; `false` if it was already.
    fn withdraw_handover(
        &mut self,
        of: (AccountId, AuthorizationId),
        now: Timestamp,
    ) -> TxResult<bool>;
    /// What was taken longest ago of such devices, as one of them has just been connected: it waits no
    /// more.
    fn connect_taken(
        &mut self,
        account: AccountId,
        kind: (ClientKey, Option<&str>),
        now: Timestamp,
    ) -> TxResult<Option<HandoverRecord>>;
    /// Forgets one that this account took; `false` if there is none.
    fn forget_taken(&mut self, account: AccountId, device: AuthorizationId) -> TxResult<bool>;
}
