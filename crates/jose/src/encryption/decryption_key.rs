//! A key pair of ours that others encrypt for.
use super::{ContentEncryption, KeyManagement};
use super::{ecdh_es, key_wrap, rsa_oaep};
use crate::{Jwk, KeyError};
use latchkey_base::Secret;
use std::fmt;

/// A key pair that decrypts with one algorithm (RFC 8725 §3.1). Its name is its thumbprint.
pub struct DecryptionKey {
    alg: KeyManagement,
    private: Private,
    public: Jwk,
}

enum Private {
    Rsa(Box<rsa_oaep::Private>),
    Ec(ecdh_es::Private),
}

/// What the sender says about the key, from the header.
pub(super) struct Agreement {
    pub epk: ecdh_es::Public,
    pub party_u: Vec<u8>,
    pub party_v: Vec<u8>,
}

impl DecryptionKey {
    /// Makes a key pair: RSA with 2048 bits, or one on P-256. The random bits are the
    /// cryptographic library's own. RSA takes a tenth of a second and more.
    ///
    /// # Errors
    /// [`KeyError::WrongAlgorithm`] for algorithms with shared secrets, [`KeyError::NotMade`]
    /// when the library fails.
    pub fn generate(alg: KeyManagement) -> Result<Self, KeyError> {
        let private = match alg {
            _ if alg.is_symmetric() => return Err(KeyError::WrongAlgorithm),
            _ if alg.is_agreement() => Private::Ec(ecdh_es::Private::generate()?),
            _ => Private::Rsa(Box::new(rsa_oaep::Private::generate(alg)?)),
        };
        Self::new(alg, private)
    }

    /// Reads a key pair from PKCS#8 in DER (RFC 5208): RSA, or one on P-256, P-384 or P-521.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when it is none, or one for another algorithm; [`KeyError::Weak`]
    /// for RSA below 2048 bits; [`KeyError::WrongAlgorithm`] for algorithms with shared secrets.
    pub fn from_pkcs8(alg: KeyManagement, der: &[u8]) -> Result<Self, KeyError> {
        let private = match alg {
            _ if alg.is_symmetric() => return Err(KeyError::WrongAlgorithm),
            _ if alg.is_agreement() => Private::Ec(ecdh_es::Private::from_pkcs8(der)?),
            _ => Private::Rsa(Box::new(rsa_oaep::Private::from_pkcs8(alg, der)?)),
        };
        Self::new(alg, private)
    }

    fn new(alg: KeyManagement, private: Private) -> Result<Self, KeyError> {
        let mut public = match &private {
            Private::Rsa(key) => {
                let other = key.public_members();
                Jwk { kty: "RSA".to_owned(), other, ..Jwk::default() }
            }
            Private::Ec(key) => key.public_jwk()?,
        };
        public.use_ = Some("enc".to_owned());
        public.alg = Some(alg.name().to_owned());
        public.kid = Some(public.thumbprint().ok_or(KeyError::Malformed)?);
        Ok(Self { alg, private, public })
    }

    /// The key pair as PKCS#8 in DER, for sealing.
    ///
    /// # Errors
    /// [`KeyError::NotMade`] when the library fails for want of memory.
    pub fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        match &self.private {
            Private::Rsa(key) => key.to_pkcs8(),
            Private::Ec(key) => key.to_pkcs8(),
        }
    }

    /// Its name: the RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        self.public.kid.as_deref().unwrap_or_default()
    }

    /// What it decrypts with.
    pub fn alg(&self) -> KeyManagement {
        self.alg
    }

    /// The public half with `kid`, `alg` and `use`: `enc`, for a JWKS document (RFC 7517 §4).
    pub fn public_jwk(&self) -> Jwk {
        self.public.clone()
    }

    /// The content key; `None` when it cannot be had, which nobody must be told.
    pub(super) fn content_key(
        &self,
        enc: ContentEncryption,
        agreement: Option<&Agreement>,
        encrypted_key: &[u8],
    ) -> Option<Secret<Vec<u8>>> {
        match &self.private {
            Private::Rsa(key) => key.decrypt(encrypted_key),
            Private::Ec(key) => {
                let said = agreement?;
                let parties = (&said.party_u[..], &said.party_v[..]);
                let agreed = key.agree(&said.epk, (self.alg, enc), parties)?;
                if self.alg.is_direct() {
                    return Some(agreed);
                }
                key_wrap::unwrap(agreed.expose(), encrypted_key)
            }
        }
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecryptionKey({} {})", self.alg(), self.kid())
    }
}
