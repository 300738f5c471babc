//! Families of signature algorithms: one file each, one row each in [`FAMILIES`].
//!
//! A family knows its keys; what is signed, and which key may check what, is decided elsewhere.
pub(crate) mod ecdsa;
pub(crate) mod eddsa;
pub(crate) mod hmac;
pub(crate) mod rsa;

use crate::{Algorithm, Jwk, KeyError};
use aws_lc_rs::signature::ParsedPublicKey;
use latchkey_base::Secret;
use serde_json::{Map, Value};

/// A key pair, if it could be made or read.
pub(crate) type Made = Result<Box<dyn PrivateKey>, KeyError>;

/// Algorithms that share a kind of key pair.
pub(crate) struct Family {
    /// `kty` of its keys (RFC 7518 §6.1, RFC 8037 §2).
    pub kty: &'static str,
    /// Which algorithms a key of this family can serve.
    pub algorithms: &'static [Algorithm],
    /// Makes a key pair for the algorithm.
    pub generate: fn(Algorithm) -> Made,
    /// Reads a key pair for the algorithm from PKCS#8 (RFC 5208).
    pub from_pkcs8: fn(Algorithm, &[u8]) -> Made,
    /// Reads a public key, for checking that algorithm's signatures; `None` when the key is
    /// malformed, too weak, or of a curve that does not go with the algorithm.
    pub from_jwk: fn(Algorithm, &Jwk) -> Option<ParsedPublicKey>,
}

/// All families with key pairs. MACs have none: see [`hmac`].
pub(crate) static FAMILIES: &[&Family] = &[&rsa::FAMILY, &ecdsa::FAMILY, &eddsa::FAMILY];

/// The family that owns the algorithm; `None` for MACs.
pub(crate) fn family_of(algorithm: Algorithm) -> Option<&'static Family> {
    FAMILIES.iter().copied().find(|family| family.algorithms.contains(&algorithm))
}

/// A key pair that signs with one algorithm.
pub(crate) trait PrivateKey: Send + Sync {
    /// The members of its public JWK that the thumbprint covers, `kty` aside.
    fn public_members(&self) -> Map<String, Value>;
    /// The key pair as PKCS#8.
    fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError>;
    /// Signs; `None` when the library refuses, which a checked key gives it no reason to.
    fn sign(&self, message: &[u8]) -> Option<Signature>;
}

/// Octets of the longest signature we make: RSA with 4096 bits.
pub(crate) const LONGEST_SIGNATURE: usize = 512;

/// A signature or MAC on the stack.
pub(crate) struct Signature {
    octets: [u8; LONGEST_SIGNATURE],
    length: usize,
}

impl Signature {
    /// An empty signature of `length` octets to be filled; `None` if it is longer than ours.
    pub fn of_length(length: usize) -> Option<Self> {
        (length <= LONGEST_SIGNATURE).then_some(Self { octets: [0; LONGEST_SIGNATURE], length })
    }

    /// A copy of `octets`.
    pub fn copy(octets: &[u8]) -> Option<Self> {
        let mut signature = Self::of_length(octets.len())?;
        signature.as_mut().copy_from_slice(octets);
        Some(signature)
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.octets[..self.length]
    }
}

impl AsMut<[u8]> for Signature {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.octets[..self.length]
    }
}
