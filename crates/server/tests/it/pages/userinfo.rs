//! What opens the UserInfo endpoint (OIDC Core §5.3, RFC 6750 §3).
use super::{Op, quick, sign_in};
use latchkey_base::{Clock as _, Seconds};
use latchkey_oidc::ResourceServer;
use latchkey_store::{Store, TxError};
use latchkey_testkit::Answer;

const API: &str = "https://api.example/";

/// Tokens for this resource.
async fn tokens_for(op: &Op, resource: &str) -> Answer {
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[("resource", resource)]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.page().query("code").expect("a code");
    rp.redeem(&code, &departure).await.ok()
}

/// RFC 6750 §3: a malformed request is told the scheme and the error.
#[tokio::test]
async fn a_malformed_form_is_refused_with_a_challenge() {
    let op = Op::start(quick()).await;
    let refused = reqwest::Client::new()
        .post(op.rp().endpoint("/me"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("access_token=%ff")
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 400);
    let challenge = refused.headers()["www-authenticate"].to_str().unwrap();
    let realm = format!("Bearer realm=\"{}/t\"", op.running.public_url);
    assert!(challenge.starts_with(&realm), "{challenge}");
    assert!(challenge.contains("error=\"invalid_request\""), "{challenge}");
}

/// RFC 9068 §4: a JWT opens only what it is for. The issuer stands for its own endpoints.
#[tokio::test]
async fn a_jwt_for_the_issuer_is_accepted_and_one_for_others_is_not() {
    let mut settings = quick();
    settings.protocol.resources =
        vec![ResourceServer { resource: API.to_owned(), scopes: Vec::new() }];
    let op = Op::start(settings).await;
    let issuer = format!("{}/t", op.running.public_url);
    let ours = tokens_for(&op, &issuer).await;
    assert_eq!(ours.str("access_token").split('.').count(), 3, "a JWT");
    assert_eq!(op.rp().userinfo(ours.str("access_token")).await.status, 200);

    let theirs = tokens_for(&op, API).await;
    let refused = op.rp().userinfo(theirs.str("access_token")).await;
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").contains("invalid_token"));
}

/// However long a JWT lives, what it descends from is there to be asked.
#[tokio::test]
async fn a_jwt_of_many_days_still_finds_its_grant() {
    let mut settings = quick();
    settings.protocol.lifetimes.access_token = Seconds::days(5);
    let op = Op::start(settings).await;
    let issuer = format!("{}/t", op.running.public_url);
    let token = tokens_for(&op, &issuer).await;
    let store = op.beside.open().await;
    for (days, status) in [(4, 200), (1, 401)] {
        op.advance(days * 86_400);
        let now = op.clock.now();
        let swept: Result<usize, TxError> =
            store.write(Store::DEPLOYMENT, move |tx| tx.sweep(now, 1000)).await;
        swept.unwrap();
        assert_eq!(op.rp().userinfo(token.str("access_token")).await.status, status);
    }
    store.close().await;
}
