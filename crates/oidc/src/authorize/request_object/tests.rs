use super::*;
use crate::authorize::{Answer, Checked, resume};
use crate::fixture::{CALLBACK, CHALLENGE, ISSUER, Op, form, params};
use crate::{Scope, SigningAlg};
use latchkey_base::Seconds;
use latchkey_jose::{Algorithm, JwkSet, SigningKey, VerificationKeys};
use serde_json::{Value, json};
use std::sync::LazyLock;

mod attacks;
mod encrypted;
mod explained;

/// The client's key, and that of another client.
static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Algorithm::ES256).unwrap());
static OTHER_KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Algorithm::ES256).unwrap());

/// A client with a key of its own.
fn client(op: &Op) -> Client {
    let mut client = op.web_app();
    client.metadata.jwks = Some(JwkSet { keys: vec![KEY.public_jwk()] });
    client.metadata.request_uris = vec!["https://rp.example/request".into()];
    client
}

/// The claims of an object that is right in every way, with some changed; `null` removes.
fn claims(changes: Value) -> Value {
    let mut claims = json!({
        "iss": "web",
        "aud": ISSUER,
        "exp": 1_800_000_060,
        "client_id": "web",
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid email",
        "state": "inside",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

fn signed(changes: Value) -> String {
    KEY.sign_jwt(Some("oauth-authz-req+jwt"), &claims(changes)).unwrap()
}

/// A request with this object, with some parameters beside it changed; an empty value removes.
fn beside(object: &str, changes: &[(&str, &str)]) -> String {
    let right = [
        ("client_id", "web"),
        ("response_type", "code"),
        ("scope", "openid"),
        ("redirect_uri", CALLBACK),
        ("state", "outside"),
        ("request", object),
    ];
    let kept = right.into_iter().filter(|(name, _)| changes.iter().all(|(new, _)| new != name));
    form(&kept.chain(changes.iter().copied()).collect::<Vec<_>>())
}

/// Nothing but the object, as RFC 9101 §5 has it.
fn alone(object: &str) -> String {
    form(&[("client_id", "web"), ("request", object)])
}

fn ask(op: &Op, client: &Client, query: &str) -> Result<Checked, Refusal> {
    ask_with(op, client, query, "")
}

/// With what is found at the `request_uri`.
fn ask_with(op: &Op, client: &Client, query: &str, found: &str) -> Result<Checked, Refusal> {
    let asked = judged(op, client, query, found);
    if let Err(refusal) = &asked {
        assert!(refusal.finding.is_some(), "nobody is told why: {}", refusal.description);
    }
    asked
}

fn judged(op: &Op, client: &Client, query: &str, found: &str) -> Result<Checked, Refusal> {
    let (params, cx) = (params(query), op.cx());
    assert!(has_object(&params));
    let request = ObjectRequest::of(&params, client, &cx)?;
    let object = match request.source() {
        ObjectSource::Value(object) => object,
        ObjectSource::Reference(_) => found,
    };
    let opened = request.open(object)?;
    let set = client.metadata.jwks.as_ref().filter(|_| opened.needs_keys().is_some());
    opened.check(set.map(VerificationKeys::from_jwk_set).as_ref())
}

fn state(refusal: &Refusal) -> Option<String> {
    let Some(Answer::Redirect(url)) = refusal.answer(ISSUER) else { return None };
    let url = url::Url::parse(&url).unwrap();
    let found = url.query_pairs().find(|(name, _)| name == "state");
    Some(found.map(|(_, state)| state.into_owned()).unwrap_or_default())
}

fn refused(op: &Op, client: &Client, query: &str, code: &str) {
    let refusal = ask(op, client, query).unwrap_err();
    assert_eq!(refusal.code.name(), code, "{}: {}", refusal.description, refusal.detail);
}

/// OIDC Core §6.1, §6.3.3: the parameters of the object win, the others stay.
#[test]
fn a_signed_object_is_put_together_with_what_is_beside_it() {
    let op = Op::new();
    let object = signed(json!({"max_age": 600, "claims": {"id_token": {"name": null}}}));
    let query =
        beside(&object, &[("nonce", "beside"), ("redirect_uri", "https://rp.example/other")]);
    let checked = ask(&op, &client(&op), &query).unwrap();
    let request = &checked.request;
    assert_eq!(checked.return_to.redirect_uri(), CALLBACK);
    assert_eq!(request.scope, Scope::parse("openid email").unwrap());
    assert_eq!(request.nonce.as_deref(), Some("beside"));
    assert_eq!(request.max_age, Some(Seconds::new(600)));
    assert!(request.claims.id_token.contains_key("name"));
    assert!(request.challenge.is_some());
}

/// OIDC Core §6.1: `iss`, `aud`, `exp`, `client_id` and the rest may be left out.
#[test]
fn an_object_may_say_very_little() {
    let op = Op::new();
    let object = KEY.sign_jwt(None, &json!({"code_challenge": CHALLENGE})).unwrap();
    let query = beside(&object, &[("code_challenge_method", "S256")]);
    assert!(ask(&op, &client(&op), &query).is_ok());
}

/// RFC 9101 §5, §6.3: the object alone, of which every parameter counts, and no other.
#[test]
fn an_object_may_say_all_there_is() {
    let op = Op::new();
    let held = client(&op);
    let query = format!("{}&state=outside&nonce=outside&scope=openid", alone(&signed(json!({}))));
    let checked = ask(&op, &held, &query).unwrap();
    assert_eq!(checked.request.nonce, None);
    let refusal = Refusal::access_denied(&checked);
    assert_eq!(state(&refusal).as_deref(), Some("inside"));
    refused(&op, &held, &alone(&signed(json!({"client_id": null}))), "invalid_request_object");
    refused(&op, &held, &alone(&signed(json!({"response_type": null}))), "invalid_request");
    refused(&op, &held, &alone(&signed(json!({"redirect_uri": null}))), "invalid_request");
}

/// OIDC Core §6.1: `response_type` agrees, whatever the order of its words; `openid` is in both
/// scopes.
#[test]
fn what_is_beside_the_object_agrees_with_it() {
    let mut op = Op::new();
    op.policy.front_channel_tokens = true;
    let mut held = client(&op);
    held.metadata.response_types = Some(vec!["code".into(), "code id_token".into()]);
    held.metadata.grant_types.as_mut().unwrap().push("implicit".into());
    let hybrid = signed(json!({"response_type": "id_token code", "nonce": "n"}));
    assert!(ask(&op, &held, &beside(&hybrid, &[("response_type", "code id_token")])).is_ok());
    refused(&op, &held, &beside(&hybrid, &[]), "invalid_request_object");
    let plain = signed(json!({}));
    refused(&op, &held, &beside(&plain, &[("scope", "email")]), "invalid_request");
    refused(&op, &held, &beside(&plain, &[("scope", "")]), "invalid_request");
    let without = signed(json!({"scope": "email"}));
    assert!(ask(&op, &held, &beside(&without, &[("scope", "email")])).is_ok());
}

/// OIDC Core §3.1.2.6, §6.1: what is wrong with an object is `invalid_request_object`, and goes
/// where the parameters beside it may go, with their `state`.
#[test]
fn a_wrong_object_is_told_to_the_client() {
    let op = Op::new();
    let held = client(&op);
    for (name, value) in [
        ("iss", json!("other")),
        ("iss", json!(7)),
        ("client_id", json!("other")),
        ("aud", json!("https://elsewhere.example")),
        ("aud", json!([])),
        ("aud", json!(7)),
        ("exp", json!(1_799_999_990)),
        ("exp", json!("soon")),
        ("nbf", json!(1_800_000_011)),
        ("iat", json!(1_800_000_011)),
        ("sub", json!("web")),
        ("request", json!("x.y.z")),
        ("request_uri", json!("https://rp.example/request")),
        ("state", json!(7)),
        ("claims", json!([])),
    ] {
        let refusal = ask(&op, &held, &beside(&signed(json!({name: value})), &[])).unwrap_err();
        assert_eq!(refusal.code.name(), "invalid_request_object", "{name}={value}");
        assert_eq!(state(&refusal).as_deref(), Some("outside"), "{name}={value}");
    }
    for object in ["x", "x.y.z", "a.b.c.d", "....", &"a".repeat(70_000)] {
        refused(&op, &held, &beside(object, &[]), "invalid_request_object");
    }
}

/// RFC 9101 §4, §6.2; RFC 7519 §4.1: a list may name us among others, and clocks differ a little.
#[test]
fn an_object_may_name_us_among_others_and_be_from_just_now() {
    let op = Op::new();
    for fits in [
        json!({"aud": ["https://elsewhere.example", ISSUER]}),
        json!({"exp": 1_799_999_991}),
        json!({"nbf": 1_800_000_010, "iat": 1_800_000_010}),
        json!({"exp": 1_800_000_060.5}),
        json!({"sub": "somebody else"}),
    ] {
        assert!(ask(&op, &client(&op), &beside(&signed(fits.clone()), &[])).is_ok(), "{fits}");
    }
}

/// OIDC Core §3.1.2.6, RFC 9101 §7: the right error for each fault around the object.
#[test]
fn faults_around_the_object_have_their_own_errors() {
    let mut op = Op::new();
    let held = client(&op);
    let object = signed(json!({}));
    let uri = ("request_uri", "https://rp.example/request");
    refused(&op, &held, &beside(&object, &[uri]), "invalid_request");
    refused(
        &op,
        &held,
        &beside("", &[("request_uri", "https://a.example")]),
        "invalid_request_uri",
    );
    refused(&op, &held, &beside(&object, &[("scope", "a"), ("scope", "b")]), "invalid_request");
    refused(&op, &held, &beside(&object, &[("registration", "{}")]), "registration_not_supported");
    let twice = format!("{}&request_uri=x&request_uri=y", beside(&object, &[]));
    refused(&op, &held, &twice, "invalid_request");
    op.policy.request_objects.by_value = false;
    refused(&op, &held, &beside(&object, &[]), "request_not_supported");
    op.policy.request_objects.by_reference = false;
    refused(&op, &held, &beside("", &[uri]), "request_uri_not_supported");
}

/// OIDC Core §6.2, RFC 9101 §5.2: the same by reference; what cannot be had is
/// `invalid_request_uri`.
#[test]
fn an_object_may_be_found_elsewhere() {
    let op = Op::new();
    let mut held = client(&op);
    let query = beside("", &[("request_uri", "https://rp.example/request#v1")]);
    let found = format!("{}\n", signed(json!({})));
    assert!(ask_with(&op, &held, &query, &found).is_ok());
    let (params, cx) = (params(&query), op.cx());
    let request = ObjectRequest::of(&params, &held, &cx).ok().unwrap();
    let ObjectSource::Reference(uri) = request.source() else { panic!("by reference") };
    let refusal = request.unreachable(uri.unreachable("status 404".to_owned()));
    assert_eq!(refusal.code.name(), "invalid_request_uri");
    assert_eq!(state(&refusal).as_deref(), Some("outside"));

    // Unsigned ones over https only.
    held.metadata.request_object_signing_alg = Some(SigningAlg::Unsecured);
    held.metadata.request_uris.push("http://rp.example/plain".into());
    let unsigned = latchkey_jose::unsecured::encode(&claims(json!({}))).unwrap();
    assert!(ask_with(&op, &held, &query, &unsigned).is_ok());
    let plain = beside("", &[("request_uri", "http://rp.example/plain")]);
    let refusal = ask_with(&op, &held, &plain, &unsigned).unwrap_err();
    assert_eq!(refusal.code.name(), "invalid_request_uri");
}

/// RFC 9101 §10.5: where a signed object is demanded nothing else will do, by whoever demands it.
#[test]
fn a_signed_object_can_be_demanded() {
    for of_the_tenant in [true, false] {
        let mut op = Op::new();
        let mut held = client(&op);
        match of_the_tenant {
            true => op.policy.request_objects.require_signed = true,
            false => held.metadata.require_signed_request_object = true,
        }
        let plain = beside("", &[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
        let refusal = crate::authorize::check(&params(&plain), Some(&held), &op.cx()).unwrap_err();
        assert_eq!(refusal.code.name(), "invalid_request");
        assert_eq!(state(&refusal).as_deref(), Some("outside"));

        let object = signed(json!({}));
        let checked = ask(&op, &held, &beside(&object, &[("nonce", "injected")])).unwrap();
        assert_eq!(checked.request.nonce, None, "only what is signed counts");
        refused(
            &op,
            &held,
            &beside(&signed(json!({"client_id": null})), &[]),
            "invalid_request_object",
        );

        held.metadata.request_object_signing_alg = Some(SigningAlg::Unsecured);
        let unsigned = latchkey_jose::unsecured::encode(&claims(json!({}))).unwrap();
        refused(&op, &held, &beside(&unsigned, &[]), "invalid_request_object");
    }
}

/// What waits in a row is what was checked: reading it again needs no object, even one that was
/// demanded.
#[test]
fn a_request_that_waited_is_resumed_without_its_object() {
    let mut op = Op::new();
    op.policy.request_objects.require_signed = true;
    let held = client(&op);
    let checked = ask(&op, &held, &alone(&signed(json!({"max_age": 60})))).unwrap();
    op.now = op.now + Seconds::days(1);
    let row = serde_json::to_value(&checked.request).unwrap();
    let again = resume(serde_json::from_value(row).unwrap(), Some(&held), &op.cx()).unwrap();
    assert_eq!(again.request, checked.request);
    assert_eq!(again.return_to.redirect_uri(), CALLBACK);
}
