//! HMAC with SHA-2 (RFC 7518 §3.2): the key is a secret that both sides hold.
use crate::{Algorithm, KeyError};
use aws_lc_rs::hmac;

/// The MAC key for `algorithm`.
///
/// # Errors
/// [`KeyError::Weak`] when the secret is shorter than the hash (RFC 7518 §3.2),
/// [`KeyError::WrongAlgorithm`] when the algorithm is not a MAC.
pub(crate) fn key(algorithm: Algorithm, secret: &[u8]) -> Result<hmac::Key, KeyError> {
    let hash = match algorithm {
        Algorithm::HS256 => hmac::HMAC_SHA256,
        Algorithm::HS384 => hmac::HMAC_SHA384,
        Algorithm::HS512 => hmac::HMAC_SHA512,
        _ => return Err(KeyError::WrongAlgorithm),
    };
    if secret.len() < algorithm.hash_length() {
        return Err(KeyError::Weak);
    }
    Ok(hmac::Key::new(hash, secret))
}
