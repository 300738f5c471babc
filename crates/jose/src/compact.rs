//! Taking a compact JWS apart (RFC 7515 §5.2, steps 1 to 7), strictly.
use crate::strict_json;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The longest token that is looked at, in characters. Ours are around one thousand.
pub const LONGEST_TOKEN: usize = 64 * 1024;

/// The three parts, decoded but not believed.
pub(crate) struct Parts<'a> {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// Header and payload as they were signed.
    pub signed: &'a str,
    /// The payload.
    pub payload: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// Splits and decodes; `None` for anything that is not three parts of base64url without
    /// padding or stray bits, with a JSON object in front that names each member once.
    pub fn of(token: &'a str) -> Option<Self> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        if payload.contains('.') {
            return None;
        }
        Some(Self {
            header: strict_json::object(&URL_SAFE_NO_PAD.decode(header).ok()?)?,
            signed,
            payload: URL_SAFE_NO_PAD.decode(payload).ok()?,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts_come_apart() {
        let parts = Parts::of("e30.AQ.AgM").unwrap();
        assert!(parts.header.is_empty());
        assert_eq!(parts.signed, "e30.AQ");
        assert_eq!(parts.payload, [1]);
        assert_eq!(parts.signature, [2, 3]);
    }

    /// RFC 7515 §2: base64url without padding, line breaks or other additions.
    #[test]
    fn anything_else_is_refused() {
        for token in [
            "",
            ".",
            "..",
            "e30.AQ",
            "e30.AQ.AgM.AQ",
            "e30.AQ.AgM.AQ.AQ", // a JWE
            "e30=.AQ.AgM",
            "e30.AQ==.AgM",
            "e30.AR.AgM", // bits beyond the last octet
            "e30.AQ.AgM\n",
            " e30.AQ.AgM",
            "e30.+/8.AgM",
            "W10.AQ.AgM", // [] is no header
            "e30x.AQ.AgM",
        ] {
            assert!(Parts::of(token).is_none(), "{token:?}");
        }
    }

    #[test]
    fn a_token_beyond_the_limit_is_not_looked_at() {
        let token = |length: usize| format!("e30.{}.", "A".repeat(length - 5));
        assert!(Parts::of(&token(LONGEST_TOKEN)).is_some());
        assert!(Parts::of(&token(LONGEST_TOKEN + 4)).is_none());
    }
}
