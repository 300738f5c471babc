use super::*;
use crate::fixture::{API, ISSUER, KEYS, Op, params};
use crate::{AccessToken, ErrorCode, Found, Lookup, Owner, RefreshToken, Scope};
use latchkey_base::{Seconds, TokenHash};
use serde_json::{Value, json};
use std::sync::Arc;

fn opaque(op: &Op, owner: &Client) -> Found {
    Found::AccessToken(Arc::new(AccessToken {
        hash: TokenHash::of("lka_x"),
        client: owner.key,
        grant: Some(Arc::new(op.grant(owner, "openid email"))),
        scope: Scope::parse("openid email").unwrap(),
        audience: vec![],
        issued_at: op.now - Seconds::new(10),
        expires_at: op.now + Seconds::new(10),
    }))
}

fn ask(op: &Op, token: &str, found: Found, (owner, asking): (&Client, &Client)) -> Value {
    let text = crate::fixture::form(&[("token", token), ("token_type_hint", "nonsense")]);
    let presented = presented(&params(&text), &op.cx()).unwrap();
    let live = presented.live(found, &op.cx());
    serde_json::to_value(answer(live.as_ref(), Some(owner), asking, &op.cx())).unwrap()
}

/// RFC 7662 §2.2: what a living token says of itself.
#[test]
fn an_opaque_token_is_described() {
    let op = Op::new();
    let (web, alice) = (op.web_app(), op.alice());
    let sid = crate::Sid::of(alice.session, &web, &op.cx());
    let expected = json!({
        "active": true, "iss": ISSUER, "sub": "alice", "client_id": "web", "group": "t",
        "scope": "email openid", "token_type": "Bearer",
        "iat": op.now.seconds() - 10, "exp": op.now.seconds() + 10,
        "auth_time": alice.auth_time.seconds(), "amr": ["pwd"], "sid": sid.as_str(),
    });
    assert_eq!(ask(&op, "lka_x", opaque(&op, &web), (&web, &web)), expected);
}

/// RFC 7662 §2.2, §4, native contract 5.1: not active, and nothing more.
#[test]
fn whatever_the_caller_may_not_know_is_not_active() {
    let mut op = Op::new();
    let (web, native) = (op.web_app(), op.native_app());
    let inactive = json!({"active": false});
    let of_native = opaque(&op, &native);
    assert_eq!(ask(&op, "lka_x", of_native, (&native, &web))["active"], true);
    assert_eq!(ask(&op, "lka_x", opaque(&op, &web), (&web, &native)), inactive);
    assert_eq!(ask(&op, "lka_x", Found::Nothing, (&web, &web)), inactive);
    assert_eq!(ask(&op, "nonsense", Found::Nothing, (&web, &web)), inactive);
    let stranger = Client { registered_itself: true, ..op.web_app() };
    assert_eq!(ask(&op, "lka_x", opaque(&op, &native), (&native, &stranger)), inactive);
    let disabled = Client { disabled: true, ..op.web_app() };
    assert_eq!(ask(&op, "lka_x", opaque(&op, &web), (&disabled, &native)), inactive);
    let found = opaque(&op, &web);
    op.now = op.now + Seconds::new(10);
    assert_eq!(ask(&op, "lka_x", found, (&web, &web)), inactive, "expired at its boundary");
}

/// Refresh tokens are nobody's business but their client's.
#[test]
fn a_refresh_token_is_shown_to_its_client_only() {
    let op = Op::new();
    let (web, native) = (op.web_app(), op.native_app());
    let found = |owner: &Client| {
        Found::RefreshToken(Arc::new(RefreshToken {
            hash: TokenHash::of("lkr_x"),
            grant: Arc::new(op.grant(owner, "openid offline_access")),
            family_started_at: op.now,
            expires_at: op.now + Seconds::new(1),
        }))
    };
    let own = ask(&op, "lkr_x", found(&web), (&web, &web));
    assert_eq!((&own["active"], &own["client_id"]), (&json!(true), &json!("web")));
    assert_eq!(own.get("token_type"), None);
    assert_eq!(ask(&op, "lkr_x", found(&native), (&native, &web)), json!({"active": false}));
    let read = PresentedToken::read("lkr_x", &op.cx());
    assert_eq!(read.lookup(), Lookup::LiveRefreshToken(TokenHash::of("lkr_x")));
}

/// RFC 9068 §4, RFC 8725 §3.11: a JWT is believed by its signature and kind, and only while
/// its authorization lasts.
#[test]
fn a_jwt_lives_as_long_as_its_authorization() {
    let op = Op::new();
    let web = op.web_app();
    let grant = op.grant(&web, "openid");
    let claims = json!({
        "iss": ISSUER, "sub": "alice", "aud": [API, ISSUER], "client_id": "web",
        "iat": op.now.seconds(), "exp": op.now.seconds() + 10, "scope": "openid",
        "jti": format!("{}.random", grant.authorization),
    });
    let sign = |typ, claims: &Value| KEYS.signing[0].sign_jwt(typ, claims).unwrap();
    let token = sign(Some("at+jwt"), &claims);
    let authorization = grant.authorization;
    let read = PresentedToken::read(&token, &op.cx());
    assert_eq!(read.lookup(), Lookup::Grant(authorization));
    let found = || Found::Grant(Arc::new(grant.clone()));
    let shown = ask(&op, &token, found(), (&web, &web));
    assert_eq!((&shown["active"], &shown["aud"]), (&json!(true), &json!([API, ISSUER])));
    assert_eq!(shown["jti"], claims["jti"]);
    let inactive = json!({"active": false});
    assert_eq!(ask(&op, &token, Found::Nothing, (&web, &web)), inactive, "it has ended");

    for (name, value) in [
        ("iss", json!("https://other")),
        ("exp", json!(op.now.seconds())),
        ("sub", json!("bob")),
        ("client_id", Value::Null),
    ] {
        let mut claims = claims.clone();
        claims[name] = value;
        let token = sign(Some("at+jwt"), &claims);
        assert_eq!(ask(&op, &token, found(), (&web, &web)), inactive, "{name}");
    }
    let id_token = sign(None, &claims);
    assert_eq!(ask(&op, &id_token, found(), (&web, &web)), inactive, "not an access token");
}

/// A client's own JWT names its owner by name only.
#[test]
fn a_jwt_of_a_client_needs_no_authorization() {
    let op = Op::new();
    let web = op.web_app();
    let claims = json!({
        "iss": ISSUER, "sub": "web", "aud": API, "client_id": "web", "jti": "random",
        "iat": op.now.seconds(), "exp": op.now.seconds() + 10,
    });
    let token = KEYS.signing[0].sign_jwt(Some("at+jwt"), &claims).unwrap();
    let read = PresentedToken::read(&token, &op.cx());
    assert_eq!(read.lookup(), Lookup::Nothing);
    let live = read.live(Found::Nothing, &op.cx()).unwrap();
    assert_eq!(live.owner, Owner::Name("web".into()));
    let shown = answer(Some(&live), Some(&web), &web, &op.cx());
    let shown = serde_json::to_value(shown).unwrap();
    assert_eq!((&shown["active"], &shown["sub"]), (&json!(true), &json!("web")));
}

/// RFC 7662 §2.1: the token is required.
#[test]
fn a_request_without_a_token_is_malformed() {
    let op = Op::new();
    for text in ["", "token=", "token=a&token=b"] {
        let error = presented(&params(text), &op.cx()).unwrap_err();
        assert!(error.finding.is_some(), "nobody is told why: {}", error.description);
        assert_eq!(error.code, ErrorCode::InvalidRequest, "{text}");
    }
}
