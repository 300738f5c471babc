//! Rows of passkeys, and of the challenges that wait for one.
use latchkey_base::{AccountId, Timestamp, TokenHash};

/// A passkey of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasskeyRecord {
    /// What the authenticator calls it (WebAuthn §5.1, `rawId`).
    pub credential_id: Vec<u8>,
    /// Whose.
    pub account: AccountId,
    /// What the authenticator calls the person (WebAuthn §5.4.3): random, the same for all
    /// passkeys of an account.
    pub user_handle: [u8; 16],
    /// What verifies it, a document of `latchkey_authn`.
    pub credential: String,
    /// What its owner calls it.
    pub label: String,
    /// How often it has signed, as far as it tells (WebAuthn §6.1.1).
    pub counter: i64,
    /// It can be copied to other devices of its owner (WebAuthn §6.1.3).
    pub backup_eligible: bool,
    /// It has been.
    pub backed_up: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

/// That a passkey has signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasskeyUse {
    /// Which.
    pub credential_id: Vec<u8>,
    /// What verifies it from now on.
    pub credential: String,
    /// How often it has signed now.
    pub counter: i64,
    /// Whether it is copied now.
    pub backed_up: bool,
    /// Now.
    pub at: Timestamp,
}

/// A challenge that waits for its answer (WebAuthn §13.4.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CeremonyRecord {
    /// SHA-256 of the name by which the browser answers it.
    pub id: TokenHash,
    /// Whose answer is taken: a digest of the browser, of the page and of the person.
    pub owner: TokenHash,
    /// What its answer is checked with, a document of `latchkey_authn`.
    pub state: String,
    /// Too late from then on.
    pub expires_at: Timestamp,
}
