//! Checking signatures (RFC 7515 §5.2) by the rules of RFC 8725.
//!
//! Security: the caller says which algorithms it takes, a key serves the algorithms of its own
//! type only, and nothing in a header (`jwk`, `jku`, `x5c`, …) ever supplies a key.
mod keys;

pub use keys::VerificationKeys;

use crate::compact::Parts;
use crate::{Algorithm, strict_json};
use serde_json::{Map, Value};
use thiserror::Error;

/// Why a token is not to be believed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum VerifyError {
    /// Not a JWT in compact form, or one that demands what we do not know (`crit`).
    #[error("not a signed JWT in compact form")]
    Malformed,
    /// Signed with an algorithm that is not allowed here, `none` among them.
    #[error("the algorithm is not allowed")]
    Algorithm,
    /// No key goes with the header's `kid` and `alg`. A set that was fetched may be out of date.
    #[error("no key fits the header")]
    UnknownKey,
    /// The signature is not by any key that fits.
    #[error("the signature is wrong")]
    Signature,
}

/// The members of a JOSE header that callers look at (RFC 7515 §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The algorithm, one of those allowed.
    pub alg: Algorithm,
    /// The key's name.
    pub kid: Option<String>,
    /// What the token is, `at+jwt` for one.
    pub typ: Option<String>,
    /// What the payload is.
    pub cty: Option<String>,
}

impl Header {
    /// Whether `typ` names this media type; see [`is_media_type`].
    pub fn is_type(&self, media_type: &str) -> bool {
        self.typ.as_deref().is_some_and(|typ| is_media_type(typ, media_type))
    }
}

/// Whether a `typ` or `cty` names this media type, whose `application/` may be left out and whose
/// case does not matter (RFC 7515 §4.1.9). Kinds of JWT are told apart by it (RFC 8725 §3.11).
pub fn is_media_type(typ: &str, media_type: &str) -> bool {
    fn subtype(text: &str) -> &str {
        match text.split_at_checked(12) {
            Some((start, rest)) if start.eq_ignore_ascii_case("application/") => rest,
            _ => text,
        }
    }
    subtype(typ).eq_ignore_ascii_case(subtype(media_type))
}

/// A JWT whose signature is right. Whether it is meant for us, in time and of the right kind is
/// still to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// Its header.
    pub header: Header,
    /// Its claims.
    pub claims: Map<String, Value>,
}

/// Checks a JWT in compact form with one of `keys`, by one of the `allowed` algorithms.
///
/// With a `kid` in the header, keys of that name and keys without a name are tried; without one,
/// every key that fits the algorithm.
///
/// # Errors
/// See [`VerifyError`]; `Malformed` too when the payload is not a JSON object or names a member
/// twice.
pub fn verify(
    token: &str,
    keys: &VerificationKeys,
    allowed: &[Algorithm],
) -> Result<Verified, VerifyError> {
    let (header, payload) = verify_jws(token, keys, allowed)?;
    let claims = strict_json::object(&payload).ok_or(VerifyError::Malformed)?;
    Ok(Verified { header, claims })
}

/// The same for a payload of any kind.
fn verify_jws(
    token: &str,
    keys: &VerificationKeys,
    allowed: &[Algorithm],
) -> Result<(Header, Vec<u8>), VerifyError> {
    let parts = Parts::of(token).ok_or(VerifyError::Malformed)?;
    let header = header(parts.header, allowed)?;
    keys.check(&header, parts.signed.as_bytes(), &parts.signature)?;
    Ok((header, parts.payload))
}

fn header(mut members: Map<String, Value>, allowed: &[Algorithm]) -> Result<Header, VerifyError> {
    // Security: `crit` names extensions that must be understood, and we understand none
    // (RFC 7515 §4.1.11). An unencoded payload (RFC 7797) is such an extension.
    if members.contains_key("crit") || members.contains_key("b64") {
        return Err(VerifyError::Malformed);
    }
    let mut text = |name: &str| match members.remove(name) {
        None => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(_) => Err(VerifyError::Malformed),
    };
    let alg = text("alg")?.ok_or(VerifyError::Malformed)?;
    let alg = Algorithm::parse(&alg).filter(|alg| allowed.contains(alg));
    Ok(Header {
        alg: alg.ok_or(VerifyError::Algorithm)?,
        kid: text("kid")?,
        typ: text("typ")?,
        cty: text("cty")?,
    })
}

#[cfg(test)]
mod tests;
