//! What people hear of sign-ins that may be somebody else's.
use super::account_member::at_home;
use super::lock::{ALICE, lock_link};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_store::TenantSettings;
use latchkey_testkit::{Browser, Mail};

pub fn telling() -> TenantSettings {
    let mut settings = quick();
    settings.accounts.tell_new_browsers = true;
    settings.accounts.tell_new_networks = true;
    settings
}

pub async fn signed_in(op: &Op, browser: &mut Browser) {
    browser.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    if browser.page().has("#password-ahead") {
        browser.submit("login-form", &[("username", "alice")]).await;
    }
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
}

/// How many notices of new browsers there are, once everything that waits has been delivered.
pub async fn told(op: &Op, browser: &mut Browser) -> usize {
    op.advance(60);
    browser.open(format!("{}t/forgotpassword", op.home())).await;
    let before = subjects(op, "Choose a new password");
    browser.submit("forgot-form", &[("username", "alice")]).await;
    while subjects(op, "Choose a new password") == before {
        tokio::task::yield_now().await;
    }
    subjects(op, "New sign-in")
}

fn subjects(op: &Op, about: &str) -> usize {
    let mails = Mail::all_in(&op.folder.path().join("data/mail"));
    mails.iter().filter(|mail| mail.to == ALICE && mail.subject.contains(about)).count()
}

/// The first browser of all is no news, nor is one that was used before; any other is.
#[tokio::test]
async fn a_browser_that_was_not_used_before_is_told_of() {
    let op = Op::start(telling()).await;
    let mut own = op.browser();
    signed_in(&op, &mut own).await;
    signed_in(&op, &mut own).await;
    assert_eq!(told(&op, &mut own).await, 0);
    let mut wrong = op.browser();
    wrong.open(&op.rp().depart(&[]).url).await;
    wrong.submit("login-form", &[("username", "alice")]).await;
    wrong.submit("login-form", &[("password", "wrong")]).await;
    assert_eq!(told(&op, &mut own).await, 0, "nobody got in");
    let mut other = op.browser();
    signed_in(&op, &mut other).await;
    assert_eq!(told(&op, &mut own).await, 1);
    signed_in(&op, &mut other).await;
    assert_eq!(told(&op, &mut own).await, 1, "it is known from now on");
    let mail = op.mail_about(ALICE, "New sign-in").await;
    assert!(mail.text.contains("127.0.0.x") && mail.text.contains("UTC"), "{}", mail.text);
    op.lock_by(&lock_link(&mail)).await;
}

#[tokio::test]
async fn a_tenant_may_do_without() {
    let op = Op::start(quick()).await;
    let mut own = op.browser();
    signed_in(&op, &mut own).await;
    signed_in(&op, &mut op.browser()).await;
    assert_eq!(told(&op, &mut own).await, 0);
}

/// A mail to the owner is in the owner's language, whoever it is that causes it.
#[tokio::test]
async fn an_intruder_does_not_choose_the_language() {
    let op = Op::start(telling()).await;
    let mut own = at_home(&op, "alice").await;
    own.open(super::account_member::at(&op, "/profile")).await;
    own.submit("profile-form", &[("name", "Ada"), ("locale", "de")]).await;
    let mut intruder = op.browser();
    intruder.open(&op.rp().depart(&[("ui_locales", "ja")]).url).await;
    sign_in(&mut intruder, "alice").await;
    let mail = op.mail_about(ALICE, "Neue Anmeldung").await;
    assert!(mail.text.contains("Das war ich nicht"), "{}", mail.text);
}

/// Whoever guesses at codes has the password: its owner hears of it, once.
#[tokio::test]
async fn wrong_codes_in_a_row_are_told_of() {
    let op = Op::start(quick()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let mut intruder = op.browser();
    intruder.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut intruder, "alice").await;
    for _ in 0..4 {
        intruder.submit("otp-form", &[("otp", "000000")]).await;
    }
    assert_eq!(subjects(&op, "Wrong codes"), 0);
    intruder.submit("otp-form", &[("otp", "000000")]).await;
    lock_link(&op.mail_about(ALICE, "Wrong codes").await);
    for _ in 0..5 {
        op.advance(60);
        intruder.submit("otp-form", &[("otp", "000000")]).await;
    }
    assert_eq!(subjects(&op, "Wrong codes"), 1);
    drop(app);
}
