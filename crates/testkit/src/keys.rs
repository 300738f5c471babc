//! Keys of test clients, and the assertions they sign (RFC 7523 §2.2).
//!
//! The signatures are made by `openidconnect`, so the provider's verifier meets a stranger's.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey,
};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json};

/// A key that signs client assertions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AssertionKey {
    /// The client secret, HS256.
    Secret(String),
    /// RSA, RS256.
    Rsa,
    /// Ed25519, EdDSA.
    Ed25519,
}

/// The asymmetric ones.
pub fn assertion_keys() -> [AssertionKey; 2] {
    [AssertionKey::Rsa, AssertionKey::Ed25519]
}

impl AssertionKey {
    /// The JWS algorithm.
    pub fn alg(&self) -> &'static str {
        match self {
            Self::Secret(_) => "HS256",
            Self::Rsa => "RS256",
            Self::Ed25519 => "EdDSA",
        }
    }

    fn kid(&self) -> &'static str {
        match self {
            Self::Secret(_) => "",
            Self::Rsa => "rsa-of-the-test",
            Self::Ed25519 => "ed25519-of-the-test",
        }
    }

    /// The public key set to register; `null` for a secret.
    pub fn jwks(&self) -> Value {
        let key = match self {
            Self::Secret(_) => return Value::Null,
            Self::Rsa => serde_json::to_value(self.rsa().as_verification_key()),
            Self::Ed25519 => serde_json::to_value(self.ed25519().as_verification_key()),
        };
        json!({"keys": [key.expect("a JWK")]})
    }

    /// A compact JWS over these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let mut header = json!({"alg": self.alg(), "typ": "JWT"});
        if !self.kid().is_empty() {
            header["kid"] = self.kid().into();
        }
        self.sign_with(&header, claims)
    }

    /// The same with a header of the test's choice.
    pub fn sign_with(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let message = signed.as_bytes();
        let signature = match self {
            Self::Secret(secret) => CoreHmacKey::new(secret.as_bytes())
                .sign(&CoreJwsSigningAlgorithm::HmacSha256, message),
            Self::Rsa => self.rsa().sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, message),
            Self::Ed25519 => self.ed25519().sign(&CoreJwsSigningAlgorithm::EdDsa, message),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.expect("a signature")))
    }

    fn rsa(&self) -> CoreRsaPrivateSigningKey {
        let kid = Some(JsonWebKeyId::new(self.kid().to_owned()));
        CoreRsaPrivateSigningKey::from_pem(include_str!("../keys/rsa.pem"), kid).expect("a key")
    }

    fn ed25519(&self) -> CoreEdDsaPrivateSigningKey {
        let kid = Some(JsonWebKeyId::new(self.kid().to_owned()));
        CoreEdDsaPrivateSigningKey::from_ed25519_pem(include_str!("../keys/ed25519.pem"), kid)
            .expect("a key")
    }
}
