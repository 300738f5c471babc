//! Taking a compact JWE apart (RFC 7516 §5.2, steps 1 to 3), strictly.
use super::DecryptError;
use super::content::Sealed;
use crate::compact::LONGEST_TOKEN;
use crate::strict_json;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The longest header that is looked at, in characters. Ours have a few hundred.
const LONGEST_HEADER: usize = 4 * 1024;
/// The longest encrypted key, in characters: RSA with 8192 bits.
const LONGEST_KEY: usize = 1366;

/// The five parts, decoded but not believed.
pub(super) struct Parts<'a> {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The header as it was authenticated.
    pub aad: &'a [u8],
    /// The encrypted key; empty in direct modes.
    pub encrypted_key: Vec<u8>,
    pub iv: Vec<u8>,
    pub sealed: Sealed,
}

impl<'a> Parts<'a> {
    /// Splits and decodes.
    ///
    /// # Errors
    /// [`DecryptError::Malformed`] for anything that is not five parts of base64url without
    /// padding or stray bits, with a JSON object in front that names each member once; and for
    /// everything longer than it could reasonably be.
    pub fn of(token: &'a str) -> Result<Self, DecryptError> {
        Self::split(token).ok_or(DecryptError::Malformed)
    }

    fn split(token: &'a str) -> Option<Self> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let mut parts = token.split('.');
        let mut next = || parts.next();
        let (header, key, iv, ciphertext, tag) = (next()?, next()?, next()?, next()?, next()?);
        if next().is_some() || header.len() > LONGEST_HEADER || key.len() > LONGEST_KEY {
            return None;
        }
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        Some(Self {
            header: strict_json::object(&decode(header)?)?,
            aad: header.as_bytes(),
            encrypted_key: decode(key)?,
            iv: decode(iv)?,
            sealed: Sealed { ciphertext: decode(ciphertext)?, tag: decode(tag)? },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_parts_come_apart() {
        let parts = Parts::of("e30.AQ.AgM.BA.BQ").unwrap();
        assert!(parts.header.is_empty());
        assert_eq!(parts.aad, b"e30");
        assert_eq!((parts.encrypted_key, parts.iv), (vec![1], vec![2, 3]));
        assert_eq!((parts.sealed.ciphertext, parts.sealed.tag), (vec![4], vec![5]));
        assert!(Parts::of("e30....").unwrap().encrypted_key.is_empty());
    }

    /// RFC 7516 §5.2, RFC 7515 §2.
    #[test]
    fn anything_else_is_refused() {
        for token in [
            "",
            "....",
            "e30.AQ.AgM",
            "e30.AQ.AgM.BA",
            "e30.AQ.AgM.BA.BQ.",
            "e30=.AQ.AgM.BA.BQ",
            "e30.AQ==.AgM.BA.BQ",
            "e30.AQ.AgM.BR.BQ\n",
            " e30.AQ.AgM.BA.BQ",
            "W10.AQ.AgM.BA.BQ",
            r#"{"protected":"e30"}"#,
        ] {
            assert!(Parts::of(token).is_err(), "{token:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_looked_at() {
        let ciphertext = |length: usize| format!("e30...{}.", "A".repeat(length - 7));
        assert!(Parts::of(&ciphertext(LONGEST_TOKEN - 1)).is_ok());
        assert!(Parts::of(&ciphertext(LONGEST_TOKEN + 3)).is_err());
        assert!(Parts::of(&format!("e30.{}...", "A".repeat(LONGEST_KEY + 2))).is_err());
        let header = format!("{{\"a\":\"{}\"}}", "a".repeat(LONGEST_HEADER));
        assert!(Parts::of(&format!("{}....", URL_SAFE_NO_PAD.encode(header))).is_err());
    }

    /// RFC 7516 §4: of two members with one name different readers believe different ones.
    #[test]
    fn repeated_and_deeply_nested_members_are_refused() {
        let with = |header: &str| format!("{}....", URL_SAFE_NO_PAD.encode(header));
        assert!(Parts::of(&with(r#"{"alg":"dir","alg":"RSA-OAEP"}"#)).is_err());
        assert!(Parts::of(&with(r#"{"epk":{"crv":"P-256","crv":"P-384"}}"#)).is_err());
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(500), "]".repeat(500));
        assert!(Parts::of(&with(&deep)).is_err());
    }
}
