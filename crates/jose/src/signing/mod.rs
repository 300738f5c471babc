//! Keys that sign: key pairs ([`SigningKey`]) and shared secrets ([`MacKey`]).
mod headers;
mod mac_key;
mod signing_key;

pub use mac_key::MacKey;
pub use signing_key::SigningKey;

use crate::algorithms::{LONGEST_SIGNATURE, Signature};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::write::EncoderStringWriter;
use serde::Serialize;
use thiserror::Error;

/// Why a key is not usable.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// Key pairs do not make MACs, and secrets do not make signatures.
    #[error("a key of this kind does not go with the algorithm")]
    WrongAlgorithm,
    /// Not PKCS#8, or a key of another type, curve or size than the algorithm has.
    #[error("the key is not a PKCS#8 key for the algorithm")]
    Malformed,
    /// An RSA modulus of less than 2048 bits (RFC 7518 §3.3), or a secret that is shorter than
    /// the hash (RFC 7518 §3.2).
    #[error("the key is too short for the algorithm")]
    Weak,
    /// The cryptographic library failed, for want of memory or randomness.
    #[error("the cryptographic library made no key")]
    NotMade,
}

/// Why nothing was signed.
#[derive(Debug, Error)]
pub enum SignError {
    /// The claims are not a JSON value.
    #[error("the claims do not serialise: {0}")]
    Claims(#[from] serde_json::Error),
    /// The cryptographic library failed.
    #[error("the cryptographic library refused to sign")]
    Refused,
}

/// Room for the claims of a usual token, in characters of base64url.
const USUAL_CLAIMS: usize = 640;

/// Writes a JWT in compact form (RFC 7515 §7.1) into one buffer: the encoded header, the claims
/// serialised straight into base64url, the signature over both.
fn write_jwt(
    header: &str,
    claims: &impl Serialize,
    sign: impl FnOnce(&[u8]) -> Option<Signature>,
) -> Result<String, SignError> {
    let room = header.len() + USUAL_CLAIMS + LONGEST_SIGNATURE * 4 / 3;
    let mut token = String::with_capacity(room);
    token.push_str(header);
    token.push('.');
    let mut encoder = EncoderStringWriter::from_consumer(&mut token, &URL_SAFE_NO_PAD);
    serde_json::to_writer(&mut encoder, claims)?;
    encoder.into_inner();

    let signature = sign(token.as_bytes()).ok_or(SignError::Refused)?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature.as_ref(), &mut token);
    Ok(token)
}
