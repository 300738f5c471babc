//! The forms in which we keep what must not be kept as it is.
use crate::entropy::DATE_OCTETS;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{digest, hmac, pbkdf2};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU32;

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

/// The first 32 octets that PBKDF2 with HMAC-SHA-256 derives (RFC 8018 §5.2).
pub fn pbkdf2_sha256(password: &[u8], salt: &[u8], iterations: NonZeroU32) -> [u8; 32] {
    let mut out = [0u8; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt, password, &mut out);
    out
}

/// SHA-1 of `bytes`, for looking something up in lists that others made with it.
///
/// Security: nothing may rest on it; whoever wants to, makes two texts with one such hash.
pub fn legacy_sha1(bytes: &[u8]) -> [u8; 20] {
    let mut out = [0u8; 20];
    out.copy_from_slice(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref());
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
///
/// Of a dated token ([`crate::Entropy::dated_token`], after a prefix like `lka_`) it is the date,
/// six octets, and the first 26 of the SHA-256: rows of tokens that are made together are
/// neighbours, so that a batch of them touches a few pages and not one page each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of `token`.
    pub fn of(token: &str) -> Self {
        let hash = sha256(token.as_bytes());
        let Some(date) = date_of(token) else { return Self(hash) };
        let mut bytes = [0u8; 32];
        let (first, rest) = bytes.split_at_mut(DATE_OCTETS);
        first.copy_from_slice(&date);
        rest.copy_from_slice(&hash[..32 - DATE_OCTETS]);
        Self(bytes)
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

/// The date of a token that has the form of a dated one.
fn date_of(token: &str) -> Option<[u8; DATE_OCTETS]> {
    let (prefix, rest) = token.split_once('_')?;
    let is_ours = prefix.len() == 3 && prefix.starts_with("lk") && rest.len() == 43;
    let mut date = [0u8; DATE_OCTETS];
    let written = rest.as_bytes().get(..DATE_OCTETS * 4 / 3).filter(|_| is_ours)?;
    let octets = URL_SAFE_NO_PAD.decode_slice(written, &mut date).ok()?;
    (octets == DATE_OCTETS).then_some(date)
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
    use crate::{Entropy as _, SeededEntropy, Timestamp};

    #[test]
    fn sha256_of_abc_is_the_published_value() {
        let expected = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        assert_eq!(URL_SAFE_NO_PAD.encode(sha256(b"abc")), expected);
    }

    /// RFC 8018 §5.2, as RFC 7914 §11 has it.
    #[test]
    fn pbkdf2_of_passwd_is_the_published_value() {
        let expected = "VawEblbjCJ_sFpHCJUS2BflBhSFt3gRl5oudV8INrLw";
        let derived = pbkdf2_sha256(b"passwd", b"salt", NonZeroU32::MIN);
        assert_eq!(URL_SAFE_NO_PAD.encode(derived), expected);
    }

    #[test]
    fn hashes_of_dated_tokens_lie_in_the_order_of_their_dates() {
        let entropy = SeededEntropy::new(3);
        let made = |millis| {
            let now = Timestamp::from_millis(millis);
            TokenHash::of(entropy.dated_token("lka_", now).expose())
        };
        let hashes = [made(1_700_000_000_000), made(1_700_000_000_001), made(1_700_000_001_000)];
        assert!(hashes.is_sorted());
        assert_eq!(hashes[0].0[..6], 1_700_000_000_000_i64.to_be_bytes()[2..]);
        assert_ne!(made(5).0[6..], made(5).0[6..], "the rest is of the random part");
    }

    #[test]
    fn another_date_on_a_token_is_another_token() {
        let token = SeededEntropy::new(3).dated_token("lka_", Timestamp::from_millis(1));
        let forged = token.expose().replacen("lka_AAAAAAAB", "lka_AAAAAAAC", 1);
        assert_ne!(*token.expose(), forged);
        let (token, forged) = (TokenHash::of(token.expose()), TokenHash::of(&forged));
        assert_ne!(token.0[6..], forged.0[6..]);
    }

    #[test]
    fn texts_of_no_such_form_are_hashed_whole() {
        for text in ["", "lka_", "lka_short", "xyz_AAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(TokenHash::of(text).0, sha256(text.as_bytes()), "{text}");
        }
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
