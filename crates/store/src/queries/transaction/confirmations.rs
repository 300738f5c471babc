//! [`ConfirmationTx`] over the queries.
use super::super::{confirmations, outbox};
use super::Transaction;
use crate::news::{About, Call, News, Settled, TOLD_FOR};
use crate::{ConfirmationDecision, ConfirmationRecord, ConfirmationTx, TxError, TxResult};
use latchkey_base::{AccountId, ClientKey, CodeDigest, ConfirmationId, Timestamp};
use latchkey_oidc::confirmation::host_of;

impl ConfirmationTx for Transaction<'_> {
    fn confirmation(&mut self, id: ConfirmationId) -> TxResult<Option<ConfirmationRecord>> {
        run!(self, confirmations::find, id)
    }

    fn confirmations_of(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> TxResult<Vec<ConfirmationRecord>> {
        run!(self, confirmations::of_account, account, since)
    }

    fn confirmations_about(
        &mut self,
        asked: (ClientKey, &CodeDigest),
        since: Timestamp,
    ) -> TxResult<Vec<ConfirmationRecord>> {
        run!(self, confirmations::about, asked, since)
    }

    fn count_confirmations(&mut self, client: ClientKey, since: Timestamp) -> TxResult<i64> {
        run!(self, confirmations::count, client, since)
    }

    fn insert_confirmation(&mut self, confirmation: &ConfirmationRecord) -> TxResult<()> {
        let result = confirmations::insert(self.conn, self.tenant, confirmation);
        self.check_unique(result)?;
        let Some(callback) = &confirmation.callback else { return Ok(()) };
        let call = Call {
            news: News::Settled(Settled {
                client: confirmation.client,
                confirmation: confirmation.id,
            }),
            tenant: self.tenant,
            destination: host_of(callback),
            attempts: 0,
            due_at: confirmation.expires_at,
            expires_at: confirmation.expires_at + TOLD_FOR,
        };
        let message = call.to_message().map_err(|e| TxError::Unavailable(e.to_string()))?;
        run!(self, outbox::insert, &message)
    }

    fn decide_confirmation(&mut self, decision: &ConfirmationDecision) -> TxResult<bool> {
        let Some(client) = run!(self, confirmations::decide, decision)? else { return Ok(false) };
        let message = About::Confirmation(decision.id).message(client);
        run!(self, outbox::postpone, message, decision.at)?;
        Ok(true)
    }

    fn expire_confirmation(&mut self, id: ConfirmationId, now: Timestamp) -> TxResult<bool> {
        run!(self, confirmations::expire, id, now)
    }
}
