//! The one key that everything sealed at rest depends on, and sealing itself.
use crate::{CodeKey, Entropy, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::{aead, hkdf};
use std::fmt;
use thiserror::Error;

/// Why a master key could not be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum MasterKeyError {
    /// Not 32 bytes in base64 (either alphabet) or 64 hexadecimal digits.
    #[error("a master key is 32 random bytes, written in base64 or as 64 hexadecimal digits")]
    Malformed,
}

/// 32 random bytes, from a file or the environment. Only derived keys are ever used.
pub struct MasterKey(Secret<[u8; 32]>);

impl MasterKey {
    /// A new random key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0u8; 32];
        entropy.fill(&mut bytes);
        Self(Secret::new(bytes))
    }

    /// Reads the text form; surrounding white space is ignored.
    ///
    /// # Errors
    /// [`MasterKeyError::Malformed`] when the text is not 32 bytes.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let text = text.trim();
        let bytes = if text.len() == 64 { unhex(text) } else { None };
        let bytes = bytes
            .or_else(|| URL_SAFE_NO_PAD.decode(text).ok())
            .or_else(|| STANDARD.decode(text).ok())
            .ok_or(MasterKeyError::Malformed)?;
        let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| MasterKeyError::Malformed)?;
        Ok(Self(Secret::new(bytes)))
    }

    /// The text form, for writing a new key to its file.
    pub fn to_text(&self) -> Secret<String> {
        Secret::new(URL_SAFE_NO_PAD.encode(self.0.expose()))
    }

    /// A key for one purpose (HKDF-SHA-256, RFC 5869). Purposes are names such as
    /// `signing-keys`; two purposes never share a key.
    pub fn derive(&self, purpose: &str) -> Secret<[u8; 32]> {
        Secret::new(derive(self.0.expose(), purpose))
    }

    /// A [`Sealer`] for one purpose.
    pub fn sealer(&self, purpose: &'static str) -> Sealer {
        Sealer::new(self.derive(purpose).expose())
    }

    /// A [`CodeKey`] for one purpose.
    pub fn code_key(&self, purpose: &str) -> CodeKey {
        CodeKey::new(self.derive(purpose).expose())
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey([secret])")
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

struct Length32;

impl hkdf::KeyType for Length32 {
    fn len(&self) -> usize {
        32
    }
}

fn derive(secret: &[u8], purpose: &str) -> [u8; 32] {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"latchkey/1").extract(secret);
    let mut out = [0u8; 32];
    let filled = prk.expand(&[purpose.as_bytes()], Length32).and_then(|okm| okm.fill(&mut out));
    // HKDF refuses only outputs longer than 255 hashes; ours is one.
    debug_assert!(filled.is_ok());
    out
}

/// Why something sealed could not be opened.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SealError {
    /// Another key, another context, or altered bytes. Which one cannot be told.
    #[error("the sealed value does not open: another key, or the bytes were altered")]
    DoesNotOpen,
}

/// Bytes sealed with AES-256-GCM: a version octet, a 96-bit random nonce, ciphertext, tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// From the bytes the database keeps.
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes the database keeps.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Seals and opens values under one key.
pub struct Sealer(aead::LessSafeKey);

const VERSION: u8 = 1;

impl Sealer {
    /// From 32 bytes of key material.
    pub fn new(key: &[u8; 32]) -> Self {
        let Ok(key) = aead::UnboundKey::new(&aead::AES_256_GCM, key) else { unreachable!() };
        Self(aead::LessSafeKey::new(key))
    }

    /// A sealer whose key only the holder of `token` can make: for a value that must stay
    /// unreadable to whoever reads the database.
    pub fn from_token(token: &str, purpose: &str) -> Self {
        Self::new(&derive(token.as_bytes(), purpose))
    }

    /// Seals `plain`, bound to `context` (what the value is and whose): it opens only there.
    pub fn seal(&self, plain: &[u8], context: &[u8], entropy: &dyn Entropy) -> Sealed {
        let mut nonce = [0u8; 12];
        entropy.fill(&mut nonce);
        let mut out = Vec::with_capacity(1 + 12 + plain.len() + 16);
        out.push(VERSION);
        out.extend_from_slice(&nonce);
        let mut body = plain.to_vec();
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let sealed = self.0.seal_in_place_append_tag(nonce, aead::Aad::from(context), &mut body);
        if sealed.is_err() {
            unreachable!();
        }
        out.extend_from_slice(&body);
        Sealed(out)
    }

    /// Opens what [`Sealer::seal`] made with the same key and context.
    ///
    /// # Errors
    /// [`SealError::DoesNotOpen`] for anything else.
    pub fn open(&self, sealed: &Sealed, context: &[u8]) -> Result<Secret<Vec<u8>>, SealError> {
        let [VERSION, rest @ ..] = sealed.0.as_slice() else { return Err(SealError::DoesNotOpen) };
        let (nonce, body) = rest.split_at_checked(12).ok_or(SealError::DoesNotOpen)?;
        let nonce =
            aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::DoesNotOpen)?;
        let mut body = body.to_vec();
        let plain = self
            .0
            .open_in_place(nonce, aead::Aad::from(context), &mut body)
            .map_err(|_| SealError::DoesNotOpen)?;
        Ok(Secret::new(plain.to_vec()))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn a_key_survives_its_text_in_every_spelling() {
        let key = MasterKey::generate(&SeededEntropy::new(9));
        let again = MasterKey::parse(key.to_text().expose()).unwrap();
        assert_eq!(key.0.expose(), again.0.expose());
        let hex: String = key.0.expose().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(MasterKey::parse(&hex).unwrap().0.expose(), key.0.expose());
        let padded = format!(" {}\n", STANDARD.encode(key.0.expose()));
        assert_eq!(MasterKey::parse(&padded).unwrap().0.expose(), key.0.expose());
    }

    #[test]
    fn a_short_key_is_refused() {
        assert_eq!(MasterKey::parse("c2hvcnQ").err(), Some(MasterKeyError::Malformed));
        assert_eq!(MasterKey::parse("").err(), Some(MasterKeyError::Malformed));
    }

    #[test]
    fn sealed_values_open_only_with_their_key_and_context() {
        let entropy = SeededEntropy::new(4);
        let key = MasterKey::generate(&entropy);
        let sealer = key.sealer("signing-keys");
        let sealed = sealer.seal(b"private", b"tenant-1", &entropy);
        assert_eq!(sealer.open(&sealed, b"tenant-1").unwrap().expose(), b"private");
        assert!(sealer.open(&sealed, b"tenant-2").is_err());
        assert!(key.sealer("other").open(&sealed, b"tenant-1").is_err());
        let mut altered = sealed.as_bytes().to_vec();
        altered[20] ^= 1;
        assert!(sealer.open(&Sealed::from_bytes(altered), b"tenant-1").is_err());
        assert!(sealer.open(&Sealed::from_bytes(vec![VERSION; 5]), b"tenant-1").is_err());
    }

    #[test]
    fn the_same_plaintext_never_seals_alike() {
        let entropy = SeededEntropy::new(5);
        let sealer = MasterKey::generate(&entropy).sealer("x");
        assert_ne!(sealer.seal(b"a", b"", &entropy), sealer.seal(b"a", b"", &entropy));
    }
}
