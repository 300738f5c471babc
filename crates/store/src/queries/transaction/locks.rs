//! [`LockTx`] over the queries.
use super::super::lately::{self, Of};
use super::super::{accounts, companion_apps, lock_links, proofs};
use super::Transaction;
use crate::{LockLinkRecord, LockTx, RememberedTx, TxResult, WhereaboutsTx};
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
            run!(self, lately::delete, (Of::LockLinks, used.account), used.created_at)?;
        }
        Ok(used)
    }

    fn take_ways_in(
        &mut self,
        account: AccountId,
        since: Timestamp,
        now: Timestamp,
    ) -> TxResult<usize> {
        run!(self, accounts::delete_password, account)?;
        run!(self, proofs::delete_all, account)?;
        let apps = run!(self, lately::delete, (Of::Totps, account), since)?;
        let phones = run!(self, lately::delete, (Of::Phones, account), since)?;
        let companion = run!(self, companion_apps::delete, account, (since, now))?;
        let passkeys = run!(self, lately::delete, (Of::Passkeys, account), since)?;
        run!(self, lately::delete, (Of::RecoveryCodes, account), since)?;
        self.forget_browsers(account)?;
        self.forget_whereabouts(account, &[])?;
        self.changes.accounts.push(account);
        Ok(apps + phones + usize::from(companion) + passkeys)
    }

    fn note_first_use(&mut self, account: AccountId, now: Timestamp) -> TxResult<bool> {
        run!(self, accounts::note_first_use, account, now)
    }
}
