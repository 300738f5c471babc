use super::*;
use crate::{ALGORITHMS, Jwk, JwkSet, MacKey, SigningKey, VerificationKeys};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

mod examples;

/// One key pair per asymmetric algorithm; RSA takes its time.
static KEYS: LazyLock<Vec<SigningKey>> = LazyLock::new(|| {
    let asymmetric = ALGORITHMS.iter().filter(|alg| !alg.is_symmetric());
    asymmetric.map(|alg| SigningKey::generate(*alg).unwrap()).collect()
});
const SECRET: &[u8; 64] = &[0x5a; 64];

fn key(alg: Algorithm) -> &'static SigningKey {
    KEYS.iter().find(|key| key.alg() == alg).unwrap()
}

fn set(keys: Vec<Jwk>) -> VerificationKeys {
    VerificationKeys::from_jwk_set(&JwkSet { keys })
}

fn set_of(text: &str) -> VerificationKeys {
    set(vec![serde_json::from_str(text).unwrap()])
}

/// A token with exactly this header, correctly signed.
fn with_header(key: &SigningKey, header: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(header);
    let der = key.to_pkcs8().unwrap();
    let family = crate::algorithms::family_of(key.alg()).unwrap();
    let private = (family.from_pkcs8)(key.alg(), der.expose()).unwrap();
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode("{}"));
    let signature = private.sign(signed.as_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
}

/// RFC 7515 §5.2, by the examples of §A.1 to §A.3.
#[test]
fn the_printed_jwts_are_right() {
    let secret = URL_SAFE_NO_PAD.decode(examples::HS256_SECRET).unwrap();
    for (alg, token, keys) in [
        (Algorithm::HS256, examples::HS256, VerificationKeys::from_secret(&secret)),
        (Algorithm::RS256, examples::RS256, set_of(examples::RS256_KEY)),
        (Algorithm::ES256, examples::ES256, set_of(examples::ES256_KEY)),
    ] {
        let verified = verify(token, &keys, ALGORITHMS).unwrap();
        assert_eq!(verified.header.alg, alg);
        assert_eq!(verified.claims["iss"], "joe");
        assert_eq!(verified.claims["exp"], 1_300_819_380);
        assert_eq!(verified.claims["http://example.com/is_root"], true);
    }
}

/// RFC 7515 §A.4 and RFC 8037 §A.5, whose payloads are plain text.
#[test]
fn the_printed_signatures_over_text_are_right() {
    for (token, keys, text) in [
        (examples::ES512, set_of(examples::ES512_KEY), "Payload"),
        (examples::EDDSA, set_of(examples::EDDSA_KEY), "Example of Ed25519 signing"),
    ] {
        let (_, payload) = verify_jws(token, &keys, ALGORITHMS).unwrap();
        assert_eq!(payload, text.as_bytes());
        assert_eq!(verify(token, &keys, ALGORITHMS), Err(VerifyError::Malformed));
    }
}

#[test]
fn what_we_sign_is_right_under_every_algorithm() {
    let claims = json!({"sub": "alice", "n": 1});
    for alg in ALGORITHMS.iter().copied() {
        let (token, keys, kid) = if alg.is_symmetric() {
            let mac = MacKey::new(alg, SECRET).unwrap();
            let token = mac.sign_jwt(Some("JWT"), &claims).unwrap();
            (token, VerificationKeys::from_secret(SECRET), None)
        } else {
            let token = key(alg).sign_jwt(Some("JWT"), &claims).unwrap();
            (token, set(vec![key(alg).public_jwk()]), Some(key(alg).kid().to_owned()))
        };
        let verified = verify(&token, &keys, &[alg]).unwrap();
        assert_eq!(verified.header, Header { alg, kid, typ: Some("JWT".to_owned()), cty: None });
        assert_eq!(Value::Object(verified.claims), claims);
    }
}

#[test]
fn a_single_changed_character_is_noticed() {
    let key = key(Algorithm::ES256);
    let keys = set(vec![key.public_jwk()]);
    let token = key.sign_jwt(None, &json!({"sub": "alice"})).unwrap();
    for index in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(verify(&changed, &keys, ALGORITHMS).is_err(), "{index}");
    }
    assert!(verify(&token, &keys, ALGORITHMS).is_ok());
}

/// RFC 8725 §3.1: only algorithms the caller named.
#[test]
fn an_algorithm_that_is_not_allowed_is_refused_before_any_key_is_tried() {
    let token = key(Algorithm::ES256).sign_jwt(None, &json!({})).unwrap();
    let keys = set(vec![key(Algorithm::ES256).public_jwk()]);
    assert_eq!(verify(&token, &keys, &[Algorithm::RS256]), Err(VerifyError::Algorithm));
    assert_eq!(verify(&token, &keys, &[]), Err(VerifyError::Algorithm));
    assert_eq!(verify(examples::NONE, &keys, ALGORITHMS), Err(VerifyError::Algorithm));
    let none = with_header(key(Algorithm::ES256), r#"{"alg":"nOnE"}"#);
    assert_eq!(verify(&none, &keys, ALGORITHMS), Err(VerifyError::Algorithm));
}

/// RFC 8725 §2.1: the public key, in any of its spellings, is no MAC key.
#[test]
fn a_public_key_does_not_serve_as_a_secret() {
    let jwk = key(Algorithm::RS256).public_jwk();
    let keys = set(vec![jwk.clone()]);
    let spellings = [
        serde_json::to_vec(&jwk).unwrap(),
        jwk.octets("n").unwrap(),
        jwk.text("n").unwrap().into(),
    ];
    for secret in spellings {
        let mac = MacKey::new(Algorithm::HS256, &secret).unwrap();
        let forged = mac.sign_jwt(None, &json!({"sub": "mallory"})).unwrap();
        assert_eq!(verify(&forged, &keys, ALGORITHMS), Err(VerifyError::UnknownKey));
    }
}

#[test]
fn a_secret_in_a_key_set_is_never_used() {
    let k = URL_SAFE_NO_PAD.encode(SECRET);
    let keys = set_of(&json!({"kty": "oct", "k": k, "alg": "HS256"}).to_string());
    assert!(keys.is_empty());
    let token = MacKey::new(Algorithm::HS256, SECRET).unwrap().sign_jwt(None, &json!({})).unwrap();
    assert_eq!(verify(&token, &keys, ALGORITHMS), Err(VerifyError::UnknownKey));
}

/// RFC 8725 §3.5: a short secret is no key.
#[test]
fn a_secret_serves_only_what_it_is_long_enough_for() {
    let keys = VerificationKeys::from_secret(&SECRET[..43]);
    let token = |alg| MacKey::new(alg, SECRET).unwrap().sign_jwt(None, &json!({})).unwrap();
    let verdict = verify(&token(Algorithm::HS256), &keys, ALGORITHMS);
    assert_eq!(verdict, Err(VerifyError::Signature));
    let verdict = verify(&token(Algorithm::HS384), &keys, ALGORITHMS);
    assert_eq!(verdict, Err(VerifyError::UnknownKey));
    assert!(VerificationKeys::from_secret(b"short").is_empty());
}

/// Attack: a `kid` that names another key than the one that signed, RFC 8725 §3.10; RFC 7515 §4.1.4.
#[test]
fn a_kid_chooses_the_key_and_cannot_borrow_another() {
    let (ours, theirs) =
        (SigningKey::generate(Algorithm::ES256).unwrap(), key(Algorithm::ES256).public_jwk());
    let token = ours.sign_jwt(None, &json!({})).unwrap();

    let other = set(vec![theirs.clone()]);
    assert_eq!(verify(&token, &other, ALGORITHMS), Err(VerifyError::UnknownKey));

    let mut renamed = theirs.clone();
    renamed.kid = Some(ours.kid().to_owned());
    assert_eq!(verify(&token, &set(vec![renamed]), ALGORITHMS), Err(VerifyError::Signature));

    let both = set(vec![theirs, ours.public_jwk()]);
    assert!(verify(&token, &both, ALGORITHMS).is_ok());
}

#[test]
fn keys_of_one_name_and_two_types_do_not_get_in_each_others_way() {
    let mut keys: Vec<Jwk> =
        [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA].map(|a| key(a).public_jwk()).into();
    for key in &mut keys {
        key.kid = Some("1".to_owned());
    }
    let token = with_header(key(Algorithm::ES256), r#"{"alg":"ES256","kid":"1"}"#);
    assert!(verify(&token, &set(keys), ALGORITHMS).is_ok());
}

#[test]
fn without_a_name_on_either_side_every_fitting_key_is_tried() {
    let key = key(Algorithm::PS256);
    let anonymous = with_header(key, r#"{"alg":"PS256"}"#);
    let others = SigningKey::generate(Algorithm::PS256).unwrap();
    let keys = vec![others.public_jwk(), key.public_jwk()];
    assert!(verify(&anonymous, &set(keys), ALGORITHMS).is_ok());

    let mut nameless = key.public_jwk();
    nameless.kid = None;
    let named = key.sign_jwt(None, &json!({})).unwrap();
    assert!(verify(&named, &set(vec![nameless]), ALGORITHMS).is_ok());
}

/// RFC 7517 §4.2 to §4.4.
#[test]
fn a_key_meant_for_something_else_is_left_out() {
    let key = key(Algorithm::RS256);
    let token = key.sign_jwt(None, &json!({})).unwrap();
    let changed = |change: &dyn Fn(&mut Jwk)| {
        let mut jwk = key.public_jwk();
        change(&mut jwk);
        verify(&token, &set(vec![jwk]), ALGORITHMS)
    };
    let refused = Err(VerifyError::UnknownKey);
    assert_eq!(changed(&|jwk| jwk.use_ = Some("enc".to_owned())), refused);
    assert_eq!(changed(&|jwk| jwk.alg = Some("PS256".to_owned())), refused);
    assert_eq!(changed(&|jwk| jwk.alg = Some("RSA-OAEP".to_owned())), refused);
    let operations = |list: Value| {
        move |jwk: &mut Jwk| {
            jwk.other.insert("key_ops".to_owned(), list.clone());
        }
    };
    assert_eq!(changed(&operations(json!(["encrypt"]))), refused);
    assert_eq!(changed(&operations(json!("verify"))), refused);
    assert!(changed(&operations(json!(["verify"]))).is_ok());
    assert!(changed(&|jwk| (jwk.use_, jwk.alg) = (None, None)).is_ok());
}

/// Some libraries write the sign octet of a big integer; the number is the same.
#[test]
fn a_modulus_with_a_leading_zero_is_the_same_key() {
    let key = key(Algorithm::RS256);
    let mut jwk = key.public_jwk();
    let n = [&[0][..], &jwk.octets("n").unwrap()].concat();
    jwk.other.insert("n".to_owned(), URL_SAFE_NO_PAD.encode(n).into());
    let token = key.sign_jwt(None, &json!({})).unwrap();
    assert!(verify(&token, &set(vec![jwk]), ALGORITHMS).is_ok());
}

/// RFC 7515 §4.1.11, RFC 7797 §6, RFC 7515 §4 (unique names, `alg` required).
#[test]
fn headers_that_demand_or_contradict_are_refused_however_well_signed() {
    let keys = set(vec![key(Algorithm::EdDSA).public_jwk()]);
    for header in [
        r#"{"alg":"EdDSA","crit":["exp"],"exp":1}"#,
        r#"{"alg":"EdDSA","crit":[]}"#,
        r#"{"alg":"EdDSA","b64":false}"#,
        r#"{"alg":"EdDSA","alg":"EdDSA"}"#,
        r#"{"alg":"EdDSA","kid":7}"#,
        r#"{"alg":["EdDSA"]}"#,
        r#"{"kid":"1"}"#,
    ] {
        let token = with_header(key(Algorithm::EdDSA), header);
        assert_eq!(verify(&token, &keys, ALGORITHMS), Err(VerifyError::Malformed), "{header}");
    }
}

/// RFC 8725 §3.10: a token does not bring its own key.
#[test]
fn a_key_in_the_header_is_not_used() {
    let theirs = SigningKey::generate(Algorithm::ES256).unwrap();
    let header = json!({"alg": "ES256", "jwk": theirs.public_jwk(), "jku": "https://evil.example"});
    let token = with_header(&theirs, &header.to_string());
    let keys = set(vec![key(Algorithm::ES256).public_jwk()]);
    assert_eq!(verify(&token, &keys, ALGORITHMS), Err(VerifyError::Signature));
}

/// An ECDSA signature of zeros, as accepted by some verifiers (CVE-2022-21449), and signatures of
/// other lengths.
#[test]
fn signatures_of_zeros_or_of_other_lengths_are_wrong() {
    let key = key(Algorithm::ES256);
    let keys = set(vec![key.public_jwk()]);
    let token = key.sign_jwt(None, &json!({})).unwrap();
    let (signed, _) = token.rsplit_once('.').unwrap();
    for length in [0, 63, 64, 65, 132] {
        let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(vec![0; length]));
        assert_eq!(verify(&forged, &keys, ALGORITHMS), Err(VerifyError::Signature));
    }
}

/// RFC 7515 §4.1.9.
#[test]
fn types_are_compared_without_case_and_without_application() {
    let header = |typ: Option<&str>| Header {
        alg: Algorithm::ES256,
        kid: None,
        typ: typ.map(str::to_owned),
        cty: None,
    };
    assert!(header(Some("at+jwt")).is_type("at+jwt"));
    assert!(header(Some("application/at+JWT")).is_type("at+jwt"));
    assert!(header(Some("AT+JWT")).is_type("application/at+jwt"));
    assert!(!header(Some("JWT")).is_type("at+jwt"));
    assert!(!header(None).is_type("at+jwt"));
    assert!(!header(Some("applicatioñ/at+jwt")).is_type("at+jwt"));
}

proptest! {
    #[test]
    fn no_text_brings_the_verifier_down(text in "\\PC{0,200}") {
        let keys = set(vec![key(Algorithm::ES256).public_jwk()]);
        prop_assert!(verify(&text, &keys, ALGORITHMS).is_err());
    }

    #[test]
    fn no_bytes_in_the_three_parts_bring_it_down(
        header in prop::collection::vec(any::<u8>(), 0..80),
        payload in prop::collection::vec(any::<u8>(), 0..80),
        signature in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let parts = [header, payload, signature].map(|part| URL_SAFE_NO_PAD.encode(part));
        let keys = set(vec![key(Algorithm::ES256).public_jwk()]);
        prop_assert!(verify(&parts.join("."), &keys, ALGORITHMS).is_err());
        crate::Unverified::decode(&parts.join("."));
    }

    #[test]
    fn no_signature_is_right_by_chance(
        alg in prop::sample::select(ALGORITHMS),
        signature in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let header = URL_SAFE_NO_PAD.encode(format!("{{\"alg\":\"{alg}\"}}"));
        let token = format!("{header}.e30.{}", URL_SAFE_NO_PAD.encode(signature));
        let keys = set(KEYS.iter().map(SigningKey::public_jwk).collect());
        prop_assert!(verify(&token, &keys, ALGORITHMS).is_err());
    }

    #[test]
    fn no_key_set_brings_the_parser_down(
        kty in "RSA|EC|OKP|oct",
        crv in "P-256|P-521|Ed25519|X",
        octets in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let text = URL_SAFE_NO_PAD.encode(&octets);
        let jwk = json!({"kty": kty, "crv": crv, "x": text, "y": text, "n": text, "e": "AQAB"});
        set_of(&jwk.to_string());
    }
}
