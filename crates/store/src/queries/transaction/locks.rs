//! [`LockTx`] over the queries.
use super::super::{accounts, lock_links, passkeys, proofs, recovery_codes, totps};
use super::Transaction;
use crate::{LockLinkRecord, LockTx, TxResult};
use latchkey_base::{AccountId, Timestamp, TokenHash};

impl LockTx for Transaction<'_> {
    fn put_lock_link(&mut self, link: &LockLinkRecord) -> TxResult<()> {
        run!(self, lock_links::insert, link)
    }

    fn lock_link(&mut self, link: &TokenHash, now: Timestamp) -> TxResult<Option<LockLinkRecord>> {
        run!(self, lock_links::find, link, now)
    }

    fn use_lock_link(
        &mut self,
        link: &TokenHash,
        now: Timestamp,
    ) -> TxResult<Option<LockLinkRecord>> {
        let used = run!(self, lock_links::take, link, now)?;
        if let Some(used) = &used {
            run!(self, lock_links::delete_since, used.account, used.created_at)?;
        }
        Ok(used)
    }

    fn take_ways_in(&mut self, account: AccountId, since: Timestamp) -> TxResult<usize> {
        run!(self, accounts::delete_password, account)?;
        run!(self, proofs::delete_all, account)?;
        let apps = run!(self, totps::delete_since, account, since)?;
        let passkeys = run!(self, passkeys::delete_since, account, since)?;
        run!(self, recovery_codes::delete_since, account, since)?;
        Ok(apps + passkeys)
    }

    fn note_first_use(&mut self, account: AccountId, now: Timestamp) -> TxResult<bool> {
        run!(self, accounts::note_first_use, account, now)
    }
}
