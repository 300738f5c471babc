//! How often strangers can make us fetch a client's keys.
use super::{Op, quick};
use futures_util::future::join_all;
use latchkey_oidc::ClientMetadata;
use latchkey_server::provision::ClientInput;
use latchkey_testkit::{AssertionKey, Authentication, REDIRECT_URI, RelyingParty};
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
