//! RSAES-OAEP (RFC 7518 §4.3).
use super::KeyManagement;
use crate::algorithms::rsa::{MODULUS_BITS, bit_length, members, significant};
use crate::{Jwk, KeyError};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm,
    OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
    PublicKeyComponents,
};
use latchkey_base::Secret;
use serde_json::{Map, Value};

fn padding(alg: KeyManagement) -> Option<&'static OaepAlgorithm> {
    match alg {
        KeyManagement::RsaOaep => Some(&OAEP_SHA1_MGF1SHA1),
        KeyManagement::RsaOaep256 => Some(&OAEP_SHA256_MGF1SHA256),
        _ => None,
    }
}

/// The recipient's public key.
pub(super) struct Public {
    key: OaepPublicEncryptingKey,
    padding: &'static OaepAlgorithm,
}

impl Public {
    pub fn from_jwk(alg: KeyManagement, jwk: &Jwk) -> Result<Self, KeyError> {
        let padding = padding(alg).filter(|_| jwk.kty == "RSA").ok_or(KeyError::WrongAlgorithm)?;
        let member = |name| jwk.octets(name).ok_or(KeyError::Malformed);
        let (n, e) = (member("n")?, member("e")?);
        let (n, e) = (significant(&n), significant(&e));
        if bit_length(n) < *MODULUS_BITS.start() {
            return Err(KeyError::Weak);
        }
        let parts = PublicKeyComponents { n, e };
        let key: PublicEncryptingKey = parts.try_into().map_err(|_| KeyError::Malformed)?;
        let key = OaepPublicEncryptingKey::new(key).map_err(|_| KeyError::Malformed)?;
        Ok(Self { key, padding })
    }

    pub fn encrypt(&self, content_key: &[u8]) -> Option<Vec<u8>> {
        let mut encrypted = vec![0; self.key.ciphertext_size()];
        let length = self.key.encrypt(self.padding, content_key, &mut encrypted, None).ok()?.len();
        encrypted.truncate(length);
        Some(encrypted)
    }
}

/// A key pair of ours.
pub(super) struct Private {
    pair: KeyPair,
    key: OaepPrivateDecryptingKey,
    padding: &'static OaepAlgorithm,
}

impl Private {
    pub fn generate(alg: KeyManagement) -> Result<Self, KeyError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::NotMade)?;
        Self::from_pkcs8(alg, to_pkcs8(&pair)?.expose())
    }

    pub fn from_pkcs8(alg: KeyManagement, der: &[u8]) -> Result<Self, KeyError> {
        let padding = padding(alg).ok_or(KeyError::WrongAlgorithm)?;
        let pair = KeyPair::from_pkcs8(der).map_err(|_| KeyError::Malformed)?;
        let key = PrivateDecryptingKey::from_pkcs8(der).map_err(|_| KeyError::Malformed)?;
        let key = OaepPrivateDecryptingKey::new(key).map_err(|_| KeyError::Malformed)?;
        if key.key_size_bits() < *MODULUS_BITS.start() {
            return Err(KeyError::Weak);
        }
        Ok(Self { pair, key, padding })
    }

    pub fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        to_pkcs8(&self.pair)
    }

    pub fn public_members(&self) -> Map<String, Value> {
        members(&self.pair)
    }

    /// The content key; `None` when the padding is not right, which nobody must be told.
    pub fn decrypt(&self, encrypted: &[u8]) -> Option<Secret<Vec<u8>>> {
        let mut out = vec![0; self.key.min_output_size()];
        let length = self.key.decrypt(self.padding, encrypted, &mut out, None).ok()?.len();
        out.truncate(length);
        Some(Secret::new(out))
    }
}

fn to_pkcs8(pair: &KeyPair) -> Result<Secret<Vec<u8>>, KeyError> {
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::NotMade)?;
    Ok(Secret::new(der.as_ref().to_vec()))
}
