//! Where random bytes come from.
use crate::{Secret, Timestamp, sha256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SecureRandom as _;
use std::sync::Mutex;

/// Octets of a date in a dated token: milliseconds since 1970, good until the year 10889.
pub(crate) const DATE_OCTETS: usize = 6;

/// A source of unpredictable bytes.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);

    /// A new secret of 256 random bits in base64url (43 characters, all of them unreserved in
    /// URIs), after a `prefix` that says what kind of token it is (RFC 6749 §10.10).
    fn token(&self, prefix: &str) -> Secret<String> {
        let mut random = [0u8; 32];
        self.fill(&mut random);
        let mut text = String::with_capacity(prefix.len() + 43);
        text.push_str(prefix);
        URL_SAFE_NO_PAD.encode_string(random, &mut text);
        Secret::new(text)
    }

    /// A new secret that begins with the time of its making, to the millisecond, and holds 208
    /// random bits: of the same form as [`Entropy::token`]. The time is no secret; it is there so
    /// that [`crate::TokenHash`]es of tokens made together lie together in the database.
    fn dated_token(&self, prefix: &str, now: Timestamp) -> Secret<String> {
        let mut bytes = [0u8; 32];
        let (date, random) = bytes.split_at_mut(DATE_OCTETS);
        date.copy_from_slice(&now.millis().to_be_bytes()[8 - DATE_OCTETS..]);
        self.fill(random);
        let mut text = String::with_capacity(prefix.len() + 43);
        text.push_str(prefix);
        URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
        Secret::new(text)
    }

    /// A short number code of `digits` digits, each equally likely.
    fn digits(&self, digits: usize) -> Secret<String> {
        let mut code = String::with_capacity(digits);
        while code.len() < digits {
            let mut byte = [0u8; 1];
            self.fill(&mut byte);
            if byte[0] < 250 {
                code.push(char::from(b'0' + byte[0] % 10));
            }
        }
        Secret::new(code)
    }
}

/// The operating system's generator.
#[derive(Debug)]
pub struct SystemEntropy(ring::rand::SystemRandom);

impl SystemEntropy {
    /// Opens the generator.
    #[expect(clippy::disallowed_methods, reason = "the one home of the system generator")]
    pub fn new() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Default for SystemEntropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Entropy for SystemEntropy {
    /// Aborts the process when the operating system has no randomness: no answer that this
    /// program could give without it would be safe.
    fn fill(&self, buffer: &mut [u8]) {
        if self.0.fill(buffer).is_err() {
            std::process::abort();
        }
    }
}

/// A repeatable stream for tests: the same seed gives the same bytes. Never used by a server.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<(u64, u64)>);

impl SeededEntropy {
    /// A stream that is determined by `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new((seed, 0)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in buffer.chunks_mut(32) {
            let mut input = [0u8; 16];
            input[..8].copy_from_slice(&state.0.to_be_bytes());
            input[8..].copy_from_slice(&state.1.to_be_bytes());
            state.1 += 1;
            chunk.copy_from_slice(&sha256(&input)[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6749 §10.10: nobody guesses it.
    #[test]
    fn a_token_has_its_prefix_and_256_bits() {
        let token = SeededEntropy::new(1).token("lka_");
        assert_eq!(token.expose().len(), 4 + 43);
        assert!(token.expose().starts_with("lka_"));
        assert!(token.expose().bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
    }

    #[test]
    fn the_system_generator_does_not_repeat_itself() {
        let entropy = SystemEntropy::new();
        assert_ne!(entropy.token("").expose(), entropy.token("").expose());
    }

    #[test]
    fn digits_are_digits() {
        let code = SeededEntropy::new(7).digits(8);
        assert_eq!(code.expose().len(), 8);
        assert!(code.expose().bytes().all(|b| b.is_ascii_digit()));
    }
}
