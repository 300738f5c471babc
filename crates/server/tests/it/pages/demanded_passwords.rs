//! Another password that is demanded, and former ones that are not taken again.
use super::account_member::{at, at_home};
use super::recovery::{alice, chosen_by_mail, write};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::{Account, PasswordDemand};
use latchkey_base::Clock as _;
use latchkey_testkit::Browser;

const ANOTHER: &str = "seven quiet lanterns drift";
const THIRD: &str = "gravel umbrella thirteen";

pub async fn demand(op: &Op) {
    let (store, now) = (op.beside.open().await, op.clock.now());
    let account = alice(op, &store).await;
    let demanded = Account { password_demand: Some(PasswordDemand::Operator), ..account };
    write(op, &store, move |tx| tx.update_account(&demanded, now)).await;
    store.close().await;
}

async fn choose(browser: &mut Browser, password: &str) -> u16 {
    let page = browser.submit("choose-password-form", &[("new_password", password)]).await;
    page.status.as_u16()
}

/// The app hears of nobody before; no page can be passed by; and the new password is another one.
#[tokio::test]
async fn whoever_is_asked_for_another_password_gets_nowhere_without() {
    let op = Op::start(quick()).await;
    let departure = op.rp().depart(&[]);
    demand(&op).await;
    let mut browser = op.browser();
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#choose-password-form"), "{}", browser.page().html);
    let here = browser.page().url.to_string();
    let id = here.split("/interaction/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    for step in ["", "/consent", "/login"] {
        let place = format!("{}/t/interaction/{id}{step}", op.running.public_url);
        assert_eq!(browser.open(place).await.url.as_str(), here, "{step}");
    }
    let place = format!("{}/t/auth/{id}", op.running.public_url);
    assert_eq!(browser.open(place).await.url.as_str(), here);
    let silent = op.rp().depart(&[("prompt", "none")]);
    let mut tab = browser.clone();
    let page = tab.open(&silent.url).await;
    assert_eq!(page.query("error").as_deref(), Some("login_required"));

    for (password, why) in
        [("", "none"), ("short", "short"), ("password1", "weak"), (PASSWORD, "old")]
    {
        assert_eq!(choose(&mut browser, password).await, 422, "{why}");
        assert_eq!(browser.page().attributes("#new-password", "aria-invalid"), ["true"], "{why}");
    }
    assert_eq!(browser.post(&here, &[("new_password", ANOTHER)]).await.status, 400, "not our form");
    let page = browser.submit("choose-password-form", &[("new_password", ANOTHER)]).await;
    let code = page.query("code").expect("a code");
    op.rp().redeem(&code, &departure).await.ok();
    op.mail_about("alice@example.com", "was changed").await;
}

/// Security: whoever merely sits at a browser that is signed in shows first who they are; what went
/// on elsewhere ends with the new password.
#[tokio::test]
async fn a_live_session_does_not_choose_a_password() {
    let op = Op::start(quick()).await;
    let mut elsewhere = at_home(&op, "alice").await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    demand(&op).await;
    let page = browser.open(&op.rp().depart(&[]).url).await;
    assert!(page.has("#login-form #password"), "{}", page.html);
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(browser.page().has("#choose-password-form"), "{}", browser.page().html);
    let mut second = browser.clone();
    browser.submit("choose-password-form", &[("new_password", ANOTHER)]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    assert!(elsewhere.open(at(&op, "")).await.has("#login-form"), "signed out elsewhere");

    choose(&mut second, THIRD).await;
    let mut fresh = op.browser();
    fresh.open(at(&op, "")).await;
    fresh.submit("login-form", &[("username", "alice")]).await;
    let page = fresh.submit("login-form", &[("password", THIRD)]).await;
    assert_eq!(page.status, 422, "a second tab changes nothing any more");
    fresh.submit("login-form", &[("password", ANOTHER)]).await;
    assert!(fresh.page().has("#account-sections"), "{}", fresh.page().html);
}

/// A new password by mail is another one as well.
#[tokio::test]
async fn a_forgotten_password_that_is_chosen_anew_meets_the_demand() {
    let op = Op::start(quick()).await;
    demand(&op).await;
    let mut browser = op.browser();
    browser.open(format!("{}/t/forgotpassword", op.running.public_url)).await;
    browser.submit("forgot-form", &[("username", "alice")]).await;
    browser.open(op.mail_to("alice@example.com").await.link()).await;
    let page = browser.submit("new-password-form", &[("new_password", PASSWORD)]).await;
    assert_eq!(page.status, 422, "the old one");
    let page = browser.submit("new-password-form", &[("new_password", ANOTHER)]).await;
    assert!(page.has("#password-changed"), "{}", page.html);
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    let page = browser.submit("login-form", &[("password", ANOTHER)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
}

/// Security: nobody keeps a session that somebody else may have begun with the old password, and what is said of
/// that is true.
#[tokio::test]
async fn sessions_end_with_a_password_that_another_is_demanded_for() {
    let op = Op::start(quick()).await;
    let mut elsewhere = at_home(&op, "alice").await;
    demand(&op).await;
    let page = chosen_by_mail(&op, "alice", false).await;
    assert!(page.text(".lead").contains("sign-ins have ended"), "{}", page.html);
    let mail = op.mail_about("alice@example.com", "was changed").await;
    assert!(mail.text.contains("sign-ins have ended"), "{}", mail.text);
    assert!(elsewhere.open(at(&op, "")).await.has("#login-form"), "signed out elsewhere");
}

/// As many as the tenant wants, the first one among them, for a year.
#[tokio::test]
async fn former_passwords_are_not_taken_again() {
    let mut settings = quick();
    settings.password.history = 2;
    let op = Op::start(settings).await;
    let mut browser = at_home(&op, "alice").await;
    let mut change = async |current: &str, new: &str| {
        browser.open(at(&op, "/password")).await;
        let fields = [("current_password", current), ("new_password", new)];
        // Which one was first is told by when it was.
        op.advance(1);
        browser.submit("password-form", &fields).await.status.as_u16()
    };
    assert_eq!(change(PASSWORD, PASSWORD).await, 422, "the present one");
    assert_eq!(change(PASSWORD, ANOTHER).await, 200);
    assert_eq!(change(ANOTHER, PASSWORD).await, 422, "the first one");
    assert_eq!(change(ANOTHER, THIRD).await, 200);
    assert_eq!(change(THIRD, PASSWORD).await, 200, "two are remembered");
}

/// Security: who does not know the present password learns nothing of former ones, and nobody
/// tries them without end.
#[tokio::test]
async fn former_passwords_are_no_oracle() {
    let mut settings = quick();
    settings.password.history = 5;
    let op = Op::start(settings).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/password")).await;
    let fields = [("current_password", "wrong"), ("new_password", PASSWORD)];
    let page = browser.submit("password-form", &fields).await;
    assert_eq!(page.attributes("#current-password", "aria-invalid"), ["true"]);
    assert!(page.attributes("#new-password", "aria-invalid").is_empty());
    let fields = [("current_password", PASSWORD), ("new_password", PASSWORD)];
    for _ in 0..5 {
        assert_eq!(browser.submit("password-form", &fields).await.status, 422);
    }
    assert_eq!(browser.submit("password-form", &fields).await.status, 429);
}
