//! What operators are told of each refusal: which check, what was sent, what was expected.
use super::*;
use crate::explain::{Difference, Finding, ObjectFinding as F, Words};
use crate::fixture::{KEYS, SECRET};
use latchkey_jose::encryption::{ContentEncryption, Encrypter, KeyManagement};
use latchkey_jose::{MacKey, unsecured};

fn found(op: &Op, client: &Client, query: &str) -> F {
    let refusal = ask(op, client, query).unwrap_err();
    match refusal.finding.map(|finding| *finding) {
        Some(Finding::Object(finding)) => finding,
        other => panic!("{}: {other:?}", refusal.description),
    }
}

fn text(value: &str) -> String {
    value.to_owned()
}

/// RFC 9101 §4, §5: which claim, and what it should say.
#[test]
fn a_wrong_claim_is_named_with_what_was_expected() {
    let op = Op::new();
    let held = client(&op);
    for (name, value, sent, expected) in [
        ("iss", json!("other"), Some("other"), "web"),
        ("iss", json!(7), Some("7"), "web"),
        ("client_id", json!("other"), Some("other"), "web"),
        (
            "aud",
            json!(["https://a.example", "https://b.example"]),
            Some("https://a.example, https://b.example"),
            ISSUER,
        ),
        ("sub", json!("web"), Some("web"), "nothing"),
        ("request_uri", json!("https://a.example"), Some("https://a.example"), "nothing"),
        ("exp", json!("soon"), Some("soon"), "a number"),
    ] {
        let finding = found(&op, &held, &beside(&signed(json!({name: value})), &[]));
        let claim = F::Claim { name: text(name), sent: sent.map(text), expected: text(expected) };
        assert_eq!(finding, claim);
    }
    let finding = found(&op, &held, &alone(&signed(json!({"client_id": null}))));
    assert_eq!(finding, F::Claim { name: text("client_id"), sent: None, expected: text("web") });
}

/// RFC 7519 §4.1.4, §4.1.5: by how much the clocks disagree.
#[test]
fn times_are_said_by_how_much_they_are_wrong() {
    let op = Op::new();
    let (held, tolerance) = (client(&op), op.policy.clock_tolerance);
    let finding = found(&op, &held, &beside(&signed(json!({"exp": 1_799_999_900})), &[]));
    assert_eq!(finding, F::Expired { since: Seconds::new(100), tolerance });
    let words = Words::of(&finding.into(), None, |_| String::new());
    assert_eq!(words.sent.as_deref(), Some("expired 100 s before it arrived"));
    for name in ["nbf", "iat"] {
        let finding = found(&op, &held, &beside(&signed(json!({name: 1_800_000_200})), &[]));
        let ahead = Seconds::new(200);
        assert_eq!(finding, F::FromTheFuture { claim: text(name), ahead, tolerance });
    }
}

/// RFC 9101 §6.2: which key was asked for and which there are; which algorithm, and which was
/// registered.
#[test]
fn signatures_are_explained_by_key_and_algorithm() {
    let op = Op::new();
    let mut held = client(&op);
    let foreign = OTHER_KEY.sign_jwt(None, &claims(json!({}))).unwrap();
    let unknown = F::UnknownKey { kid: Some(text(OTHER_KEY.kid())), known: vec![text(KEY.kid())] };
    assert_eq!(found(&op, &held, &beside(&foreign, &[])), unknown);
    let (start, signature) = foreign.rsplit_once('.').unwrap();
    let (_, payload) = start.split_once('.').unwrap();
    let right = signed(json!({}));
    let (header, _) = right.split_once('.').unwrap();
    let forged = format!("{header}.{payload}.{signature}");
    assert!(matches!(found(&op, &held, &beside(&forged, &[])), F::Signature(_)));

    held.metadata.request_object_signing_alg = Some(SigningAlg::Signed(Algorithm::ES256));
    let mac = MacKey::new(Algorithm::HS256, SECRET.as_bytes()).unwrap();
    let by_secret = mac.sign_jwt(None, &claims(json!({}))).unwrap();
    let algorithm = F::Algorithm { sent: text("HS256"), registered: Some(text("ES256")) };
    assert_eq!(found(&op, &held, &beside(&by_secret, &[])), algorithm);
    let unsigned = unsecured::encode(&claims(json!({}))).unwrap();
    assert!(matches!(
        found(&op, &held, &beside(&unsigned, &[])),
        F::Unsigned { registered: Some(alg), .. } if alg == "ES256"
    ));
    held.metadata.jwks = None;
    assert_eq!(found(&op, &held, &beside(&signed(json!({})), &[])), F::NoKeys);
    held.metadata.request_object_signing_alg = None;
    held.secret = None;
    assert_eq!(found(&op, &held, &beside(&by_secret, &[])), F::NoSecret);
    let typed = KEY.sign_jwt(Some("at+jwt"), &claims(json!({}))).unwrap();
    assert_eq!(found(&op, &held, &beside(&typed, &[])), F::Kind(text("at+jwt")));
    assert_eq!(found(&op, &held, &beside("x.y.z", &[])), F::Malformed);
}

/// RFC 9101 §6.1: in the words of the check, without anything of the content.
#[test]
fn what_does_not_decrypt_is_explained() {
    let mut op = Op::new();
    let held = client(&op);
    let for_us = |enc| {
        let alg = KeyManagement::EcdhEs;
        let encrypter = Encrypter::for_recipient(&KEYS.for_us, alg, enc).unwrap();
        beside(&encrypter.encrypt_jwt(&signed(json!({}))).unwrap(), &[])
    };
    let right = for_us(ContentEncryption::A256Gcm);
    let off = F::NotOffered(text("request_object_encryption"));
    assert_eq!(found(&op, &held, &right), off);
    op.policy.request_object_encryption = true;
    let mut held = held;
    held.metadata.request_object_encryption_alg = Some(KeyManagement::EcdhEs);
    let finding = found(&op, &held, &right);
    assert_eq!(finding, F::Decryption(text("the algorithm is not allowed")));
}

/// OIDC Core §6.1, §6.2; RFC 9101 §10.5: the way that it came.
#[test]
fn the_way_it_came_is_explained() {
    let mut op = Op::new();
    let mut held = client(&op);
    let plain = signed(json!({}));
    let other = beside("", &[("request_uri", "https://rp.example/request/")]);
    let unregistered = F::Unregistered {
        sent: text("https://rp.example/request/"),
        nearest: Some(text("https://rp.example/request")),
        difference: Some(Difference::TrailingSlash),
    };
    assert_eq!(found(&op, &held, &other), unregistered);
    let kind = found(&op, &held, &beside(&signed(json!({"state": 7})), &[]));
    assert_eq!(kind, F::Parameter(text("state")));
    let scopes = found(&op, &held, &beside(&plain, &[("scope", "email")]));
    let disagrees = F::Disagrees {
        parameter: text("scope"),
        inside: text("openid email"),
        beside: text("email"),
    };
    assert_eq!(scopes, disagrees);
    held.metadata.require_signed_request_object = true;
    let refusal = crate::authorize::check(&params(&beside("", &[])), Some(&held), &op.cx());
    let finding = *refusal.unwrap_err().finding.unwrap();
    assert_eq!(finding, F::Demanded { by_tenant: false }.into());
    op.policy.request_objects.by_value = false;
    let off = F::NotOffered(text("request_objects.by_value"));
    assert_eq!(found(&op, &held, &beside(&plain, &[])), off);
}

/// OIDC Core §6.2.3: a fetch that failed, and a file that is another one.
#[test]
fn what_was_fetched_is_explained() {
    let op = Op::new();
    let held = client(&op);
    let query = beside("", &[("request_uri", "https://rp.example/request#AAAA")]);
    let (params, cx) = (params(&query), op.cx());
    let request = ObjectRequest::of(&params, &held, &cx).ok().unwrap();
    let ObjectSource::Reference(uri) = request.source() else { panic!("by reference") };
    let refusal = request.unreachable(uri.unreachable(text("status 404")));
    assert_eq!(refusal.code.name(), "invalid_request_uri");
    let words = Words::of(&refusal.finding.unwrap(), None, |_| String::new());
    assert_eq!(words.sent.as_deref(), Some("https://rp.example/request"));
    assert!(words.advice.starts_with("status 404"), "{}", words.advice);
    let words = Words::of(&uri.differs(b"content").into(), None, |_| String::new());
    // The hash of RFC 6234's SHA-256 over these octets, in base64url.
    assert_eq!(words.expected.as_deref(), Some("7XACtDnprIRfIjV9giusFERzD722AW0-yUMil7nsn3M"));
}
