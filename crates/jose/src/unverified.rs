//! Looking into a token before it is known whose it is.
use crate::compact::Parts;
use crate::{Algorithm, strict_json};
use serde_json::{Map, Value};

/// What a token *says*. Nobody vouches for it.
///
/// Security: use it to find out whose keys to check the token with, and for nothing else. Then
/// call [`verify`](crate::verify) and read from its answer.
#[derive(Clone, Debug)]
pub struct Unverified {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Unverified {
    /// Takes a JWT apart without checking its signature. `None` when it is not one.
    pub fn decode(token: &str) -> Option<Self> {
        let parts = Parts::of(token)?;
        Some(Self { header: parts.header, claims: strict_json::object(&parts.payload)? })
    }

    /// The algorithm it claims to be signed with, if we implement that.
    pub fn alg(&self) -> Option<Algorithm> {
        Algorithm::parse(self.header.get("alg")?.as_str()?)
    }

    /// The name of that algorithm, whatever it is; empty without one.
    pub fn alg_name(&self) -> &str {
        self.header.get("alg").and_then(Value::as_str).unwrap_or_default()
    }

    /// The key it claims to be signed with.
    pub fn kid(&self) -> Option<&str> {
        self.header.get("kid")?.as_str()
    }

    /// What it claims to be.
    pub fn typ(&self) -> Option<&str> {
        self.header.get("typ")?.as_str()
    }

    /// The issuer it claims to come from.
    pub fn issuer(&self) -> Option<&str> {
        self.claim("iss")?.as_str()
    }

    /// The subject it claims to be about.
    pub fn subject(&self) -> Option<&str> {
        self.claim("sub")?.as_str()
    }

    /// Any claim.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;
    use serde_json::json;

    #[test]
    fn header_and_claims_can_be_read_before_keys_are_chosen() {
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        let claims = json!({"iss": "https://rp.example", "sub": "rp", "aud": ["op"]});
        let said = Unverified::decode(&key.sign_jwt(Some("JWT"), &claims).unwrap()).unwrap();
        assert_eq!(said.alg(), Some(Algorithm::ES256));
        assert_eq!(said.alg_name(), "ES256");
        assert_eq!((said.kid(), said.typ()), (Some(key.kid()), Some("JWT")));
        assert_eq!(said.issuer(), Some("https://rp.example"));
        assert_eq!(said.subject(), Some("rp"));
        assert_eq!(said.claim("aud"), Some(&json!(["op"])));
    }

    #[test]
    fn what_is_not_a_jwt_has_nothing_to_say() {
        assert!(Unverified::decode("e30.AQ.").is_none(), "the payload is not JSON");
        assert!(Unverified::decode("opaque").is_none());
        let unsigned = Unverified::decode("eyJhbGciOiJub25lIn0.e30.").unwrap();
        assert_eq!((unsigned.alg(), unsigned.alg_name()), (None, "none"));
    }
}
