//! What attackers try, named after where it is described.
use super::*;

fn refused(token: &str) -> DecryptError {
    decrypt(token, &KEYS, &DecryptionPolicy::ALL).unwrap_err()
}

/// A token with exactly this header; the rest has the right shape and is worthless.
fn with_header(header: &Value, enc: ContentEncryption, encrypted_key: &[u8]) -> String {
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let text = |length| URL_SAFE_NO_PAD.encode(vec![0; length]);
    let key = URL_SAFE_NO_PAD.encode(encrypted_key);
    let (iv, tag) = (text(enc.iv_length()), text(enc.tag_length()));
    format!("{header}.{key}.{iv}.{}.{tag}", text(32))
}

/// RFC 7516 §11.5, RFC 3218: padding that is right, wrong, absent or hides a key of another
/// length, and a wrong tag, are one answer.
#[test]
fn an_rsa_padding_oracle_gives_no_answer() {
    for alg in [KeyManagement::RsaOaep, KeyManagement::RsaOaep256] {
        let enc = ContentEncryption::A256CbcHs512;
        let token = encrypter(alg, enc).encrypt(b"x", None).unwrap();
        let public = rsa_oaep::Public::from_jwk(alg, &pair(alg).public_jwk()).unwrap();
        let length = part(&token, 1).len();
        for wrong in [
            vec![0; length],
            vec![0xff; length],
            vec![1],
            vec![1; length + 1],
            public.encrypt(&[7; 64]).unwrap(),
            public.encrypt(&[7; 16]).unwrap(),
            public.encrypt(&[]).unwrap(),
        ] {
            assert_eq!(refused(&with_part(&token, 1, &wrong)), DecryptError::Undecipherable);
        }
        let mut tag = part(&token, 4);
        tag[0] ^= 1;
        assert_eq!(refused(&with_part(&token, 4, &tag)), DecryptError::Undecipherable);
    }
}

/// RFC 7518 §5.2.2.2, Vaudenay's attack: the padding of the cipher is no oracle either.
#[test]
fn a_cbc_padding_oracle_gives_no_answer() {
    for enc in [ContentEncryption::A128CbcHs256, ContentEncryption::A256CbcHs512] {
        let token = encrypter(KeyManagement::EcdhEs, enc).encrypt(&[7; 40], None).unwrap();
        let ciphertext = part(&token, 3);
        for last in 0..=255 {
            let mut changed = ciphertext.clone();
            changed[31] = last;
            if changed != ciphertext {
                let changed = with_part(&token, 3, &changed);
                assert_eq!(refused(&changed), DecryptError::Undecipherable);
            }
        }
        for length in [0, 15, 16, 47] {
            let changed = with_part(&token, 3, &ciphertext[..length]);
            assert_eq!(refused(&changed), DecryptError::Undecipherable, "{length}");
        }
    }
}

/// RFC 8725 §2.5, §3.4: an ephemeral key off the curve.
#[test]
fn an_invalid_curve_attack_never_meets_the_key() {
    let enc = ContentEncryption::A128Gcm;
    let good = encrypter(KeyManagement::EcdhEs, enc).encrypt(b"x", None).unwrap();
    let epk = &header(&good)["epk"];
    let changed = |name: &str, value: Value| {
        let mut header = header(&good);
        header["epk"][name] = value;
        with_header(&header, enc, b"")
    };
    for wrong in [
        changed("y", epk["x"].clone()),
        changed("x", URL_SAFE_NO_PAD.encode([0; 32]).into()),
        changed("x", "AA".into()),
        changed("y", Value::Null),
        changed("crv", "P-384".into()),
        changed("crv", "secp256k1".into()),
        changed("kty", "OKP".into()),
    ] {
        assert_eq!(refused(&wrong), DecryptError::Malformed);
    }
    for epk in [json!(null), json!("x"), json!([]), json!({})] {
        let header = json!({"alg": "ECDH-ES", "enc": enc, "epk": epk});
        assert_eq!(refused(&with_header(&header, enc, b"")), DecryptError::Malformed);
    }
    let header = json!({"alg": "ECDH-ES", "enc": enc});
    assert_eq!(refused(&with_header(&header, enc, b"")), DecryptError::Malformed);
}

/// RFC 8725 §2.1, §3.1: one key, one algorithm; a public key is no secret.
#[test]
fn algorithm_confusion_finds_no_key() {
    let enc = ContentEncryption::A128Gcm;
    let public = pair(KeyManagement::RsaOaep256).public_jwk();
    let mut other = public.clone();
    other.alg = None;
    let token = Encrypter::for_recipient(&other, KeyManagement::RsaOaep, enc).unwrap();
    let token = token.encrypt(b"x", None).unwrap();
    assert_eq!(refused(&token), DecryptError::UnknownKey, "the key is for RSA-OAEP-256");

    for secret in [serde_json::to_vec(&public).unwrap(), public.octets("n").unwrap()] {
        for alg in [KeyManagement::Dir, KeyManagement::A128Kw, KeyManagement::A256Kw] {
            let forged = Encrypter::for_secret(&secret, alg, enc).unwrap();
            let forged = forged.encrypt(b"x", None).unwrap();
            assert_eq!(refused(&forged), DecryptError::UnknownKey);
        }
    }
    let token = encrypter(KeyManagement::EcdhEs, enc).encrypt(b"x", None).unwrap();
    let verdict = decrypt(&token, &SHARED, &DecryptionPolicy::ALL);
    assert_eq!(verdict, Err(DecryptError::UnknownKey), "a secret serves no key pair's algorithm");
}

/// RFC 8725 §3.1: only algorithms the caller named, and none that we do not implement.
#[test]
fn an_algorithm_that_is_not_allowed_is_refused_before_any_key_is_tried() {
    let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let token = encrypter(alg, enc).encrypt(b"x", None).unwrap();
    for policy in [
        DecryptionPolicy { algs: &[KeyManagement::RsaOaep], encs: &[enc] },
        DecryptionPolicy { algs: &[alg], encs: &[ContentEncryption::A256Gcm] },
        DecryptionPolicy { algs: &[], encs: &[] },
    ] {
        assert_eq!(decrypt(&token, &KEYS, &policy), Err(DecryptError::Algorithm));
    }
    for name in ["none", "RSA1_5", "PBES2-HS256+A128KW", "A128GCMKW", "rsa-oaep"] {
        let header = json!({"alg": name, "enc": enc, "p2c": 2_000_000_000, "p2s": "AAAAAAAAAAA"});
        assert_eq!(refused(&with_header(&header, enc, b"x")), DecryptError::Algorithm, "{name}");
    }
    for name in ["none", "A128CBC", "A192GCM"] {
        let header = json!({"alg": "dir", "enc": name});
        assert_eq!(refused(&with_header(&header, enc, b"")), DecryptError::Algorithm, "{name}");
    }
}

/// RFC 8725 §3.6: a few octets that would become gigabytes.
#[test]
fn a_zip_bomb_is_not_unpacked() {
    let enc = ContentEncryption::A128Gcm;
    for zip in [json!("DEF"), json!("none"), json!(null)] {
        let header = json!({"alg": "dir", "enc": enc, "zip": zip});
        assert_eq!(refused(&with_header(&header, enc, b"")), DecryptError::Compressed);
    }
}

/// RFC 7516 §4.1.13, RFC 8725 §3.10: a token neither demands nor supplies.
#[test]
fn headers_that_demand_are_refused_and_keys_they_bring_are_not_used() {
    let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let crit = json!({"alg": "dir", "enc": enc, "crit": ["exp"], "exp": 1});
    assert_eq!(refused(&with_header(&crit, enc, b"")), DecryptError::Malformed);

    let theirs = DecryptionKey::generate(alg).unwrap().public_jwk();
    let token = Encrypter::for_recipient(&theirs, alg, enc).unwrap().encrypt(b"x", None).unwrap();
    assert_eq!(refused(&token), DecryptError::UnknownKey);
    let mut header = header(&token);
    header["jwk"] = serde_json::to_value(&theirs).unwrap();
    header["jku"] = "https://evil.example/jwks".into();
    header["x5u"] = "https://evil.example/cert".into();
    assert_eq!(refused(&with_header(&header, enc, b"")), DecryptError::UnknownKey);
}

/// Attack: `kid` injection, RFC 8725 §3.10: it is compared and nothing else.
#[test]
fn a_kid_chooses_the_key_and_cannot_inject() {
    let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let token = encrypter(alg, enc).encrypt(b"x", None).unwrap();
    for kid in ["", "../../dev/null", "' OR 1=1 --", "key\0"] {
        let mut header = header(&token);
        header["kid"] = kid.into();
        assert_eq!(refused(&with_header(&header, enc, b"")), DecryptError::UnknownKey, "{kid:?}");
    }
    for kid in [json!(7), json!([]), json!({"kid": 1}), json!(null)] {
        let mut header = header(&token);
        header["kid"] = kid;
        assert_eq!(refused(&with_header(&header, enc, b"")), DecryptError::Malformed);
    }
}

/// RFC 7516 §5.2, step 10; RFC 7518 §4.5, §4.6.2: direct modes send no key, others do.
#[test]
fn parts_of_the_wrong_length_are_refused_before_any_key_is_tried() {
    let enc = ContentEncryption::A128Gcm;
    for alg in [KeyManagement::EcdhEs, KeyManagement::EcdhEsA128Kw] {
        let token = encrypter(alg, enc).encrypt(b"x", None).unwrap();
        let other = if alg.is_direct() { &[0; 24][..] } else { &[] };
        assert_eq!(refused(&with_part(&token, 1, other)), DecryptError::Malformed, "{alg}");
        for (index, length) in [(2, 0), (2, 11), (2, 16), (4, 0), (4, 4), (4, 15), (4, 17)] {
            let changed = with_part(&token, index, &vec![0; length]);
            assert_eq!(refused(&changed), DecryptError::Malformed, "{index} {length}");
        }
    }
}

/// RFC 7519 §11.2: encryption by a public key says nothing about who wrote it, so what is inside
/// is checked like any other token; a JWS is no JWE and the other way round.
#[test]
fn a_token_of_one_kind_is_not_taken_for_the_other() {
    let mac = MacKey::new(crate::Algorithm::HS256, &[7; 32]).unwrap();
    assert_eq!(refused(&mac.sign_jwt(None, &json!({})).unwrap()), DecryptError::Malformed);
    let token = encrypter(KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    let token = token.encrypt_jwt("e30.e30.").unwrap();
    let key = SigningKey::generate(crate::Algorithm::ES256).unwrap().public_jwk();
    let keys = VerificationKeys::from_jwk_set(&JwkSet { keys: vec![key] });
    assert_eq!(crate::verify(&token, &keys, crate::ALGORITHMS), Err(VerifyError::Malformed));
}
