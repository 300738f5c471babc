//! Passkeys: keys on people's devices, which the device itself asks a finger, a face or a PIN for
//! (Web Authentication Level 3).
//!
//! What is asked and answered travels as the JSON of browsers; what is remembered between the two
//! is a document that never leaves the server. That a challenge is good once is the caller's.
mod answer;
mod relying_party;

pub use answer::{Assertion, challenge_of_new};
pub use relying_party::{
    Ceremony, Making, NewPasskey, Place, Registrant, RelyingParty, Signed, base64url, is_whole,
    proof,
};

use super::{Factor, Kind, Proof};
use thiserror::Error;

/// A passkey that may be on several devices of its owner. RFC 8176 §2: `swk`, since no piece of
/// hardware is the only one to have it, and `user`, since its owner was there.
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::Passkey,
    name: "passkey",
    amr: &["swk", "user"],
    kinds: &[Kind::Possession, Kind::Unlocking],
    can_be_first: true,
    can_be_enrolled: false,
    is_fallback: false,
    is_expected: false,
};

/// A passkey that never leaves its device, as far as the device tells. RFC 8176 §2: `hwk`.
pub(super) static DEVICE_FACTOR: Factor =
    Factor { proof: Proof::DevicePasskey, name: "device_passkey", amr: &["hwk", "user"], ..FACTOR };

/// A passkey that a password manager made without a question, and that nobody has unlocked for it:
/// something that is held and no more, however often it is unlocked later (WebAuthn §4,
/// credential record: `uvInitialized`).
pub(super) static SILENT_FACTOR: Factor = Factor {
    proof: Proof::SilentPasskey,
    name: "silent_passkey",
    kinds: &[Kind::Possession],
    can_be_first: false,
    ..FACTOR
};

/// Most octets of an answer. Without attestation it has about two thousand.
pub const LONGEST_ANSWER: usize = 16 * 1024;

/// Why there is no passkey, or why one was not taken.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PasskeyError {
    /// The address of the pages names no domain, so that no browser makes passkeys for it (WebAuthn
    /// §5.1.3, step 7).
    #[error("the address of the pages has no domain name")]
    NoDomain,
    /// The answer is not what browsers send.
    #[error("the answer cannot be read")]
    Malformed,
    /// The device did not make sure that it was its owner.
    #[error("the user was not verified")]
    NotVerified,
    /// It has signed more often than it says: there seems to be a copy (WebAuthn §6.1.1).
    #[error("the counter went back")]
    Copied,
    /// Anything else: challenge, origin, relying party, signature. The text is for the log.
    #[error("refused: {0}")]
    Refused(String),
}
