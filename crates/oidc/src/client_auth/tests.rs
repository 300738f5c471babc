use super::*;
use crate::ErrorCode;
use crate::explain::AssertionFinding;
use crate::fixture::{ISSUER, Op, SECRET, form, params};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_base::Seconds;
use latchkey_jose::{JwkSet, MacKey, SigningKey};
use serde_json::{Value, json};

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

/// Identifies and authenticates against one client.
fn attempt(
    op: &Op,
    client: Option<&Client>,
    (header, body): (Option<&str>, &str),
    keys: Option<&VerificationKeys>,
) -> Result<Option<AssertionUse>, TokenError> {
    let params = params(body);
    let judged = identify(header, &params).and_then(|presented| {
        presented.authenticate(client, keys, &op.cx()).map(|done| done.assertion)
    });
    if let Err(error) = &judged {
        assert!(error.finding.is_some(), "nobody is told why: {}", error.detail);
    }
    judged
}

fn with_method(op: &Op, method: &str) -> Client {
    let mut client = op.web_app();
    client.metadata.token_endpoint_auth_method = Some(method.into());
    client
}

/// RFC 6749 §2.3.1: both halves are form-encoded before base64; the scheme has no case.
#[test]
fn basic_credentials_are_decoded() {
    let mut op = Op::new();
    op.policy.pkce_required = false;
    let mut client = op.web_app();
    client.client_id = "a:b c".into();
    client.secret.as_mut().unwrap().digest = op.secrets.digest("client_secret", "s+ %");
    let header = basic("a%3Ab+c", "s%2B+%25");
    assert!(attempt(&op, Some(&client), (Some(&header), ""), None).is_ok());
    let header = header.replacen("Basic", "bASIC", 1);
    assert!(attempt(&op, Some(&client), (Some(&header), "client_id=a%3Ab+c"), None).is_ok());
}

/// RFC 6749 §5.2: `invalid_client`, 401, with a challenge when the header was used; an unknown
/// client and a wrong secret look alike.
#[test]
fn wrong_credentials_look_alike() {
    let op = Op::new();
    let client = op.web_app();
    let (right, wrong) = (basic("web", SECRET), basic("web", "wrong"));
    assert!(attempt(&op, Some(&client), (Some(&right), ""), None).is_ok());
    let unknown = attempt(&op, None, (Some(&right), ""), None).unwrap_err();
    let wrong = attempt(&op, Some(&client), (Some(&wrong), ""), None).unwrap_err();
    assert_eq!((unknown.status(), unknown.json()), (401, wrong.json()));
    assert_eq!(unknown.www_authenticate(ISSUER), wrong.www_authenticate(ISSUER));
    assert!(wrong.www_authenticate(ISSUER).is_some());
    let disabled = Client { disabled: true, ..op.web_app() };
    let off = attempt(&op, Some(&disabled), (Some(&right), ""), None).unwrap_err();
    assert_eq!(off.json(), wrong.json());
}

#[test]
fn malformed_headers_are_challenged() {
    let not_text = format!("Basic {}", STANDARD.encode(b"\xff:\xff"));
    let no_colon = format!("Basic {}", STANDARD.encode("web"));
    for header in ["Basic", "Basic !!!", "Bearer abc", "", &not_text, &no_colon] {
        let body = params("client_id=web");
        let error = identify(Some(header), &body).err().unwrap();
        assert_eq!(error.code, ErrorCode::InvalidClient, "{header}");
        assert!(error.www_authenticate(ISSUER).is_some(), "{header}");
    }
}

/// RFC 6749 §2.3.1: the secret in the body, for clients that registered it.
#[test]
fn a_secret_in_the_body_needs_its_registration() {
    let op = Op::new();
    let body = form(&[("client_id", "web"), ("client_secret", SECRET)]);
    let post = with_method(&op, "client_secret_post");
    assert!(attempt(&op, Some(&post), (None, &body), None).is_ok());
    let error = attempt(&op, Some(&op.web_app()), (None, &body), None).unwrap_err();
    assert_eq!((error.code, error.www_authenticate(ISSUER)), (ErrorCode::InvalidClient, None));
    let header = basic("web", SECRET);
    assert!(attempt(&op, Some(&post), (Some(&header), ""), None).is_err());
}

/// RFC 6749 §2.1, §3.2.1: a public client names itself; a confidential one must do more.
#[test]
fn only_public_clients_get_in_by_name() {
    let op = Op::new();
    let native = op.native_app();
    assert!(attempt(&op, Some(&native), (None, "client_id=native"), None).is_ok());
    let error = attempt(&op, Some(&op.web_app()), (None, "client_id=web"), None).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidClient);
    let error = attempt(&op, Some(&native), (None, ""), None).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidClient);
}

/// RFC 6749 §2.3, RFC 7521 §4.2: one method, one client.
#[test]
fn several_methods_or_clients_are_refused() {
    let jwt = MacKey::new(Algorithm::HS256, SECRET.as_bytes()).unwrap();
    let jwt = jwt.sign_jwt(None, &json!({"iss": "web", "sub": "web"})).unwrap();
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let assertion = [("client_assertion", jwt.as_str()), ("client_assertion_type", kind)];
    let header = basic("web", SECRET);
    let secret = ("client_secret", SECRET);
    let rows = [
        (Some(header.as_str()), vec![("client_id", "web"), secret]),
        (Some(&header), assertion.to_vec()),
        (Some(&header), vec![("client_id", "other")]),
        (None, [vec![secret, ("client_id", "web")], assertion.to_vec()].concat()),
        (None, [vec![("client_id", "other")], assertion.to_vec()].concat()),
        (None, vec![("client_id", "web"), ("client_id", "web")]),
        (None, vec![assertion[0]]),
        (None, vec![("client_id", "web"), assertion[1]]),
    ];
    for (header, pairs) in rows {
        let body = form(&pairs);
        let error = identify(header, &params(&body)).err().unwrap();
        assert_eq!(error.code, ErrorCode::InvalidRequest, "{pairs:?}");
        let kept = serde_json::to_string(&error.finding.unwrap()).unwrap();
        assert!(!kept.contains(SECRET) && !kept.contains(&jwt), "{pairs:?}: {kept}");
    }
    let body = form(&[("client_id", "web"), secret]);
    let error = identify(Some(&header), &params(&body)).err().unwrap();
    let used = vec!["client_secret_basic".to_owned(), "client_secret_post".to_owned()];
    assert_eq!(error.finding.map(|it| *it), Some(ClientFinding::SeveralMethods(used).into()));
    let error = identify(Some(&header), &params("client_id=other")).err().unwrap();
    let other =
        ClientFinding::OtherClient { sent: "other".to_owned(), authenticated: "web".to_owned() };
    assert_eq!(error.finding.map(|it| *it), Some(other.into()));
}

/// An assertion that is right, with members replaced; null removes one.
fn claims(op: &Op, changes: Value) -> Value {
    let mut claims = json!({
        "iss": "web", "sub": "web", "aud": ISSUER, "jti": "j-1",
        "iat": op.now.seconds(), "exp": op.now.seconds() + 60,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

fn body(token: &str) -> String {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    form(&[("client_assertion", token), ("client_assertion_type", kind)])
}

/// RFC 7523 §3, OIDC Core §9, FAPI 2.0 Security Profile §5.3.2.1: each rule by itself, and clocks
/// that are a little apart.
#[test]
fn every_rule_for_assertions_holds() {
    let op = Op::new();
    let client = with_method(&op, "private_key_jwt");
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let keys = VerificationKeys::from_jwk_set(&JwkSet { keys: vec![key.public_jwk()] });
    let now = op.now.seconds();
    let rows = [
        (json!({}), true),
        (json!({"aud": "https://op.example/t/token"}), true),
        (json!({"aud": ["https://else.example", ISSUER]}), true),
        (json!({"aud": "https://op.example/t/token/revocation"}), true),
        (json!({"aud": "https://op.example/t/"}), false),
        (json!({"aud": null}), false),
        (json!({"aud": 7}), false),
        (json!({"iss": "other"}), false),
        (json!({"iss": null}), false),
        (json!({"exp": null}), false),
        (json!({"exp": now - 9}), true),
        (json!({"exp": now - 10}), false),
        (json!({"exp": "soon"}), false),
        (json!({"exp": now + 86_400}), true),
        (json!({"exp": now + 86_401}), false),
        (json!({"iat": now + 10}), true),
        (json!({"iat": now + 61}), false),
        (json!({"nbf": now + 10}), true),
        (json!({"nbf": now + 61}), false),
        (json!({"iat": null}), true),
        (json!({"exp": now as f64 + 30.5}), true),
        (json!({"jti": null}), false),
        (json!({"jti": ""}), false),
    ];
    for (changes, taken) in rows {
        let token = key.sign_jwt(None, &claims(&op, changes.clone())).unwrap();
        let result = attempt(&op, Some(&client), (None, &body(&token)), Some(&keys));
        assert_eq!(result.is_ok(), taken, "{changes}: {result:?}");
        if let Err(error) = result {
            assert_eq!(error.code, ErrorCode::InvalidClient, "{changes}");
        }
    }
    let no_subject = key.sign_jwt(None, &claims(&op, json!({"sub": null}))).unwrap();
    let error = identify(None, &params(&body(&no_subject))).err().unwrap();
    assert_eq!(error.code, ErrorCode::InvalidClient);
}

#[test]
fn how_long_an_assertion_may_live_is_a_setting() {
    let mut op = Op::new();
    op.policy.lifetimes.client_assertion = Seconds::minutes(1);
    let client = with_method(&op, "private_key_jwt");
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let keys = VerificationKeys::from_jwk_set(&JwkSet { keys: vec![key.public_jwk()] });
    let lasting = |seconds: i64| {
        let exp = json!({ "exp": op.now.seconds() + seconds });
        let token = key.sign_jwt(None, &claims(&op, exp)).unwrap();
        attempt(&op, Some(&client), (None, &body(&token)), Some(&keys))
    };
    assert!(lasting(60).is_ok());
    let error = lasting(61).unwrap_err();
    let (ahead, most) = (Seconds::new(61), Seconds::minutes(1));
    assert_eq!(
        error.finding.map(|it| *it),
        Some(AssertionFinding::LivesTooLong { ahead, most }.into())
    );
}

/// RFC 7523 §3: the `jti` is remembered for as long as the assertion could be used again.
#[test]
fn the_jti_is_to_be_remembered() {
    let op = Op::new();
    let client = with_method(&op, "private_key_jwt");
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let keys = VerificationKeys::from_jwk_set(&JwkSet { keys: vec![key.public_jwk()] });
    let token = key.sign_jwt(None, &claims(&op, json!({}))).unwrap();
    let used = attempt(&op, Some(&client), (None, &body(&token)), Some(&keys)).unwrap().unwrap();
    assert_eq!(used.client, client.key);
    assert_eq!(used.jti, latchkey_base::TokenHash::of("j-1"));
    assert_eq!(used.until, op.now + Seconds::new(70));
}

/// RFC 7523 §3, RFC 8725 §3.1: the client's own keys, by an algorithm it registered.
#[test]
fn keys_and_algorithms_are_the_clients() {
    let op = Op::new();
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let keys = VerificationKeys::from_jwk_set(&JwkSet { keys: vec![key.public_jwk()] });
    let token = key.sign_jwt(None, &claims(&op, json!({}))).unwrap();
    let mut client = with_method(&op, "private_key_jwt");
    let text = body(&token);
    let asked = params(&text);
    assert_eq!(identify(None, &asked).unwrap().needs_keys(), Some(Some(key.kid())));
    assert!(attempt(&op, Some(&client), (None, &text), None).is_err(), "no keys");
    client.metadata.token_endpoint_auth_signing_alg = Some(Algorithm::PS256);
    assert!(attempt(&op, Some(&client), (None, &text), Some(&keys)).is_err(), "another alg");
    client.metadata.token_endpoint_auth_signing_alg = Some(Algorithm::ES256);
    assert!(attempt(&op, Some(&client), (None, &text), Some(&keys)).is_ok());
    let stranger = SigningKey::generate(Algorithm::ES256).unwrap();
    let forged = body(&stranger.sign_jwt(None, &claims(&op, json!({}))).unwrap());
    assert!(attempt(&op, Some(&client), (None, &forged), Some(&keys)).is_err());
}

/// RFC 9101 §10.8, RFC 8725 §3.11: a token of another kind, signed by the same key, is no proof.
#[test]
fn a_token_of_another_kind_is_no_assertion() {
    let op = Op::new();
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let keys = VerificationKeys::from_jwk_set(&JwkSet { keys: vec![key.public_jwk()] });
    let client = with_method(&op, "private_key_jwt");
    let presented = |typ| {
        let text = body(&key.sign_jwt(typ, &claims(&op, json!({}))).unwrap());
        attempt(&op, Some(&client), (None, &text), Some(&keys))
    };
    for typ in [None, Some("JWT"), Some("application/jwt"), Some("client-authentication+jwt")] {
        assert!(presented(typ).is_ok(), "{typ:?}");
    }
    for typ in ["oauth-authz-req+jwt", "application/oauth-authz-req+jwt", "at+jwt", "dpop+jwt"] {
        let error = presented(Some(typ)).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidClient, "{typ}");
    }
}

/// OIDC Core §9: an HMAC with the secret's octets, for clients that registered it.
#[test]
fn a_secret_can_be_used_as_a_mac_key() {
    let op = Op::new();
    let key = MacKey::new(Algorithm::HS256, SECRET.as_bytes()).unwrap();
    let text = body(&key.sign_jwt(None, &claims(&op, json!({}))).unwrap());
    let client = with_method(&op, "client_secret_jwt");
    assert!(attempt(&op, Some(&client), (None, &text), None).unwrap().is_some());
    let other = with_method(&op, "private_key_jwt");
    assert!(attempt(&op, Some(&other), (None, &text), None).is_err(), "another method");
    let wrong = MacKey::new(Algorithm::HS256, &[b'x'; 32]).unwrap();
    let text = body(&wrong.sign_jwt(None, &claims(&op, json!({}))).unwrap());
    assert!(attempt(&op, Some(&client), (None, &text), None).is_err());
}

/// RFC 7521 §4.2: the assertion type is exact.
#[test]
fn another_assertion_type_is_refused() {
    let text = form(&[("client_assertion", "x.y.z"), ("client_assertion_type", "saml")]);
    let error = identify(None, &params(&text)).err().unwrap();
    assert_eq!(error.code, ErrorCode::InvalidClient);
}
