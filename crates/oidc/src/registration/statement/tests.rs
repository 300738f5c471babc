use super::*;
use crate::fixture::{ISSUER, Op};
use crate::registration::RegistrationRequest;
use latchkey_jose::{Algorithm, SigningKey};
use serde_json::json;
use std::sync::LazyLock;

const VENDOR: &str = "https://vendor.example";
static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Algorithm::ES256).unwrap());

fn policy() -> RegistrationPolicy {
    let jwks = Some(JwkSet { keys: vec![KEY.public_jwk()] });
    let issuer = StatementIssuer { issuer: VENDOR.to_owned(), jwks, jwks_uri: None };
    RegistrationPolicy { statement_issuers: vec![issuer], ..RegistrationPolicy::default() }
}

fn statement(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({ "iss": VENDOR, "client_name": "Vouched", "software_id": "4NRB1" });
    change(&mut claims);
    KEY.sign_jwt(None, &claims).unwrap()
}

/// Reads a registration with this statement and these members beside it.
fn register(token: &str, mut body: Value) -> Result<RegistrationRequest, RegistrationError> {
    let (op, policy) = (Op::new(), policy());
    body[MEMBER] = token.into();
    let text = body.to_string();
    let presented = presented_statement(text.as_bytes(), &policy)?.expect("a statement");
    let keys = presented.issuer.jwks.as_ref().map(VerificationKeys::from_jwk_set);
    let statement = presented.verify(keys.as_ref(), false, &op.cx())?;
    RegistrationRequest::parse(text.as_bytes(), Some(statement), &policy, &[Algorithm::ES256])
}

fn code(token: &str) -> ErrorCode {
    register(token, json!({})).unwrap_err().code
}

/// RFC 7591 §2.3, §3.1.1: what is vouched for wins; §3.2.1: the statement comes back as it was.
#[test]
fn what_a_statement_says_wins() {
    let token = statement(|it| it["redirect_uris"] = json!(["https://vendor.example/cb"]));
    let body = json!({
        "client_name": "Mine",
        "redirect_uris": ["https://evil.example/cb"],
        "policy_uri": "https://shop.example/privacy",
    });
    let read = register(&token, body).unwrap().metadata;
    assert_eq!(read.client_name.as_deref(), Some("Vouched"));
    assert_eq!(read.redirect_uris, ["https://vendor.example/cb"]);
    assert_eq!(read.policy_uri.as_deref(), Some("https://shop.example/privacy"));
    assert_eq!(read.other["software_id"], "4NRB1");
    assert_eq!(read.other[MEMBER], token);
    let names: Vec<&String> = read.other.keys().collect();
    assert_eq!(names.len(), 2, "no claim of the token itself: {names:?}");
}

/// The same under another name of the member: of two spellings, what is vouched for wins.
#[test]
fn another_spelling_does_not_get_past_a_statement() {
    let token = statement(|it| it["policy_url"] = "https://vendor.example/privacy".into());
    let body = json!({ "policy_uri": "https://evil.example/privacy" });
    let read = register(&token, body).unwrap().metadata;
    assert_eq!(read.policy_uri.as_deref(), Some("https://vendor.example/privacy"));
}

/// Token substitution (RFC 8725 §2.8, §3.11): what an issuer signed for another place, by the
/// same key, vouches for nothing.
#[test]
fn another_kind_of_token_is_no_statement() {
    let claims = json!({ "iss": VENDOR, "client_name": "Vouched" });
    for typ in [None, Some("JWT"), Some("application/jwt")] {
        assert!(register(&KEY.sign_jwt(typ, &claims).unwrap(), json!({})).is_ok(), "{typ:?}");
    }
    for typ in ["at+jwt", "application/at+jwt", "logout+jwt", "oauth-authz-req+jwt"] {
        let token = KEY.sign_jwt(Some(typ), &claims).unwrap();
        assert_eq!(code(&token), ErrorCode::InvalidSoftwareStatement, "{typ}");
    }
}

/// RFC 7591 §5: a vendor vouches for what an app is, not for what an operator decides.
#[test]
fn a_statement_names_no_client_and_grants_no_privilege() {
    let token = statement(|it| {
        it["client_id"] = json!("admin");
        it["client_secret"] = json!("x");
        it["client_skip_consent"] = json!(true);
    });
    let request = register(&token, json!({})).unwrap();
    assert!(!request.metadata.client_skip_consent);
    assert!(request.check_update("admin", |_| true).is_err(), "no client_id was sent");
}

/// RFC 7591 §3.2.2.
#[test]
fn an_untrusted_issuer_is_not_approved() {
    let other = statement(|it| it["iss"] = json!("https://other.example"));
    assert_eq!(code(&other), ErrorCode::UnapprovedSoftwareStatement);
    let body = json!({ MEMBER: statement(|_| ()) }).to_string();
    let nobody = RegistrationPolicy::default();
    let refused = presented_statement(body.as_bytes(), &nobody).unwrap_err();
    assert_eq!(refused.code, ErrorCode::UnapprovedSoftwareStatement);
    assert!(presented_statement(b"{}", &policy()).unwrap().is_none());
}

#[test]
fn what_is_no_statement_is_invalid() {
    let anonymous = statement(|it| it["iss"] = Value::Null);
    let nameless = KEY.sign_jwt(None, &json!({ "client_name": "x" })).unwrap();
    for bad in ["", "a.b.c", &anonymous, &nameless] {
        assert_eq!(code(bad), ErrorCode::InvalidSoftwareStatement, "{bad}");
    }
    let number = json!({ MEMBER: 7 }).to_string();
    let refused = presented_statement(number.as_bytes(), &policy()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidSoftwareStatement);
}

/// RFC 7519 §4.1.3 to §4.1.6.
#[test]
fn time_and_audience_are_judged_if_they_are_there() {
    let now = Op::new().now.seconds();
    let with = |name: &str, value: Value| register(&statement(|it| it[name] = value), json!({}));
    assert!(with("exp", json!(now + 60)).is_ok());
    assert!(with("aud", json!([ISSUER, "x"])).is_ok());
    let rows = [
        ("exp", json!(now - 60)),
        ("exp", json!("soon")),
        ("nbf", json!(now + 60)),
        ("iat", json!(now + 60)),
        ("aud", json!("https://other.example")),
        ("aud", json!([7])),
    ];
    for (name, value) in rows {
        let refused = with(name, value.clone()).unwrap_err();
        assert_eq!(refused.code, ErrorCode::InvalidSoftwareStatement, "{name} {value}");
    }
}

/// A client may change other things of itself after its statement has expired.
#[test]
fn a_registered_statement_need_not_be_in_time_any_more() {
    let (op, policy) = (Op::new(), policy());
    let token = statement(|it| it["exp"] = json!(1));
    let body = json!({ MEMBER: token }).to_string();
    let presented = presented_statement(body.as_bytes(), &policy).unwrap().unwrap();
    let keys = VerificationKeys::from_jwk_set(policy.statement_issuers[0].jwks.as_ref().unwrap());
    assert!(presented.verify(Some(&keys), false, &op.cx()).is_err());
    assert!(presented.verify(Some(&keys), true, &op.cx()).is_ok());
    assert!(presented.verify(None, true, &op.cx()).is_err(), "its keys could not be had");
}

/// Attack: algorithm confusion, with the public key as the secret of a MAC; RFC 8725 §2.1, §3.1.
#[test]
fn a_mac_under_the_public_key_is_no_signature() {
    let claims = json!({ "iss": VENDOR, "client_name": "Vouched" });
    let public = serde_json::to_string(&KEY.public_jwk()).unwrap();
    let forged = latchkey_jose::MacKey::new(Algorithm::HS256, public.as_bytes())
        .unwrap()
        .sign_jwt(None, &claims)
        .unwrap();
    assert_eq!(code(&forged), ErrorCode::InvalidSoftwareStatement);
}

/// Attack: `alg` none, another key, a key in the header; RFC 8725 §3.1, §3.10.
#[test]
fn a_statement_nobody_trusted_signed_is_invalid() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let token = statement(|_| ());
    let payload = token.split('.').nth(1).unwrap();
    let other = SigningKey::generate(Algorithm::ES256).unwrap();
    let by_other = other.sign_jwt(None, &json!({ "iss": VENDOR })).unwrap();
    let none = format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
    let header = json!({ "alg": "ES256", "jwk": other.public_jwk() }).to_string();
    let (_, signed) = by_other.split_once('.').unwrap();
    let embedded = format!("{}.{signed}", URL_SAFE_NO_PAD.encode(header));
    for forged in [by_other, none, embedded] {
        assert_eq!(code(&forged), ErrorCode::InvalidSoftwareStatement, "{forged}");
    }
}

/// RFC 7592 §2.2: leaving it out does not take back what was vouched for.
#[test]
fn an_update_brings_its_statement_again() {
    let held = register(&statement(|_| ()), json!({})).unwrap().metadata;
    let plain = RegistrationRequest::parse(b"{}", None, &policy(), &[Algorithm::ES256]).unwrap();
    let refused = plain.check_statement(&held).unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidSoftwareStatement);
    assert!(plain.check_statement(&plain.metadata).is_ok());
    let again = register(&statement(|_| ()), json!({})).unwrap();
    assert!(again.check_statement(&held).is_ok() && again.check_statement(&plain.metadata).is_ok());
}
