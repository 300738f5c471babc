//! Browsers whose owner is not asked for the second step for a while.
use super::TxResult;
use crate::{RememberedBrowserRecord, RememberedBrowserUse};
use latchkey_base::{AccountId, RememberedBrowserId, Timestamp};

/// Browsers whose owner is not asked for the second step for a while. A new or removed factor, another
/// password, a suspension, a lock and the end of all sessions of an account end them, too.
pub trait RememberedTx {
    /// One of an account, live or not.
    fn remembered_browser(
        &mut self,
        account: AccountId,
        id: RememberedBrowserId,
    ) -> TxResult<Option<RememberedBrowserRecord>>;
    /// Those of an account that are live, most recently used first.
    fn remembered_browsers(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> TxResult<Vec<RememberedBrowserRecord>>;
    /// Adds one.
    fn remember_browser(&mut self, browser: &RememberedBrowserRecord) -> TxResult<()>;
    /// Gives it another secret, if the one that it showed is its own and there is time left: of two
    /// who show one secret one gets in.
    fn use_remembered_browser(&mut self, used: &RememberedBrowserUse) -> TxResult<bool>;
    /// Forgets one of an account.
    fn forget_browser(&mut self, account: AccountId, id: RememberedBrowserId) -> TxResult<bool>;
    /// Forgets all of an account; says how many there were.
    fn forget_browsers(&mut self, account: AccountId) -> TxResult<usize>;
}
