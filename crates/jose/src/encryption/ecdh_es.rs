//! Agreeing on a key with an ephemeral key pair (RFC 7518 §4.6, RFC 8037 §3.2).
use super::concat_kdf::{Purpose, derive};
use super::{ContentEncryption, KeyManagement};
use crate::{Jwk, KeyError};
use aws_lc_rs::agreement::{
    Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, ParsedPublicKey, PrivateKey, UnparsedPublicKey,
    X25519, agree,
};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::Secret;
use serde_json::{Map, Value};

/// One curve and what goes with it.
struct Curve {
    kty: &'static str,
    crv: &'static str,
    /// Octets of one coordinate, leading zeros included (RFC 7518 §6.2.1.2).
    coordinate: usize,
    agreement: &'static Algorithm,
}

static CURVES: &[Curve] = &[
    Curve { kty: "EC", crv: "P-256", coordinate: 32, agreement: &ECDH_P256 },
    Curve { kty: "EC", crv: "P-384", coordinate: 48, agreement: &ECDH_P384 },
    Curve { kty: "EC", crv: "P-521", coordinate: 66, agreement: &ECDH_P521 },
    Curve { kty: "OKP", crv: "X25519", coordinate: 32, agreement: &X25519 },
];

/// The curve of our own key pairs.
static OURS: &Algorithm = &ECDH_P256;

fn curve_of(algorithm: &Algorithm) -> Option<&'static Curve> {
    CURVES.iter().find(|curve| curve.agreement == algorithm)
}

/// A public key of somebody else: the recipient's, or a sender's ephemeral one.
#[derive(Clone)]
pub(super) struct Public(ParsedPublicKey);

impl Public {
    /// Security: the library refuses points that are not on the curve, which would betray a
    /// private key bit by bit (RFC 8725 §2.5, §3.4).
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        let known = |curve: &&Curve| curve.kty == jwk.kty && jwk.text("crv") == Some(curve.crv);
        let curve = CURVES.iter().find(known).ok_or(KeyError::WrongAlgorithm)?;
        let coordinate = |name| {
            let octets = jwk.octets(name).filter(|octets| octets.len() == curve.coordinate);
            octets.ok_or(KeyError::Malformed)
        };
        let point = match curve.kty {
            "EC" => [&[4u8][..], &coordinate("x")?, &coordinate("y")?].concat(),
            _ => coordinate("x")?,
        };
        let parsed = ParsedPublicKey::try_from(UnparsedPublicKey::new(curve.agreement, point));
        parsed.map(Self).map_err(|_| KeyError::Malformed)
    }
}

/// A key pair: ours, or one made for a single message.
pub(super) struct Private(PrivateKey);

impl Private {
    pub fn generate() -> Result<Self, KeyError> {
        PrivateKey::generate(OURS).map(Self).map_err(|_| KeyError::NotMade)
    }

    /// Makes a key pair on the curve of somebody's public key.
    pub fn ephemeral(recipient: &Public) -> Result<Self, KeyError> {
        PrivateKey::generate(recipient.0.alg()).map(Self).map_err(|_| KeyError::NotMade)
    }

    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let read = |curve: &Curve| PrivateKey::from_private_key_der(curve.agreement, der).ok();
        CURVES.iter().find_map(read).map(Self).ok_or(KeyError::Malformed)
    }

    pub fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().map_err(|_| KeyError::NotMade)?;
        Ok(Secret::new(der.as_ref().to_vec()))
    }

    /// The public half, without a name and a purpose: also what goes into `epk`.
    pub fn public_jwk(&self) -> Result<Jwk, KeyError> {
        let curve = curve_of(self.0.algorithm()).ok_or(KeyError::NotMade)?;
        let public = self.0.compute_public_key().map_err(|_| KeyError::NotMade)?;
        let mut other = Map::from_iter([("crv".to_owned(), Value::from(curve.crv))]);
        let mut add = |name: &str, octets: &[u8]| {
            other.insert(name.to_owned(), URL_SAFE_NO_PAD.encode(octets).into());
        };
        match (curve.kty, public.as_ref()) {
            ("EC", [_, point @ ..]) => {
                let (x, y) = point.split_at(point.len() / 2);
                add("x", x);
                add("y", y);
            }
            (_, x) => add("x", x),
        }
        Ok(Jwk { kty: curve.kty.to_owned(), other, ..Jwk::default() })
    }

    /// The key that both sides come to: the content key itself, or the one that wraps it.
    pub fn agree(
        &self,
        other: &Public,
        (alg, enc): (KeyManagement, ContentEncryption),
        (party_u, party_v): (&[u8], &[u8]),
    ) -> Option<Secret<Vec<u8>>> {
        let (algorithm, length) = match alg.wrapping_key() {
            Some(length) => (alg.name(), length),
            None => (enc.name(), enc.key_length()),
        };
        let purpose = Purpose { algorithm, party_u, party_v };
        agree(&self.0, other.0.clone(), (), |z| derive(z, &purpose, length).ok_or(())).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn jwk(value: Value) -> Jwk {
        serde_json::from_value(value).unwrap()
    }

    /// RFC 7518 §4.6, §C: Alice's ephemeral key and Bob's, from either side.
    #[test]
    fn both_sides_come_to_the_printed_key() {
        let alice = jwk(json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
        }));
        let bob = jwk(json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
            "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        }));
        let private = |d: &str| {
            let d = URL_SAFE_NO_PAD.decode(d).unwrap();
            Private(PrivateKey::from_private_key(&ECDH_P256, &d).unwrap())
        };
        let names = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
        for (own, other) in [
            (private("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"), bob),
            (private("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"), alice),
        ] {
            let other = Public::from_jwk(&other).unwrap();
            let key = own.agree(&other, names, (b"Alice", b"Bob")).unwrap();
            assert_eq!(URL_SAFE_NO_PAD.encode(key.expose()), "VqqN6vgjbSBcIijNcacQGg");
        }
    }

    /// RFC 8725 §3.4: points are checked before they meet a private key.
    #[test]
    fn points_off_the_curve_and_coordinates_of_other_lengths_are_refused() {
        let good = Private::generate().unwrap().public_jwk().unwrap();
        assert!(Public::from_jwk(&good).is_ok());
        let mut off = good.clone();
        off.other.insert("y".to_owned(), good.other["x"].clone());
        assert_eq!(Public::from_jwk(&off).err(), Some(KeyError::Malformed));
        let mut zero = good.clone();
        for name in ["x", "y"] {
            zero.other.insert(name.to_owned(), URL_SAFE_NO_PAD.encode([0; 32]).into());
        }
        assert_eq!(Public::from_jwk(&zero).err(), Some(KeyError::Malformed));
        let mut short = good.clone();
        short.other.insert("x".to_owned(), URL_SAFE_NO_PAD.encode([1; 31]).into());
        assert_eq!(Public::from_jwk(&short).err(), Some(KeyError::Malformed));
        let mut other = good;
        other.other.insert("crv".to_owned(), "P-384".into());
        assert_eq!(Public::from_jwk(&other).err(), Some(KeyError::Malformed));
        let unknown = jwk(json!({"kty": "OKP", "crv": "X448", "x": "AA"}));
        assert_eq!(Public::from_jwk(&unknown).err(), Some(KeyError::WrongAlgorithm));
    }

    /// RFC 7748 §6.1: points of small order lead to the same secret for everybody.
    #[test]
    fn a_point_of_small_order_agrees_on_nothing() {
        let mut zero = jwk(json!({"kty": "OKP", "crv": "X25519"}));
        zero.other.insert("x".to_owned(), URL_SAFE_NO_PAD.encode([0; 32]).into());
        let zero = Public::from_jwk(&zero).unwrap();
        let own = Private::ephemeral(&zero).unwrap();
        let names = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
        assert!(own.agree(&zero, names, (b"", b"")).is_none());
    }

    #[test]
    fn keys_of_two_curves_agree_on_nothing() {
        let own = Private::generate().unwrap();
        let other = Private(PrivateKey::generate(&ECDH_P384).unwrap()).public_jwk().unwrap();
        let other = Public::from_jwk(&other).unwrap();
        let names = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
        assert!(own.agree(&other, names, (b"", b"")).is_none());
    }
}
