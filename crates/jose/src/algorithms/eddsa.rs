//! `EdDSA` with Ed25519 (RFC 8037 §3.1).
use super::{Family, Made, PrivateKey, Signature};
use crate::{Algorithm, Jwk, KeyError};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::Secret;
use serde_json::{Map, Value};

pub(crate) static FAMILY: Family =
    Family { kty: "OKP", algorithms: &[Algorithm::EdDSA], generate, from_pkcs8, from_jwk };

struct EdKey(Ed25519KeyPair);

fn generate(_algorithm: Algorithm) -> Made {
    let pair = Ed25519KeyPair::generate().map_err(|_| KeyError::NotMade)?;
    Ok(Box::new(EdKey(pair)))
}

fn from_pkcs8(_algorithm: Algorithm, der: &[u8]) -> Made {
    let pair = Ed25519KeyPair::from_pkcs8(der).map_err(|_| KeyError::Malformed)?;
    Ok(Box::new(EdKey(pair)))
}

fn from_jwk(_algorithm: Algorithm, jwk: &Jwk) -> Option<ParsedPublicKey> {
    if jwk.text("crv")? != "Ed25519" {
        return None;
    }
    let x = jwk.octets("x").filter(|x| x.len() == 32)?;
    ParsedPublicKey::new(&ED25519, x).ok()
}

impl PrivateKey for EdKey {
    fn public_members(&self) -> Map<String, Value> {
        let x = URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref());
        Map::from_iter([("crv".to_owned(), "Ed25519".into()), ("x".to_owned(), x.into())])
    }

    fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        let der = self.0.to_pkcs8v1().map_err(|_| KeyError::NotMade)?;
        Ok(Secret::new(der.as_ref().to_vec()))
    }

    fn sign(&self, message: &[u8]) -> Option<Signature> {
        Signature::copy(self.0.try_sign(message).ok()?.as_ref())
    }
}
