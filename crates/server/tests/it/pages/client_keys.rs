//! Keys behind a `jwks_uri`: what they are good for, and how often strangers can make us fetch them.
use super::publishing::{Published, trust};
use super::{Op, quick, register};
use futures_util::future::join_all;
use latchkey_jose::{Algorithm, SigningKey};
use latchkey_oidc::registration::{RegistrationMode, StatementIssuer};
use latchkey_oidc::{ApplicationType, ClientMetadata};
use latchkey_server::config::Config;
use latchkey_server::provision::ClientInput;
use latchkey_testkit::{AssertionKey, Authentication, REDIRECT_URI, RelyingParty};
use serde_json::{Value, json};
use std::cell::Cell;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// A host that hangs up on everybody, and how often it was called.
fn rude_host() -> (u16, Arc<AtomicU32>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (port, calls) = (listener.local_addr().unwrap().port(), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&calls);
    thread::spawn(move || {
        for call in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            drop(call);
        }
    });
    (port, calls)
}

/// OIDC Core §10.1.1: keys that cannot be had are not asked for again by every stranger who
/// names the client, not even by many at once.
#[tokio::test]
async fn keys_that_cannot_be_had_are_fetched_once_in_a_while() {
    let (port, calls) = rude_host();
    let allow = |config: &mut latchkey_server::config::Config| {
        config.fetch.client_keys_pause = latchkey_base::Seconds::new(30);
        config.fetch.allow.push(format!("127.0.0.1:{port}").parse().unwrap());
    };
    let op = Op::start_with(quick(), allow).await;
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("private_key_jwt".to_owned()),
        jwks_uri: Some(format!("https://127.0.0.1:{port}/jwks")),
        ..ClientMetadata::default()
    };
    let client =
        ClientInput { client_id: Some("keyed".to_owned()), metadata, ..ClientInput::default() };
    let (store, tenant) = (op.beside.open().await, op.beside.tenant.id);
    op.beside.provision.create_client(&store, tenant, client).await.unwrap();
    store.close().await;

    let issuer = format!("{}/t", op.running.public_url);
    let authentication = Authentication::Assertion(AssertionKey::Ed25519);
    let stranger = RelyingParty::new(&issuer, "keyed", REDIRECT_URI, authentication);
    let guesses = |count| join_all((0..count).map(|_| stranger.token(&[("grant_type", "x")])));
    for answer in guesses(12).await {
        assert_eq!(answer.error(), "invalid_client");
    }
    guesses(3).await;
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    op.advance(29);
    guesses(3).await;
    assert_eq!(calls.load(Ordering::SeqCst), 1, "the pause is a setting");
    op.advance(1);
    guesses(3).await;
    assert_eq!(calls.load(Ordering::SeqCst), 2, "after the pause it is tried again");
}

/// When what is signed here ends.
const EXP: i64 = 1_800_000_060;

fn set(key: &SigningKey) -> Value {
    json!({ "keys": [key.public_jwk()] })
}

fn key_and_host() -> (SigningKey, Published) {
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let host = Published::new(&set(&key));
    (key, host)
}

/// The key behind a `jwks_uri` gives way to another one. However many use it, it is fetched once;
/// the next one, whose name nobody has heard of, has the keys fetched once more, but not too early;
/// and the old one is not believed any more.
async fn rotate(
    op: &Op,
    (old, host): (&SigningKey, &Published),
    is_believed: impl AsyncFn(&SigningKey) -> bool,
) {
    let all_believe =
        async |key: &SigningKey| join_all((0..4).map(|_| is_believed(key))).await == [true; 4];
    assert!(all_believe(old).await && is_believed(old).await);
    assert_eq!(host.calls(), 1, "a copy is kept");

    let new = SigningKey::generate(Algorithm::ES256).unwrap();
    host.change(&set(&new));
    assert!(!is_believed(&new).await);
    assert_eq!(host.calls(), 1, "it is too early to ask again");
    op.advance(10);
    assert!(is_believed(old).await);
    assert_eq!(host.calls(), 1, "a known key is no reason to ask");
    assert!(all_believe(&new).await && is_believed(&new).await);
    assert!(!is_believed(old).await);
    assert_eq!(host.calls(), 2);
}

/// OIDC Core §9, §10.1.1: a client authenticates by the keys that it publishes.
#[tokio::test]
async fn a_client_rotates_the_keys_that_it_authenticates_with() {
    let (key, host) = key_and_host();
    let op = Op::start_with(quick(), |config: &mut Config| trust(config, host.port)).await;
    let metadata = ClientMetadata {
        grant_types: Some(vec!["client_credentials".to_owned()]),
        token_endpoint_auth_method: Some("private_key_jwt".to_owned()),
        jwks_uri: Some(host.uri()),
        ..ClientMetadata::default()
    };
    register(&op, vec![("keyed", metadata)]).await;
    let rp = RelyingParty { client_id: "keyed".to_owned(), ..op.rp() };
    let made = Cell::new(0);
    rotate(&op, (&key, &host), async |key| {
        let jti = made.replace(made.get() + 1).to_string();
        let claims =
            json!({ "iss": "keyed", "sub": "keyed", "aud": rp.issuer, "exp": EXP, "jti": jti });
        let assertion = key.sign_jwt(None, &claims).unwrap();
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.as_str()),
        ];
        let answer = rp.token(&fields).await;
        let refused = (answer.status.as_u16(), answer.error()) == (401, "invalid_client");
        assert!(refused || answer.status == 200, "{}", answer.text);
        !refused
    })
    .await;
}

/// OIDC Core §6.1, §10.1.1: and so are its request objects signed.
#[tokio::test]
async fn a_client_rotates_the_keys_that_it_signs_requests_with() {
    let (key, host) = key_and_host();
    let op = Op::start_with(quick(), |config: &mut Config| trust(config, host.port)).await;
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: ApplicationType::Native,
        jwks_uri: Some(host.uri()),
        ..ClientMetadata::default()
    };
    register(&op, vec![("keyed", metadata)]).await;
    let rp = RelyingParty { client_id: "keyed".to_owned(), ..op.rp() };
    rotate(&op, (&key, &host), async |key| {
        let object = key.sign_jwt(None, &json!({ "client_id": "keyed", "exp": EXP })).unwrap();
        let mut browser = op.browser();
        let page = browser.open(&rp.depart(&[("request", &object)]).url).await;
        let refused = page.query("error").as_deref() == Some("invalid_request_object");
        assert!(refused || page.has("#login-form"), "{page:#?}");
        !refused
    })
    .await;
}

/// RFC 7591 §2.3: the same for whoever vouches for clients.
#[tokio::test]
async fn an_issuer_of_software_statements_rotates_its_keys() {
    let (key, host) = key_and_host();
    let mut settings = quick();
    let policy = &mut settings.protocol.registration;
    policy.mode = RegistrationMode::Open;
    let vendor = "https://vendor.example";
    policy.statement_issuers =
        vec![StatementIssuer { issuer: vendor.to_owned(), jwks: None, jwks_uri: Some(host.uri()) }];
    let op = Op::start_with(settings, |config: &mut Config| trust(config, host.port)).await;
    rotate(&op, (&key, &host), async |key| {
        let statement = key.sign_jwt(None, &json!({ "iss": vendor, "exp": EXP })).unwrap();
        let body =
            json!({ "redirect_uris": ["https://rp.example/"], "software_statement": statement });
        let answer = op.register(None, &body).await;
        let refused =
            (answer.status.as_u16(), answer.error()) == (400, "invalid_software_statement");
        assert!(refused || answer.status == 201, "{}", answer.text);
        !refused
    })
    .await;
}
