//! Encrypting and authenticating the content: one file per family of `enc`.
mod cbc_hmac;
mod gcm;

use super::ContentEncryption;

/// What the content becomes (RFC 7516 §5.1, steps 14 and 15).
pub(super) struct Sealed {
    pub ciphertext: Vec<u8>,
    pub tag: Vec<u8>,
}

/// Encrypts; `None` when key or initialization vector have the wrong length.
pub(super) fn seal(
    enc: ContentEncryption,
    key: &[u8],
    iv: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Option<Sealed> {
    match enc {
        ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => {
            gcm::seal(enc, key, iv, aad, plaintext)
        }
        ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512 => {
            cbc_hmac::seal(enc, key, iv, aad, plaintext)
        }
    }
}

/// Decrypts; `None` for whatever was not made with this key just so.
pub(super) fn open(
    enc: ContentEncryption,
    key: &[u8],
    iv: &[u8],
    aad: &[u8],
    sealed: &Sealed,
) -> Option<Vec<u8>> {
    match enc {
        ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => {
            gcm::open(enc, key, iv, aad, sealed)
        }
        ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512 => {
            cbc_hmac::open(enc, key, iv, aad, sealed)
        }
    }
}
