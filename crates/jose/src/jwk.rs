//! Keys as JSON (RFC 7517).
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One key. Members we do not know are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Jwk {
    /// Key type: `RSA`, `EC`, `OKP`.
    pub kty: String,
    /// `sig` or `enc`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub use_: Option<String>,
    /// The algorithm this key is meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// The key's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Everything else: `n`, `e`, `crv`, `x`, `y`, ….
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A JWK set (RFC 7517 §5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}
