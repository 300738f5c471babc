//! Encrypting and authenticating the content: one file per family of `enc`.
mod cbc_hmac;
mod gcm;

use super::ContentEncryption;

/// What the content becomes (RFC 7516 §5.1, steps 14 and 15).
pub(super) struct Sealed {
    pub ciphertext: Vec<u8>,
    pub tag: Vec<u8>,
}

/// What content is encrypted with.
#[derive(Clone, Copy)]
pub(super) struct Envelope<'a> {
    pub enc: ContentEncryption,
    /// The content encryption key.
    pub key: &'a [u8],
    /// The initialization vector.
    pub iv: &'a [u8],
    /// The additional authenticated octets.
    pub aad: &'a [u8],
}

impl Envelope<'_> {
    /// Encrypts; `None` when key or initialization vector have the wrong length.
    pub fn seal(self, plaintext: &[u8]) -> Option<Sealed> {
        match self.enc {
            ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => gcm::seal(self, plaintext),
            ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512 => {
                cbc_hmac::seal(self, plaintext)
            }
        }
    }

    /// Decrypts; `None` for whatever was not made with this key just so.
    pub fn open(self, sealed: &Sealed) -> Option<Vec<u8>> {
        match self.enc {
            ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => gcm::open(self, sealed),
            ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512 => {
                cbc_hmac::open(self, sealed)
            }
        }
    }
}
