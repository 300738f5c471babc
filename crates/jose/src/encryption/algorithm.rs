//! Encryption algorithms by their registered names (RFC 7518 §4.1, §5.1).
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the content encryption key gets to the recipient: a JWE `alg` that we implement.
///
/// Security: `RSA1_5` (RFC 8725 §3.2) and the password based `PBES2-…`, whose work factor the
/// sender chooses, are left out on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum KeyManagement {
    /// RSAES-OAEP with SHA-1 and MGF1 with SHA-1 (RFC 7518 §4.3).
    #[serde(rename = "RSA-OAEP")]
    RsaOaep,
    /// RSAES-OAEP with SHA-256 (RFC 7518 §4.3).
    #[serde(rename = "RSA-OAEP-256")]
    RsaOaep256,
    /// A key agreed on encrypts the content (RFC 7518 §4.6).
    #[serde(rename = "ECDH-ES")]
    EcdhEs,
    /// A key agreed on wraps the content key (RFC 7518 §4.6).
    #[serde(rename = "ECDH-ES+A128KW")]
    EcdhEsA128Kw,
    /// A key agreed on wraps the content key (RFC 7518 §4.6).
    #[serde(rename = "ECDH-ES+A256KW")]
    EcdhEsA256Kw,
    /// A shared key wraps the content key (RFC 7518 §4.4).
    #[serde(rename = "A128KW")]
    A128Kw,
    /// A shared key wraps the content key (RFC 7518 §4.4).
    #[serde(rename = "A256KW")]
    A256Kw,
    /// A shared key encrypts the content (RFC 7518 §4.5).
    #[serde(rename = "dir")]
    Dir,
}

/// All of them, in the order in which documents list them.
pub static KEY_MANAGEMENT: &[KeyManagement] = &[
    KeyManagement::RsaOaep,
    KeyManagement::RsaOaep256,
    KeyManagement::EcdhEs,
    KeyManagement::EcdhEsA128Kw,
    KeyManagement::EcdhEsA256Kw,
    KeyManagement::A128Kw,
    KeyManagement::A256Kw,
    KeyManagement::Dir,
];

impl KeyManagement {
    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
            Self::A128Kw => "A128KW",
            Self::A256Kw => "A256KW",
            Self::Dir => "dir",
        }
    }

    /// Finds the algorithm of that exact name.
    pub fn parse(name: &str) -> Option<Self> {
        KEY_MANAGEMENT.iter().copied().find(|alg| alg.name() == name)
    }

    /// Whether the key is a shared secret.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::A128Kw | Self::A256Kw | Self::Dir)
    }

    /// Whether a key is agreed on (RFC 7518 §4.6).
    pub(super) const fn is_agreement(self) -> bool {
        matches!(self, Self::EcdhEs | Self::EcdhEsA128Kw | Self::EcdhEsA256Kw)
    }

    /// Octets of the key that wraps the content key, for algorithms that wrap with AES.
    pub(super) const fn wrapping_key(self) -> Option<usize> {
        match self {
            Self::EcdhEsA128Kw | Self::A128Kw => Some(16),
            Self::EcdhEsA256Kw | Self::A256Kw => Some(32),
            Self::RsaOaep | Self::RsaOaep256 | Self::EcdhEs | Self::Dir => None,
        }
    }

    /// Whether the content key is not sent at all (RFC 7516 §2, direct modes).
    pub(super) const fn is_direct(self) -> bool {
        matches!(self, Self::EcdhEs | Self::Dir)
    }
}

/// How the content is encrypted: a JWE `enc` that we implement (RFC 7518 §5.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum ContentEncryption {
    /// AES-128-CBC with HMAC-SHA-256 (RFC 7518 §5.2.3).
    #[serde(rename = "A128CBC-HS256")]
    A128CbcHs256,
    /// AES-256-CBC with HMAC-SHA-512 (RFC 7518 §5.2.5).
    #[serde(rename = "A256CBC-HS512")]
    A256CbcHs512,
    /// AES-128-GCM (RFC 7518 §5.3).
    #[serde(rename = "A128GCM")]
    A128Gcm,
    /// AES-256-GCM (RFC 7518 §5.3).
    #[serde(rename = "A256GCM")]
    A256Gcm,
}

/// All of them, in the order in which documents list them.
pub static CONTENT_ENCRYPTION: &[ContentEncryption] = &[
    ContentEncryption::A128CbcHs256,
    ContentEncryption::A256CbcHs512,
    ContentEncryption::A128Gcm,
    ContentEncryption::A256Gcm,
];

impl ContentEncryption {
    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256CbcHs512 => "A256CBC-HS512",
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// Finds the algorithm of that exact name.
    pub fn parse(name: &str) -> Option<Self> {
        CONTENT_ENCRYPTION.iter().copied().find(|enc| enc.name() == name)
    }

    /// Octets of the content encryption key.
    pub(super) const fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A256CbcHs512 => 64,
        }
    }

    /// Octets of the initialization vector (RFC 7518 §5.2.2.1, §5.3).
    pub(super) const fn iv_length(self) -> usize {
        match self {
            Self::A128Gcm | Self::A256Gcm => 12,
            Self::A128CbcHs256 | Self::A256CbcHs512 => 16,
        }
    }

    /// Octets of the authentication tag.
    pub(super) const fn tag_length(self) -> usize {
        match self {
            Self::A128Gcm | Self::A256Gcm | Self::A128CbcHs256 => 16,
            Self::A256CbcHs512 => 32,
        }
    }
}

impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_lead_back_to_their_algorithm() {
        for alg in KEY_MANAGEMENT {
            assert_eq!(KeyManagement::parse(alg.name()), Some(*alg));
            assert_eq!(json!(alg), alg.name());
        }
        for enc in CONTENT_ENCRYPTION {
            assert_eq!(ContentEncryption::parse(enc.name()), Some(*enc));
            assert_eq!(json!(enc), enc.name());
        }
    }

    /// RFC 8725 §3.2: what is broken, or lets the sender choose how much we compute.
    #[test]
    fn weak_and_costly_algorithms_are_absent() {
        for name in ["RSA1_5", "PBES2-HS256+A128KW", "PBES2-HS512+A256KW", "none", "DIR", ""] {
            assert_eq!(KeyManagement::parse(name), None, "{name}");
            assert_eq!(ContentEncryption::parse(name), None, "{name}");
        }
    }
}
