//! Messages to browsers: encrypted for one subscription (RFC 8291), and by whom they are sent (RFC 8292).
//!
//! The crates there are for it bring OpenSSL, or a third generation of elliptic curves beside the two that
//! are here already; what is written here is the order in which the library's primitives are used.
use crate::{Algorithm, KeyError, SignError, SigningKey};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, ParsedPublicKey, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{Secret, Timestamp};
use serde_json::json;
use std::fmt;

/// Octets of an uncompressed point of P-256.
const POINT: usize = 65;
/// Octets of the secret that a browser adds to its key (RFC 8291 §3.2).
const AUTH_SECRET: usize = 16;
/// Octets of the salt of a message.
const SALT: usize = 16;
/// What is said to be the size of a record. There is but one, and it is shorter.
const RECORD_SIZE: u32 = 4096;
/// What ends the last record, before its padding.
const LAST_RECORD: u8 = 2;
/// All messages are as long as that before they are encrypted: whoever carries them cannot tell one from
/// another.
const PADDED: usize = 1024;

/// What a browser gave with its subscription: its public key, and a secret that proves that a message
/// comes from somebody whom it told.
pub struct PushKeys {
    point: [u8; POINT],
    public: ParsedPublicKey,
    auth: Secret<[u8; AUTH_SECRET]>,
}

impl fmt::Debug for PushKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushKeys([secret])")
    }
}

impl PushKeys {
    /// Reads them in base64url, as browsers name them: `p256dh` and `auth`.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when they have another length, or the key is no point of the curve.
    pub fn read(p256dh: &str, auth: &str) -> Result<Self, KeyError> {
        let octets = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        let point = octets(p256dh).ok().and_then(|octets| octets.try_into().ok());
        let auth = octets(auth).ok().and_then(|octets| octets.try_into().ok());
        let (Some(point), Some(auth)): (Option<[u8; POINT]>, Option<[u8; AUTH_SECRET]>) =
            (point, auth)
        else {
            return Err(KeyError::Malformed);
        };
        // Security: the library refuses points that are not on the curve.
        let public = ParsedPublicKey::try_from(UnparsedPublicKey::new(&ECDH_P256, point));
        let public = public.map_err(|_| KeyError::Malformed)?;
        Ok(Self { point, public, auth: Secret::new(auth) })
    }

    /// Encrypts a message in the form `aes128gcm`, with a key pair and a salt that are used once.
    ///
    /// # Errors
    /// [`KeyError::NotMade`] when the library fails, or for a text that is too long to be padded.
    pub fn encrypt(&self, text: &[u8]) -> Result<Vec<u8>, KeyError> {
        if text.len() >= PADDED {
            return Err(KeyError::NotMade);
        }
        let own = PrivateKey::generate(&ECDH_P256).map_err(|_| KeyError::NotMade)?;
        let mut salt = [0u8; SALT];
        rand::fill(&mut salt).map_err(|_| KeyError::NotMade)?;
        self.sealed((&own, salt), text, PADDED - text.len() - 1).ok_or(KeyError::NotMade)
    }

    /// RFC 8291 §3.3, §3.4, §4: the keys, and the one record.
    fn sealed(
        &self,
        (own, salt): (&PrivateKey, [u8; SALT]),
        text: &[u8],
        padding: usize,
    ) -> Option<Vec<u8>> {
        let public = own.compute_public_key().ok()?;
        let public = public.as_ref();
        let info = [b"WebPush: info\0".as_slice(), &self.point, public];
        let input = agree(own, self.public.clone(), (), |shared| {
            expand(self.auth.expose(), shared, &info).ok_or(())
        });
        let input: Secret<[u8; 32]> = input.ok()?;
        let key: Secret<[u8; 16]> =
            expand(&salt, input.expose(), &[b"Content-Encoding: aes128gcm\0"])?;
        let nonce: Secret<[u8; 12]> =
            expand(&salt, input.expose(), &[b"Content-Encoding: nonce\0"])?;

        let mut record = [text, &[LAST_RECORD]].concat();
        record.resize(text.len() + 1 + padding, 0);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key.expose()).ok()?);
        let nonce = Nonce::assume_unique_for_key(*nonce.expose());
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut record).ok()?;

        let length = u8::try_from(public.len()).ok()?;
        Some([&salt[..], &RECORD_SIZE.to_be_bytes(), &[length], public, &record].concat())
    }
}

/// HKDF-SHA-256 with one salt for as many octets as are asked for.
fn expand<const N: usize>(salt: &[u8], input: &[u8], info: &[&[u8]]) -> Option<Secret<[u8; N]>> {
    struct Octets(usize);
    impl KeyType for Octets {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut out = [0u8; N];
    let key = Salt::new(HKDF_SHA256, salt).extract(input);
    key.expand(info, Octets(N)).ok()?.fill(&mut out).ok()?;
    Some(Secret::new(out))
}

/// The key by which a push service knows who sends: voluntary application server identification
/// (RFC 8292).
pub struct VapidKey {
    signing: SigningKey,
    public: String,
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VapidKey({})", self.public)
    }
}

impl VapidKey {
    /// The key pair of a number of 32 octets, which are derived from a secret.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] when the number is none of the curve's, as hardly any is not.
    pub fn of_number(number: &[u8; 32]) -> Result<Self, KeyError> {
        let pair = PrivateKey::from_private_key(&ECDH_P256, number);
        let pair = pair.map_err(|_| KeyError::Malformed)?;
        let public = pair.compute_public_key().map_err(|_| KeyError::NotMade)?;
        let public = URL_SAFE_NO_PAD.encode(public.as_ref());
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::NotMade)?;
        Ok(Self { signing: SigningKey::from_pkcs8(Algorithm::ES256, der.as_ref())?, public })
    }

    /// The public key as browsers take it (`applicationServerKey`) and as it stands in the header: an
    /// uncompressed point in base64url (RFC 8292 §3.2).
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The value of `Authorization` for messages to a push service of that origin, good until `exp`
    /// (RFC 8292 §2, §3). `contact` is an https address of the sender's, for its operators.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn authorization(
        &self,
        origin: &str,
        exp: Timestamp,
        contact: Option<&str>,
    ) -> Result<String, SignError> {
        let mut claims = json!({ "aud": origin, "exp": exp.seconds() });
        if let Some(contact) = contact {
            claims["sub"] = contact.into();
        }
        let token = self.signing.sign_jwt(Some("JWT"), &claims)?;
        Ok(format!("vapid t={token}, k={}", self.public))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Jwk, JwkSet, VerificationKeys, verify};

    const PUBLIC: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx\
                          aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn octets<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8291 §5, §3.3, §3.4, §4: the example comes out octet by octet.
    #[test]
    fn the_example_comes_out_as_printed() {
        let keys = PushKeys::read(PUBLIC, AUTH).unwrap();
        let own: [u8; 32] = octets("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let own = PrivateKey::from_private_key(&ECDH_P256, &own).unwrap();
        let salt = octets("DGv6ra1nlYgDCS1FRnbzlw");
        let text = b"When I grow up, I want to be a watermelon";
        let message = keys.sealed((&own, salt), text, 0).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(message),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY\
             WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS\
             gSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn messages_are_of_one_length_and_no_two_are_alike() {
        let keys = PushKeys::read(PUBLIC, AUTH).unwrap();
        let (short, long) = (keys.encrypt(b"").unwrap(), keys.encrypt(&[b'x'; 1023]).unwrap());
        assert_eq!((short.len(), long.len()), (16 + 4 + 1 + 65 + 1024 + 16, short.len()));
        assert!(short.len() < 4096, "no push service takes more");
        assert_ne!(short[..16], long[..16], "another salt");
        assert_ne!(short[21..86], long[21..86], "another key");
        assert!(keys.encrypt(&[b'x'; 1024]).is_err());
    }

    /// RFC 8291 §3.2: what is no key of a browser is refused before anything is encrypted for it.
    #[test]
    fn odd_keys_are_refused() {
        let off = PUBLIC.replace("BCVx", "BCVy");
        assert!(PushKeys::read(&format!("{PUBLIC}="), &format!("{AUTH}==")).is_ok(), "padded");
        for (key, auth) in
            [(off.as_str(), AUTH), ("", AUTH), (PUBLIC, ""), (PUBLIC, "BTBZ"), (&PUBLIC[4..], AUTH)]
        {
            assert_eq!(PushKeys::read(key, auth).err(), Some(KeyError::Malformed), "{key} {auth}");
        }
        let printed = format!("{:?}", PushKeys::read(PUBLIC, AUTH).unwrap());
        assert_eq!(printed, "PushKeys([secret])");
    }

    /// RFC 8292 §2, §3, §3.2: a JWT for the origin of the push service, signed with the key beside it.
    #[test]
    fn the_header_proves_who_sends() {
        let key = VapidKey::of_number(&[7; 32]).unwrap();
        let exp = Timestamp::from_seconds(1_800_003_600);
        let origin = "https://push.example";
        let header = key.authorization(origin, exp, Some("https://op.example/t")).unwrap();
        let (token, public) =
            header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).unwrap();
        assert_eq!(public, key.public());
        let point: [u8; POINT] = octets(public);
        let jwk: Jwk = serde_json::from_value(json!({
            "kty": "EC",
            "crv": "P-256",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]),
            "y": URL_SAFE_NO_PAD.encode(&point[33..]),
        }))
        .unwrap();
        let keys = VerificationKeys::from_jwk_set(&JwkSet { keys: vec![jwk] });
        let verified = verify(token, &keys, &[Algorithm::ES256]).unwrap();
        let claims = serde_json::Value::Object(verified.claims);
        let contact = "https://op.example/t";
        assert_eq!(claims, json!({"aud": origin, "exp": 1_800_003_600, "sub": contact}));
        let silent = key.authorization(origin, exp, None).unwrap();
        assert_ne!(silent, header);
        assert!(VapidKey::of_number(&[0; 32]).is_err() && VapidKey::of_number(&[255; 32]).is_err());
        let again = VapidKey::of_number(&[7; 32]).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(format!("{key:?}"), format!("VapidKey({})", key.public()));
    }
}
