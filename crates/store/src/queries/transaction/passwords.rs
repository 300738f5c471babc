//! [`PasswordTx`] over the queries.
use super::super::{accounts, former_passwords};
use super::Transaction;
use crate::{ChosenPassword, PasswordTx, RememberedTx, TxResult};
use latchkey_base::{AccountId, Timestamp};

impl PasswordTx for Transaction<'_> {
    fn former_passwords(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<String>> {
        run!(self, former_passwords::list, account, now)
    }

    fn choose_password(
        &mut self,
        account: AccountId,
        chosen: ChosenPassword<'_>,
        now: Timestamp,
    ) -> TxResult<()> {
        if chosen.keep > 0 {
            self.keep_as_former(account, chosen.keep_until, now)?;
        }
        let mut kept = run!(self, former_passwords::list, account, now)?;
        kept.truncate(chosen.keep);
        run!(self, former_passwords::keep_only, account, &kept)?;
        run!(self, accounts::set_password, account, (chosen.phc, now))?;
        run!(self, accounts::withdraw_demand, account)?;
        self.forget_browsers(account)?;
        self.changes.accounts.push(account);
        Ok(())
    }

    fn remove_password(&mut self, account: AccountId) -> TxResult<bool> {
        let was_there = run!(self, accounts::delete_password, account)?;
        run!(self, accounts::do_without, account)?;
        run!(self, accounts::withdraw_demand, account)?;
        self.forget_browsers(account)?;
        self.changes.accounts.push(account);
        Ok(was_there)
    }

    fn chose_no_password(&mut self, account: AccountId) -> TxResult<bool> {
        run!(self, accounts::chose_none, account)
    }

    fn keep_as_former(
        &mut self,
        account: AccountId,
        until: Timestamp,
        now: Timestamp,
    ) -> TxResult<()> {
        match run!(self, accounts::password, account)? {
            Some(held) => run!(self, former_passwords::insert, (account, &held), (now, until)),
            None => Ok(()),
        }
    }
}
