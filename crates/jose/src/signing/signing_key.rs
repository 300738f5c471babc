//! A key pair of ours.
use super::headers::Headers;
use super::write_jwt;
use crate::algorithms::{Family, PrivateKey, family_of};
use crate::{Algorithm, Jwk, KeyError, SignError};
use latchkey_base::Secret;
use serde::Serialize;
use std::fmt;

/// A key pair that signs with one algorithm. Its name is its thumbprint.
pub struct SigningKey {
    private: Box<dyn PrivateKey>,
    public: Jwk,
    headers: Headers,
}

impl SigningKey {
    /// Makes a key pair: RSA with 2048 bits, or one on the algorithm's curve. The random bits are
    /// the cryptographic library's own. RSA takes a tenth of a second and more.
    ///
    /// # Errors
    /// [`KeyError::WrongAlgorithm`] for MACs, [`KeyError::NotMade`] when the library fails.
    pub fn generate(alg: Algorithm) -> Result<Self, KeyError> {
        let family = family_of(alg).ok_or(KeyError::WrongAlgorithm)?;
        Self::new(alg, family, (family.generate)(alg)?)
    }

    /// Reads a key pair from PKCS#8 in DER (RFC 5208).
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when it is none, or one for another algorithm, or an RSA key of
    /// more than 4096 bits; [`KeyError::Weak`] for RSA below 2048 bits;
    /// [`KeyError::WrongAlgorithm`] for MACs.
    pub fn from_pkcs8(alg: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let family = family_of(alg).ok_or(KeyError::WrongAlgorithm)?;
        Self::new(alg, family, (family.from_pkcs8)(alg, der)?)
    }

    fn new(
        alg: Algorithm,
        family: &Family,
        private: Box<dyn PrivateKey>,
    ) -> Result<Self, KeyError> {
        let mut public = Jwk {
            kty: family.kty.to_owned(),
            use_: Some("sig".to_owned()),
            alg: Some(alg.name().to_owned()),
            kid: None,
            other: private.public_members(),
        };
        public.kid = Some(public.thumbprint().ok_or(KeyError::Malformed)?);
        let headers = Headers::new(alg, public.kid.clone());
        Ok(Self { private, public, headers })
    }

    /// The key pair as PKCS#8 in DER, for sealing.
    ///
    /// # Errors
    /// [`KeyError::NotMade`] when the library fails for want of memory.
    pub fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        self.private.to_pkcs8()
    }

    /// Its name: the RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        self.headers.kid().unwrap_or_default()
    }

    /// What it signs with.
    pub fn alg(&self) -> Algorithm {
        self.headers.alg()
    }

    /// The public half with `kid`, `use` and `alg`, for a JWKS document (RFC 7517 §4).
    pub fn public_jwk(&self) -> Jwk {
        self.public.clone()
    }

    /// Signs `claims` as a JWT in compact form. `typ` says what kind of JWT it is, `at+jwt` for
    /// one (RFC 8725 §3.11).
    ///
    /// # Errors
    /// [`SignError::Claims`] when the claims do not serialise, [`SignError::Refused`] when the
    /// cryptographic library fails.
    pub fn sign_jwt(
        &self,
        typ: Option<&str>,
        claims: &impl Serialize,
    ) -> Result<String, SignError> {
        let header = self.headers.encoded(typ)?;
        write_jwt(&header, claims, |message| self.private.sign(message))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} {})", self.alg(), self.kid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ALGORITHMS;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    /// The PKCS#8 wrapping of an Ed25519 seed (RFC 8410 §7).
    fn ed25519(seed: &str) -> SigningKey {
        let mut der = vec![
            0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22,
            0x04, 0x20,
        ];
        der.extend(URL_SAFE_NO_PAD.decode(seed).unwrap());
        SigningKey::from_pkcs8(Algorithm::EdDSA, &der).unwrap()
    }

    /// RFC 8037 §A.1, §A.2, §A.3, §A.4: key, public key, thumbprint, signature.
    #[test]
    fn the_ed25519_example_comes_out_as_printed() {
        let key = ed25519("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
        let public = key.public_jwk();
        assert_eq!(public.other["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");

        let message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = key.private.sign(message).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(signature.as_ref()),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
    }

    /// RFC 7517 §4, RFC 7518 §6.3.1: named, for signatures, nothing private, numbers as short as
    /// they can be.
    #[test]
    fn a_published_key_has_its_name_use_and_algorithm_and_nothing_private() {
        for alg in ALGORITHMS.iter().copied().filter(|alg| !alg.is_symmetric()) {
            let key = SigningKey::generate(alg).unwrap();
            let public = key.public_jwk();
            assert_eq!(public.kid.as_deref(), Some(key.kid()));
            assert_eq!(public.use_.as_deref(), Some("sig"));
            assert_eq!(public.alg.as_deref(), Some(alg.name()));
            assert_eq!(public.thumbprint(), public.kid);
            assert!(!public.is_private());
            if public.kty == "RSA" {
                let n = public.octets("n").unwrap();
                assert_eq!(n.len(), 256, "2048 bits, no leading zero");
                assert_ne!(n[0], 0);
                assert_eq!(public.other["e"], "AQAB");
            }
        }
    }

    #[test]
    fn a_key_survives_pkcs8() {
        for alg in [Algorithm::RS256, Algorithm::ES256, Algorithm::ES512, Algorithm::EdDSA] {
            let key = SigningKey::generate(alg).unwrap();
            let again = SigningKey::from_pkcs8(alg, key.to_pkcs8().unwrap().expose()).unwrap();
            assert_eq!(again.public_jwk(), key.public_jwk());
        }
    }

    #[test]
    fn keys_for_another_algorithm_are_refused() {
        let der = SigningKey::generate(Algorithm::ES256).unwrap().to_pkcs8().unwrap();
        for alg in [Algorithm::RS256, Algorithm::ES384, Algorithm::EdDSA] {
            let refused = SigningKey::from_pkcs8(alg, der.expose()).err();
            assert_eq!(refused, Some(KeyError::Malformed), "{alg}");
        }
        for alg in [Algorithm::HS256, Algorithm::HS512] {
            assert_eq!(SigningKey::generate(alg).err(), Some(KeyError::WrongAlgorithm));
        }
        let short = SigningKey::from_pkcs8(Algorithm::RS256, b"not DER").err();
        assert_eq!(short, Some(KeyError::Malformed));
    }

    /// RFC 7515 §4.1, §7.1: what the header says, and the compact form.
    #[test]
    fn a_token_is_header_claims_and_signature_in_one_text() {
        let key = ed25519("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
        let token = key.sign_jwt(Some("at+jwt"), &json!({"sub": "alice"})).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        let header: serde_json::Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
        assert_eq!(header, json!({"alg": "EdDSA", "typ": "at+jwt", "kid": key.kid()}));
        assert_eq!(URL_SAFE_NO_PAD.decode(parts[1]).unwrap(), br#"{"sub":"alice"}"#);
        assert_eq!(URL_SAFE_NO_PAD.decode(parts[2]).unwrap().len(), 64);
    }
}
