//! Passkeys of people, and the ceremonies by which they are made and used.
use super::TxResult;
use crate::{CeremonyRecord, PasskeyRecord, PasskeyUse};
use latchkey_base::{AccountId, Timestamp, TokenHash};

/// Passkeys of people, and the ceremonies by which they are made and used.
pub trait PasskeyTx {
    /// All of an account, the oldest first.
    fn passkeys_of(&mut self, account: AccountId) -> TxResult<Vec<PasskeyRecord>>;
    /// The one of that credential id, whoever's it is.
    fn passkey(&mut self, credential_id: &[u8]) -> TxResult<Option<PasskeyRecord>>;
    /// Adds one. `false`: there is one of that credential id (WebAuthn §7.1, step 27).
    fn insert_passkey(&mut self, passkey: &PasskeyRecord) -> TxResult<bool>;
    /// Notes that it has signed, if its counter is above the one that is kept, or both are zero: of
    /// two callers with one signature of a counting authenticator one gets in (WebAuthn §6.1.1).
    fn use_passkey(&mut self, used: &PasskeyUse) -> TxResult<bool>;
    /// Calls it something else.
    fn rename_passkey(
        &mut self,
        account: AccountId,
        credential_id: &[u8],
        label: &str,
    ) -> TxResult<bool>;
    /// Deletes it. No browser stays remembered.
    fn delete_passkey(&mut self, account: AccountId, credential_id: &[u8]) -> TxResult<bool>;
    /// Whether the owner of an account does not want to be asked whether they would like one.
    fn has_refused_passkeys(&mut self, account: AccountId) -> TxResult<bool>;
    /// They do not, from now on.
    fn refuse_passkeys(&mut self, account: AccountId, now: Timestamp) -> TxResult<()>;
    /// Keeps a challenge.
    fn put_ceremony(&mut self, ceremony: &CeremonyRecord) -> TxResult<()>;
    /// Takes it for its owner, if there is time left: of two callers one gets it.
    fn take_ceremony(
        &mut self,
        id: &TokenHash,
        owner: &TokenHash,
        now: Timestamp,
    ) -> TxResult<Option<CeremonyRecord>>;
}
