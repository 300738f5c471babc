//! [`PasskeyTx`] over the queries.
use super::super::{ceremonies, passkeys};
use super::Transaction;
use crate::{CeremonyRecord, PasskeyRecord, PasskeyTx, PasskeyUse, RememberedTx, TxResult};
use latchkey_base::{AccountId, Timestamp, TokenHash};

impl PasskeyTx for Transaction<'_> {
    fn passkeys_of(&mut self, account: AccountId) -> TxResult<Vec<PasskeyRecord>> {
        run!(self, passkeys::of_account, account)
    }

    fn passkey(&mut self, credential_id: &[u8]) -> TxResult<Option<PasskeyRecord>> {
        run!(self, passkeys::find, credential_id)
    }

    fn insert_passkey(&mut self, passkey: &PasskeyRecord) -> TxResult<bool> {
        run!(self, passkeys::insert, passkey)
    }

    fn use_passkey(&mut self, used: &PasskeyUse) -> TxResult<bool> {
        run!(self, passkeys::note_use, used)
    }

    fn rename_passkey(
        &mut self,
        account: AccountId,
        credential_id: &[u8],
        label: &str,
    ) -> TxResult<bool> {
        run!(self, passkeys::rename, (account, credential_id), label)
    }

    fn delete_passkey(&mut self, account: AccountId, credential_id: &[u8]) -> TxResult<bool> {
        self.forget_browsers(account)?;
        run!(self, passkeys::delete, account, credential_id)
    }

    fn has_refused_passkeys(&mut self, account: AccountId) -> TxResult<bool> {
        run!(self, passkeys::has_refused, account)
    }

    fn refuse_passkeys(&mut self, account: AccountId, now: Timestamp) -> TxResult<()> {
        run!(self, passkeys::refuse, account, now)
    }

    fn put_ceremony(&mut self, ceremony: &CeremonyRecord) -> TxResult<()> {
        run!(self, ceremonies::insert, ceremony)
    }

    fn take_ceremony(
        &mut self,
        id: &TokenHash,
        owner: &TokenHash,
        now: Timestamp,
    ) -> TxResult<Option<CeremonyRecord>> {
        run!(self, ceremonies::take, (id, owner), now)
    }
}
