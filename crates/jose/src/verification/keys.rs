//! The keys of somebody else, parsed once.
use super::{Header, VerifyError};
use crate::algorithms::{FAMILIES, hmac};
use crate::{Algorithm, Jwk, JwkSet, SYMMETRIC_ALGORITHMS};
use aws_lc_rs::signature::ParsedPublicKey;
use std::fmt;

/// Keys tried for one token. A set may hold more as long as tokens name theirs.
const KEYS_TRIED: usize = 16;

/// Keys that check signatures. Public keys and secrets are never in one set, so that a public
/// key cannot be taken for a MAC key (RFC 8725 §2.1).
#[derive(Default)]
pub struct VerificationKeys {
    keys: Vec<VerificationKey>,
}

struct VerificationKey {
    kid: Option<String>,
    /// One entry for each algorithm that the key serves.
    checks: Vec<(Algorithm, Check)>,
}

enum Check {
    Public(ParsedPublicKey),
    Mac(Box<aws_lc_rs::hmac::Key>),
}

impl VerificationKeys {
    /// The public signature keys of a set. Left out are keys of types and curves we do not know,
    /// malformed or weak ones (RSA below 2048 bits), those for another `use`, `key_ops` or `alg`
    /// (RFC 7517 §4.2 to §4.4), and secrets.
    pub fn from_jwk_set(set: &JwkSet) -> Self {
        Self { keys: set.keys.iter().filter_map(VerificationKey::from_jwk).collect() }
    }

    /// A shared secret, for the MAC algorithms it is long enough for (RFC 7518 §3.2).
    pub fn from_secret(secret: &[u8]) -> Self {
        let check =
            |alg: &Algorithm| Some((*alg, Check::Mac(hmac::key(*alg, secret).ok()?.into())));
        let checks = SYMMETRIC_ALGORITHMS.iter().filter_map(check).collect();
        Self { keys: vec![VerificationKey { kid: None, checks }] }
    }

    /// Whether no key is usable.
    pub fn is_empty(&self) -> bool {
        self.keys.iter().all(|key| key.checks.is_empty())
    }

    /// The names of the usable keys that have one.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(|key| key.kid.as_deref())
    }

    /// Whether one of the keys serves this algorithm.
    pub fn serves(&self, alg: Algorithm) -> bool {
        self.keys.iter().any(|key| key.checks.iter().any(|(served, _)| *served == alg))
    }

    /// Whether one of the keys that fit the header made this signature.
    pub(super) fn check(
        &self,
        header: &Header,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        let fits = |key: &&VerificationKey| match (&header.kid, &key.kid) {
            (Some(wanted), Some(name)) => wanted == name,
            _ => true,
        };
        let mut candidates = self
            .keys
            .iter()
            .filter(fits)
            .flat_map(|key| &key.checks)
            .filter(|(alg, _)| *alg == header.alg)
            .take(KEYS_TRIED)
            .peekable();
        if candidates.peek().is_none() {
            return Err(VerifyError::UnknownKey);
        }
        let right = candidates.any(|(_, check)| match check {
            Check::Public(key) => key.verify_sig(message, signature).is_ok(),
            Check::Mac(key) => aws_lc_rs::hmac::verify(key, message, signature).is_ok(),
        });
        if right { Ok(()) } else { Err(VerifyError::Signature) }
    }
}

impl VerificationKey {
    fn from_jwk(jwk: &Jwk) -> Option<Self> {
        if jwk.use_.as_deref().is_some_and(|use_| use_ != "sig") || !may_verify(jwk) {
            return None;
        }
        let family = FAMILIES.iter().find(|family| family.kty == jwk.kty)?;
        let meant = |alg: &&Algorithm| jwk.alg.as_deref().is_none_or(|name| name == alg.name());
        let check = |alg: &Algorithm| Some((*alg, Check::Public((family.from_jwk)(*alg, jwk)?)));
        let checks: Vec<_> = family.algorithms.iter().filter(meant).filter_map(check).collect();
        (!checks.is_empty()).then(|| Self { kid: jwk.kid.clone(), checks })
    }
}

/// `key_ops`, if present, must list `verify` (RFC 7517 §4.3).
fn may_verify(jwk: &Jwk) -> bool {
    match jwk.other.get("key_ops") {
        None => true,
        Some(operations) => operations
            .as_array()
            .is_some_and(|operations| operations.iter().any(|operation| operation == "verify")),
    }
}

impl fmt::Debug for VerificationKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerificationKeys({})", self.keys.len())
    }
}
