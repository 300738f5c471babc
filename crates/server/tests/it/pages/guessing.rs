//! Codes that are guessed at once from many places.
use super::account_member::at_home;
use super::email_code::with_mail;
use super::newcomers::behind_a_proxy;
use super::second_factor::TWO;
use super::sms::{NUMBER, set_up, texted, with_texts, wrong};
use super::{Op, quick, sign_in};
use futures_util::future::join_all;
use latchkey_store::TenantSettings;
use latchkey_testkit::Browser;

/// More than anybody may try in a row.
const CROWD: u16 = 12;

async fn start(settings: TenantSettings) -> Op {
    Op::start_with(settings, behind_a_proxy).await
}

/// Browsers that know alice's password, each of a site of its own.
async fn crowd(op: &Op) -> Vec<Browser> {
    let mut crowd = Vec::new();
    for site in 1..=CROWD {
        let mut browser = op.browser();
        browser.address = Some(format!("2001:db8:{site:x}::1"));
        browser.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
        sign_in(&mut browser, "alice").await;
        crowd.push(browser);
    }
    crowd
}

/// All type a wrong code at the same time; how many of them were told that it is wrong.
async fn guesses(crowd: &mut [Browser], typed: &str) -> usize {
    let field = [("otp", typed)];
    join_all(crowd.iter_mut().map(|browser| browser.submit("otp-form", &field))).await;
    let statuses: Vec<_> = crowd.iter().map(|browser| browser.page().status.as_u16()).collect();
    assert!(statuses.iter().all(|status| [422, 429].contains(status)), "{statuses:?}");
    statuses.iter().filter(|status| **status == 422).count()
}

/// Security: those who guess share the tries of the account, wherever they are and however fast; the owner waits a
/// little.
#[tokio::test]
async fn many_who_guess_an_authenticator_code_share_its_tries() {
    let op = start(quick()).await;
    let enrolled = op.enrol(&mut op.browser(), "alice").await;
    let mut crowd = crowd(&op).await;
    assert_eq!(guesses(&mut crowd, "000000").await, 5);
    assert_eq!(guesses(&mut crowd, "000000").await, 0);
    op.advance(3);
    let code = enrolled.app.code_at(op.seconds());
    assert!(crowd[0].submit("otp-form", &[("otp", &code)]).await.is_outside);
}

#[tokio::test]
async fn many_who_guess_a_recovery_code_share_its_tries() {
    let op = start(quick()).await;
    let enrolled = op.enrol(&mut op.browser(), "alice").await;
    let mut crowd = crowd(&op).await;
    for browser in &mut crowd {
        browser.follow("#way-recovery-code").await;
    }
    let typed = "aaaaa-aaaaa";
    assert_eq!(guesses(&mut crowd, typed).await, 5);
    op.advance(3);
    let code = &enrolled.codes[0];
    let page = crowd[0].submit("otp-form", &[("otp", code)]).await;
    assert!(page.is_outside, "{}", page.html);
}

#[tokio::test]
async fn many_who_guess_a_mailed_code_share_its_tries() {
    let op = start(with_mail()).await;
    let mut browser = signed_in(&op).await;
    browser.submit("resend-form", &[]).await;
    let code = op.mail_to("alice@example.com").await.code();
    is_soon_void(&op, browser, &code).await;
}

#[tokio::test]
async fn many_who_guess_a_texted_code_share_its_tries() {
    let op = start(with_texts()).await;
    set_up(&op, &mut at_home(&op, "alice").await, NUMBER).await;
    let mut browser = signed_in(&op).await;
    browser.submit("resend-form", &[]).await;
    let code = texted(&op, 2).await.code();
    is_soon_void(&op, browser, &code).await;
}

async fn signed_in(op: &Op) -> Browser {
    let mut browser = op.browser();
    browser.address = Some("2001:db8::1".to_owned());
    browser.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut browser, "alice").await;
    browser
}

/// The cookies of one browser are taken to many places: the code that was sent counts in its pass alone.
async fn is_soon_void(op: &Op, mut browser: Browser, code: &str) {
    let at = |site: u16| {
        let mut taken = browser.clone();
        taken.address = Some(format!("2001:db8:{site:x}::1"));
        taken
    };
    let mut taken: Vec<Browser> = (1..=CROWD).map(at).collect();
    assert_eq!(guesses(&mut taken, wrong(code)).await, 5);
    op.advance(3);
    let page = browser.submit("otp-form", &[("otp", code)]).await;
    assert!(page.status == 422 && !page.is_outside, "{}", page.html);
}
