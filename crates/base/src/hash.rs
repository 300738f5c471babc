//! The forms in which we keep what must not be kept as it is.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{digest, hmac};
use serde::{Deserialize, Serialize};
use std::fmt;

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

/// SHA-384 of `bytes`.
pub fn sha384(bytes: &[u8]) -> [u8; 48] {
    let mut out = [0u8; 48];
    out.copy_from_slice(digest::digest(&digest::SHA384, bytes).as_ref());
    out
}

/// SHA-512 of `bytes`.
pub fn sha512(bytes: &[u8]) -> [u8; 64] {
    let mut out = [0u8; 64];
    out.copy_from_slice(digest::digest(&digest::SHA512, bytes).as_ref());
    out
}

/// SHA-256 of a token of at least 128 random bits that we made ourselves. It is what the
/// database keeps; looking a token up by it needs no constant time, since guessing the
/// hash does not lead to the token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of `token`.
    pub fn of(token: &str) -> Self {
        Self(sha256(token.as_bytes()))
    }

    /// From the bytes the database keeps.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes the database keeps.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenHash({}…)", URL_SAFE_NO_PAD.encode(&self.0[..6]))
    }
}

/// The server's key for short things that people type.
pub struct CodeKey(hmac::Key);

impl CodeKey {
    /// From 32 derived bytes ([`crate::MasterKey::derive`]).
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The digest of `code` for one `purpose`: the same code typed elsewhere is another digest.
    pub fn digest(&self, purpose: &str, code: &str) -> CodeDigest {
        let tag = hmac::sign(&self.0, format!("{purpose}\0{code}").as_bytes());
        let mut out = [0u8; 32];
        out.copy_from_slice(tag.as_ref());
        CodeDigest(out)
    }

    /// Whether `code` is the one behind `digest`, in constant time.
    pub fn matches(&self, purpose: &str, code: &str, digest: &CodeDigest) -> bool {
        hmac::verify(&self.0, format!("{purpose}\0{code}").as_bytes(), &digest.0).is_ok()
    }
}

impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeKey([secret])")
    }
}

/// HMAC-SHA-256 under a [`CodeKey`]: how short codes and client secrets are kept.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct CodeDigest([u8; 32]);

impl CodeDigest {
    /// From the bytes the database keeps.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes the database keeps.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for CodeDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeDigest(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_abc_is_the_published_value() {
        let expected = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        assert_eq!(URL_SAFE_NO_PAD.encode(sha256(b"abc")), expected);
    }

    #[test]
    fn a_code_digest_depends_on_key_purpose_and_code() {
        let key = CodeKey::new(&[1; 32]);
        let digest = key.digest("email", "123456");
        assert!(key.matches("email", "123456", &digest));
        assert!(!key.matches("reset", "123456", &digest));
        assert!(!key.matches("email", "123457", &digest));
        assert!(!CodeKey::new(&[2; 32]).matches("email", "123456", &digest));
    }
}
