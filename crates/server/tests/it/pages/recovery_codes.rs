//! Recovery codes: each is good once, is missed by mail, and never runs out.
use super::{Op, quick, sign_in};
use latchkey_testkit::Browser;

async fn at_recovery_code(op: &Op) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.follow("#way-recovery-code").await;
    browser
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_phone_once() {
    let op = Op::start(quick()).await;
    let codes = op.enrol(&mut op.browser(), "alice").await.codes;
    let mut browser = at_recovery_code(&op).await;
    assert!(browser.page().text("#otp-hint").contains("10"));
    for wrong in ["", "0000-0000-0000", "not a code", &"7".repeat(5000)] {
        assert_eq!(browser.submit("otp-form", &[("otp", wrong)]).await.status, 422, "{wrong}");
    }
    let shouted = codes[3].to_uppercase().replace('-', " ");
    browser.submit("otp-form", &[("otp", &shouted)]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    let notice = op.mail_about("alice@example.com", "recovery code was used").await;
    assert!(notice.text.contains('9'), "{}", notice.text);

    let mut browser = at_recovery_code(&op).await;
    assert!(browser.page().text("#otp-hint").contains('9'));
    assert_eq!(browser.submit("otp-form", &[("otp", &codes[3])]).await.status, 422);
    browser.submit("otp-form", &[("otp", &codes[4])]).await;
    assert!(browser.page().query("code").is_some());
}

#[tokio::test]
async fn of_two_who_have_one_code_one_gets_in() {
    let op = Op::start(quick()).await;
    let codes = op.enrol(&mut op.browser(), "alice").await.codes;
    let (mut one, mut other) = (at_recovery_code(&op).await, at_recovery_code(&op).await);
    let code = [("otp", codes[0].as_str())];
    let (first, second) =
        tokio::join!(one.submit("otp-form", &code), other.submit("otp-form", &code));
    assert!(first.is_outside ^ second.is_outside);
}

/// The list is shown until it is said to be saved, and after the last code there is a new one.
#[tokio::test]
async fn after_the_last_code_there_are_new_ones() {
    let op = Op::start(quick()).await;
    let codes = op.enrol(&mut op.browser(), "alice").await.codes;
    for code in &codes[..9] {
        let mut browser = at_recovery_code(&op).await;
        browser.submit("otp-form", &[("otp", code)]).await;
        assert!(browser.page().query("code").is_some());
    }
    let mut browser = at_recovery_code(&op).await;
    let page = browser.submit("otp-form", &[("otp", &codes[9])]).await;
    let new = page.texts("#recovery-codes li");
    assert!(new.len() == 10 && !new.contains(&codes[0]), "{}", page.html);
    assert_eq!(browser.reload().await.texts("#recovery-codes li"), new, "until they are saved");
    let shown = browser.page().url.clone();
    browser.submit("recovery-codes-form", &[]).await;
    assert!(browser.page().query("code").is_some());
    assert!(!browser.open(&shown).await.has("#recovery-codes"), "never again");
    let mut browser = at_recovery_code(&op).await;
    browser.submit("otp-form", &[("otp", &new[0])]).await;
    assert!(browser.page().query("code").is_some());
}
