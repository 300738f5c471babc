//! The keys of the clients: one signs assertions, for one ID tokens are encrypted.
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::cell::Cell;
use std::time::{SystemTime, UNIX_EPOCH};

/// They are the same for the whole run.
pub struct Keys {
    signing: EcdsaKeyPair,
    random: SystemRandom,
    /// RSA with 2048 bits. Nobody decrypts here, so the private half is not kept.
    recipient: PublicKeyComponents<Vec<u8>>,
    assertions: Cell<u64>,
}

impl Keys {
    /// New ones.
    pub fn generate() -> Result<Self, Unspecified> {
        let recipient = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048)?;
        Ok(Self {
            signing: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            random: SystemRandom::new(),
            recipient: PublicKeyComponents::from(recipient.public_key()),
            assertions: Cell::new(0),
        })
    }

    /// The key set of the client that signs assertions.
    pub fn signing_jwks(&self) -> Value {
        // An uncompressed point: one octet that says so, and the two coordinates.
        let (x, y) = self.signing.public_key().as_ref()[1..].split_at(32);
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "x": text(x), "y": text(y) }] })
    }

    /// The key set of the client whose ID tokens are encrypted.
    pub fn recipient_jwks(&self) -> Value {
        let zeros = self.recipient.n.iter().take_while(|octet| **octet == 0).count();
        let (n, e) = (text(&self.recipient.n[zeros..]), text(&self.recipient.e));
        json!({ "keys": [{ "kty": "RSA", "use": "enc", "n": n, "e": e }] })
    }

    /// An assertion that was never used before (RFC 7523 §3).
    pub fn assertion(&self, client: &str, audience: &str) -> Result<String, String> {
        let (now, number) = (now(), self.assertions.get());
        self.assertions.set(number + 1);
        let claims = json!({
            "iss": client, "sub": client, "aud": audience, "iat": now, "exp": now + 60,
            "jti": format!("{now}.{number}"),
        });
        let mut token = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256"}"#);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims.to_string(), &mut token);
        let signature = self.signing.sign(&self.random, token.as_bytes());
        let signature = signature.map_err(|error| error.to_string())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature.as_ref(), &mut token);
        Ok(token)
    }
}

fn text(octets: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

#[expect(clippy::disallowed_methods, reason = "a client has a clock of its own")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
