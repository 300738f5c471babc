//! Proof key for code exchange (RFC 7636), the S256 half of it.
use crate::CodeChallenge;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{CodeKey, sha256};

impl CodeChallenge {
    /// Reads a `code_challenge`: 32 octets in 43 characters of base64url (RFC 7636 §4.2).
    pub fn parse(text: &str) -> Option<Self> {
        let octets = URL_SAFE_NO_PAD.decode(text).ok()?;
        octets.try_into().ok().map(Self)
    }

    /// Whether it is of the form that a verifier has (RFC 7636 §4.1).
    pub(crate) fn can_answer(verifier: &str) -> bool {
        let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved)
    }

    /// Whether `verifier` is the one behind this challenge and well-formed
    /// (RFC 7636 §4.1, §4.6).
    pub fn is_answered_by(&self, verifier: &str) -> bool {
        // Security: compared in constant time, as keyed digests under a key that both share.
        let key = CodeKey::new(&[0; 32]);
        let expected = key.digest("S256", &URL_SAFE_NO_PAD.encode(self.0));
        let answered = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        key.matches("S256", &answered, &expected) && Self::can_answer(verifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 appendix B.
    #[test]
    fn the_published_example_agrees() {
        let challenge =
            CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.is_answered_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.is_answered_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
    }

    /// RFC 7636 §4.1: 43 to 128 unreserved characters.
    #[test]
    fn a_verifier_of_another_form_never_answers() {
        let wrong = ["a".repeat(42), "a".repeat(129), format!("{}!", "a".repeat(43))];
        for verifier in wrong {
            let challenge = CodeChallenge(sha256(verifier.as_bytes()));
            assert!(!challenge.is_answered_by(&verifier), "{verifier}");
        }
        let challenge = CodeChallenge(sha256("a".repeat(128).as_bytes()));
        assert!(challenge.is_answered_by(&"a".repeat(128)));
    }

    /// RFC 7636 §4.2: exactly the base64url of a SHA-256, without padding.
    #[test]
    fn challenges_of_another_form_are_refused() {
        for bad in ["", "abc", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", &"A".repeat(44)] {
            assert!(CodeChallenge::parse(bad).is_none(), "{bad}");
        }
    }
}
