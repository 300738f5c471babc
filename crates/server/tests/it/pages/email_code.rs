//! A mailed code as the second step.
use super::account_member::at;
use super::recovery::{alice, write};
use super::{Op, UNTIL, quick, sign_in};
use latchkey_accounts::{Account, change_email};
use latchkey_authn::{Proof, SecondFactor};
use latchkey_base::Clock as _;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Browser, Mail, decode_jwt};
use serde_json::json;

pub fn with_mail() -> TenantSettings {
    let mut settings = quick();
    settings.factors.allowed = vec![Proof::Totp, Proof::Email];
    settings
}

fn mails(op: &Op) -> usize {
    Mail::all_in(&op.folder.path().join("data/mail")).len()
}

async fn at_the_step(op: &Op) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-send"), "{}", browser.page().html);
    browser
}

/// Looking at the page mails nothing; the code completes the sign-in, with two factors.
#[tokio::test]
async fn a_mailed_code_is_a_second_factor() {
    let op = Op::start(with_mail()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    let lead = browser.reload().await.text(".lead");
    assert!(lead.contains("a•••@example.com") && !lead.contains("alice"), "{lead}");
    assert_eq!(mails(&op), 0);
    browser.submit("resend-form", &[]).await;
    let code = op.mail_to("alice@example.com").await.code();
    assert!(browser.reload().await.has("#otp"), "the state is a URL");
    for wrong in ["", "12345", "abcdef"] {
        assert_eq!(browser.submit("otp-form", &[("otp", wrong)]).await.status, 422, "{wrong}");
    }
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    let page = browser.submit("otp-form", &[("otp", &spaced)]).await;
    let tokens = rp.redeem(&page.query("code").expect("a code"), &to).await.ok();
    let claims = decode_jwt(tokens.json["id_token"].as_str().unwrap()).1;
    assert_eq!(claims["amr"], json!(["pwd", "otp", "mfa"]));
}

/// A code is good once, in the pass that asked for it, until another one was mailed.
#[tokio::test]
async fn a_mailed_code_is_good_once_and_where_it_was_asked_for() {
    let op = Op::start(with_mail()).await;
    let (mut first, mut second) = (at_the_step(&op).await, at_the_step(&op).await);
    first.submit("resend-form", &[]).await;
    let old = op.mail_to("alice@example.com").await.code();
    first.submit("resend-form", &[]).await;
    while mails(&op) < 2 {
        tokio::task::yield_now().await;
    }
    let new = op.mail_to("alice@example.com").await.code();
    if old != new {
        assert_eq!(first.submit("otp-form", &[("otp", &old)]).await.status, 422, "void");
    }
    let csrf = second.page().attributes("#resend-form [name=csrf]", "value")[0].clone();
    let url = second.page().url.clone();
    let page = second.post(&url, &[("csrf", &csrf), ("otp", &new)]).await;
    assert!(page.status == 422 && !page.is_outside, "of another pass: {}", page.html);
    let page = first.submit("otp-form", &[("otp", &new)]).await;
    assert_eq!(page.status, 422, "and used up by that");
}

/// Five wrong codes and the mailed one is void, whoever typed them.
#[tokio::test]
async fn a_mailed_code_is_not_guessed() {
    let mut settings = with_mail();
    settings.throttle.account_burst = 1000;
    let op = Op::start(settings).await;
    let mut browser = at_the_step(&op).await;
    browser.submit("resend-form", &[]).await;
    let code = op.mail_to("alice@example.com").await.code();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(browser.submit("otp-form", &[("otp", wrong)]).await.status, 422);
    }
    assert_eq!(browser.submit("otp-form", &[("otp", &code)]).await.status, 422);
    browser.submit("resend-form", &[]).await;
    // Both codes, and that somebody guesses.
    while mails(&op) < 3 {
        tokio::task::yield_now().await;
    }
    let code = op.mail_about("alice@example.com", "Your code").await.code();
    assert!(browser.submit("otp-form", &[("otp", &code)]).await.is_outside);
}

/// Whoever turns back has asked for nothing.
#[tokio::test]
async fn nothing_is_mailed_to_whoever_turns_back() {
    let op = Op::start(with_mail()).await;
    let mut browser = at_the_step(&op).await;
    assert!(!browser.page().has("#other-ways"));
    browser.submit("cancel-form", &[]).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("access_denied"));
    assert_eq!(mails(&op), 0);
}

/// Waits until so many mails were delivered.
async fn mailed(op: &Op, count: usize) {
    while mails(op) < count {
        tokio::task::yield_now().await;
    }
}

/// Security: strangers who ask for mails under somebody's names do not keep them from signing in; whoever
/// has the password cannot fill the mailbox either.
#[tokio::test]
async fn strangers_use_up_no_mail_of_a_second_step() {
    let op = Op::start(with_mail()).await;
    let mut stranger = op.browser();
    for _ in 0..6 {
        stranger.open(format!("{}/t/forgotpassword", op.running.public_url)).await;
        stranger.submit("forgot-form", &[("username", "alice@example.com")]).await;
    }
    assert!(stranger.page().status == 429 && stranger.page().has(UNTIL));
    let mut browser = at_the_step(&op).await;
    browser.submit("resend-form", &[]).await;
    assert!(browser.page().has("#otp"), "{}", browser.page().html);
    let code = op.mail_about("alice@example.com", "code").await.code();
    assert!(browser.submit("otp-form", &[("otp", &code)]).await.is_outside);

    let mut other = at_the_step(&op).await;
    for _ in 0..4 {
        other.submit("resend-form", &[]).await;
    }
    assert_eq!(other.page().status, 200);
    let page = other.submit("resend-form", &[]).await;
    assert!(page.status == 429 && page.has(UNTIL), "{}", page.html);
}

/// Security: what was mailed to an address that was given up opens nothing, whoever took it away.
#[tokio::test]
async fn a_mailed_code_does_not_outlive_the_address() {
    let op = Op::start(with_mail()).await;
    let mut owner = op.browser();
    owner.open(at(&op, "/email")).await;
    sign_in(&mut owner, "alice").await;
    owner.submit("resend-form", &[]).await;
    let code = op.mail_to("alice@example.com").await.code();
    owner.submit("otp-form", &[("otp", &code)]).await;
    assert!(owner.page().has("#email-form"), "{}", owner.page().html);

    let mut thief = at_the_step(&op).await;
    thief.submit("resend-form", &[]).await;
    mailed(&op, 2).await;
    let code = op.mail_to("alice@example.com").await.code();
    owner.submit("email-form", &[("email", "new@example.com")]).await;
    let new = op.mail_to("new@example.com").await.code();
    assert!(owner.submit("otp-form", &[("otp", &new)]).await.has("#account-done"));
    assert_eq!(thief.submit("otp-form", &[("otp", &code)]).await.status, 422);

    thief.submit("resend-form", &[]).await;
    mailed(&op, 5).await;
    let code = op.mail_to("new@example.com").await.code();
    let store = op.beside.open().await;
    let now = op.clock.now();
    let moved = change_email(&alice(&op, &store).await, "newer@example.com", now).unwrap();
    let revised = Account { email_verified: true, ..moved };
    write(&op, &store, move |tx| tx.update_account(&revised, now)).await;
    store.close().await;
    let page = thief.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.status == 422 && !page.is_outside, "{}", page.html);
}

/// Where everybody shows two factors and a mailed code is the only one, somebody whose address was never
/// verified gets in: the code shows both.
#[tokio::test]
async fn the_first_mailed_code_verifies_the_address() {
    let mut settings = quick();
    settings.factors.allowed = vec![Proof::Email];
    settings.factors.second_factor = SecondFactor::Always;
    let op = Op::start(settings).await;
    let store = op.beside.open().await;
    let now = op.clock.now();
    let imported = Account { email_verified: false, ..alice(&op, &store).await };
    write(&op, &store, move |tx| tx.update_account(&imported, now)).await;

    let mut browser = at_the_step(&op).await;
    browser.submit("resend-form", &[]).await;
    let code = op.mail_to("alice@example.com").await.code();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    assert_eq!(browser.submit("otp-form", &[("otp", wrong)]).await.status, 422);
    assert!(!alice(&op, &store).await.email_verified);
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
    assert!(alice(&op, &store).await.email_verified);
    store.close().await;
}
