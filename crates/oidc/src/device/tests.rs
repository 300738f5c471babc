use super::*;
use crate::authorize::{BrowserFacts, Cookies, NextStep, Progress, next_step, resume};
use crate::client_auth::Authenticated;
use crate::fixture::{API, Op, form, params};
use crate::token::TokenRequest;
use crate::{
    Client, Commit, ErrorCode, Found, Grant, Lookup, Outcome, Recipient, SubjectClaims, TokenError,
    Write,
};
use latchkey_base::{ClientKey, CodeKey, Seconds, TokenHash};
use serde_json::{Value, json};
use std::sync::Arc;

fn tv(op: &mut Op) -> Client {
    op.policy.device_flow = true;
    let mut client = op.native_app();
    client.client_id = "tv".into();
    client.metadata.redirect_uris = Vec::new();
    client.metadata.grant_types = Some(vec![DEVICE_CODE.into(), "refresh_token".into()]);
    client
}

fn ask(op: &Op, client: &Client, pairs: &[(&str, &str)]) -> Result<DeviceRequest, TokenError> {
    let text = form(pairs);
    let asked = check(&params(&text), client, "192.0.2.7".into(), &op.cx());
    if let Err(error) = &asked {
        assert!(error.finding.is_some(), "nobody is told why: {}", error.description);
    }
    asked
}

fn refused(op: &Op, client: &Client, pairs: &[(&str, &str)]) -> ErrorCode {
    ask(op, client, pairs).unwrap_err().code
}

/// RFC 8628 §3.1, OIDC Core §11: a device may ask for everything; the person is always asked.
#[test]
fn a_request_is_checked_as_one_at_the_authorization_endpoint() {
    let mut op = Op::new();
    let client = tv(&mut op);
    let pairs = [
        ("client_id", "tv"),
        ("scope", "openid email offline_access unknown"),
        ("resource", API),
        ("device_name", " Living room "),
        ("device_model", "Vision 55"),
    ];
    let asked = ask(&op, &client, &pairs).unwrap();
    assert_eq!(asked.request.scope.to_string(), "email offline_access openid");
    assert_eq!(asked.request.resources, [API]);
    assert!(asked.request.is_for_device() && !asked.request.prompts.none());
    assert_eq!(asked.device.name.as_deref(), Some("Living room"));
    assert_eq!((asked.device.software_version, &*asked.address), (None, "192.0.2.7"));
    let text = serde_json::to_string(&asked.request).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["prompts"], "consent");
}

/// RFC 8628 §3.1, §3.2: the errors of RFC 6749 §5.2.
#[test]
fn what_is_wrong_with_a_request_is_told() {
    let mut op = Op::new();
    let client = tv(&mut op);
    let scope = ("scope", "openid");
    assert_eq!(refused(&op, &client, &[scope, scope]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&op, &client, &[("scope", "\"")]), ErrorCode::InvalidScope);
    assert_eq!(refused(&op, &client, &[("resource", "https://x.test")]), ErrorCode::InvalidTarget);
    assert_eq!(refused(&op, &client, &[("max_age", "x")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&op, &client, &[("request", "x")]), ErrorCode::RequestNotSupported);
    let narrow = crate::ClientMetadata { scope: Some("openid".into()), ..client.metadata.clone() };
    let narrow = Client { metadata: narrow, ..tv(&mut op) };
    assert_eq!(refused(&op, &narrow, &[("scope", "email")]), ErrorCode::InvalidScope);
    let web = op.web_app();
    assert_eq!(refused(&op, &web, &[scope]), ErrorCode::UnauthorizedClient);
    op.policy.device_flow = false;
    assert_eq!(refused(&op, &client, &[scope]), ErrorCode::UnsupportedGrantType);
}

/// What people decide by holds no text that hides or turns round what stands beside it.
#[test]
fn what_a_device_says_of_itself_is_bounded_and_seen() {
    let mut op = Op::new();
    let client = tv(&mut op);
    let long = "x".repeat(65);
    for text in [long.as_str(), "a\nb", "TV\u{202e}VT", "T\u{200b}V", "\u{feff}TV"] {
        for name in ["device_name", "device_model", "device_software_version"] {
            assert_eq!(
                refused(&op, &client, &[(name, text)]),
                ErrorCode::InvalidRequest,
                "{text:?}"
            );
        }
    }
    let long = "ü".repeat(64);
    assert_eq!(ask(&op, &client, &[("device_name", &long)]).unwrap().device.name, Some(long));
}

fn issued(op: &Op, client: &Client) -> (NewDeviceCode, Value) {
    let asked = Arc::new(ask(op, client, &[("scope", "openid offline_access")]).unwrap());
    let issuance = issue(&asked, &CodeKey::new(&[9; 32]), &op.cx());
    let answer = issuance.json(&op.cx());
    let Write::BeginDevice(new) = issuance.write else { panic!("begins") };
    (new, answer)
}

/// RFC 8628 §3.2, §3.3.1, §6.1.
#[test]
fn the_answer_holds_two_codes_and_where_to_go() {
    let mut op = Op::new();
    let client = tv(&mut op);
    let (new, answer) = issued(&op, &client);
    let device_code = answer["device_code"].as_str().unwrap();
    assert!(device_code.starts_with("lkd_"));
    assert_eq!(new.code.hash, TokenHash::of(device_code));
    let user_code = answer["user_code"].as_str().unwrap();
    let code = UserCode::parse(user_code).unwrap();
    let key = CodeKey::new(&[9; 32]);
    assert!(key.matches("user_code", &code.to_string(), &new.user_code));
    let page = "https://op.example/t/device";
    assert_eq!(answer["verification_uri"], page);
    assert_eq!(answer["verification_uri_complete"], format!("{page}?user_code={user_code}"));
    assert_eq!(answer["verification_uri_qr"], format!("{page}/qr/{user_code}"));
    assert_eq!((&answer["expires_in"], &answer["interval"]), (&json!(3600), &json!(5)));
    assert_eq!(new.code.expires_at, op.now + Seconds::new(3600));
}

fn found(code: DeviceCode, is_too_soon: bool) -> Found {
    Found::DeviceCode(DevicePoll { code: Arc::new(code), is_too_soon })
}

fn pending(op: &Op, client: ClientKey) -> DeviceCode {
    let expires_at = op.now + Seconds::new(60);
    DeviceCode { hash: TokenHash::of("d"), client, expires_at, state: DeviceState::Pending }
}

/// Polls: the answer, and what is written.
fn poll(op: &Op, client: &Client, found: Found) -> Result<(Value, Commit), TokenError> {
    let text = form(&[("grant_type", DEVICE_CODE), ("device_code", "d")]);
    let (params, cx) = (params(&text), op.cx());
    let authenticated = Authenticated { client, assertion: None };
    let request = TokenRequest::new(authenticated, &params, &cx)?;
    let lookup = request.lookup()?;
    assert_eq!(lookup, Lookup::DeviceCode { hash: TokenHash::of("d"), at: op.now });
    let decision = request.decide(found)?;
    let commit = decision.commit.clone();
    let signed = decision.mint.sign(&SubjectClaims::default(), &Recipient::default())?;
    let body = signed.answer(Outcome::Done)?.json();
    Ok((serde_json::from_str(&body).unwrap(), commit))
}

/// RFC 8628 §3.5: each error for its reason.
#[test]
fn a_device_hears_what_became_of_its_request() {
    let mut op = Op::new();
    let client = tv(&mut op);
    let code = || pending(&op, client.key);
    let code_of = |found| poll(&op, &client, found).unwrap_err().code;
    assert_eq!(code_of(found(code(), false)), ErrorCode::AuthorizationPending);
    assert_eq!(code_of(found(code(), true)), ErrorCode::SlowDown);
    let over = DeviceCode { expires_at: op.now, ..code() };
    assert_eq!(code_of(found(over, true)), ErrorCode::ExpiredToken);
    let denied = DeviceCode { state: DeviceState::Denied, ..code() };
    assert_eq!(code_of(found(denied, false)), ErrorCode::AccessDenied);
    let foreign = DeviceCode { state: DeviceState::Denied, ..pending(&op, op.web_app().key) };
    assert_eq!(code_of(found(foreign, false)), ErrorCode::InvalidGrant);
    assert_eq!(code_of(Found::Nothing), ErrorCode::InvalidGrant);
}

/// RFC 8628 §3.5, OIDC Core §3.1.3.3: once, and with everything that was granted.
#[test]
fn an_approved_device_gets_its_tokens() {
    let mut op = Op::new();
    let client = tv(&mut op);
    let grant = Grant { nonce: None, ..op.grant(&client, "openid offline_access") };
    let state = DeviceState::Approved(Arc::new(grant));
    let approved = DeviceCode { state, expires_at: op.now, ..pending(&op, client.key) };
    let (tokens, commit) = poll(&op, &client, found(approved, true)).unwrap();
    for member in ["access_token", "id_token", "refresh_token"] {
        assert!(tokens[member].is_string(), "{member}");
    }
    let Some(Write::RedeemCode { code, .. }) = commit.write else { panic!("redeems") };
    assert_eq!(code, TokenHash::of("d"));
}

/// RFC 8628 §5.4: the person is asked, whatever they or their operator allowed before; what comes
/// of it is no part of their browser's session, and no code for a redirect URI.
#[test]
fn only_a_person_who_said_yes_just_now_connects_a_device() {
    let mut op = Op::new();
    let mut client = tv(&mut op);
    client.metadata.client_skip_consent = true;
    op.policy.skip_consent = true;
    let (new, _) = issued(&op, &client);
    let checked = resume(new.request.request.clone(), Some(&client), &op.cx()).unwrap();
    let (sessions, cx) = ([op.alice()], op.cx());
    let facts = |progress| BrowserFacts {
        sessions: &sessions,
        cookies: Cookies::Session,
        progress,
        consent: None,
        must_verify_email: false,
        must_add_factor: false,
        must_choose_password: false,
        must_accept_terms: false,
    };
    let silent = Progress::default();
    let step = next_step(&checked, &client, &facts(&silent), &cx);
    assert!(matches!(step, NextStep::Ask { reason: "consent_prompt", .. }), "{step:?}");
    let progress = Progress { consented: Some(sessions[0].account), ..Progress::default() };
    let NextStep::Grant(allowed) = next_step(&checked, &client, &facts(&progress), &cx) else {
        panic!("granted");
    };
    let code = approve(&allowed, &client, (new.code.hash, cx.now), &cx);
    assert_eq!((code.hash, &*code.redirect_uri), (new.code.hash, ""));
    assert_eq!(code.expires_at, cx.now + Seconds::minutes(1), "time to fetch it");
    assert!(code.grant.session.is_none() && code.grant.is_device && code.grant.offline);
}

/// A client that was switched off meanwhile, or may connect no devices any more, connects none.
#[test]
fn what_changed_meanwhile_is_looked_at_again() {
    let mut op = Op::new();
    let client = tv(&mut op);
    let (new, _) = issued(&op, &client);
    let again = |op: &Op, client: &Client| {
        let request = new.request.request.clone();
        resume(request, Some(client), &op.cx()).map(drop).map_err(|refusal| refusal.code)
    };
    assert_eq!(again(&op, &client), Ok(()));
    let disabled = Client { disabled: true, ..tv(&mut op) };
    assert_eq!(again(&op, &disabled), Err(ErrorCode::InvalidClient));
    let mut other = tv(&mut op);
    other.metadata.grant_types = None;
    assert_eq!(again(&op, &other), Err(ErrorCode::UnauthorizedClient));
    op.policy.device_flow = false;
    assert_eq!(again(&op, &client), Err(ErrorCode::UnsupportedGrantType));
}
