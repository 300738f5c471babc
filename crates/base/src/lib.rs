//! The words every other crate shares: identifiers, time, randomness, secrets, hashes.
//!
//! Nothing here knows a protocol, a database or a network.

mod clock;
mod digits;
mod entropy;
mod hash;
mod id;
mod master_key;
mod reference;
mod secret;
mod time;

pub use clock::{Clock, ManualClock, SystemClock};
pub use digits::western_digit;
pub use entropy::{Entropy, SeededEntropy, SystemEntropy};
pub use hash::{
    CodeDigest, CodeKey, TokenHash, legacy_sha1, pbkdf2_sha256, sha256, sha384, sha512,
};
pub use id::*;
pub use master_key::{MasterKey, MasterKeyError, SealError, Sealed, Sealer};
pub use reference::{BadReference, Reference};
pub use secret::Secret;
pub use time::{Seconds, Timestamp};
