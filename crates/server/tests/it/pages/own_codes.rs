//! Recovery codes and the lock by the hands of an app (native contract U010, U011).
use super::explain::{explain, reference};
use super::lock::{ALICE, lock_link};
use super::own_account::{Phone, calling, start, wallet};
use super::{Op, quick, register, sign_in};
use latchkey_accounts::{AccountStatus, EventKind};
use latchkey_authn::Proof;
use latchkey_base::Clock as _;
use latchkey_oidc::own_account::SCOPE;
use latchkey_testkit::{Answer, Device};
use reqwest::Method;
use serde_json::{Value, json};

/// A person with an authenticator app, whose app has a token of a sign-in with both.
async fn with_two() -> (Op, Vec<String>, Phone) {
    let op = Op::start(calling(quick())).await;
    register(&op, vec![("wallet", wallet())]).await;
    let mut browser = op.browser();
    let enrolled = op.enrol(&mut browser, "alice").await;
    let phone = Phone::redeem(&op, &mut browser, &[]).await;
    (op, enrolled.codes, phone)
}

fn codes(answer: &Answer) -> Vec<String> {
    serde_json::from_value(answer.json["data"].clone()).expect(&answer.text)
}

/// Whether a recovery code is taken as the second step.
async fn is_taken(op: &Op, code: &str) -> bool {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.follow("#way-recovery-code").await;
    browser.submit("otp-form", &[("otp", code)]).await;
    browser.page().query("code").is_some()
}

/// Native contract U010: ten, told once, in the place of those before; their owner is mailed, and finds it in
/// the list of what happened.
#[tokio::test]
async fn new_codes_take_the_place_of_the_last() {
    let (op, old, phone) = with_two().await;
    let first = phone.put("account/codes", json!({})).await.ok();
    assert_eq!(first.json["type"], "Account");
    assert!(first.header("cache-control").contains("no-store"));
    let first = codes(&first);
    assert_eq!(first.len(), 10);
    let notice = op.mail_about(ALICE, "recovery codes").await;
    assert!(notice.text.contains("/lockaccount?code="), "{}", notice.text);
    let second = codes(&phone.put("account/codes", json!({})).await.ok());
    assert!(second.iter().all(|code| !first.contains(code) && !old.contains(code)));
    assert!(!is_taken(&op, &old[0]).await && !is_taken(&op, &first[0]).await);
    assert!(is_taken(&op, &second[0]).await);
    let now = op.clock.now();
    let events = op.operate(move |tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap();
        tx.events_of(alice.id, None, now, 50)
    });
    let kind = EventKind::RecoveryCodesMade;
    let made = events.await.iter().filter(|held| held.event.kind == kind).count();
    assert_eq!(made, 3, "the first list came with the app");
}

/// Security: lists are mails, so they are counted with those of the account page.
#[tokio::test]
async fn nobody_is_flooded_with_lists() {
    let (op, _, phone) = with_two().await;
    let mut last = None;
    for _ in 0..30 {
        let answer = phone.put("account/codes", json!({})).await;
        let status = answer.status.as_u16();
        last = Some(answer);
        if status != 200 {
            break;
        }
    }
    let refused = last.expect("some");
    assert_eq!(refused.status, 429, "{}", refused.text);
    assert!(!refused.header("retry-after").is_empty());
    let trail = explain(&op, reference(refused.str("message"))).await;
    let found = format!("{:?}", trail.finding);
    assert!(found.contains("throttle"), "{found}");
}

/// As on the page: codes stand in for a second factor, and a tenant may take none. A passkey that is shown
/// takes the place of a fresh sign-in.
#[tokio::test]
async fn codes_stand_in_for_something() {
    let (op, _browser, phone) = start(quick()).await;
    let refused = phone.put("account/codes", json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "ValidationError"));
    let mut device = Device::default();
    phone.makes(&op, &mut device).await;
    op.advance(601);
    let shown = phone.shows(&op, &mut device).await;
    let made = phone.put("account/codes", json!({ "passkey": shown })).await.ok();
    assert_eq!(codes(&made).len(), 10);
    for raw in [&b"\xff"[..], b"[]", b"{\"passkey\": 7}"] {
        let refused = phone.send((Method::PUT, "account/codes"), raw.to_vec()).await;
        assert_eq!(refused.status, 400, "{raw:?}");
    }

    let mut settings = quick();
    settings.factors.allowed.retain(|factor| *factor != Proof::RecoveryCode);
    let (op, _browser, phone) = start(settings).await;
    let mut device = Device::default();
    phone.makes(&op, &mut device).await;
    let shown = phone.shows(&op, &mut device).await;
    let refused = phone.put("account/codes", json!({ "passkey": shown })).await;
    assert!(
        refused.status == 400 && refused.text.contains("no recovery codes"),
        "{}",
        refused.text
    );
}

/// Native contract U011, DO BETTER: the lock comes first and unconditionally, however old the sign-in; with it
/// every session, grant, access and refresh token ends, and no way in is left.
#[tokio::test]
async fn a_lock_ends_everything() {
    let (op, mut browser, phone) = start(quick()).await;
    let scope = format!("openid offline_access {SCOPE}");
    let to = op.rp().depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    browser.open(&to.url).await;
    let code = browser.submit("consent-form", &[]).await.query("code").expect("a code");
    let other = op.rp().redeem(&code, &to).await.ok();
    let asked = [("scope", scope.as_str()), ("prompt", "consent")];
    let to = phone.rp.depart(&asked);
    browser.open(&to.url).await;
    let code = browser.submit("consent-form", &[]).await.query("code").expect("a code");
    let tokens = phone.rp.redeem(&code, &to).await.ok();
    let mut device = Device::default();
    phone.makes(&op, &mut device).await;

    op.advance(1800);
    for (email, status) in [(json!("bob@example.com"), 403), (json!("nobody@example.com"), 403)] {
        let answer = phone.put("account/panic", json!({ "email": email })).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let missing = phone.put("account/panic", json!({})).await;
    assert_eq!((missing.status.as_u16(), missing.error()), (428, "Precondition Required"));
    for body in [json!([]), json!({ "email": 7 }), json!("alice@example.com")] {
        assert_eq!(phone.put("account/panic", body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(op.status().await, AccountStatus::Active);

    let locked = phone.put("account/panic", json!({ "email": "Alice@Example.com" })).await;
    assert_eq!((locked.status.as_u16(), &*locked.text), (204, ""));
    assert_eq!(op.status().await, AccountStatus::Locked);
    for (rp, held) in [(&op.rp(), &other), (&phone.rp, &tokens)] {
        assert!(!rp.is_active(held.str("access_token")).await);
        assert_eq!(rp.refresh(held.str("refresh_token")).await.error(), "invalid_grant");
    }
    browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("login_required"));
    let mut elsewhere = op.browser();
    elsewhere.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut elsewhere, "alice").await;
    assert!(elsewhere.page().query("code").is_none(), "the password is gone");
    let mut elsewhere = op.browser();
    elsewhere.open(&op.rp().depart(&[]).url).await;
    op.sign(&mut elsewhere, &mut device).await;
    assert!(elsewhere.page().query("code").is_none(), "a passkey opens nothing");
    let again = phone.put("account/panic", json!({ "email": ALICE })).await;
    assert_eq!((again.status.as_u16(), again.error()), (401, "invalid_token"));
    op.mail_about(ALICE, "locked").await;
}

/// Native contract U011: the code of a mailed link locks, too, once, and only the account that it is about.
#[tokio::test]
async fn the_code_of_a_mailed_link_locks() {
    let (op, _codes, phone) = with_two().await;
    phone.put("account/codes", json!({})).await.ok();
    let link = lock_link(&op.mail_about(ALICE, "recovery codes").await);
    let code = link.split_once("code=").unwrap().1.to_owned();
    let lock = async |code: &str, body: Value| {
        let url = format!("{}/api/t/account/panic", op.running.public_url);
        let request = phone.rp.http.put(url).bearer_auth(code).body(body.to_string());
        Answer::read(request.send().await.unwrap()).await
    };
    let email = json!({ "email": ALICE });
    assert_eq!(lock("no-such-code", email.clone()).await.status, 401);
    assert_eq!(lock(&code, json!({ "email": "bob@example.com" })).await.status, 403);
    assert_eq!(lock(&code, json!({})).await.status, 428);
    assert_eq!(op.status().await, AccountStatus::Active);
    assert_eq!(lock(&code, email.clone()).await.status, 204);
    assert_eq!(op.status().await, AccountStatus::Locked);
    assert_eq!(lock(&code, email).await.status, 401, "it is good once");
}
