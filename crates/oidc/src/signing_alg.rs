//! How a client has its ID tokens signed, and how it signs its request objects (OIDC Registration
//! §2, `id_token_signed_response_alg` and `request_object_signing_alg`).
use latchkey_jose::{Algorithm, unsecured};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A registered algorithm of ID tokens or request objects. Only here may a client ask for none at
/// all: an ID token from the token endpoint is protected by the connection it comes over (OIDC Core
/// §2), and an unsigned request object is worth as much as the parameters beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SigningAlg {
    /// Signed, or authenticated with the client's secret.
    Signed(Algorithm),
    /// `none`.
    Unsecured,
}

impl SigningAlg {
    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signed(alg) => alg.name(),
            Self::Unsecured => unsecured::NAME,
        }
    }

    /// Finds the algorithm of that exact name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            unsecured::NAME => Some(Self::Unsecured),
            _ => Algorithm::parse(name).map(Self::Signed),
        }
    }

    /// The signature algorithm, if there is one.
    pub const fn signed(self) -> Option<Algorithm> {
        match self {
            Self::Signed(alg) => Some(alg),
            Self::Unsecured => None,
        }
    }
}

impl From<Algorithm> for SigningAlg {
    fn from(alg: Algorithm) -> Self {
        Self::Signed(alg)
    }
}

impl fmt::Display for SigningAlg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for SigningAlg {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for SigningAlg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom(format!("{name:?} is no signature algorithm"));
        Self::parse(&name).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_lead_back_to_their_algorithm() {
        for (name, alg) in [
            ("none", SigningAlg::Unsecured),
            ("ES256", SigningAlg::Signed(Algorithm::ES256)),
            ("EdDSA", SigningAlg::Signed(Algorithm::EdDSA)),
        ] {
            assert_eq!(serde_json::from_value::<SigningAlg>(json!(name)).unwrap(), alg);
            assert_eq!(json!(alg), name);
        }
        for name in ["None", "NONE", "", "rs256"] {
            assert!(serde_json::from_value::<SigningAlg>(json!(name)).is_err(), "{name}");
        }
    }
}
