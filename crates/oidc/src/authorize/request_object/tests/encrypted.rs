//! Encrypted request objects (OIDC Core §6.1, §6.3.1, §10.2; RFC 9101 §6.1).
use super::*;
use crate::fixture::{KEYS, SECRET};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_jose::encryption::{ContentEncryption, Encrypter, KeyManagement};

const ENC: ContentEncryption = ContentEncryption::A128CbcHs256;

fn op() -> Op {
    let mut op = Op::new();
    op.policy.request_object_encryption = true;
    op
}

fn for_us() -> Encrypter {
    Encrypter::for_recipient(&KEYS.for_us, KeyManagement::EcdhEs, ENC).unwrap()
}

/// RFC 7519 §11.2: signed, then encrypted; for our key, or with the client's secret.
#[test]
fn a_nested_object_is_opened() {
    let op = op();
    let held = client(&op);
    let object = for_us().encrypt_jwt(&signed(json!({}))).unwrap();
    assert!(ask(&op, &held, &beside(&object, &[])).is_ok());
    assert!(ask(&op, &held, &alone(&object)).is_ok());
    for alg in [KeyManagement::Dir, KeyManagement::A128Kw, KeyManagement::A256Kw] {
        let encrypter = Encrypter::for_secret(SECRET.as_bytes(), alg, ENC).unwrap();
        let object = encrypter.encrypt_jwt(&signed(json!({}))).unwrap();
        assert!(ask(&op, &held, &beside(&object, &[])).is_ok(), "{alg}");
    }
    for cty in [Some("oauth-authz-req+jwt"), None] {
        let object = for_us().encrypt(signed(json!({})).as_bytes(), cty).unwrap();
        assert!(ask(&op, &held, &beside(&object, &[])).is_ok(), "{cty:?}");
    }
}

/// RFC 7519 §5.2, RFC 9101 §4: what is inside is a signed object, and does not say that it is
/// anything else.
/// RFC 9101 §10.1: signed, or signed and then encrypted.
#[test]
fn encryption_does_not_stand_in_for_a_signature() {
    let op = op();
    let held = client(&op);
    let (plain, signed) = (claims(json!({})).to_string(), signed(json!({})));
    let unsigned = latchkey_jose::unsecured::encode(&claims(json!({}))).unwrap();
    let twice = for_us().encrypt_jwt(&signed).unwrap();
    for (content, cty) in [
        (plain.as_str(), None),
        (&plain, Some("JWT")),
        (&unsigned, None),
        (&signed, Some("at+jwt")),
        (&unsigned, Some("JWT")),
        (&twice, Some("JWT")),
    ] {
        let object = for_us().encrypt(content.as_bytes(), cty).unwrap();
        refused(&op, &held, &beside(&object, &[]), "invalid_request_object");
    }
    let other = Encrypter::for_secret("x".repeat(40).as_bytes(), KeyManagement::Dir, ENC).unwrap();
    let object = other.encrypt_jwt(&signed).unwrap();
    refused(&op, &held, &beside(&object, &[]), "invalid_request_object");
}

/// OIDC Registration §2: what was registered and nothing else; nothing where the tenant does not
/// offer it.
#[test]
fn the_registered_algorithms_are_the_only_ones() {
    let op = op();
    let mut held = client(&op);
    let object = |enc| {
        let alg = KeyManagement::EcdhEs;
        let encrypter = Encrypter::for_recipient(&KEYS.for_us, alg, enc).unwrap();
        beside(&encrypter.encrypt_jwt(&signed(json!({}))).unwrap(), &[])
    };
    held.metadata.request_object_encryption_alg = Some(KeyManagement::EcdhEs);
    assert!(ask(&op, &held, &object(ENC)).is_ok(), "the default");
    refused(&op, &held, &object(ContentEncryption::A256Gcm), "invalid_request_object");
    held.metadata.request_object_encryption_enc = Some(ContentEncryption::A256Gcm);
    assert!(ask(&op, &held, &object(ContentEncryption::A256Gcm)).is_ok());
    held.metadata.request_object_encryption_alg = Some(KeyManagement::RsaOaep);
    refused(&op, &held, &object(ContentEncryption::A256Gcm), "invalid_request_object");
    refused(&Op::new(), &client(&op), &object(ENC), "invalid_request_object");
}

/// Compressed payload (RFC 8725 §3.6): never unpacked.
#[test]
fn a_compressed_object_is_refused() {
    let op = op();
    let header = json!({"alg": "dir", "enc": "A128GCM", "zip": "DEF", "cty": "JWT"});
    let object = format!(
        "{}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
        URL_SAFE_NO_PAD.encode(header.to_string())
    );
    let refusal = ask(&op, &client(&op), &beside(&object, &[])).unwrap_err();
    assert_eq!(refusal.code.name(), "invalid_request_object");
    assert!(refusal.detail.contains("compressed"), "{}", refusal.detail);
}
