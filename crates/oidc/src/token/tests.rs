use super::*;
use crate::explain::Words;
use crate::fixture::{
    API, CALLBACK, CHALLENGE, ISSUER, KEYS, OTHER_API, Op, SECRET, VERIFIER, form, params,
};
use crate::{
    AuthorizationCode, ClaimsRequest, CodeChallenge, Keys as _, Outcome, Recipient, RefreshToken,
    SubjectClaims,
};
use latchkey_base::{AuthorizationId, Sealed, Seconds, TokenHash};
use latchkey_jose::encryption::{DecryptionKeys, DecryptionPolicy, KeyManagement, decrypt};
use latchkey_jose::{Algorithm, VerificationKeys, half_hash, unsecured, verify};
use serde_json::{Map, Value, json};
use std::sync::Arc;

mod explained;

const FULL: &str = "openid email orders:read offline_access";

fn request_of<'a>(
    client: &'a Client,
    params: &'a Params<'a>,
    cx: &'a Context<'a>,
) -> Result<TokenRequest<'a>, TokenError> {
    TokenRequest::new(Authenticated { client, assertion: None }, params, cx)
}

/// Runs a request to its end: the tokens, and what was written.
fn run(
    op: &Op,
    client: &Client,
    pairs: &[(&str, &str)],
    found: &Found,
) -> Result<(TokenResponse, Commit), TokenError> {
    let answered = answered(op, client, pairs, found);
    if let Err(error) = &answered {
        let ours = error.status() >= 500;
        assert!(ours || error.finding.is_some(), "nobody is told why: {}", error.description);
    }
    answered
}

fn answered(
    op: &Op,
    client: &Client,
    pairs: &[(&str, &str)],
    found: &Found,
) -> Result<(TokenResponse, Commit), TokenError> {
    let text = form(pairs);
    let (params, cx) = (params(&text), op.cx());
    let request = request_of(client, &params, &cx)?;
    request.lookup()?;
    let decision = request.decide(found.clone())?;
    let commit = decision.commit.clone();
    let signed = decision.mint.sign(&SubjectClaims::default(), &Recipient::default())?;
    Ok((signed.answer(Outcome::Done)?, commit))
}

fn code_of(op: &Op, client: &Client, scope: &str) -> AuthorizationCode {
    AuthorizationCode {
        hash: TokenHash::of("c"),
        grant: Arc::new(op.grant(client, scope)),
        redirect_uri: CALLBACK.into(),
        challenge: CodeChallenge::parse(CHALLENGE),
        expires_at: op.now + Seconds::new(1),
    }
}

fn found_code(code: AuthorizationCode) -> Found {
    Found::AuthorizationCode(Arc::new(code))
}

fn refresh_of(op: &Op, client: &Client, scope: &str) -> RefreshToken {
    RefreshToken {
        hash: TokenHash::of("r"),
        grant: Arc::new(op.grant(client, scope)),
        family_started_at: op.now - Seconds::days(1),
        expires_at: op.now + Seconds::new(1),
    }
}

fn found_refresh(token: RefreshToken) -> Found {
    Found::RefreshToken(Arc::new(token))
}

/// An exchange that is right, with parameters replaced; an empty value removes one.
fn exchange<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let right = [
        ("grant_type", "authorization_code"),
        ("code", "c"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let kept = right.into_iter().filter(|(name, _)| changes.iter().all(|(new, _)| new != name));
    kept.chain(changes.iter().copied()).collect()
}

fn claims_of(token: &str) -> Map<String, Value> {
    verify(token, KEYS.verification_keys(), &[Algorithm::ES256]).unwrap().claims
}

fn header_type(token: &str) -> Option<String> {
    verify(token, KEYS.verification_keys(), &[Algorithm::ES256]).unwrap().header.typ
}

/// RFC 6749 §4.1.4, OIDC Core §3.1.3.3: one access token, one ID token, one refresh token.
#[test]
fn a_code_yields_the_tokens_that_were_granted() {
    let op = Op::new();
    let client = op.web_app();
    let found = found_code(code_of(&op, &client, FULL));
    let (tokens, commit) = run(&op, &client, &exchange(&[]), &found).unwrap();
    let body: Value = serde_json::from_str(&tokens.json()).unwrap();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(body["scope"], "email offline_access openid orders:read");
    assert!(body["access_token"].as_str().unwrap().starts_with("lka_"));
    assert!(body["refresh_token"].as_str().unwrap().starts_with("lkr_"));

    let Some(Write::RedeemCode { code, issued, .. }) = commit.write else { panic!("redeems") };
    assert_eq!(code, TokenHash::of("c"));
    let (access, refresh) = (issued.access.unwrap(), issued.refresh.unwrap());
    assert_eq!(access.hash, TokenHash::of(tokens.access_token.expose()));
    assert_eq!(refresh.token.hash, TokenHash::of(tokens.refresh_token.unwrap().expose()));
    assert!(refresh.sealed.is_none() && access.audience.is_empty());
    assert_eq!(refresh.token.expires_at, op.now + op.policy.lifetimes.refresh_token);
}

/// OIDC Core §2, §3.1.3.6: what an ID token says.
#[test]
fn the_id_token_says_who_when_and_for_whom() {
    let op = Op::new();
    let client = op.web_app();
    let found = found_code(code_of(&op, &client, FULL));
    let (tokens, _) = run(&op, &client, &exchange(&[]), &found).unwrap();
    let id_token = tokens.id_token.unwrap();
    let claims = claims_of(id_token.expose());
    let alice = op.alice();
    let sid = crate::Sid::of(alice.session, &client, &op.cx());
    let expected = json!({
        "iss": ISSUER, "sub": "alice", "aud": "web", "nonce": "n-1", "amr": ["pwd"],
        "iat": op.now.seconds(), "exp": op.now.seconds() + 3600,
        "auth_time": alice.auth_time.seconds(), "sid": sid.as_str(),
        "at_hash": half_hash(Algorithm::ES256, tokens.access_token.expose()),
    });
    assert_eq!(Value::Object(claims), expected);
    assert_eq!(header_type(id_token.expose()), None);
}

/// RFC 6749 §4.1.3, §5.2, OIDC Core §3.1.3.2, RFC 7636 §4.6, RFC 9700 §4.8.2: all of them
/// `invalid_grant`.
#[test]
fn whatever_is_wrong_with_a_code_is_an_invalid_grant() {
    let op = Op::new();
    let client = op.web_app();
    let fresh = || code_of(&op, &client, "openid");
    let expired = AuthorizationCode { expires_at: op.now, ..fresh() };
    let foreign = code_of(&op, &op.native_app(), "openid");
    let unchallenged = AuthorizationCode { challenge: None, ..fresh() };
    let rows: Vec<(Found, Vec<(&str, &str)>)> = vec![
        (Found::Nothing, exchange(&[])),
        (found_code(expired), exchange(&[])),
        (found_code(foreign), exchange(&[])),
        (found_code(unchallenged), exchange(&[])),
        (found_code(fresh()), exchange(&[("redirect_uri", "")])),
        (found_code(fresh()), exchange(&[("redirect_uri", "https://rp.example/other")])),
        (found_code(fresh()), exchange(&[("code_verifier", "")])),
        (found_code(fresh()), exchange(&[("code_verifier", CHALLENGE)])),
    ];
    for (found, pairs) in rows {
        let error = run(&op, &client, &pairs, &found).err().unwrap();
        assert_eq!((error.code.name(), error.status()), ("invalid_grant", 400), "{pairs:?}");
    }
    let unchallenged = AuthorizationCode { challenge: None, ..fresh() };
    let pairs = exchange(&[("code_verifier", "")]);
    assert!(run(&op, &client, &pairs, &found_code(unchallenged)).is_ok());
}

/// RFC 6749 §4.1.2, §10.5: what has expired, or came to another client, yields nothing, but is
/// shown to the store, which knows whether it was used before.
#[test]
fn a_late_replay_is_noticed() {
    let op = Op::new();
    let client = op.web_app();
    let late = |pairs: &[(&str, &str)], found: Found| {
        let text = form(pairs);
        let (params, cx) = (params(&text), op.cx());
        let decision = request_of(&client, &params, &cx).unwrap().decide(found).unwrap();
        let signed = decision.mint.sign(&SubjectClaims::default(), &Recipient::default()).unwrap();
        assert_eq!(signed.answer(Outcome::Done).unwrap_err().code.name(), "invalid_grant");
        decision.commit.write.unwrap()
    };
    let code = AuthorizationCode { expires_at: op.now, ..code_of(&op, &client, FULL) };
    let Write::RedeemCode { issued, .. } = late(&exchange(&[]), found_code(code)) else { panic!() };
    assert!(issued.access.is_none() && issued.refresh.is_none());
    let foreign = found_code(code_of(&op, &op.native_app(), FULL));
    let Write::RedeemCode { issued, .. } = late(&exchange(&[]), foreign) else { panic!() };
    assert!(issued.access.is_none() && issued.refresh.is_none(), "another client's code");
    let token = RefreshToken { expires_at: op.now, ..refresh_of(&op, &client, FULL) };
    let write = late(&refresh(&[]), found_refresh(token));
    let Write::RotateRefreshToken { issued, .. } = write else { panic!() };
    assert!(issued.access.is_none() && issued.refresh.is_none());
}

/// A name alone does not spend somebody else's code.
#[test]
fn a_public_client_cannot_spend_the_code_of_another() {
    let op = Op::new();
    let foreign = found_code(code_of(&op, &op.web_app(), FULL));
    let text = form(&exchange(&[]));
    let (params, cx, client) = (params(&text), op.cx(), op.native_app());
    let refused = request_of(&client, &params, &cx).unwrap().decide(foreign).err().unwrap();
    assert_eq!(refused.code.name(), "invalid_grant");
}

/// RFC 6749 §3.2, §5.2, RFC 8707 §2: the shared checks, before anything is looked up.
#[test]
fn the_shared_checks_have_their_codes() {
    let op = Op::new();
    let mut client = op.web_app();
    let rows: &[(&[(&str, &str)], &str)] = &[
        (&[], "invalid_request"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "refresh_token")], "unauthorized_client"),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (&[("grant_type", "authorization_code"), ("code", "1"), ("code", "2")], "invalid_request"),
        (&[("grant_type", "authorization_code"), ("scope", "\"")], "invalid_scope"),
        (&[("grant_type", "authorization_code"), ("resource", "x")], "invalid_target"),
        (&[("grant_type", "authorization_code"), ("resource", "https://x/")], "invalid_target"),
    ];
    client.metadata.grant_types = Some(vec!["authorization_code".into()]);
    for (pairs, code) in rows {
        let text = form(pairs);
        let (params, cx) = (params(&text), op.cx());
        let error = request_of(&client, &params, &cx).and_then(|request| request.lookup());
        let error = error.err().unwrap();
        assert_eq!(error.code.name(), *code, "{pairs:?}");
        let words = Words::of(&error.finding.unwrap(), None, |_| String::new());
        assert!(words.sent.is_some() && !words.advice.is_empty(), "{pairs:?}: {words:?}");
    }
}

/// OIDC Core §11, native contract 5.2: refresh tokens come with `offline_access` only.
#[test]
fn without_offline_access_there_is_no_refresh_token() {
    let op = Op::new();
    let mut client = op.web_app();
    let found = found_code(code_of(&op, &client, "openid email"));
    assert!(run(&op, &client, &exchange(&[]), &found).unwrap().0.refresh_token.is_none());
    client.metadata.grant_types = None;
    let found = found_code(code_of(&op, &client, FULL));
    assert!(run(&op, &client, &exchange(&[]), &found).unwrap().0.refresh_token.is_none());
}

/// Plain OAuth: no `openid`, no ID token.
#[test]
fn without_openid_there_is_no_id_token() {
    let op = Op::new();
    let client = op.web_app();
    let found = found_code(code_of(&op, &client, "orders:read"));
    assert!(run(&op, &client, &exchange(&[]), &found).unwrap().0.id_token.is_none());
}

/// OIDC Core §5.5: claims asked for the ID token are in it, and only then is anybody's needed.
#[test]
fn claims_asked_one_by_one_are_in_the_id_token() {
    let op = Op::new();
    let client = op.web_app();
    let mut code = code_of(&op, &client, "openid");
    let mut grant = op.grant(&client, "openid");
    grant.claims =
        ClaimsRequest::parse(r#"{"id_token":{"email":null,"iss":null,"group":null}}"#, 9).unwrap();
    code.grant = Arc::new(grant);
    let text = form(&exchange(&[]));
    let (params, cx) = (params(&text), op.cx());
    let decision = request_of(&client, &params, &cx).unwrap().decide(found_code(code)).unwrap();
    assert_eq!(decision.mint.account(), Some(op.alice().account));
    let person =
        json!({"email": "alice@example.org", "iss": "evil", "name": "Alice", "group": "evil"});
    let Value::Object(person) = person else { panic!() };
    let tokens = decision
        .mint
        .sign(&person.into(), &Recipient::default())
        .unwrap()
        .answer(Outcome::Done)
        .unwrap();
    let claims = claims_of(tokens.id_token.unwrap().expose());
    assert_eq!((&claims["email"], &claims["iss"]), (&json!("alice@example.org"), &json!(ISSUER)));
    assert!(!claims.contains_key("name"));
    assert_eq!(claims["group"], cx.group, "the tenant, and no claim of the person's");

    let found = found_code(code_of(&op, &client, "openid"));
    let decision = request_of(&client, &params, &cx).unwrap().decide(found).unwrap();
    assert_eq!(decision.mint.account(), None, "the common exchange needs nobody's claims");
}

/// OIDC Core §2, §10.2: the ID token is signed and then encrypted, at a refresh as well; what has
/// no ID token needs no recipient.
#[test]
fn an_id_token_is_encrypted_for_clients_that_registered_it() {
    let op = Op::new();
    let mut client = op.web_app();
    client.metadata.id_token_encrypted_response_alg = Some(KeyManagement::A128Kw);
    let wanted = client.metadata.id_token_encryption();
    let recipient = wanted.unwrap().recipient(&client, None).unwrap();
    let rows = [
        (exchange(&[]), found_code(code_of(&op, &client, FULL))),
        (refresh(&[]), found_refresh(refresh_of(&op, &client, FULL))),
    ];
    for (pairs, found) in rows {
        let text = form(&pairs);
        let (params, cx) = (params(&text), op.cx());
        let decision = request_of(&client, &params, &cx).unwrap().decide(found).unwrap();
        assert_eq!(decision.mint.encryption(), wanted);
        let tokens = decision.mint.sign(&SubjectClaims::default(), &recipient).unwrap();
        let sealed = tokens.answer(Outcome::Done).unwrap().id_token.unwrap();
        let keys = DecryptionKeys::from_secret(SECRET.as_bytes());
        let opened = decrypt(sealed.expose(), &keys, &DecryptionPolicy::ALL).unwrap();
        assert_eq!(claims_of(opened.nested().unwrap())["sub"], "alice");
    }
    let text = form(&exchange(&[]));
    let (params, cx) = (params(&text), op.cx());
    let plain = found_code(code_of(&op, &client, "orders:read"));
    let decision = request_of(&client, &params, &cx).unwrap().decide(plain).unwrap();
    assert_eq!(decision.mint.encryption(), None);
    let found = found_code(code_of(&op, &client, FULL));
    let decision = request_of(&client, &params, &cx).unwrap().decide(found).unwrap();
    let clear = decision.mint.sign(&SubjectClaims::default(), &Recipient::default());
    assert_eq!(clear.err().unwrap().code.name(), "server_error");
}

/// RFC 9068 §2, §2.1: with a resource the access token is a JWT for it.
#[test]
fn a_named_resource_gets_a_jwt() {
    let op = Op::new();
    let client = op.web_app();
    let found = found_code(code_of(&op, &client, FULL));
    let (tokens, commit) = run(&op, &client, &exchange(&[("resource", API)]), &found).unwrap();
    let access = tokens.access_token.expose();
    assert_eq!(header_type(access).as_deref(), Some("at+jwt"));
    let mut claims = claims_of(access);
    let jti = claims.remove("jti").unwrap();
    let authorization = authorization_in_jti(jti.as_str().unwrap());
    assert_eq!(authorization, Some(AuthorizationId::from_bytes([31; 16])));
    let expected = json!({
        "iss": ISSUER, "sub": "alice", "aud": API, "client_id": "web", "scope": "orders:read",
        "iat": op.now.seconds(), "exp": op.now.seconds() + 3600, "group": "t",
        "auth_time": op.alice().auth_time.seconds(), "amr": ["pwd"],
    });
    assert_eq!(Value::Object(claims), expected);
    assert!(tokens.id_token.is_some(), "openid was granted");
    assert_eq!(tokens.scope.to_string(), "orders:read");
    let Some(Write::RedeemCode { issued, .. }) = commit.write else { panic!("redeems") };
    assert!(issued.access.is_none(), "a JWT needs no row");
    assert_eq!(issued.unrecorded_until, Some(op.now + Seconds::new(3600)));
}

/// RFC 8707 §2.2: within what was authorized; several make a list; `audience` means the same.
#[test]
fn resources_are_within_those_of_the_authorization() {
    let op = Op::new();
    let client = op.web_app();
    let code = |resources: &[&str]| {
        let mut grant = op.grant(&client, FULL);
        grant.resources = resources.iter().map(|uri| (*uri).to_owned()).collect();
        found_code(AuthorizationCode { grant: Arc::new(grant), ..code_of(&op, &client, FULL) })
    };
    let aud = |found: &Found, pairs: &[(&str, &str)]| {
        run(&op, &client, &exchange(pairs), found)
            .map(|(tokens, _)| claims_of(tokens.access_token.expose())["aud"].clone())
            .map_err(|error| error.code.name())
    };
    let both = code(&[API, OTHER_API]);
    assert_eq!(aud(&both, &[]), Ok(json!([API, OTHER_API])));
    assert_eq!(aud(&both, &[("resource", OTHER_API)]), Ok(json!(OTHER_API)));
    assert_eq!(aud(&both, &[("audience", API)]), Ok(json!(API)));
    assert_eq!(aud(&code(&[API]), &[("resource", OTHER_API)]), Err("invalid_target"));
}

fn refresh<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fixed = [("grant_type", "refresh_token"), ("refresh_token", "r")];
    fixed.into_iter().chain(more.iter().copied()).collect()
}

/// RFC 6749 §6, OIDC Core §12.2: new tokens, the same sign-in.
#[test]
fn a_refresh_token_is_rotated() {
    let op = Op::new();
    let client = op.web_app();
    let token = refresh_of(&op, &client, FULL);
    let family = token.family_started_at;
    let (tokens, commit) = run(&op, &client, &refresh(&[]), &found_refresh(token)).unwrap();
    let claims = claims_of(tokens.id_token.as_ref().unwrap().expose());
    assert_eq!(claims["auth_time"], op.alice().auth_time.seconds());
    assert_eq!(claims["iat"], op.now.seconds());
    assert!(!claims.contains_key("nonce"), "left out of refreshed ID tokens");

    let Some(Write::RotateRefreshToken { presented, issued, repeat_window, .. }) = commit.write
    else {
        panic!("rotates")
    };
    assert_eq!((presented, repeat_window), (TokenHash::of("r"), Seconds::new(30)));
    let successor = issued.refresh.unwrap();
    assert_eq!(successor.token.family_started_at, family);
    assert_eq!(successor.token.hash, TokenHash::of(tokens.refresh_token.unwrap().expose()));
    assert!(successor.sealed.is_some());
}

/// House decision 2: a repeated refresh token gets the same successor, and only its holder
/// can open it.
#[test]
fn a_repetition_is_answered_with_the_same_successor() {
    let op = Op::new();
    let client = op.web_app();
    let found = found_refresh(refresh_of(&op, &client, FULL));
    let (first, commit) = run(&op, &client, &refresh(&[]), &found).unwrap();
    let Some(Write::RotateRefreshToken { issued, .. }) = commit.write else { panic!("rotates") };
    let sealed = issued.refresh.unwrap().sealed.unwrap();

    let text = form(&refresh(&[]));
    let (params, cx) = (params(&text), op.cx());
    let answer = |outcome| {
        let decision = request_of(&client, &params, &cx).unwrap().decide(found.clone()).unwrap();
        decision
            .mint
            .sign(&SubjectClaims::default(), &Recipient::default())
            .unwrap()
            .answer(outcome)
    };
    let second = answer(Outcome::Repeated(sealed.clone())).unwrap();
    let (one, two) = (first.refresh_token.unwrap(), second.refresh_token.unwrap());
    assert_eq!(one.expose(), two.expose());
    assert_ne!(first.access_token.expose(), second.access_token.expose());
    let altered = Sealed::from_bytes(sealed.as_bytes()[..20].to_vec());
    assert_eq!(answer(Outcome::Repeated(altered)).unwrap_err().code.name(), "server_error");
    assert_eq!(answer(Outcome::Lost).unwrap_err().code.name(), "invalid_grant");
    let replayed = Outcome::Replayed(AuthorizationId::from_bytes([31; 16]));
    assert_eq!(answer(replayed).unwrap_err().code.name(), "invalid_grant");
    assert_eq!(answer(Outcome::AssertionReplayed).unwrap_err().code.name(), "invalid_client");
}

/// RFC 6749 §6, §10.4: narrower is fine, wider is not; other clients and old tokens are not.
#[test]
fn a_refresh_token_has_its_limits() {
    let op = Op::new();
    let client = op.web_app();
    let fresh = || refresh_of(&op, &client, FULL);
    let narrowed = run(&op, &client, &refresh(&[("scope", "email")]), &found_refresh(fresh()));
    let narrowed = narrowed.unwrap().0;
    assert_eq!(narrowed.scope.to_string(), "email");
    assert!(narrowed.id_token.is_none(), "openid was left out");
    let code = |found: &Found, more: &[(&str, &str)]| {
        run(&op, &client, &refresh(more), found).err().unwrap().code.name()
    };
    assert_eq!(code(&found_refresh(fresh()), &[("scope", "email phone")]), "invalid_scope");
    let expired = RefreshToken { expires_at: op.now, ..fresh() };
    assert_eq!(code(&found_refresh(expired), &[]), "invalid_grant");
    let started = op.now - op.policy.lifetimes.refresh_family;
    let old = RefreshToken { family_started_at: started, ..fresh() };
    assert_eq!(code(&found_refresh(old), &[]), "invalid_grant");
    let foreign = refresh_of(&op, &op.native_app(), FULL);
    assert_eq!(code(&found_refresh(foreign), &[]), "invalid_grant");
    assert_eq!(code(&Found::Nothing, &[]), "invalid_grant");
}

/// The successor never outlives its family (native contract 5.2: one year at most).
#[test]
fn a_family_has_an_end() {
    let op = Op::new();
    let client = op.web_app();
    let started = op.now - op.policy.lifetimes.refresh_family + Seconds::new(5);
    let token = RefreshToken { family_started_at: started, ..refresh_of(&op, &client, FULL) };
    let (_, commit) = run(&op, &client, &refresh(&[]), &found_refresh(token)).unwrap();
    let Some(Write::RotateRefreshToken { issued, .. }) = commit.write else { panic!("rotates") };
    assert_eq!(issued.refresh.unwrap().token.expires_at, op.now + Seconds::new(5));
}

/// RFC 6749 §4.4, §4.4.3: an access token and nothing else; nobody's scope but its own.
#[test]
fn a_client_can_ask_for_itself() {
    let op = Op::new();
    let client = op.web_app();
    let ask = |more: &[(&str, &str)]| {
        let pairs: Vec<_> = [("grant_type", "client_credentials")]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        run(&op, &client, &pairs, &Found::Nothing)
    };
    let (tokens, commit) = ask(&[("scope", "openid orders:read nonsense")]).unwrap();
    assert!(tokens.id_token.is_none() && tokens.refresh_token.is_none());
    assert_eq!(tokens.scope.to_string(), "orders:read");
    let Some(Write::IssueAccessToken { token }) = commit.write else { panic!("records it") };
    assert!(token.grant.is_none());

    let (tokens, commit) = ask(&[("resource", OTHER_API), ("scope", "orders:write")]).unwrap();
    assert!(commit.is_empty(), "a JWT of a client writes nothing");
    let claims = claims_of(tokens.access_token.expose());
    assert_eq!((&claims["sub"], &claims["aud"]), (&json!("web"), &json!(OTHER_API)));
    assert_eq!(authorization_in_jti(claims["jti"].as_str().unwrap()), None);
    assert!(!claims.contains_key("auth_time"));
}

/// RFC 6749 §4.4: confidential clients only; registered scope values only.
#[test]
fn a_public_client_cannot_ask_for_itself() {
    let op = Op::new();
    let pairs = [("grant_type", "client_credentials"), ("scope", "orders:write")];
    let error = run(&op, &op.native_app(), &pairs, &Found::Nothing).err().unwrap();
    assert_eq!(error.code.name(), "unauthorized_client");
    let mut client = op.web_app();
    client.metadata.scope = Some("orders:read".into());
    let error = run(&op, &client, &pairs, &Found::Nothing).err().unwrap();
    assert_eq!(error.code.name(), "invalid_scope");
}

/// RFC 7523 §3: the assertion rides with the write, and alone if there is no other.
#[test]
fn a_used_assertion_is_part_of_the_commit() {
    let op = Op::new();
    let client = op.web_app();
    let until = op.now + Seconds::new(60);
    let used = AssertionUse { client: client.key, jti: TokenHash::of("j"), until };
    let text = form(&[("grant_type", "client_credentials"), ("resource", API)]);
    let (params, cx) = (params(&text), op.cx());
    let authenticated = Authenticated { client: &client, assertion: Some(used) };
    let request = TokenRequest::new(authenticated, &params, &cx).unwrap();
    let decision = request.decide(Found::Nothing).unwrap();
    assert!(decision.commit.assertion.is_some() && decision.commit.write.is_none());
    assert!(!decision.commit.is_empty());
}

/// OIDC Core §10.1, OIDC Registration §2: MACs with the client's secret; a missing key is our
/// fault, not the client's.
#[test]
fn the_registered_algorithm_signs_the_id_token() {
    let op = Op::new();
    let mut client = op.web_app();
    client.metadata.id_token_signed_response_alg = Some(Algorithm::HS256.into());
    let found = found_code(code_of(&op, &client, "openid"));
    let (tokens, _) = run(&op, &client, &exchange(&[]), &found).unwrap();
    let keys = VerificationKeys::from_secret(crate::fixture::SECRET.as_bytes());
    let id_token = tokens.id_token.unwrap();
    assert!(verify(id_token.expose(), &keys, &[Algorithm::HS256]).is_ok());

    client.metadata.id_token_signed_response_alg = None;
    assert_eq!(client.metadata.id_token_alg(), Algorithm::RS256.into());
    let error = run(&op, &client, &exchange(&[]), &found).err().unwrap();
    assert_eq!((error.code.name(), error.status()), ("server_error", 500));
}

/// OIDC Core §2, §3.1.3.7, OIDC Registration §2: unsigned only for a client that registered
/// `none` and gets its ID tokens from the token endpoint; access tokens are signed all the same.
#[test]
fn an_id_token_goes_unsigned_only_where_that_was_registered() {
    let op = Op::new();
    let mut client = op.web_app();
    client.metadata.id_token_signed_response_alg = Some(crate::SigningAlg::Unsecured);
    let found = found_code(code_of(&op, &client, "openid"));
    let (tokens, _) = run(&op, &client, &exchange(&[]), &found).unwrap();
    let id_token = tokens.id_token.unwrap();
    let claims = unsecured::decode(id_token.expose()).unwrap();
    assert_eq!(claims["aud"], client.client_id.as_str());
    assert_eq!(claims.get("at_hash"), None, "no algorithm says how to hash");

    client.metadata.response_types = Some(vec!["code".to_owned(), "code id_token".to_owned()]);
    let error = run(&op, &client, &exchange(&[]), &found).err().unwrap();
    assert_eq!((error.code.name(), error.status()), ("server_error", 500));
}

/// Nothing secret is printed by accident.
#[test]
fn tokens_do_not_print() {
    let op = Op::new();
    let client = op.web_app();
    let found = found_code(code_of(&op, &client, FULL));
    let (tokens, _) = run(&op, &client, &exchange(&[]), &found).unwrap();
    assert!(!format!("{tokens:?}").contains("lka_"));
}
