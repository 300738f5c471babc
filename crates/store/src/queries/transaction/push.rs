//! [`PushTx`] over the queries.
use super::super::push_subscriptions;
use super::Transaction;
use crate::{PushSubscriptionRecord, PushTx, Tx as _, TxResult};
use latchkey_base::{AccountId, SessionId};

impl PushTx for Transaction<'_> {
    fn push_subscription(
        &mut self,
        session: SessionId,
    ) -> TxResult<Option<PushSubscriptionRecord>> {
        run!(self, push_subscriptions::find, session)
    }

    fn push_subscriptions_of(
        &mut self,
        account: AccountId,
    ) -> TxResult<Vec<PushSubscriptionRecord>> {
        run!(self, push_subscriptions::of_account, account)
    }

    fn put_push_subscription(
        &mut self,
        subscription: &PushSubscriptionRecord,
        most: usize,
    ) -> TxResult<bool> {
        let held = self.session(subscription.session)?;
        if held.is_none_or(|held| held.account != subscription.account) {
            return Ok(false);
        }
        run!(self, push_subscriptions::put, subscription)?;
        let held = run!(self, push_subscriptions::of_account, subscription.account)?;
        let others = held.iter().filter(|held| held.session != subscription.session);
        for oldest in others.skip(most.saturating_sub(1)) {
            run!(self, push_subscriptions::delete, oldest.session)?;
        }
        Ok(true)
    }

    fn delete_push_subscription(&mut self, session: SessionId) -> TxResult<bool> {
        run!(self, push_subscriptions::delete, session)
    }
}
