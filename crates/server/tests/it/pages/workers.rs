//! What the server does by itself, as it does it: nothing here calls a worker.
use super::{Op, quick, register, sign_in};
use latchkey_base::{Clock as _, Seconds, Timestamp, TokenHash};
use latchkey_jose::Algorithm;
use latchkey_oidc::{ApplicationType, ClientMetadata};
use latchkey_server::config::Config;
use latchkey_store::TxError;
use latchkey_testkit::{REDIRECT_URI, RelyingParty, decode_jwt};
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

/// Far longer than a worker pauses here.
const PATIENCE: Duration = Duration::from_secs(60);

async fn kids(op: &Op) -> Vec<String> {
    let keys = op.rp().get("/jwks").await.ok().json["keys"].clone();
    let keys: Vec<Value> = serde_json::from_value(keys).unwrap();
    keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// Asks until there are so many keys.
async fn until_published(op: &Op, count: usize) -> Vec<String> {
    let published = async {
        loop {
            let found = kids(op).await;
            if found.len() == count {
                return found;
            }
        }
    };
    timeout(PATIENCE, published).await.expect("the key set changes")
}

const BYE: &str = "http://127.0.0.1:9/bye";

/// A client that gets ES256 and may sign people out without asking them.
fn app() -> ClientMetadata {
    ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        post_logout_redirect_uris: vec![BYE.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: ApplicationType::Native,
        id_token_signed_response_alg: Some(Algorithm::ES256.into()),
        client_skip_consent: true,
        client_optional_skip_logout_prompt: true,
        ..ClientMetadata::default()
    }
}

/// OIDC Core §10.1.1: an old key gets a successor, both are published for a while, then the old
/// one leaves. OIDC Core §3.1.2.1, RP-Initiated Logout §2: what it has signed remains a hint.
#[tokio::test]
async fn keys_rotate_by_schedule() {
    let short = |config: &mut Config| {
        config.keys.algorithms = vec![Algorithm::ES256];
        config.keys.rotate_after = Seconds::new(10_000);
        config.keys.jwks_max_age = Seconds::new(100);
        config.workers.key_check_every = Seconds::new(1);
    };
    let op = Op::start_with(quick(), short).await;
    let first = kids(&op).await;
    assert_eq!(first.len(), 1);
    register(&op, vec![("hinting", app())]).await;
    let rp = RelyingParty { client_id: "hinting".to_owned(), ..op.rp() };
    let (mut browser, departure) = (op.browser(), rp.depart(&[]));
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.page().query("code").expect("a code");
    let tokens = rp.redeem(&code, &departure).await.ok();
    let hint = tokens.str("id_token");
    assert_eq!(decode_jwt(hint).0["kid"], *first[0]);

    op.advance(10_000);
    let both = until_published(&op, 2).await;
    assert!(both.contains(&first[0]), "{both:?}");
    // The successor waits for the caches, then the caches learn of it and the last token ends.
    op.advance(100 + 100 + 3600);
    let last = until_published(&op, 1).await;
    assert!(both.contains(&last[0]) && last != first, "{last:?}");

    let silent = rp.depart(&[("prompt", "none"), ("id_token_hint", hint)]);
    let page = browser.open(&silent.url).await;
    assert!(page.query("code").is_some(), "{page:#?}");
    let mut end = rp.endpoint("/session/end");
    end.query_pairs_mut()
        .append_pair("id_token_hint", hint)
        .append_pair("post_logout_redirect_uri", BYE);
    let page = browser.open(&end).await;
    assert_eq!(page.url.as_str(), BYE, "{page:#?}");
}

/// Expired rows leave the database while the server runs; others stay.
#[tokio::test]
async fn expired_rows_are_swept() {
    let often = |config: &mut Config| config.workers.sweep_every = Seconds::new(1);
    let op = Op::start_with(quick(), often).await;
    let store = op.beside.open().await;
    let (tenant, now) = (op.beside.tenant.id, op.clock.now());
    let (short, long) = (TokenHash::of("short"), TokenHash::of("long"));
    let before = |seconds| -> Timestamp { now - Seconds::new(seconds) };
    let (hundred, thousand) = (before(100), before(1000));
    let insert = move |tx: &mut dyn latchkey_store::Tx| -> Result<(), TxError> {
        tx.add_failure(&short, now, hundred)?;
        tx.add_failure(&long, now, thousand).map(|_| ())
    };
    store.write(tenant, insert).await.unwrap();
    let held = |key: TokenHash| {
        let found = store.read(tenant, move |tx| tx.failures(&key));
        async { Result::<_, TxError>::unwrap(found.await).is_some() }
    };
    assert!(held(short).await && held(long).await);
    op.advance(100);
    let swept = async { while held(short).await {} };
    timeout(PATIENCE, swept).await.expect("the expired row goes");
    assert!(held(long).await, "the other has time left");
    store.close().await;
}
