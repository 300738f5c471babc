//! The second factors of people.
use super::TxResult;
use crate::{CompanionAppRecord, PhoneRecord, TotpRecord};
use latchkey_authn::Proof;
use latchkey_base::{AccountId, CodeDigest, CompanionId, SessionId, Timestamp};

/// Which sessions end because what was shown in them is worth nothing any more.
#[derive(Clone, Copy, Debug)]
pub struct SessionEnds<'a> {
    /// Those in which one of these was shown; beside them those that were approved in another
    /// browser.
    pub shown: &'a [Proof],
    /// But for this one.
    pub except: Option<SessionId>,
}

/// What somebody can be signed in to with, passkeys left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holdings {
    /// A password.
    pub password: bool,
    /// An authenticator app.
    pub totp: bool,
    /// They are asked in the companion app.
    pub companion_app: bool,
    /// The number to which they are texted codes.
    pub phone: Option<String>,
    /// How many recovery codes they have left.
    pub codes_left: usize,
}

/// The second factors of people. No browser stays remembered when one of them is set up, replaced
/// or deleted.
pub trait FactorTx {
    /// What an account has, looked at in one statement.
    fn holdings(&mut self, account: AccountId) -> TxResult<Holdings>;
    /// An account's authenticator app.
    fn totp(&mut self, account: AccountId) -> TxResult<Option<TotpRecord>>;
    /// Adds it or takes the place of another.
    fn put_totp(&mut self, totp: &TotpRecord) -> TxResult<()>;
    /// Uses the code of that step, unless one of it or of a later step was used: of two callers one
    /// does (RFC 6238 §5.2).
    fn use_totp_step(&mut self, account: AccountId, step: i64, now: Timestamp) -> TxResult<bool>;
    /// Deletes it.
    fn delete_totp(&mut self, account: AccountId) -> TxResult<bool>;
    /// The number to which an account is texted codes.
    fn phone(&mut self, account: AccountId) -> TxResult<Option<PhoneRecord>>;
    /// Adds it or takes the place of another.
    fn put_phone(&mut self, phone: &PhoneRecord) -> TxResult<()>;
    /// Notes that a code was used that was sent to that number; `false` if it is not the one of the
    /// account any more.
    fn use_phone(&mut self, account: AccountId, number: &str, now: Timestamp) -> TxResult<bool>;
    /// Deletes it.
    fn delete_phone(&mut self, account: AccountId) -> TxResult<bool>;
    /// Whether, and since when, an account is asked in the companion app.
    fn companion_app(&mut self, account: AccountId) -> TxResult<Option<CompanionAppRecord>>;
    /// Adds that or takes the place of what was.
    fn put_companion_app(&mut self, held: &CompanionAppRecord) -> TxResult<()>;
    /// Notes that somebody said yes there; `false` if the app does not know them by that name any more.
    fn use_companion_app(
        &mut self,
        account: AccountId,
        handle: CompanionId,
        now: Timestamp,
    ) -> TxResult<bool>;
    /// Deletes it, and queues a [`crate::CompanionRelease`].
    fn delete_companion_app(&mut self, account: AccountId, now: Timestamp) -> TxResult<bool>;
    /// How many recovery codes an account has left.
    fn recovery_codes_left(&mut self, account: AccountId) -> TxResult<usize>;
    /// Puts a new list, which may be empty, in the place of the last one.
    fn put_recovery_codes(
        &mut self,
        account: AccountId,
        codes: &[CodeDigest],
        now: Timestamp,
    ) -> TxResult<()>;
    /// Whether it is one of them. It stays good.
    fn holds_recovery_code(&mut self, account: AccountId, code: &CodeDigest) -> TxResult<bool>;
    /// Spends one: of two callers one gets it. Digests are compared in the database by equality of
    /// a keyed hash.
    fn spend_recovery_code(&mut self, account: AccountId, code: &CodeDigest) -> TxResult<bool>;
    /// Ends live sessions of an account, as [`crate::Tx::end_session`] does; says how many.
    fn end_sessions_with(
        &mut self,
        account: AccountId,
        ends: &SessionEnds<'_>,
        now: Timestamp,
    ) -> TxResult<usize>;
}
