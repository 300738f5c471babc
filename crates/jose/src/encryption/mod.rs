//! JWE in compact form (RFC 7516): encrypting for others, decrypting what they encrypt for us.
//!
//! Security: the caller says which algorithms it takes; nothing in a header supplies a key; sizes
//! are looked at before anything is computed; and whoever sends us something broken learns only
//! that it did not decrypt (RFC 7516 §11.5).
mod algorithm;
mod compact;
mod concat_kdf;
mod content;
mod decrypt;
mod decryption_key;
mod ecdh_es;
mod encrypter;
mod key_wrap;
mod rsa_oaep;
mod shared_secret;

pub use algorithm::{CONTENT_ENCRYPTION, ContentEncryption, KEY_MANAGEMENT, KeyManagement};
pub use decrypt::{
    DecryptError, Decrypted, DecryptionKeys, DecryptionPolicy, EncryptionHeader, decrypt,
};
pub use decryption_key::DecryptionKey;
pub use encrypter::{EncryptError, Encrypter};

use latchkey_base::Secret;

/// Random octets from the cryptographic library.
fn random(length: usize) -> Option<Secret<Vec<u8>>> {
    let mut octets = vec![0; length];
    aws_lc_rs::rand::fill(&mut octets).ok()?;
    Some(Secret::new(octets))
}

#[cfg(test)]
mod tests;
