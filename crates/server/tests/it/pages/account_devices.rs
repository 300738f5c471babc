//! Connected devices as their owner sees them, and what ends them.
use super::account_member::{at, at_home};
use super::devices::{Tv, start};
use super::{Op, PASSWORD};
use latchkey_testkit::{Answer, Browser};

/// A television of alice's, and its tokens.
async fn connected(op: &Op) -> (Tv, Answer) {
    let tv = Tv::asks(op).await;
    tv.meets(op, "alice").await.submit("device-allow", &[]).await;
    let tokens = tv.polls().await.ok();
    (tv, tokens)
}

async fn alice_at(op: &Op, rest: &str) -> Browser {
    let mut browser = at_home(op, "alice").await;
    browser.open(at(op, rest)).await;
    browser
}

async fn still_plays(tv: &Tv, tokens: &Answer) -> bool {
    tv.rp.refresh(tokens.str("refresh_token")).await.status == 200
}

/// The mail leads here; exactly the one that was meant ends, and it is noted.
#[tokio::test]
async fn one_of_two_devices_is_disconnected() {
    let op = start().await;
    let (first, its) = connected(&op).await;
    op.advance(1);
    let (second, others) = connected(&op).await;
    let link = op.mail_to("alice@example.com").await.link();
    assert_eq!(link.as_str(), at(&op, "/devices"));
    let mut browser = alice_at(&op, "/devices").await;
    assert_eq!(browser.page().texts("#device-list .person-name").len(), 2);
    let text = browser.page().text("#device-list");
    assert!(text.contains("Living room") && text.contains("Vision 55"), "{text}");
    assert!(text.contains("Vision TV") && text.contains("Version: 7.4.1"), "{text}");
    let page = browser.submit("end-device-1", &[]).await;
    assert!(page.has("#account-done") && !page.has("#end-device-2"), "{}", page.html);
    assert!(!still_plays(&second, &others).await, "the latest comes first");
    assert!(still_plays(&first, &its).await);
    browser.submit("end-device-1", &[]).await;
    assert!(!browser.page().has("#device-list"), "{}", browser.page().html);
    let noted = browser.open(at(&op, "/activity")).await.text("#event-list");
    for event in ["Device connected", "Device disconnected", "Living room"] {
        assert!(noted.contains(event), "{event}: {noted}");
    }
}

/// A name is what its owner says; an odd one changes nothing, an empty one leaves the model.
#[tokio::test]
async fn a_device_is_renamed() {
    let op = start().await;
    connected(&op).await;
    let mut browser = alice_at(&op, "/devices").await;
    let name = |page: &latchkey_testkit::Page| page.text("#device-list .person-name");
    for odd in ["x".repeat(65), "TV\u{202e}kitchen".to_owned()] {
        let page = browser.submit("rename-form-1", &[("name", &odd)]).await;
        assert_eq!((page.status.as_u16(), name(page).as_str()), (422, "Living room"), "{odd}");
        assert_eq!(page.attributes("#name-1[aria-invalid]", "value"), [odd], "it is kept");
    }
    let page = browser.submit("rename-form-1", &[("name", " Kitchen <b>TV</b> ")]).await;
    assert!(page.has("#account-done"));
    assert_eq!(name(page), "Kitchen <b>TV</b>");
    let page = browser.submit("rename-form-1", &[("name", "")]).await;
    assert_eq!(name(page), "Vision 55");
}

/// Security: a device of somebody else is neither seen, renamed nor ended; a form is ours.
#[tokio::test]
async fn a_device_is_its_owners_alone() {
    let op = start().await;
    let (tv, tokens) = connected(&op).await;
    let mut alice = alice_at(&op, "/devices").await;
    let id = alice.page().attributes("#device-list [name=device]", "value").remove(0);
    let mut bob = at_home(&op, "bob").await;
    assert!(!bob.open(at(&op, "/devices")).await.has("#device-list"));
    let csrf = bob.open(at(&op, "/sessions")).await.attributes("[name=csrf]", "value");
    let csrf = csrf.first().cloned().unwrap_or_default();
    for action in ["/devices", "/devices/name"] {
        let fields = [("csrf", csrf.as_str()), ("device", &id), ("name", "mine")];
        bob.post(at(&op, action), &fields).await;
        assert!(!bob.page().has("#account-done"), "{action}");
        let page = alice.post(at(&op, action), &[("device", &id)]).await;
        assert_eq!(page.status, 400, "{action}");
    }
    assert!(alice.open(at(&op, "/devices")).await.text("#device-list").contains("Living room"));
    assert!(still_plays(&tv, &tokens).await);
}

/// Its app goes, the device goes with it, and the page says so before.
#[tokio::test]
async fn a_disconnected_app_takes_its_devices_along() {
    let op = start().await;
    let (tv, tokens) = connected(&op).await;
    let mut browser = alice_at(&op, "/apps").await;
    assert!(
        browser.page().text("#app-list").contains("Disconnecting it also disconnects 1 device.")
    );
    browser.submit("disconnect-1", &[]).await;
    assert!(!still_plays(&tv, &tokens).await);
    assert!(!browser.open(at(&op, "/devices")).await.has("#device-list"));
}

/// Docs/decisions/0032: a television belongs to no browser; a new password ends it.
#[tokio::test]
async fn signing_out_elsewhere_leaves_devices_and_a_new_password_ends_them() {
    let op = start().await;
    let (tv, tokens) = connected(&op).await;
    let mut browser = alice_at(&op, "/sessions").await;
    browser.submit("end-others", &[]).await;
    let renewed = tv.rp.refresh(tokens.str("refresh_token")).await.ok();
    browser.open(at(&op, "/password")).await;
    let fields = [("current_password", PASSWORD), ("new_password", "seven quiet lanterns drift")];
    let page = browser.submit("password-form", &fields).await;
    assert!(page.has("#account-done"), "{}", page.html);
    assert!(!still_plays(&tv, &renewed).await);
    assert!(!browser.open(at(&op, "/devices")).await.has("#device-list"));
}

/// Whoever goes leaves nothing that plays on.
#[tokio::test]
async fn a_deleted_account_has_no_devices() {
    let op = start().await;
    let (tv, tokens) = connected(&op).await;
    let mut browser = alice_at(&op, "/deletion").await;
    browser.submit("deletion-form", &[]).await;
    assert!(browser.page().has("#deletion-done"), "{}", browser.page().html);
    assert!(!still_plays(&tv, &tokens).await);
}

/// The file tells of devices and second factors, and of no secret.
#[tokio::test]
async fn the_file_tells_of_devices_and_factors() {
    let op = start().await;
    connected(&op).await;
    let mut browser = op.browser();
    let app = op.enrol(&mut browser, "alice").await;
    browser.open(at(&op, "/data")).await;
    let file = browser.submit("data-form", &[]).await.html.clone();
    let held: serde_json::Value = serde_json::from_str(&file).expect("a document");
    assert_eq!(held["devices"][0]["name"], "Living room");
    assert_eq!(held["devices"][0]["client_id"], "tv");
    assert_eq!(held["second_factors"][0]["kind"], "totp");
    assert_eq!(held["recovery_codes_left"], 10);
    assert!(!app.codes.iter().any(|code| file.contains(code.as_str())));
}

/// Who sends a device away finds that among what happened.
#[tokio::test]
async fn a_refused_device_is_noted() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut browser = tv.meets(&op, "alice").await;
    browser.submit("device-deny", &[]).await;
    let noted = browser.open(at(&op, "/activity")).await.text("#event-list");
    assert!(noted.contains("Device refused"), "{noted}");
}
