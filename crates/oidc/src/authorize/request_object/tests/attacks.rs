//! Attacks, by their names in RFC 9101 §10, RFC 8725 §2 and RFC 9700.
use super::*;
use crate::authorize::request_object::policy::UnsignedObjects;
use crate::fixture::{KEYS, SECRET};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_jose::{MacKey, unsecured};

fn unsigned(changes: Value) -> String {
    unsecured::encode(&claims(changes)).unwrap()
}

/// `none` downgrade (RFC 8725 §2.1, RFC 9101 §10.5, OIDC Core §6.3.2): unsigned only where tenant
/// and client agree.
#[test]
fn a_signature_cannot_be_left_out() {
    use UnsignedObjects::{Allowed, Refused, Registered};
    let (none, es256) = (Some(SigningAlg::Unsecured), Some(SigningAlg::Signed(Algorithm::ES256)));
    let rows = [
        (Refused, none, false),
        (Registered, none, true),
        (Registered, None, false),
        (Registered, es256, false),
        (Allowed, none, true),
        (Allowed, None, true),
        (Allowed, es256, false),
    ];
    for (policy, registered, passes) in rows {
        let mut op = Op::new();
        op.policy.request_objects.unsigned = policy;
        let mut held = client(&op);
        held.metadata.request_object_signing_alg = registered;
        let outcome = ask(&op, &held, &beside(&unsigned(json!({})), &[]));
        assert_eq!(outcome.is_ok(), passes, "{policy:?} {registered:?}");
        if let Err(refusal) = outcome {
            assert_eq!(refusal.code.name(), "invalid_request_object");
        }
        // RFC 9101 §4: what says all there is is signed.
        assert!(ask(&op, &held, &alone(&unsigned(json!({})))).is_err());
    }
    // A signature taken off, or put on.
    let op = Op::new();
    let mut held = client(&op);
    let object = signed(json!({}));
    let stripped = format!("{}.", object.rsplit_once('.').unwrap().0);
    refused(&op, &held, &beside(&stripped, &[]), "invalid_request_object");
    held.metadata.request_object_signing_alg = none;
    refused(&op, &held, &beside(&object, &[]), "invalid_request_object");
    refused(
        &op,
        &held,
        &beside(&format!("{}AA", unsigned(json!({}))), &[]),
        "invalid_request_object",
    );
}

/// Algorithm confusion (RFC 8725 §2.1, §3.1, OIDC Core §6.3.2): a public key is no MAC key, and the
/// registered algorithm is the only one.
#[test]
fn a_public_key_does_not_sign() {
    let op = Op::new();
    let jwk = serde_json::to_vec(&KEY.public_jwk()).unwrap();
    let mac = MacKey::new(Algorithm::HS256, &jwk).unwrap();
    let forged = mac.sign_jwt(None, &claims(json!({}))).unwrap();
    let mut held = client(&op);
    refused(&op, &held, &beside(&forged, &[]), "invalid_request_object");
    held.secret = None;
    refused(&op, &held, &beside(&forged, &[]), "invalid_request_object");

    let by_secret = MacKey::new(Algorithm::HS256, SECRET.as_bytes()).unwrap();
    let by_secret = by_secret.sign_jwt(None, &claims(json!({}))).unwrap();
    let mut held = client(&op);
    assert!(ask(&op, &held, &beside(&by_secret, &[])).is_ok());
    held.metadata.request_object_signing_alg = Some(SigningAlg::Signed(Algorithm::ES256));
    refused(&op, &held, &beside(&by_secret, &[]), "invalid_request_object");
    held.metadata.request_object_signing_alg = Some(SigningAlg::Signed(Algorithm::HS256));
    assert!(ask(&op, &held, &beside(&by_secret, &[])).is_ok());
    refused(&op, &held, &beside(&signed(json!({})), &[]), "invalid_request_object");
}

/// `kid` injection (RFC 8725 §3.10): a key's name chooses among the client's keys and nothing
/// else, and nothing in a header brings a key along.
#[test]
fn a_header_brings_no_key() {
    let op = Op::new();
    let held = client(&op);
    let foreign = OTHER_KEY.sign_jwt(None, &claims(json!({}))).unwrap();
    refused(&op, &held, &beside(&foreign, &[]), "invalid_request_object");
    // Our own key, which the client's name does not make the client's.
    let ours = KEYS.signing[0].sign_jwt(None, &claims(json!({}))).unwrap();
    refused(&op, &held, &beside(&ours, &[]), "invalid_request_object");
    let (_, rest) = foreign.split_once('.').unwrap();
    for header in [
        json!({"alg": "ES256", "kid": "../../../dev/null"}),
        json!({"alg": "ES256", "kid": "' OR 1=1 --"}),
        json!({"alg": "ES256", "kid": KEY.kid(), "jwk": OTHER_KEY.public_jwk()}),
        json!({"alg": "ES256", "jku": "https://evil.example/jwks"}),
        json!({"alg": "ES256", "crit": ["exp"]}),
    ] {
        let object = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()));
        refused(&op, &held, &beside(&object, &[]), "invalid_request_object");
    }
}

/// Cross-JWT confusion (RFC 9101 §10.8, RFC 8725 §3.11): a token that says it is something else,
/// or could be a client assertion, is no request object.
#[test]
fn another_kind_of_token_is_not_a_request_object() {
    let op = Op::new();
    let held = client(&op);
    for typ in
        ["at+jwt", "logout+jwt", "application/at+jwt", "dpop+jwt", "client-authentication+jwt"]
    {
        let object = KEY.sign_jwt(Some(typ), &claims(json!({}))).unwrap();
        refused(&op, &held, &beside(&object, &[]), "invalid_request_object");
    }
    for typ in [None, Some("JWT"), Some("jwt"), Some("application/oauth-authz-req+jwt")] {
        let object = KEY.sign_jwt(typ, &claims(json!({}))).unwrap();
        assert!(ask(&op, &held, &beside(&object, &[])).is_ok(), "{typ:?}");
    }
    let assertion = json!({
        "iss": "web", "sub": "web", "aud": ISSUER, "jti": "1", "exp": 1_800_000_060,
    });
    let assertion = KEY.sign_jwt(None, &assertion).unwrap();
    let query =
        beside(&assertion, &[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
    refused(&op, &held, &query, "invalid_request_object");
}

/// Mix-up (RFC 9700 §4.4, RFC 9101 §5): one client's object is of no use to another, nor at
/// another issuer.
#[test]
fn an_object_of_another_client_or_for_another_issuer_is_refused() {
    let op = Op::new();
    let mut other = client(&op);
    other.client_id = "other".into();
    let replayed = signed(json!({}));
    // Even if both had the same keys.
    let query = beside(&replayed, &[("client_id", "other")]);
    refused(&op, &other, &query, "invalid_request_object");
    let anonymous = signed(json!({"iss": null, "client_id": null}));
    other.metadata.jwks = Some(JwkSet { keys: vec![OTHER_KEY.public_jwk()] });
    refused(&op, &other, &beside(&anonymous, &[("client_id", "other")]), "invalid_request_object");
    let elsewhere = signed(json!({"aud": "https://other-op.example"}));
    refused(&op, &client(&op), &beside(&elsewhere, &[]), "invalid_request_object");
}

/// Open redirection (RFC 9700 §4.11.2): the address in an object that is refused is not used, and
/// the one in a right object must be registered all the same.
#[test]
fn an_address_in_an_object_is_not_trusted() {
    let op = Op::new();
    let held = client(&op);
    let evil = "https://evil.example/";
    let nowhere = |object: &str, redirect_uri: &str| {
        let refusal =
            ask(&op, &held, &beside(object, &[("redirect_uri", redirect_uri)])).unwrap_err();
        assert_eq!(refusal.answer(ISSUER), None, "{redirect_uri}");
        refusal.code.name()
    };
    let forged = OTHER_KEY.sign_jwt(None, &claims(json!({"redirect_uri": evil}))).unwrap();
    assert_eq!(nowhere(&forged, ""), "invalid_request_object");
    assert_eq!(nowhere(&forged, evil), "invalid_request_object");
    // A registered address in an object that is refused earns nothing either.
    assert_eq!(nowhere(&signed(json!({"exp": 1})), ""), "invalid_request_object");
    assert_eq!(nowhere(&signed(json!({"redirect_uri": evil})), CALLBACK), "invalid_request");
    // What is inside wins: the one beside it may be anything.
    assert!(ask(&op, &held, &beside(&signed(json!({})), &[("redirect_uri", evil)])).is_ok());
}

/// A client that is switched off gets nothing decrypted, fetched or verified for it.
#[test]
fn a_client_that_is_switched_off_is_refused_first() {
    let op = Op::new();
    let held = Client { disabled: true, ..client(&op) };
    let query = beside("", &[("request_uri", "https://rp.example/request")]);
    let refusal = ObjectRequest::of(&params(&query), &held, &op.cx()).err().unwrap();
    assert_eq!((refusal.code.name(), refusal.answer(ISSUER)), ("invalid_client", None));
}

/// Server-side request forgery (RFC 9101 §10.4, §10.4.1, §10.4.2, RFC 8725 §2.9): only what was
/// registered can become an address to fetch.
#[test]
fn an_address_that_was_not_registered_is_not_fetched() {
    let op = Op::new();
    let held = client(&op);
    for uri in [
        "https://rp.example/request/../other",
        "https://rp.example/request?x=1",
        "https://rp.example@169.254.169.254/request",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:8080/",
        "file:///etc/passwd",
        "urn:ietf:params:oauth:request_uri:guessed",
    ] {
        let query = beside("", &[("request_uri", uri)]);
        let refusal = ObjectRequest::of(&params(&query), &held, &op.cx()).err().unwrap();
        assert_eq!(refusal.code.name(), "invalid_request_uri", "{uri}");
    }
}

/// Attack: exhausting what a parser has, by deep nesting, repeated members, much text; RFC 8259 §9.
#[test]
fn an_object_of_unreasonable_shape_is_refused() {
    let mut op = Op::new();
    op.policy.request_objects.unsigned = UnsignedObjects::Allowed;
    let held = client(&op);
    let raw = |payload: &str| {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        format!("{header}.{}.", URL_SAFE_NO_PAD.encode(payload))
    };
    let deep = format!("{{\"claims\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let deep_claims = format!("{{\"claims\":{}1{}}}", "{\"a\":".repeat(500), "}".repeat(500));
    let long = json!({"state": "s".repeat(70_000)}).to_string();
    for payload in [
        deep.as_str(),
        &deep_claims,
        &long,
        r#"{"state":"a","state":"b"}"#,
        r#"{"claims":{"userinfo":{},"userinfo":{}}}"#,
        "[]",
        "",
    ] {
        refused(&op, &held, &beside(&raw(payload), &[]), "invalid_request_object");
    }
    let opaque = json!({"nonce": "n".repeat(3000), "code_challenge": CHALLENGE});
    let object = unsecured::encode(&opaque).unwrap();
    refused(&op, &held, &beside(&object, &[("code_challenge_method", "S256")]), "invalid_request");
}
