//! Passkeys that password managers make without a question, right after a sign-in with a password
//! (WebAuthn §5.1.3, conditional mediation).
use super::account_member::at;
use super::passkeys::{Question, able_sign_in, answer, held};
use super::second_factor::TWO;
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_authn::factors::passkey::is_whole;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Browser, Device};
use serde_json::{Value, json};

fn silent() -> TenantSettings {
    let mut settings = quick();
    settings.factors.silent_passkeys = true;
    settings
}

/// Asks as the script does that tries by itself; and with which status it is refused.
async fn ask_silently(browser: &Browser) -> Result<Question, u16> {
    let mut script = browser.clone();
    let page = browser.page();
    let options = page.attributes("#passkey-form", "data-options").remove(0);
    let csrf = page.attributes("#passkey-form [name=csrf]", "value").remove(0);
    let url = page.url.join(&options).unwrap();
    let said = script.post(&url, &[("csrf", &csrf), ("silent", "yes")]).await;
    let body: Value = serde_json::from_str(&said.html).unwrap();
    let Some(ceremony) = body["ceremony"].as_str() else { return Err(said.status.as_u16()) };
    Ok(Question { ceremony: ceremony.to_owned(), options: body["options"].clone() })
}

/// Signs in with the password, where the password manager makes a passkey.
async fn with_silent(op: &Op, device: &mut Device) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("[data-silent]"), "{}", browser.page().html);
    let asked = ask_silently(&browser).await.expect("options");
    let made = device.create_silently(&op.home(), &asked.options).await.expect("a passkey");
    answer(&mut browser, &asked.ceremony, &made).await;
    browser
}

/// The page goes by, its owner hears by mail and finds it, and it signs in as one factor.
#[tokio::test]
async fn it_spares_the_password_and_counts_as_one_factor() {
    let op = Op::start(silent()).await;
    let mut device = Device::default();
    let browser = with_silent(&op, &mut device).await;
    let page = browser.page();
    assert!(page.query("code").is_some(), "no codes, no question: {}", page.html);
    let notice = op.mail_to("alice@example.com").await;
    assert!(notice.subject.contains("passkey"), "{}", notice.subject);
    assert_eq!(held(&op).await.len(), 1);

    let (mut other, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    other.open(&to.url).await;
    op.sign(&mut other, &mut device).await;
    let claims = op.claims(&other, &rp, &to).await;
    assert_eq!(claims["amr"], json!(["swk", "user"]));
    assert_ne!(claims["acr"], json!(TWO));

    let mut third = op.browser();
    third.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut third, "alice").await;
    assert!(third.page().query("code").is_some(), "who has one is not asked");
}

/// The session in which it was made has not shown it: tokens say what was shown.
#[tokio::test]
async fn making_it_proves_nothing() {
    let op = Op::start(silent()).await;
    let mut browser = with_silent(&op, &mut Device::default()).await;
    let (rp, to) = (op.rp(), op.rp().depart(&[("prompt", "none")]));
    browser.open(&to.url).await;
    assert_eq!(op.claims(&browser, &rp, &to).await["amr"], json!(["pwd"]));
}

/// Security: where two factors are demanded, and at people's own accounts, the password comes beside it.
/// Whoever has the password alone is asked for nothing more than before.
#[tokio::test]
async fn what_takes_more_takes_the_password_too() {
    let op = Op::start(silent()).await;
    let mut device = Device::default();
    with_silent(&op, &mut device).await;

    let mut owner = op.browser();
    owner.open(at(&op, "/security")).await;
    op.sign(&mut owner, &mut device).await;
    assert!(owner.page().has("#password"), "{}", owner.page().html);
    owner.submit("login-form", &[("password", PASSWORD)]).await;
    assert_eq!(owner.page().url.as_str(), at(&op, "/security"), "{}", owner.page().html);
    assert!(owner.page().has("#passkey-rename-1"), "it is there to be removed");

    let (mut asked, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[("acr_values", TWO)]);
    asked.open(&to.url).await;
    op.sign(&mut asked, &mut device).await;
    asked.submit("login-form", &[("password", PASSWORD)]).await;
    let claims = op.claims(&asked, &rp, &to).await;
    assert_eq!(claims["amr"], json!(["swk", "user", "pwd", "mfa"]));

    let mut elsewhere = op.browser();
    elsewhere.open(at(&op, "/security")).await;
    sign_in(&mut elsewhere, "alice").await;
    let page = elsewhere.page();
    assert_eq!(page.url.as_str(), at(&op, "/security"), "nobody is shut out: {}", page.html);
}

/// A whole one takes its place: the same manager may make it, and it is offered its codes.
#[tokio::test]
async fn a_whole_one_can_be_made_beside_it() {
    let op = Op::start(silent()).await;
    let mut device = Device::default();
    with_silent(&op, &mut device).await;
    let mut owner = op.browser();
    owner.open(at(&op, "/security")).await;
    sign_in(&mut owner, "alice").await;
    op.make_first(&mut owner, &mut device).await;
    assert!(owner.page().has("#recovery-codes li"), "{}", owner.page().html);
    assert_eq!(held(&op).await.len(), 2);

    let (mut other, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    other.open(&to.url).await;
    op.sign(&mut other, &mut device).await;
    assert_eq!(op.claims(&other, &rp, &to).await["acr"], json!(TWO));
}

/// Off unless the tenant says so; never on the way to people's own accounts; and what was not asked for
/// so is not taken so.
#[tokio::test]
async fn nothing_is_made_in_silence_where_it_may_not() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#not-now") && !browser.page().has("[data-silent]"));
    assert_eq!(ask_silently(&browser).await.err(), Some(409));
    let mut device = Device::default();
    let asked = super::passkeys::ask(&browser).await.expect("options");
    let made = device.create_silently(&op.home(), &asked.options).await.expect("a passkey");
    answer(&mut browser, &asked.ceremony, &made).await;
    assert_eq!(browser.page().status, 422, "{}", browser.page().html);
    assert!(held(&op).await.is_empty());

    let op = Op::start(silent()).await;
    let mut owner = op.browser();
    owner.open(at(&op, "/security")).await;
    able_sign_in(&mut owner, "alice").await;
    assert!(owner.page().has("#not-now") && !owner.page().has("[data-silent]"));
    assert_eq!(ask_silently(&owner).await.err(), Some(409));
}

/// What was refused is said and not tried again by itself; "not now" holds for silence, too.
#[tokio::test]
async fn it_is_tried_once() {
    let op = Op::start(silent()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut browser, "alice").await;
    let asked = ask_silently(&browser).await.expect("options");
    let mut tab = browser.clone();
    answer(&mut tab, &asked.ceremony, "{}").await;
    assert_eq!(tab.page().status, 422);
    assert!(tab.page().has("#passkey-start") && !tab.page().has("[data-silent]"));
    browser.submit("passkey-later-form", &[]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    let mut again = op.browser();
    again.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut again, "alice").await;
    assert!(again.page().query("code").is_some(), "not asked, and nothing made");
    assert!(held(&op).await.is_empty());
}

/// Security: once the whole one is gone, no session has shown it, though the other one stays.
#[tokio::test]
async fn a_whole_one_that_is_removed_shows_nothing_any_more() {
    let op = Op::start(silent()).await;
    with_silent(&op, &mut Device::default()).await;
    op.advance(1);
    let mut owner = op.browser();
    owner.open(at(&op, "/security")).await;
    sign_in(&mut owner, "alice").await;
    op.make(&mut owner, &mut Device::default()).await;
    let rp = op.rp();
    let to = rp.depart(&[("prompt", "none")]);
    owner.open(&to.url).await;
    assert_eq!(op.claims(&owner, &rp, &to).await["acr"], json!(TWO));

    owner.open(at(&op, "/security")).await;
    owner.submit("passkey-remove-2", &[]).await;
    assert!(owner.page().has("#account-done"), "{}", owner.page().html);
    let [left] = &held(&op).await[..] else { panic!("the silent one is left") };
    assert!(!is_whole(&left.credential));
    let to = rp.depart(&[("prompt", "none")]);
    owner.open(&to.url).await;
    assert_eq!(op.claims(&owner, &rp, &to).await["amr"], json!(["pwd"]));
}
