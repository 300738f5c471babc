use super::*;
use crate::fixture::{Op, SECRET};
use latchkey_jose::Jwk;
use latchkey_jose::encryption::{
    CONTENT_ENCRYPTION, DecryptError, DecryptionKey, DecryptionKeys, DecryptionPolicy,
    KEY_MANAGEMENT, decrypt,
};
use serde_json::json;

const JWT: &str = "e30.e30.AA";

fn set(keys: &[Jwk]) -> JwkSet {
    JwkSet { keys: keys.to_vec() }
}

fn wanted(alg: KeyManagement) -> AnswerEncryption {
    AnswerEncryption { alg, enc: AnswerEncryption::DEFAULT_ENC }
}

/// The recipient of a web client whose only key is this one.
fn recipient(alg: KeyManagement, key: &Jwk) -> Result<Recipient, TokenError> {
    wanted(alg).recipient(&Op::new().web_app(), Some(&set(std::slice::from_ref(key))))
}

fn key(alg: KeyManagement) -> (Jwk, DecryptionKeys) {
    let key = DecryptionKey::generate(alg).unwrap();
    (key.public_jwk(), DecryptionKeys::new(vec![key]))
}

/// OIDC Registration §2: no `enc` is A128CBC-HS256; no `alg`, no encryption.
#[test]
fn what_is_registered_has_its_default() {
    let alg = |name: &str| json!({ format!("{name}_encrypted_response_alg"): "dir" });
    let read = |value| serde_json::from_value::<ClientMetadata>(value).unwrap();
    let dir = Some(wanted(KeyManagement::Dir));
    let client = read(alg("id_token"));
    assert_eq!((client.id_token_encryption(), client.userinfo_encryption()), (dir, None));
    let client = read(alg("userinfo"));
    assert_eq!((client.id_token_encryption(), client.userinfo_encryption()), (None, dir));
    assert_eq!(wanted(KeyManagement::Dir).enc.name(), "A128CBC-HS256");
    let client = read(json!({ "id_token_encrypted_response_enc": "A256GCM" }));
    assert_eq!(client.id_token_encryption(), None);
}

/// OIDC Core §10.2: signed first, then encrypted, by whichever algorithm; RFC 7519 §5.2: `cty`.
#[test]
fn every_algorithm_wraps_the_signed_jwt() {
    let client = Op::new().web_app();
    for alg in KEY_MANAGEMENT.iter().copied() {
        let (keys, ours) = match alg.is_symmetric() {
            true => (None, DecryptionKeys::from_secret(SECRET.as_bytes())),
            false => {
                let (public, ours) = key(alg);
                (Some(set(&[public])), ours)
            }
        };
        for enc in CONTENT_ENCRYPTION.iter().copied() {
            let wanted = AnswerEncryption { alg, enc };
            let recipient = wanted.recipient(&client, keys.as_ref()).unwrap();
            let sealed = recipient.seal_jwt(JWT.to_owned(), Some(wanted)).unwrap();
            let opened = decrypt(&sealed, &ours, &DecryptionPolicy::ALL).unwrap();
            assert_eq!((opened.header.alg, opened.header.enc), (alg, enc));
            assert_eq!(opened.nested().unwrap(), JWT);
        }
    }
}

/// OIDC Core §5.3.2: claims that are only encrypted are no nested JWT.
#[test]
fn bare_claims_do_not_say_that_they_are_a_jwt() {
    let (public, ours) = key(KeyManagement::EcdhEs);
    let recipient = recipient(KeyManagement::EcdhEs, &public).unwrap();
    let sealed = recipient.seal(b"{}", wanted(KeyManagement::EcdhEs)).unwrap();
    let opened = decrypt(&sealed, &ours, &DecryptionPolicy::ALL).unwrap();
    assert_eq!((opened.payload.as_slice(), opened.header.cty.as_deref()), (&b"{}"[..], None));
    assert_eq!(opened.nested().unwrap_err(), DecryptError::NotNested);
}

#[test]
fn nothing_leaves_in_clear_for_want_of_a_recipient() {
    let (public, _) = key(KeyManagement::EcdhEs);
    let ecdh = Some(wanted(KeyManagement::EcdhEs));
    let nobody = Recipient::default();
    assert_eq!(nobody.seal_jwt(JWT.to_owned(), None).unwrap(), JWT);
    let error = nobody.seal_jwt(JWT.to_owned(), ecdh).unwrap_err();
    assert_eq!(error.code, ErrorCode::ServerError);
    assert!(nobody.seal(b"{}", wanted(KeyManagement::EcdhEs)).is_err());
    let somebody = recipient(KeyManagement::EcdhEs, &public).unwrap();
    assert!(somebody.seal_jwt(JWT.to_owned(), None).is_err());
}

/// RFC 7517 §4.2 to §4.4: a key for signatures, or for another algorithm, is never used.
#[test]
fn keys_that_are_meant_for_something_else_are_no_recipients() {
    let alg = KeyManagement::EcdhEs;
    let (public, _) = key(alg);
    let with = |member: &str, value: &str| {
        let mut changed = json!(public);
        changed[member] = value.into();
        serde_json::from_value::<Jwk>(changed).unwrap()
    };
    assert!(recipient(alg, &public).is_ok());
    let operations = {
        let mut key = json!(public);
        key["key_ops"] = json!(["sign", "verify"]);
        serde_json::from_value::<Jwk>(key).unwrap()
    };
    for wrong in
        [with("use", "sig"), with("alg", "ECDH-ES+A128KW"), with("alg", "ES256"), operations]
    {
        let error = recipient(alg, &wrong).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest);
        assert!(error.detail.contains("ECDH-ES"), "{}", error.detail);
    }
    assert!(recipient(KeyManagement::RsaOaep, &public).is_err(), "of another type");
}

/// RFC 7518 §6.2.1, RFC 8725 §3.4: a point that is not on its curve would give the key away.
#[test]
fn keys_that_are_broken_are_no_recipients() {
    let (public, _) = key(KeyManagement::EcdhEs);
    let mut off = public.clone();
    off.other.insert("y".to_owned(), public.other["x"].clone());
    let mut short = public.clone();
    short.other.insert("x".to_owned(), "AQAB".into());
    let weak: Jwk =
        serde_json::from_value(json!({ "kty": "RSA", "e": "AQAB", "n": "AQAB" })).unwrap();
    let secret: Jwk = serde_json::from_value(json!({ "kty": "oct", "k": "AQAB" })).unwrap();
    for alg in KEY_MANAGEMENT.iter().copied().filter(|alg| !alg.is_symmetric()) {
        for wrong in [&off, &short, &weak, &secret] {
            assert!(recipient(alg, wrong).is_err(), "{alg} {wrong:?}");
        }
    }
}

/// OIDC Core §10.2: a shared key is made from the secret and from nothing that anybody publishes.
#[test]
fn a_client_without_a_secret_is_no_recipient_of_symmetric_encryption() {
    let op = Op::new();
    let published = serde_json::from_value(json!({ "keys": [{ "kty": "oct", "k": "AAAA" }] }));
    let published: JwkSet = published.unwrap();
    for alg in KEY_MANAGEMENT.iter().copied().filter(|alg| alg.is_symmetric()) {
        assert!(wanted(alg).recipient(&op.web_app(), None).is_ok());
        assert!(wanted(alg).recipient(&op.native_app(), Some(&published)).is_err());
        assert!(!wanted(alg).goes_with(&published));
    }
}
