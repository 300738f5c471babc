//! Locking an account, as its owner does when somebody else seems to be in it.
//!
//! Security: one transaction, which waits for nobody and depends on no other service. What could open
//! the account again goes with it, the password too, so that a way in that forgets to ask for the
//! status finds nothing to check (docs/decisions).
use crate::events::Events;
use crate::recovery::stop_recovery;
use crate::visit::Visit;
use latchkey_accounts::{Account, AccountStatus, EventKind, forget_phone, move_to};
use latchkey_authn::PasswordPolicy;
use latchkey_base::{AccountId, Timestamp};
use latchkey_store::{EventRecord, Tx, TxError};

/// A lock, ready to be put on an account.
#[derive(Clone, Debug)]
pub struct Lock {
    /// Now.
    pub now: Timestamp,
    /// Passkeys, apps, numbers and recovery codes from then on go: whoever is thrown out may have set them
    /// up.
    pub since: Timestamp,
    /// What is noted, where that is kept.
    pub event: Option<EventRecord>,
}

impl Lock {
    /// In this visit.
    pub fn of(visit: &Visit, account: AccountId) -> Self {
        let window = visit.tenant.settings().accounts.taken_by_a_lock();
        let event = Events::of(visit).record(account, EventKind::Locked);
        Self { now: visit.now, since: visit.now - window, event }
    }

    /// Locks the account: every sign-in, token and device of it ends, what was mailed is void, a
    /// deletion is called off. `mailbox` is the address that whoever locks it has shown to read: if the
    /// account has another one by now, it gets that one back.
    ///
    /// Who was suspended stays suspended: the owner's word does not outweigh the operator's.
    ///
    /// # Errors
    /// As the transaction.
    pub fn put_on(
        &self,
        tx: &mut dyn Tx,
        account: Account,
        mailbox: Option<&str>,
    ) -> Result<Account, TxError> {
        let status = match account.status {
            AccountStatus::Suspended => AccountStatus::Suspended,
            AccountStatus::Active | AccountStatus::Locked => AccountStatus::Locked,
        };
        let account = self.without_late_phone(tx, Account { status, ..account })?;
        let locked = match mailbox.filter(|address| account.email.as_deref() != Some(*address)) {
            Some(address) => self.move_back(tx, account, address)?,
            None => {
                tx.update_account(&account, self.now)?;
                account
            }
        };
        // Whoever is thrown out knows it: it is not to be chosen again.
        tx.keep_as_former(locked.id, self.now + PasswordPolicy::HISTORY_KEPT, self.now)?;
        let since = self.since_of(tx, &locked)?;
        tx.take_ways_in(locked.id, since, self.now)?;
        stop_recovery(tx, locked.id, (self.now, None))?;
        tx.cancel_deletion(locked.id)?;
        self.event.iter().try_for_each(|event| tx.add_event(event))?;
        Ok(locked)
    }

    /// From when on what was set up goes.
    ///
    /// Security: the passkey with which an account without a password was made, and the codes that came with it, are its
    /// owner's, however young; without them the mailbox alone would open it. One that was added since may be anybody's, also
    /// where it is the only one that is left; and so may a password.
    fn since_of(&self, tx: &mut dyn Tx, account: &Account) -> Result<Timestamp, TxError> {
        Ok(match tx.chose_no_password(account.id)? {
            true => self.since.max(Timestamp::from_millis(account.created_at.millis() + 1)),
            false => self.since,
        })
    }

    /// Security: a number that goes with the lock is perhaps the intruder's, and no app may hear of it
    /// as the owner's.
    fn without_late_phone(&self, tx: &mut dyn Tx, account: Account) -> Result<Account, TxError> {
        let phone = tx.phone(account.id)?;
        Ok(match phone.filter(|phone| self.since <= phone.created_at) {
            Some(phone) => forget_phone(&account, &phone.number, self.now),
            None => account,
        })
    }

    /// Security: if the address is somebody else's by now, the account has none. The one it has is
    /// perhaps the intruder's, and would open it.
    fn move_back(
        &self,
        tx: &mut dyn Tx,
        account: Account,
        address: &str,
    ) -> Result<Account, TxError> {
        if let Ok(moved) = move_to(&account, address, self.now) {
            match tx.update_account(&moved, self.now) {
                Ok(()) => return Ok(moved),
                Err(TxError::Taken(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let account =
            Account { email: None, email_verified: false, updated_at: self.now, ..account };
        tx.update_account(&account, self.now)?;
        Ok(account)
    }
}
