use super::*;
use crate::fixture::{API, ISSUER, KEYS, Op, SECRET, params};
use crate::presented_token::Owner;
use crate::{ClaimsRequest, Keys as _};
use latchkey_base::Seconds;
use latchkey_jose::encryption::{DecryptionKeys, DecryptionPolicy, KeyManagement, decrypt};
use latchkey_jose::{Algorithm, VerificationKeys, verify};

fn live(op: &Op, scope: &str, audience: &[&str]) -> LiveToken {
    let client = op.web_app();
    LiveToken {
        kind: TokenKind::Access,
        owner: Owner::Key(client.key),
        grant: Some(Arc::new(op.grant(&client, scope))),
        scope: Scope::parse(scope).unwrap(),
        audience: audience.iter().map(|uri| (*uri).to_owned()).collect(),
        issued_at: Some(op.now),
        expires_at: op.now + Seconds::new(10),
        jti: None,
    }
}

fn person() -> SubjectClaims {
    let Value::Object(claims) = json!({
        "name": "Alice", "updated_at": 1_700_000_000, "email": "alice@example.org",
        "email_verified": true, "nickname": null, "zoneinfo": "UTC",
        "address": {"country": "FR"}, "phone_number": "+331",
    }) else {
        panic!("an object")
    };
    claims.into()
}

/// RFC 6750 §2, §2.1, §2.2, RFC 9110 §11.1: in one of the two, and in one only.
#[test]
fn the_token_is_in_the_header_or_in_the_body() {
    let body = params("access_token=abc");
    assert_eq!(token(Some("Bearer abc"), None), Ok("abc"));
    assert_eq!(token(Some("bEARER  abc"), None), Ok("abc"));
    assert_eq!(token(None, Some(&body)), Ok("abc"));
    let twice = params("access_token=abc&access_token=def");
    for (header, body) in
        [(Some("Bearer abc"), Some(&body)), (Some("Bearer"), None), (None, Some(&twice))]
    {
        let error = token(header, body).unwrap_err();
        assert_eq!(error.status(), 400, "{header:?}");
        let kept = serde_json::to_string(&error.finding.unwrap()).unwrap();
        assert!(!kept.contains("abc") && !kept.contains("def"), "{kept}");
    }
}

/// RFC 6750 §3.1: without a token there is no error code, only the scheme.
#[test]
fn without_a_token_only_the_scheme_is_said() {
    for header in [None, Some("Basic abc"), Some("DPoP abc")] {
        let error = token(header, None).unwrap_err();
        assert_eq!((error.status(), error.json()), (401, None));
        assert_eq!(error.www_authenticate(ISSUER), "Bearer realm=\"https://op.example/t\"");
    }
}

/// OIDC Core §5.3.3, RFC 6750 §3.1, RFC 9068 §4.
#[test]
fn tokens_that_do_not_fit_are_refused() {
    let op = Op::new();
    let refused = |token| {
        let error = Userinfo::decide(token, &op.cx()).unwrap_err();
        assert!(error.finding.is_some(), "nobody is told why: {}", error.detail);
        let header = error.www_authenticate(ISSUER);
        assert!(header.contains(error.code.unwrap().name()), "{header}");
        (error.status(), error.code.unwrap().name())
    };
    assert_eq!(refused(None), (401, "invalid_token"));
    let refresh = LiveToken { kind: TokenKind::Refresh, ..live(&op, "openid", &[]) };
    assert_eq!(refused(Some(refresh)), (401, "invalid_token"));
    assert_eq!(refused(Some(live(&op, "openid", &[API]))), (401, "invalid_token"));
    assert_eq!(refused(Some(live(&op, "email", &[]))), (403, "insufficient_scope"));
    let of_a_client = LiveToken { grant: None, ..live(&op, "openid", &[]) };
    assert_eq!(refused(Some(of_a_client)), (403, "insufficient_scope"));
    assert!(Userinfo::decide(Some(live(&op, "openid", &[API, ISSUER])), &op.cx()).is_ok());
}

/// OIDC Core §5.3.2, §5.4: `sub` always, claims by scope with their JSON types, nothing empty.
#[test]
fn claims_come_by_scope() {
    let op = Op::new();
    let answer = |scope: &str| {
        let userinfo = Userinfo::decide(Some(live(&op, scope, &[])), &op.cx()).unwrap();
        assert_eq!(userinfo.account(), op.alice().account);
        userinfo.answer(&person(), (&op.web_app(), &Recipient::default()), &op.cx()).unwrap()
    };
    let json = UserinfoAnswer::Json;
    assert_eq!(answer("openid"), json(json!({"sub": "alice", "group": "t"})));
    let expected = json!({
        "sub": "alice", "group": "t", "name": "Alice", "updated_at": 1_700_000_000,
        "zoneinfo": "UTC", "email": "alice@example.org", "email_verified": true,
    });
    assert_eq!(answer("openid profile email"), json(expected));
    let expected = json!({
        "sub": "alice", "group": "t", "address": {"country": "FR"}, "phone_number": "+331",
    });
    assert_eq!(answer("openid address phone"), json(expected));
}

/// OIDC Core §5.5: claims asked for one by one, for userinfo only.
#[test]
fn claims_come_by_request() {
    let op = Op::new();
    let mut token = live(&op, "openid", &[]);
    let mut grant = op.grant(&op.web_app(), "openid");
    let asked = r#"{"userinfo":{"email":{"essential":true},"sub":null},"id_token":{"name":null}}"#;
    grant.claims = ClaimsRequest::parse(asked, 9).unwrap();
    token.grant = Some(Arc::new(grant));
    let userinfo = Userinfo::decide(Some(token), &op.cx()).unwrap();
    let answer =
        userinfo.answer(&person(), (&op.web_app(), &Recipient::default()), &op.cx()).unwrap();
    let expected = json!({"sub": "alice", "group": "t", "email": "alice@example.org"});
    assert_eq!(answer, UserinfoAnswer::Json(expected));
}

/// OIDC Core §5.3.2: a signed answer holds `iss` and `aud`; it is neither an ID token nor an
/// access token.
#[test]
fn a_client_may_register_signed_answers() {
    let op = Op::new();
    let mut client = op.web_app();
    let userinfo = Userinfo::decide(Some(live(&op, "openid", &[])), &op.cx()).unwrap();
    let mut signed = |alg| {
        client.metadata.userinfo_signed_response_alg = Some(alg);
        userinfo.answer(&person(), (&client, &Recipient::default()), &op.cx())
    };
    let Ok(UserinfoAnswer::Jwt(jwt)) = signed(Algorithm::ES256) else { panic!("signed") };
    let claims = verify(&jwt, KEYS.verification_keys(), &[Algorithm::ES256]).unwrap().claims;
    assert_eq!(claims["iss"], ISSUER);
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!("web"), &json!("alice")));
    assert!(!claims.contains_key("exp"));
    let Ok(UserinfoAnswer::Jwt(jwt)) = signed(Algorithm::HS256) else { panic!("signed") };
    let keys = VerificationKeys::from_secret(SECRET.as_bytes());
    assert!(verify(&jwt, &keys, &[Algorithm::HS256]).is_ok());
    assert_eq!(signed(Algorithm::PS512).unwrap_err().status(), 500);
}

/// OIDC Core §5.3.2: encrypted claims, or a JWT that was signed first.
#[test]
fn a_client_may_register_encrypted_answers() {
    let op = Op::new();
    let mut client = op.web_app();
    client.metadata.userinfo_encrypted_response_alg = Some(KeyManagement::Dir);
    let wanted = client.metadata.userinfo_encryption().unwrap();
    let recipient = wanted.recipient(&client, None).unwrap();
    let userinfo = Userinfo::decide(Some(live(&op, "openid", &[])), &op.cx()).unwrap();
    let open = |client: &Client| {
        let answer = userinfo.answer(&person(), (client, &recipient), &op.cx()).unwrap();
        let UserinfoAnswer::Jwt(jwe) = answer else { panic!("encrypted") };
        let keys = DecryptionKeys::from_secret(SECRET.as_bytes());
        decrypt(&jwe, &keys, &DecryptionPolicy::ALL).unwrap()
    };
    let bare = open(&client);
    assert!(!bare.is_nested());
    let claims: Value = serde_json::from_slice(&bare.payload).unwrap();
    assert_eq!(claims, json!({"sub": "alice", "group": "t"}));

    client.metadata.userinfo_signed_response_alg = Some(Algorithm::ES256);
    let nested = open(&client);
    let keys = KEYS.verification_keys();
    let claims = verify(nested.nested().unwrap(), keys, &[Algorithm::ES256]).unwrap().claims;
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(ISSUER), &json!("web")));

    let nobody = userinfo.answer(&person(), (&client, &Recipient::default()), &op.cx());
    assert_eq!(nobody.unwrap_err().status(), 500, "nothing leaves in clear");
}

/// A client that is switched off loses its access at once.
#[test]
fn a_disabled_client_reads_nothing() {
    let op = Op::new();
    let userinfo = Userinfo::decide(Some(live(&op, "openid", &[])), &op.cx()).unwrap();
    let disabled = Client { disabled: true, ..op.web_app() };
    assert_eq!(
        userinfo
            .answer(&person(), (&disabled, &Recipient::default()), &op.cx())
            .unwrap_err()
            .status(),
        401
    );
}
