//! Signature algorithms by their registered names (RFC 7518 §3.1, RFC 8037 §3.1).
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{sha256, sha384, sha512};
use serde::{Deserialize, Serialize};

/// A JWS `alg` value that we implement. `none` is not one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the registry's")]
pub enum Algorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
    HS256,
    HS384,
    HS512,
}

const ALL: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::EdDSA,
    Algorithm::HS256,
    Algorithm::HS384,
    Algorithm::HS512,
];

/// All of them, in the order in which documents list them.
pub static ALGORITHMS: &[Algorithm] = ALL;

/// Those with a private and a public key.
pub static ASYMMETRIC_ALGORITHMS: &[Algorithm] = ALL.split_at(10).0;

/// Those under a shared secret.
pub static SYMMETRIC_ALGORITHMS: &[Algorithm] = ALL.split_at(10).1;

impl Algorithm {
    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::EdDSA => "EdDSA",
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
        }
    }

    /// Finds the algorithm of that exact name.
    pub fn parse(name: &str) -> Option<Self> {
        ALGORITHMS.iter().copied().find(|algorithm| algorithm.name() == name)
    }

    /// Whether the key is a shared secret.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::HS256 | Self::HS384 | Self::HS512)
    }

    /// Octets of the hash the algorithm is built on. `EdDSA` stands for Ed25519, which hashes
    /// with SHA-512 (RFC 8032 §5.1).
    pub(crate) const fn hash_length(self) -> usize {
        match self {
            Self::RS256 | Self::PS256 | Self::ES256 | Self::HS256 => 32,
            Self::RS384 | Self::PS384 | Self::ES384 | Self::HS384 => 48,
            Self::RS512 | Self::PS512 | Self::ES512 | Self::HS512 | Self::EdDSA => 64,
        }
    }
}

impl std::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The left half of the hash of `text`, in base64url: the value of `at_hash`, `c_hash` and
/// `s_hash` in an ID token signed with `alg` (OIDC Core §3.1.3.6, §3.3.2.11).
pub fn half_hash(alg: Algorithm, text: &str) -> String {
    let text = text.as_bytes();
    match alg.hash_length() {
        32 => URL_SAFE_NO_PAD.encode(&sha256(text)[..16]),
        48 => URL_SAFE_NO_PAD.encode(&sha384(text)[..24]),
        _ => URL_SAFE_NO_PAD.encode(&sha512(text)[..32]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7518 §3.1, RFC 8037 §3.1: the names of the registry, letter by letter; `none` is no
    /// algorithm.
    #[test]
    fn names_lead_back_to_their_algorithm_and_none_is_not_one() {
        for algorithm in ALGORITHMS {
            assert_eq!(Algorithm::parse(algorithm.name()), Some(*algorithm));
            assert_eq!(serde_json::json!(algorithm), algorithm.name());
        }
        for name in ["none", "None", "rs256", "RS1", ""] {
            assert_eq!(Algorithm::parse(name), None, "{name}");
        }
    }

    #[test]
    fn every_algorithm_is_either_symmetric_or_not() {
        assert!(SYMMETRIC_ALGORITHMS.iter().all(|algorithm| algorithm.is_symmetric()));
        assert!(!ASYMMETRIC_ALGORITHMS.iter().any(|algorithm| algorithm.is_symmetric()));
        assert_eq!([ASYMMETRIC_ALGORITHMS, SYMMETRIC_ALGORITHMS].concat(), ALGORITHMS);
    }

    /// OIDC Core §A.3 and §A.4 print these hashes beside the values they were made from.
    #[test]
    fn half_hashes_are_those_the_specification_prints() {
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
        assert_eq!(half_hash(Algorithm::RS256, token), "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(half_hash(Algorithm::RS256, code), "LDktKdoQak3Pk0cnXxCltA");
    }

    /// OIDC Core §3.1.3.6, RFC 8032 §5.1: half of the algorithm's own hash, which for Ed25519 is
    /// SHA-512.
    #[test]
    fn half_hashes_grow_with_the_algorithm() {
        for (algorithm, octets) in [
            (Algorithm::ES256, 16),
            (Algorithm::PS384, 24),
            (Algorithm::HS512, 32),
            (Algorithm::EdDSA, 32),
        ] {
            let hash = URL_SAFE_NO_PAD.decode(half_hash(algorithm, "text")).unwrap();
            assert_eq!(hash.len(), octets, "{algorithm}");
        }
    }
}
