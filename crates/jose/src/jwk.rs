//! Keys as JSON (RFC 7517).
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::sha256;
use serde::{Deserialize, Deserializer, Serialize};
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

impl Jwk {
    /// The SHA-256 thumbprint in base64url (RFC 7638 §3): a name that follows from the key.
    /// `None` when a member that it covers is missing or the key type is not known.
    pub fn thumbprint(&self) -> Option<String> {
        let members = match self.kty.as_str() {
            "RSA" => &["e", "kty", "n"][..],
            "EC" => &["crv", "kty", "x", "y"],
            "OKP" => &["crv", "kty", "x"],
            _ => return None,
        };
        let mut text = String::from("{");
        for (index, name) in members.iter().enumerate() {
            let value = if *name == "kty" { &self.kty } else { self.text(name)? };
            let comma = if index == 0 { "" } else { "," };
            text.push_str(&format!("{comma}\"{name}\":{}", Value::from(value)));
        }
        text.push('}');
        Some(URL_SAFE_NO_PAD.encode(sha256(text.as_bytes())))
    }

    /// Whether the key holds a private or secret part (RFC 7518 §6.2.2, §6.3.2, §6.4).
    pub fn is_private(&self) -> bool {
        ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
            .iter()
            .any(|name| self.other.contains_key(*name))
    }

    /// A member that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.other.get(name)?.as_str()
    }

    /// A member that is octets in base64url.
    pub(crate) fn octets(&self, name: &str) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(self.text(name)?).ok()
    }
}

/// A JWK set (RFC 7517 §5). Members of `keys` that are not JWKs are left out when one is read,
/// so that a single odd key does not make the rest unusable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys.
    #[serde(deserialize_with = "what_are_keys")]
    pub keys: Vec<Jwk>,
}

fn what_are_keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Jwk>, D::Error> {
    let members = Vec::<Value>::deserialize(deserializer)?;
    Ok(members.into_iter().filter_map(|member| serde_json::from_value(member).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn key(value: Value) -> Jwk {
        serde_json::from_value(value).unwrap()
    }

    /// RFC 7638 §3, whose §3.1 prints this key and its thumbprint.
    #[test]
    fn the_thumbprint_of_the_example_is_the_printed_one() {
        let example = key(json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
            "alg": "RS256",
            "kid": "2011-04-29",
        }));
        let printed = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(example.thumbprint().as_deref(), Some(printed));
    }

    /// RFC 8037 §A.3.
    #[test]
    fn the_thumbprint_of_an_ed25519_key_is_the_printed_one() {
        let example = key(json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }));
        let printed = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
        assert_eq!(example.thumbprint().as_deref(), Some(printed));
    }

    #[test]
    fn a_thumbprint_needs_all_it_covers() {
        assert_eq!(key(json!({"kty": "EC", "crv": "P-256", "x": "AA"})).thumbprint(), None);
        assert_eq!(key(json!({"kty": "oct", "k": "AA"})).thumbprint(), None);
    }

    /// RFC 7518 §6.2.2, §6.3.2, §6.4: the private numbers of each kind of key, and the octets of a
    /// secret.
    #[test]
    fn private_members_are_noticed() {
        assert!(key(json!({"kty": "EC", "d": "AA"})).is_private());
        assert!(key(json!({"kty": "RSA", "n": "AA", "e": "AQAB", "p": "AA"})).is_private());
        assert!(key(json!({"kty": "oct", "k": "AA"})).is_private());
        assert!(!key(json!({"kty": "RSA", "n": "AA", "e": "AQAB"})).is_private());
    }

    /// RFC 7517 §5: keys that are not understood do not spoil the set.
    #[test]
    fn odd_members_of_a_set_are_left_out() {
        let set: JwkSet = serde_json::from_value(json!({
            "keys": [{"kid": "no type"}, 7, {"kty": 7}, {"kty": "AKP", "kid": "new"}],
        }))
        .unwrap();
        assert_eq!(set.keys.len(), 1);
        assert_eq!(set.keys[0].kid.as_deref(), Some("new"));
        assert!(serde_json::from_value::<JwkSet>(json!({"kid": "a key is no set"})).is_err());
    }
}
