//! RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 7518 §3.3, §3.5).
use super::{Family, Made, PrivateKey, Signature};
use crate::{Algorithm, Jwk, KeyError};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256,
    RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaParameters,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::Secret;
use serde_json::{Map, Value};

pub(crate) static FAMILY: Family = Family {
    kty: "RSA",
    algorithms: &[
        Algorithm::RS256,
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
    ],
    generate,
    from_pkcs8,
    from_jwk,
};

/// Moduli we check signatures with, in bits. RFC 7518 §3.3 sets the lower bound.
pub(crate) const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

struct RsaKey {
    pair: KeyPair,
    encoding: &'static dyn RsaEncoding,
}

fn generate(algorithm: Algorithm) -> Made {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::NotMade)?;
    Ok(Box::new(RsaKey { pair, encoding: encoding(algorithm)? }))
}

fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Made {
    let pair = KeyPair::from_pkcs8(der).map_err(|_| KeyError::Malformed)?;
    let bits = bit_length(&modulus(&pair));
    if bits < *MODULUS_BITS.start() {
        return Err(KeyError::Weak);
    }
    Signature::of_length(pair.public_modulus_len()).ok_or(KeyError::Malformed)?;
    Ok(Box::new(RsaKey { pair, encoding: encoding(algorithm)? }))
}

fn from_jwk(algorithm: Algorithm, jwk: &Jwk) -> Option<ParsedPublicKey> {
    let (n, e) = (jwk.octets("n")?, jwk.octets("e")?);
    let (n, e) = (significant(&n), significant(&e));
    if !MODULUS_BITS.contains(&bit_length(n)) {
        return None;
    }
    PublicKeyComponents { n, e }.to_parsed_public_key(parameters(algorithm)?).ok()
}

impl PrivateKey for RsaKey {
    fn public_members(&self) -> Map<String, Value> {
        members(&self.pair)
    }

    fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        let der: Pkcs8V1Der<'_> = self.pair.as_der().map_err(|_| KeyError::NotMade)?;
        Ok(Secret::new(der.as_ref().to_vec()))
    }

    fn sign(&self, message: &[u8]) -> Option<Signature> {
        let mut signature = Signature::of_length(self.pair.public_modulus_len())?;
        let random = SystemRandom::new();
        self.pair.sign(self.encoding, &random, message, signature.as_mut()).ok()?;
        Some(signature)
    }
}

/// The members of the public JWK beside `kty` (RFC 7518 §6.3.1).
pub(crate) fn members(pair: &KeyPair) -> Map<String, Value> {
    let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
    let text = |octets: &[u8]| URL_SAFE_NO_PAD.encode(significant(octets)).into();
    Map::from_iter([("n".to_owned(), text(&public.n)), ("e".to_owned(), text(&public.e))])
}

fn modulus(pair: &KeyPair) -> Vec<u8> {
    PublicKeyComponents::<Vec<u8>>::from(pair.public_key()).n
}

/// The number without leading zero octets (RFC 7518 §2, Base64urlUInt). Some libraries write
/// one to keep the number positive, and ours refuses it.
pub(crate) fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|octet| **octet == 0).count();
    &number[zeros..]
}

pub(crate) fn bit_length(number: &[u8]) -> usize {
    match significant(number) {
        [] => 0,
        [first, rest @ ..] => rest.len() * 8 + 8 - first.leading_zeros() as usize,
    }
}

fn encoding(algorithm: Algorithm) -> Result<&'static dyn RsaEncoding, KeyError> {
    match algorithm {
        Algorithm::RS256 => Ok(&RSA_PKCS1_SHA256),
        Algorithm::RS384 => Ok(&RSA_PKCS1_SHA384),
        Algorithm::RS512 => Ok(&RSA_PKCS1_SHA512),
        Algorithm::PS256 => Ok(&RSA_PSS_SHA256),
        Algorithm::PS384 => Ok(&RSA_PSS_SHA384),
        Algorithm::PS512 => Ok(&RSA_PSS_SHA512),
        _ => Err(KeyError::WrongAlgorithm),
    }
}

fn parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::RS256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Some(&RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Some(&RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Some(&RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7518 §2 (Base64urlUInt): octets of zero in front are no part of a number.
    #[test]
    fn a_modulus_is_measured_without_its_leading_zeros() {
        assert_eq!(bit_length(&[]), 0);
        assert_eq!(bit_length(&[0, 0]), 0);
        assert_eq!(bit_length(&[0, 1]), 1);
        assert_eq!(bit_length(&[0x80, 0]), 16);
        assert_eq!(bit_length(&[0, 0x7f, 0]), 15);
    }

    /// RFC 7518 §3.3: "a key of size 2048 bits or larger".
    #[test]
    fn a_modulus_of_2047_bits_is_refused() {
        let key = |n: &[u8]| Jwk {
            kty: "RSA".to_owned(),
            other: Map::from_iter([
                ("n".to_owned(), URL_SAFE_NO_PAD.encode(n).into()),
                ("e".to_owned(), "AQAB".into()),
            ]),
            ..Jwk::default()
        };
        let mut n = vec![0xffu8; 256];
        assert!(from_jwk(Algorithm::RS256, &key(&n)).is_some());
        n.insert(0, 0);
        assert!(from_jwk(Algorithm::PS512, &key(&n)).is_some(), "a leading zero is no weakness");
        n[1] = 0x7f;
        assert!(from_jwk(Algorithm::RS256, &key(&n)).is_none());
        assert!(from_jwk(Algorithm::RS256, &key(&[0xff; 1025])).is_none());
    }
}
