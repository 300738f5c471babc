use super::*;
use crate::RefreshToken;
use crate::fixture::{API, ISSUER, KEYS, Op};
use latchkey_base::TokenHash;
use serde_json::json;
use std::sync::Arc;

fn refresh(op: &Op, owner: &Client) -> Found {
    Found::RefreshToken(Arc::new(RefreshToken {
        hash: TokenHash::of("lkr_x"),
        grant: Arc::new(op.grant(owner, "openid offline_access")),
        family_started_at: op.now,
        expires_at: op.now,
    }))
}

/// RFC 7009 §2.1: a refresh token takes everything with it, expired and rotated ones too.
#[test]
fn a_refresh_token_ends_its_authorization() {
    let op = Op::new();
    let web = op.web_app();
    let token = PresentedToken::read("lkr_x", &op.cx());
    assert_eq!(lookup(&token), Lookup::RefreshToken(TokenHash::of("lkr_x")));
    let write = decide(&token, &refresh(&op, &web), &web, &op.cx()).unwrap();
    let Some(Write::EndAuthorization { authorization, .. }) = write else { panic!("{write:?}") };
    assert_eq!(authorization, op.grant(&web, "openid").authorization);
}

/// RFC 7009 §2.1: an access token takes nothing with it, and only its client can revoke it.
#[test]
fn an_access_token_goes_alone() {
    let op = Op::new();
    let web = op.web_app();
    let token = PresentedToken::read("lka_x", &op.cx());
    assert_eq!(lookup(&token), Lookup::Nothing, "the write finds it by itself");
    let write = decide(&token, &Found::Nothing, &web, &op.cx()).unwrap();
    let Some(Write::RevokeAccessToken { token, client }) = write else { panic!("{write:?}") };
    assert_eq!((token, client), (TokenHash::of("lka_x"), web.key));
}

/// RFC 7009 §2.2: unknown tokens and those of others are no error and unharmed.
#[test]
fn tokens_of_nobody_and_of_others_are_left_alone() {
    let op = Op::new();
    let (web, native) = (op.web_app(), op.native_app());
    for (text, found) in
        [("nonsense", Found::Nothing), ("lkr_x", Found::Nothing), ("lkr_x", refresh(&op, &native))]
    {
        let token = PresentedToken::read(text, &op.cx());
        assert!(decide(&token, &found, &web, &op.cx()).unwrap().is_none(), "{text}");
    }
}

/// RFC 7009 §2.2.1: we do not claim to have revoked what we cannot.
#[test]
fn a_jwt_cannot_be_revoked() {
    let op = Op::new();
    let (web, native) = (op.web_app(), op.native_app());
    let claims = json!({
        "iss": ISSUER, "sub": "web", "aud": API, "client_id": "web", "jti": "random",
        "iat": op.now.seconds(), "exp": op.now.seconds() + 10,
    });
    let text = KEYS.signing[0].sign_jwt(Some("at+jwt"), &claims).unwrap();
    let token = PresentedToken::read(&text, &op.cx());
    let error = decide(&token, &Found::Nothing, &web, &op.cx()).unwrap_err();
    assert_eq!(error.code, ErrorCode::UnsupportedTokenType);
    assert_eq!(error.finding.map(|finding| *finding), Some(TokenFinding::SelfContained.into()));
    assert!(decide(&token, &Found::Nothing, &native, &op.cx()).unwrap().is_none());
}
