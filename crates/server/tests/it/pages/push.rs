//! Browsers are told, by a push message, of sign-ins that wait to be approved.
use super::account_member::{at, at_home};
use super::approval::{approve, ask, second_step, waiting};
use super::backchannel::leave;
use super::push_service::{PushService, Pushed, next_due, subscribe, telling};
use super::second_factor::Enrolled;
use super::{Op, PASSWORD, quick};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_authn::Proof;
use latchkey_base::{Clock as _, Seconds};
use latchkey_jose::{Algorithm, JwkSet, VerificationKeys, verify};
use latchkey_testkit::{Browser, PushReceiver, decode_jwt};
use serde_json::{Value, json};

/// A provider at which alice is signed in with two factors, and is told in that browser.
async fn told_alice(service: &PushService) -> (Op, Browser, PushReceiver, Enrolled) {
    let op = Op::start_with(telling(), |config| {
        config.workers.outbox_every = Seconds::new(1);
        service.trusted(config);
    });
    let op = op.await;
    let mut home = op.browser();
    let enrolled = op.enrol(&mut home, "alice").await;
    let receiver = PushReceiver::new(7);
    subscribe(&op, &mut home, (&service.endpoint("alice"), &receiver)).await;
    assert_eq!(home.page().query("done").as_deref(), Some("push-on"), "{}", home.page().html);
    (op, home, receiver, enrolled)
}

/// Whether the key that the page shows signed what the push service was shown.
fn is_signed(pushed: &Pushed, key: &str) -> Value {
    let shown = pushed.header("authorization");
    let (token, public) =
        shown.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).unwrap();
    assert_eq!(public, key);
    let point = coordinates(public);
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": point.0, "y": point.1 });
    let set = JwkSet { keys: vec![serde_json::from_value(jwk).unwrap()] };
    verify(token, &VerificationKeys::from_jwk_set(&set), &[Algorithm::ES256]).expect("signed");
    decode_jwt(token).1
}

fn coordinates(public: &str) -> (String, String) {
    let point = URL_SAFE_NO_PAD.decode(public).unwrap();
    assert_eq!((point.len(), point[0]), (65, 4));
    (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]))
}

/// RFC 8030 §5, §5.2, §5.3, §5.4, RFC 8291 §4, RFC 8292 §2, §3: the other browser is told that something
/// waits, in its language, by whom the push service knows, and nothing else.
#[tokio::test]
async fn another_browser_is_told_of_a_sign_in() {
    let mut service = PushService::new(vec!["201 Created"; 2]);
    let (op, mut home, receiver, _) = told_alice(&service).await;
    let page = home.open(at(&op, "/sessions")).await;
    assert!(page.has("#push-stop-form") && page.has("#session-list [data-told]"), "{}", page.html);
    let (mut browser, number) = waiting(&op).await;

    let pushed = service.pushed.recv().await.unwrap();
    assert_eq!(pushed.line(), "POST /push/alice HTTP/1.1");
    let sent = ["ttl", "urgency", "topic", "content-encoding"].map(|name| pushed.header(name));
    assert_eq!(sent, ["180", "high", "approval", "aes128gcm"]);
    let said = pushed.read(&receiver);
    let body = "Somebody asks you to approve a sign-in at t. If it isn’t you, refuse it.";
    let shown =
        json!({ "title": "t", "body": body, "lang": "en", "dir": "ltr", "tag": "approval" });
    assert_eq!(said, shown, "and nothing else: no person, no app, no place, no number");
    let other = PushReceiver::new(8);
    assert!(other.open(&pushed.body).is_none(), "nobody else can read it");

    home.open(at(&op, "/sessions")).await;
    home.submit("push-stop-form", &[]).await;
    let key = home.page().attributes("#push-form", "data-key")[0].clone();
    let claims = is_signed(&pushed, &key);
    let (now, origin) = (op.seconds(), format!("https://localhost:{}", service.port));
    assert_eq!(claims["aud"], origin);
    let exp = claims["exp"].as_i64().unwrap();
    assert!(exp > now && exp <= now + 86_400, "a day at most");

    approve(&op, &mut home, &number).await;
    browser.reload().await;
    assert!(browser.page().is_outside, "the page it leads to approves as ever");
    assert!(service.is_quiet(&op).await);
}

/// Security: who has signed out, switched it off or asks itself is told nothing.
#[tokio::test]
async fn nobody_else_is_told() {
    let mut service = PushService::new(vec!["201 Created"; 6]);
    let (op, mut home, receiver, enrolled) = told_alice(&service).await;
    let second = PushReceiver::new(9);
    let mut asking = second_step(&op).await;
    asking.submit("otp-form", &[("otp", &enrolled.app.code_at(op.seconds()))]).await;
    asking.open(at(&op, "")).await;
    op.advance(30);
    if asking.page().has("#otp-form") {
        asking.submit("otp-form", &[("otp", &enrolled.app.code_at(op.seconds()))]).await;
    }
    subscribe(&op, &mut asking, (&service.endpoint("asking"), &second)).await;
    assert_eq!(asking.page().query("done").as_deref(), Some("push-on"), "{}", asking.page().html);

    let (_waits, _) = waiting(&op).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        told.push(service.pushed.recv().await.unwrap().line().to_owned());
    }
    told.sort();
    assert_eq!(told, ["POST /push/alice HTTP/1.1", "POST /push/asking HTTP/1.1"]);

    op.advance(3600);
    asking.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    asking.submit("login-form", &[("password", PASSWORD)]).await;
    ask(&mut asking).await;
    let pushed = service.pushed.recv().await.unwrap();
    assert_eq!(pushed.line(), "POST /push/alice HTTP/1.1");
    assert!(service.is_quiet(&op).await, "it knows that it asks");

    leave(&op, &mut asking).await;
    op.advance(3600);
    let (_waits, _) = waiting(&op).await;
    let pushed = service.pushed.recv().await.unwrap();
    assert_eq!(pushed.line(), "POST /push/alice HTTP/1.1");
    assert_eq!(pushed.read(&receiver)["tag"], "approval");

    home.open(at(&op, "/sessions")).await;
    home.submit("push-stop-form", &[]).await;
    assert_eq!(home.page().query("done").as_deref(), Some("push-off"));
    let activity = home.open(at(&op, "/activity")).await.text("#event-list");
    for noted in ["Notifications turned on", "Notifications turned off"] {
        assert!(activity.contains(noted), "{activity}");
    }
    home.open(at(&op, "/sessions")).await;
    assert!(home.page().has("#push-form") && !home.page().has("[data-told]"));
    op.advance(3600);
    let (_waits, _) = waiting(&op).await;
    assert!(service.is_quiet(&op).await);
}

/// RFC 8030 §7.3, §8.4: a browser that is gone is forgotten.
#[tokio::test]
async fn a_browser_that_is_gone_is_told_no_more() {
    for gone in ["410 Gone", "404 Not Found"] {
        let mut service = PushService::new(vec![gone, "201 Created"]);
        let (op, mut home, ..) = told_alice(&service).await;
        let (_waits, _) = waiting(&op).await;
        service.pushed.recv().await.unwrap();
        while !home.open(at(&op, "/sessions")).await.has("#push-form") {
            tokio::task::yield_now().await;
        }
        assert!(!home.page().has("[data-told]"));
        op.advance(3600);
        let (_waits, _) = waiting(&op).await;
        assert!(service.is_quiet(&op).await);
    }
}

/// A push service that cannot take it is asked again, as long as it is worth something.
#[tokio::test]
async fn a_message_is_sent_again_while_somebody_waits() {
    let mut service = PushService::new(vec!["503 Service Unavailable", "429 Too Many", "201 Ok"]);
    let (op, _home, receiver, _) = told_alice(&service).await;
    let (_waits, _) = waiting(&op).await;
    let first = service.pushed.recv().await.unwrap();
    let mut again = None;
    for _ in 0..2 {
        again = loop {
            // The clock stands still, but for what is told here.
            op.advance(1);
            match tokio::time::timeout(Seconds::new(1).to_std(), service.pushed.recv()).await {
                Ok(pushed) => break pushed,
                Err(_) => continue,
            }
        };
    }
    let again = again.unwrap();
    assert_eq!(again.read(&receiver), first.read(&receiver));
    assert_ne!(again.body, first.body, "with another key");
    let ttl: i64 = again.header("ttl").parse().unwrap();
    assert!(ttl < 180 && ttl > 0, "{ttl}");
}

/// RFC 8030 §8.4: not before it wants to hear of it again, and not at all when that is too late.
#[tokio::test]
async fn a_push_service_is_left_alone_for_as_long_as_it_says() {
    let busy = "429 Too Many\r\nRetry-After: 90";
    let mut service = PushService::new(vec![busy, "503 Busy\r\nRetry-After: 91", "201 Ok"]);
    let (op, ..) = told_alice(&service).await;
    let (_waits, _) = waiting(&op).await;
    let asked = op.clock.now();
    service.pushed.recv().await.unwrap();
    let until = asked + Seconds::new(90);
    while next_due(&op).await.is_none_or(|at| at < until) {
        tokio::task::yield_now().await;
    }
    op.advance(90);
    let again = loop {
        match tokio::time::timeout(Seconds::new(1).to_std(), service.pushed.recv()).await {
            Ok(pushed) => break pushed,
            Err(_) => op.advance(1),
        }
    };
    assert!(again.is_some());
    assert!(service.is_quiet(&op).await, "its time is over before the next attempt");
}

/// Attack: whoever knows a password has the person's browsers ring. As many as may be asked for ring, and
/// after one no none.
#[tokio::test]
async fn nobody_is_flooded() {
    let mut service = PushService::new(vec!["201 Created"; 9]);
    let (op, mut home, ..) = told_alice(&service).await;
    for _ in 0..2 {
        waiting(&op).await;
        service.pushed.recv().await.unwrap();
    }
    refused_at_once(&op, &mut service).await;
    home.open(at(&op, "/approve")).await;
    home.submit("approve-deny-form", &[]).await;
    op.advance(600);
    refused_at_once(&op, &mut service).await;
}

/// Somebody asks in vain, and nothing rings.
async fn refused_at_once(op: &Op, service: &mut PushService) {
    let mut asking = second_step(op).await;
    asking.follow("#way-approval").await;
    let page = asking.submit("approval-form", &[]).await;
    assert_eq!(page.status, 429, "{}", page.html);
    assert!(service.is_quiet(op).await);
}

/// Attack: a subscription that has us knock at doors inside, or that nothing can be encrypted for.
#[tokio::test]
async fn what_is_no_push_service_is_refused() {
    let op = Op::start_with(telling(), |config| {
        config.fetch.allow.push("localhost:8443".parse().unwrap());
    });
    let (op, receiver) = (op.await, PushReceiver::new(7));
    let mut home = at_home(&op, "alice").await;
    let long = format!("https://push.example/{}", "x".repeat(2048));
    for odd in [
        "",
        "push",
        "http://push.example/x",
        "https://127.0.0.1/x",
        "https://192.168.0.1/x",
        "https://[fd00::1]/x",
        "https://localhost:8443/x",
        "https://push.example:8443/x",
        long.as_str(),
    ] {
        subscribe(&op, &mut home, (odd, &receiver)).await;
        let page = home.page();
        assert_eq!((page.status.as_u16(), page.has("#push-refused")), (422, true), "{odd}");
        assert!(page.has("#push-form"), "{}", page.html);
    }
    let (good, auth) = ("https://push.example/x", receiver.auth());
    for (key, auth) in [("", auth.as_str()), ("AAAA", &auth), (&receiver.p256dh(), "")] {
        let fields = [("endpoint", good), ("p256dh", key), ("auth", auth)];
        home.submit("push-form", &fields).await;
        assert_eq!(home.page().status, 422, "{key} {auth}");
    }
    subscribe(&op, &mut home, (good, &receiver)).await;
    assert_eq!(home.page().query("done").as_deref(), Some("push-on"));
}

/// Attack: a page elsewhere, or of somebody else, subscribes its own browser to my account.
#[tokio::test]
async fn a_subscription_takes_a_form_of_ours() {
    let (op, receiver) = (Op::start(telling()).await, PushReceiver::new(7));
    let mut home = at_home(&op, "alice").await;
    let (endpoint, p256dh, auth) = ("https://push.example/x", receiver.p256dh(), receiver.auth());
    let fields = [("endpoint", endpoint), ("p256dh", &p256dh), ("auth", &auth), ("csrf", "x")];
    home.post(at(&op, "/sessions/push"), &fields).await;
    assert_eq!(home.page().query("done"), None);
    assert!(home.page().has("#push-form"), "{}", home.page().html);
    let mut stranger = op.browser();
    stranger.post(at(&op, "/sessions/push"), &fields).await;
    assert!(stranger.page().has("#login-form"), "{}", stranger.page().html);
}

/// The worker serves the account pages of its tenant, holds no rule that lets it do more, and is
/// fetched anew.
#[tokio::test]
async fn the_worker_lies_at_the_account_pages() {
    let op = Op::start(telling()).await;
    let mut home = at_home(&op, "alice").await;
    let page = home.open(at(&op, "/sessions")).await;
    let url = page.attributes("#push-form", "data-worker")[0].clone();
    assert_eq!(url, "/t/account/worker.js");
    assert!(page.html.contains("/static/notify."), "{}", page.html);
    assert!(page.has("#push noscript"), "what there is without script is said: {}", page.html);
    let page = op.browser().open(at(&op, "/worker.js")).await.clone();
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/javascript"));
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_eq!(page.header("content-security-policy"), "default-src 'none'");
    assert!(!page.html.contains("fetch"), "it answers no request of the pages");
}

#[tokio::test]
async fn there_is_none_of_it_unless_the_tenant_says_so() {
    let mut settings = quick();
    settings.factors.allowed.push(Proof::Approval);
    let op = Op::start(settings).await;
    let mut home = at_home(&op, "alice").await;
    let page = home.open(at(&op, "/sessions")).await;
    assert!(!page.has("#push") && !page.html.contains("notify."), "{}", page.html);
    let csrf = page.attributes("#session-list input[name=csrf], input[name=csrf]", "value");
    let receiver = PushReceiver::new(7);
    let (endpoint, p256dh, auth) = ("https://push.example/x", receiver.p256dh(), receiver.auth());
    let csrf = csrf.first().cloned().unwrap_or_default();
    let fields =
        [("endpoint", endpoint), ("p256dh", &p256dh), ("auth", &auth), ("csrf", csrf.as_str())];
    home.post(at(&op, "/sessions/push"), &fields).await;
    assert_eq!(home.page().query("done"), None);
    assert_eq!(home.open(at(&op, "/worker.js")).await.status, 404);
}

/// What is held of it is in the file that people get: which service, and no key.
#[tokio::test]
async fn the_file_of_ones_own_data_names_it() {
    let (op, receiver) = (Op::start(telling()).await, PushReceiver::new(7));
    let mut home = at_home(&op, "alice").await;
    let endpoint = "https://push.example/secret-path";
    subscribe(&op, &mut home, (endpoint, &receiver)).await;
    home.open(at(&op, "/data")).await;
    let page = home.submit("data-form", &[]).await;
    let file: Value = serde_json::from_str(&page.html).unwrap();
    let held = &file["browsers_that_are_told"][0];
    assert_eq!((&held["push_service"], &held["language"]), (&json!("push.example"), &json!("en")));
    for secret in ["secret-path", &receiver.auth(), &receiver.p256dh()] {
        assert!(!page.html.contains(secret), "{secret}");
    }
}
