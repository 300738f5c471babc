//! [`HandoverTx`] over the queries.
use super::super::handovers;
use super::Transaction;
use crate::{HandoverRecord, HandoverTx, Taking, TxResult};
use latchkey_accounts::HandoverState;
use latchkey_base::{AccountId, AuthorizationId, ClientKey, CodeDigest, Timestamp};

impl HandoverTx for Transaction<'_> {
    fn offer_device(&mut self, handover: &HandoverRecord) -> TxResult<bool> {
        run!(self, handovers::put, handover)
    }

    fn handover(&mut self, code: &CodeDigest) -> TxResult<Option<HandoverRecord>> {
        run!(self, handovers::by_code, code)
    }

    fn handovers_from(&mut self, account: AccountId) -> TxResult<Vec<HandoverRecord>> {
        run!(self, handovers::given_by, account)
    }

    fn handovers_to(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> TxResult<Vec<HandoverRecord>> {
        run!(self, handovers::taken_by, account, now)
    }

    fn take_device(
        &mut self,
        taking: &Taking<'_>,
        until: Timestamp,
    ) -> TxResult<Option<HandoverRecord>> {
        run!(self, handovers::decide, taking, (HandoverState::Taken, until))
    }

    fn decline_device(&mut self, taking: &Taking<'_>) -> TxResult<Option<HandoverRecord>> {
        run!(self, handovers::decide, taking, (HandoverState::Declined, taking.at))
    }

    fn withdraw_handover(
        &mut self,
        of: (AccountId, AuthorizationId),
        now: Timestamp,
    ) -> TxResult<bool> {
        run!(self, handovers::withdraw, of, now)
    }

    fn connect_taken(
        &mut self,
        account: AccountId,
        kind: (ClientKey, Option<&str>),
        now: Timestamp,
    ) -> TxResult<Option<HandoverRecord>> {
        run!(self, handovers::connect, account, kind, now)
    }

    fn forget_taken(&mut self, account: AccountId, device: AuthorizationId) -> TxResult<bool> {
        run!(self, handovers::forget, account, device)
    }
}
