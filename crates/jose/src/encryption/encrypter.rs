//! Encrypting for somebody else.
use super::content::Envelope;
use super::{ContentEncryption, KeyManagement};
use super::{ecdh_es, key_wrap, random, rsa_oaep, shared_secret};
use crate::{Jwk, JwkSet, KeyError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::Secret;
use serde::Serialize;
use std::fmt;
use thiserror::Error;

/// Nothing was encrypted: the cryptographic library refused, for want of memory or randomness, or
/// because the recipient's key agrees on nothing.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the cryptographic library refused to encrypt")]
pub struct EncryptError;

/// A recipient's key with the algorithms it registered.
pub struct Encrypter {
    alg: KeyManagement,
    enc: ContentEncryption,
    kid: Option<String>,
    recipient: Recipient,
}

enum Recipient {
    Rsa(rsa_oaep::Public),
    Ec(ecdh_es::Public),
    /// The shared key: the content key for `dir`, else the one that wraps it.
    Secret(Secret<Vec<u8>>),
}

/// The JOSE header (RFC 7516 §4.1).
#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    enc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cty: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epk: Option<Jwk>,
}

/// What the header says of the payload.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    cty: Option<&'a str>,
    iss: Option<&'a str>,
}

/// How the content key travels (RFC 7516 §5.1, steps 1 to 7).
struct Delivery {
    content_key: Secret<Vec<u8>>,
    encrypted_key: Vec<u8>,
    epk: Option<Jwk>,
}

impl Encrypter {
    /// For the holder of the private half of `jwk`.
    ///
    /// # Errors
    /// [`KeyError::WrongAlgorithm`] when the key is of another type, is meant for another `use`,
    /// `key_ops` or `alg` (RFC 7517 §4.2 to §4.4), or the algorithm takes a shared secret;
    /// [`KeyError::Malformed`] when it is none, or a point off its curve; [`KeyError::Weak`] for
    /// RSA below 2048 bits.
    pub fn for_recipient(
        jwk: &Jwk,
        alg: KeyManagement,
        enc: ContentEncryption,
    ) -> Result<Self, KeyError> {
        if alg.is_symmetric() || !is_meant_for(jwk, alg) {
            return Err(KeyError::WrongAlgorithm);
        }
        let recipient = if alg.is_agreement() {
            Recipient::Ec(ecdh_es::Public::from_jwk(jwk)?)
        } else {
            Recipient::Rsa(rsa_oaep::Public::from_jwk(alg, jwk)?)
        };
        Ok(Self { alg, enc, kid: jwk.kid.clone(), recipient })
    }

    /// For the owner of a key set: the first key that goes with `alg`, those that name it or say
    /// `enc` before all others (OIDC Core §10.2, §10.2.1).
    ///
    /// # Errors
    /// [`KeyError::WrongAlgorithm`] when no key goes with it, else what is wrong with the last one
    /// that would.
    pub fn for_key_set(
        set: &JwkSet,
        alg: KeyManagement,
        enc: ContentEncryption,
    ) -> Result<Self, KeyError> {
        let mut keys: Vec<&Jwk> = set.keys.iter().filter(|jwk| is_meant_for(jwk, alg)).collect();
        keys.sort_by_key(|jwk| (jwk.alg.is_none(), jwk.use_.is_none()));
        let mut refused = KeyError::WrongAlgorithm;
        for jwk in keys {
            match Self::for_recipient(jwk, alg, enc) {
                Ok(encrypter) => return Ok(encrypter),
                Err(KeyError::WrongAlgorithm) => {}
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// For a client that shares `secret`, its `client_secret` (OIDC Core §10.2). No `kid` is
    /// named, since a client has one secret.
    ///
    /// # Errors
    /// [`KeyError::WrongAlgorithm`] for algorithms with key pairs.
    pub fn for_secret(
        secret: &[u8],
        alg: KeyManagement,
        enc: ContentEncryption,
    ) -> Result<Self, KeyError> {
        let key = shared_secret::derive(secret, alg, enc).ok_or(KeyError::WrongAlgorithm)?;
        Ok(Self { alg, enc, kid: None, recipient: Recipient::Secret(key) })
    }

    /// Encrypts. `cty` says what the payload is: `JWT` for a signed JWT (RFC 7519 §5.2).
    ///
    /// # Errors
    /// [`EncryptError`].
    pub fn encrypt(&self, payload: &[u8], cty: Option<&str>) -> Result<String, EncryptError> {
        self.try_encrypt(payload, Said { cty, iss: None }).ok_or(EncryptError)
    }

    /// Encrypts a signed JWT: signed first, then encrypted (OIDC Core §10.2, RFC 7519 §11.2).
    ///
    /// # Errors
    /// [`EncryptError`].
    pub fn encrypt_jwt(&self, jwt: &str) -> Result<String, EncryptError> {
        self.encrypt(jwt.as_bytes(), Some("JWT"))
    }

    /// The same, with its issuer in the header too, for readers who choose a key by that (RFC 7519
    /// §5.3).
    ///
    /// # Errors
    /// [`EncryptError`].
    pub fn encrypt_jwt_of(&self, iss: &str, jwt: &str) -> Result<String, EncryptError> {
        let said = Said { cty: Some("JWT"), iss: Some(iss) };
        self.try_encrypt(jwt.as_bytes(), said).ok_or(EncryptError)
    }

    fn try_encrypt(&self, payload: &[u8], said: Said<'_>) -> Option<String> {
        let delivery = self.deliver()?;
        let header = Header {
            alg: self.alg.name(),
            enc: self.enc.name(),
            kid: self.kid.as_deref(),
            cty: said.cty,
            iss: said.iss,
            epk: delivery.epk,
        };
        let mut token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header).ok()?);
        let iv = random(self.enc.iv_length())?;
        let (key, iv) = (delivery.content_key.expose(), iv.expose());
        let sealed = Envelope { enc: self.enc, key, iv, aad: token.as_bytes() }.seal(payload)?;
        for part in [&delivery.encrypted_key, iv, &sealed.ciphertext, &sealed.tag] {
            token.push('.');
            URL_SAFE_NO_PAD.encode_string(part, &mut token);
        }
        Some(token)
    }

    fn deliver(&self) -> Option<Delivery> {
        let fresh = || random(self.enc.key_length());
        match &self.recipient {
            Recipient::Rsa(key) => {
                let content_key = fresh()?;
                let encrypted_key = key.encrypt(content_key.expose())?;
                Some(Delivery { content_key, encrypted_key, epk: None })
            }
            Recipient::Ec(key) => {
                let own = ecdh_es::Private::ephemeral(key).ok()?;
                let agreed = own.agree(key, (self.alg, self.enc), (b"", b""))?;
                let delivery = self.under(&agreed)?;
                Some(Delivery { epk: Some(own.public_jwk().ok()?), ..delivery })
            }
            Recipient::Secret(shared) => self.under(shared),
        }
    }

    /// The shared or agreed key is the content key, or wraps one.
    fn under(&self, key: &Secret<Vec<u8>>) -> Option<Delivery> {
        let (content_key, encrypted_key) = if self.alg.is_direct() {
            (Secret::new(key.expose().clone()), Vec::new())
        } else {
            let content_key = random(self.enc.key_length())?;
            let wrapped = key_wrap::wrap(key.expose(), content_key.expose())?;
            (content_key, wrapped)
        };
        Some(Delivery { content_key, encrypted_key, epk: None })
    }
}

/// Whether the owner of the key wants it used so (RFC 7517 §4.2 to §4.4).
fn is_meant_for(jwk: &Jwk, alg: KeyManagement) -> bool {
    static OPERATIONS: &[&str] = &["encrypt", "wrapKey", "deriveKey", "deriveBits"];
    let operations = match jwk.other.get("key_ops") {
        None => true,
        Some(listed) => listed.as_array().is_some_and(|listed| {
            listed.iter().any(|it| OPERATIONS.iter().any(|known| it == known))
        }),
    };
    operations
        && jwk.use_.as_deref().is_none_or(|use_| use_ == "enc")
        && jwk.alg.as_deref().is_none_or(|name| name == alg.name())
}

impl fmt::Debug for Encrypter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encrypter({} {} {:?})", self.alg, self.enc, self.kid)
    }
}
