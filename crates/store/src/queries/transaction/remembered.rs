//! [`RememberedTx`] over the queries.
use super::super::remembered_browsers;
use super::Transaction;
use crate::{RememberedBrowserRecord, RememberedBrowserUse, RememberedTx, TxResult};
use latchkey_base::{AccountId, RememberedBrowserId, Timestamp};

impl RememberedTx for Transaction<'_> {
    fn remembered_browser(
        &mut self,
        account: AccountId,
        id: RememberedBrowserId,
    ) -> TxResult<Option<RememberedBrowserRecord>> {
        run!(self, remembered_browsers::find, (account, id))
    }

    fn remembered_browsers(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> TxResult<Vec<RememberedBrowserRecord>> {
        run!(self, remembered_browsers::live_of, account, now)
    }

    fn remember_browser(&mut self, browser: &RememberedBrowserRecord) -> TxResult<()> {
        run!(self, remembered_browsers::insert, browser)
    }

    fn use_remembered_browser(&mut self, used: &RememberedBrowserUse) -> TxResult<bool> {
        run!(self, remembered_browsers::rotate, used)
    }

    fn forget_browser(&mut self, account: AccountId, id: RememberedBrowserId) -> TxResult<bool> {
        run!(self, remembered_browsers::delete, (account, id))
    }

    fn forget_browsers(&mut self, account: AccountId) -> TxResult<usize> {
        run!(self, remembered_browsers::delete_of, account)
    }
}
