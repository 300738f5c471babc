//! ECDSA over the NIST curves (RFC 7518 §3.4); each algorithm has its own curve.
use super::{Family, Made, PrivateKey, Signature};
use crate::{Algorithm, Jwk, KeyError};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED,
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair as _, ParsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::Secret;
use serde_json::{Map, Value};

pub(crate) static FAMILY: Family = Family {
    kty: "EC",
    algorithms: &[Algorithm::ES256, Algorithm::ES384, Algorithm::ES512],
    generate,
    from_pkcs8,
    from_jwk,
};

/// One curve and what goes with it (RFC 7518 §6.2.1.1).
struct Curve {
    algorithm: Algorithm,
    crv: &'static str,
    /// Octets of one coordinate, leading zeros included (RFC 7518 §6.2.1.2).
    coordinate: usize,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
}

static CURVES: &[Curve] = &[
    Curve {
        algorithm: Algorithm::ES256,
        crv: "P-256",
        coordinate: 32,
        signing: &ECDSA_P256_SHA256_FIXED_SIGNING,
        verification: &ECDSA_P256_SHA256_FIXED,
    },
    Curve {
        algorithm: Algorithm::ES384,
        crv: "P-384",
        coordinate: 48,
        signing: &ECDSA_P384_SHA384_FIXED_SIGNING,
        verification: &ECDSA_P384_SHA384_FIXED,
    },
    Curve {
        algorithm: Algorithm::ES512,
        crv: "P-521",
        coordinate: 66,
        signing: &ECDSA_P521_SHA512_FIXED_SIGNING,
        verification: &ECDSA_P521_SHA512_FIXED,
    },
];

fn curve_of(algorithm: Algorithm) -> Option<&'static Curve> {
    CURVES.iter().find(|curve| curve.algorithm == algorithm)
}

struct EcKey {
    pair: EcdsaKeyPair,
    curve: &'static Curve,
}

fn generate(algorithm: Algorithm) -> Made {
    let curve = curve_of(algorithm).ok_or(KeyError::WrongAlgorithm)?;
    let pair = EcdsaKeyPair::generate(curve.signing).map_err(|_| KeyError::NotMade)?;
    Ok(Box::new(EcKey { pair, curve }))
}

fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Made {
    let curve = curve_of(algorithm).ok_or(KeyError::WrongAlgorithm)?;
    let pair = EcdsaKeyPair::from_pkcs8(curve.signing, der).map_err(|_| KeyError::Malformed)?;
    Ok(Box::new(EcKey { pair, curve }))
}

fn from_jwk(algorithm: Algorithm, jwk: &Jwk) -> Option<ParsedPublicKey> {
    let curve = curve_of(algorithm)?;
    if jwk.text("crv")? != curve.crv {
        return None;
    }
    let (x, y) = (jwk.octets("x")?, jwk.octets("y")?);
    if x.len() != curve.coordinate || y.len() != curve.coordinate {
        return None;
    }
    // An uncompressed point (SEC 1 §2.3.3); the library checks that it is on the curve.
    let point = [&[4u8][..], &x, &y].concat();
    ParsedPublicKey::new(curve.verification, point).ok()
}

impl PrivateKey for EcKey {
    fn public_members(&self) -> Map<String, Value> {
        let point = self.pair.public_key().as_ref().get(1..).unwrap_or_default();
        let (x, y) = point.split_at(point.len() / 2);
        Map::from_iter([
            ("crv".to_owned(), self.curve.crv.into()),
            ("x".to_owned(), URL_SAFE_NO_PAD.encode(x).into()),
            ("y".to_owned(), URL_SAFE_NO_PAD.encode(y).into()),
        ])
    }

    fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        let der = self.pair.to_pkcs8v1().map_err(|_| KeyError::NotMade)?;
        Ok(Secret::new(der.as_ref().to_vec()))
    }

    fn sign(&self, message: &[u8]) -> Option<Signature> {
        let signature = self.pair.sign(&SystemRandom::new(), message).ok()?;
        Signature::copy(signature.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwk(algorithm: Algorithm) -> Jwk {
        let other = generate(algorithm).unwrap().public_members();
        Jwk { kty: "EC".to_owned(), other, ..Jwk::default() }
    }

    /// RFC 7518 §6.2.1.2, SEC 1 §2.3.3: the length of a coordinate is that of the curve, always,
    /// and two of them make a point.
    #[test]
    fn coordinates_have_the_full_length_of_their_curve() {
        for curve in CURVES {
            let key = jwk(curve.algorithm);
            assert_eq!(key.octets("x").unwrap().len(), curve.coordinate);
            assert_eq!(key.octets("y").unwrap().len(), curve.coordinate);
            assert!(from_jwk(curve.algorithm, &key).is_some());

            let mut short = key.clone();
            let x = key.octets("x").unwrap();
            short.other.insert("x".to_owned(), URL_SAFE_NO_PAD.encode(&x[1..]).into());
            assert!(from_jwk(curve.algorithm, &short).is_none());
        }
    }

    /// RFC 7518 §3.4 ties each algorithm to one curve.
    #[test]
    fn a_curve_serves_its_own_algorithm_only() {
        assert!(from_jwk(Algorithm::ES384, &jwk(Algorithm::ES256)).is_none());
        assert!(from_jwk(Algorithm::RS256, &jwk(Algorithm::ES256)).is_none());
        let der = generate(Algorithm::ES256).unwrap().to_pkcs8().unwrap();
        assert_eq!(from_pkcs8(Algorithm::ES384, der.expose()).err(), Some(KeyError::Malformed));
    }

    #[test]
    fn a_point_off_the_curve_is_refused() {
        let mut key = jwk(Algorithm::ES256);
        let x = key.other["x"].clone();
        key.other.insert("y".to_owned(), x);
        assert!(from_jwk(Algorithm::ES256, &key).is_none());
    }
}
