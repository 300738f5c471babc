//! A secret that both sides hold.
use super::headers::Headers;
use super::write_jwt;
use crate::algorithms::{Signature, hmac};
use crate::{Algorithm, KeyError, SignError};
use serde::Serialize;
use std::fmt;

/// A shared secret as a MAC key: the octets of a `client_secret` (OIDC Core §10.1). JWTs made
/// with it name no `kid`, since a client has one secret.
pub struct MacKey {
    key: aws_lc_rs::hmac::Key,
    headers: Headers,
}

impl MacKey {
    /// A MAC key for one of `HS256`, `HS384`, `HS512`.
    ///
    /// # Errors
    /// [`KeyError::Weak`] when the secret has fewer octets than the hash (RFC 7518 §3.2),
    /// [`KeyError::WrongAlgorithm`] when the algorithm is not a MAC.
    pub fn new(alg: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        Ok(Self { key: hmac::key(alg, secret)?, headers: Headers::new(alg, None) })
    }

    /// What it signs with.
    pub fn alg(&self) -> Algorithm {
        self.headers.alg()
    }

    /// Authenticates `claims` as a JWT in compact form; see
    /// [`SigningKey::sign_jwt`](crate::SigningKey::sign_jwt).
    ///
    /// # Errors
    /// [`SignError::Claims`] when the claims do not serialise.
    pub fn sign_jwt(
        &self,
        typ: Option<&str>,
        claims: &impl Serialize,
    ) -> Result<String, SignError> {
        let header = self.headers.encoded(typ)?;
        write_jwt(&header, claims, |message| {
            Signature::copy(aws_lc_rs::hmac::sign(&self.key, message).as_ref())
        })
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MacKey({} [secret])", self.alg())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7518 §3.2: the key is at least as long as the hash.
    #[test]
    fn a_secret_shorter_than_the_hash_is_refused() {
        for (alg, length) in
            [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)]
        {
            assert!(MacKey::new(alg, &vec![7; length]).is_ok());
            assert_eq!(MacKey::new(alg, &vec![7; length - 1]).err(), Some(KeyError::Weak));
        }
    }

    #[test]
    fn a_secret_makes_no_signatures() {
        assert_eq!(MacKey::new(Algorithm::RS256, &[7; 64]).err(), Some(KeyError::WrongAlgorithm));
    }
}
