//! Another password in the place of one that people had.
use super::TxResult;
use latchkey_base::{AccountId, Timestamp};

/// A password that was chosen, and what is kept of the one before.
#[derive(Clone, Copy, Debug)]
pub struct ChosenPassword<'a> {
    /// Its argon2id hash in PHC form.
    pub phc: &'a str,
    /// So many former ones are kept, the one that it replaces among them.
    pub keep: usize,
    /// Until then.
    pub keep_until: Timestamp,
}

/// Another password in the place of one that people had.
pub trait PasswordTx {
    /// Hashes of passwords that an account had before and that are kept, the youngest first.
    fn former_passwords(&mut self, account: AccountId, now: Timestamp) -> TxResult<Vec<String>>;
    /// Puts another password in the place of the one there is, which is from now on a former one;
    /// nobody demands another one any more, and no browser stays remembered.
    fn choose_password(
        &mut self,
        account: AccountId,
        chosen: ChosenPassword<'_>,
        now: Timestamp,
    ) -> TxResult<()>;
    /// Takes the password there is away: the account does without one by choice from then on, nobody demands another
    /// one, and no browser stays remembered. `false`: there is none.
    fn remove_password(&mut self, account: AccountId) -> TxResult<bool>;
    /// Whether the account has chosen at some time to do without, be there one by now or not.
    fn chose_no_password(&mut self, account: AccountId) -> TxResult<bool>;
    /// Keeps the password there is among the former ones, until then.
    fn keep_as_former(
        &mut self,
        account: AccountId,
        until: Timestamp,
        now: Timestamp,
    ) -> TxResult<()>;
}
