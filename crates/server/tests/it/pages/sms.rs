//! A texted code as the second step of a sign-in.
use super::account_member::{at, at_home};
use super::recovery::alice;
use super::second_factor::TWO;
use super::{Op, PASSWORD, UNTIL, quick, sign_in};
use crate::log::Lines;
use latchkey_authn::Proof;
use latchkey_base::Seconds;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Browser, Text};
use serde_json::json;

/// A number that nobody has (Ofcom).
pub const NUMBER: &str = "+447700900112";
pub const OTHER: &str = "+447700900999";

pub fn with_texts() -> TenantSettings {
    let mut settings = quick();
    settings.factors.allowed = vec![Proof::Totp, Proof::Sms, Proof::RecoveryCode];
    settings
}

/// How many text messages were delivered.
pub fn texts(op: &Op) -> usize {
    Text::all_in(&op.folder.path().join("data/sms")).len()
}

/// The last text message, once there are so many.
pub async fn texted(op: &Op, count: usize) -> Text {
    loop {
        tokio::task::yield_now().await;
        let all = Text::all_in(&op.folder.path().join("data/sms"));
        if all.len() >= count {
            return all.last().unwrap().clone();
        }
    }
}

/// Sets up a number at the account; the recovery codes that came of it.
pub async fn set_up(op: &Op, browser: &mut Browser, number: &str) -> Vec<String> {
    let before = texts(op);
    browser.open(at(op, "/security/sms?change=yes")).await;
    browser.submit("phone-form", &[("phone", number)]).await;
    let code = texted(op, before + 1).await.code();
    let codes = browser.submit("otp-form", &[("otp", &code)]).await.texts("#recovery-codes li");
    if !codes.is_empty() {
        browser.submit("recovery-codes-form", &[]).await;
    }
    assert!(browser.page().has("#account-done"), "{}", browser.page().html);
    codes
}

/// Has alice set up her number.
async fn enrol(op: &Op) {
    set_up(op, &mut at_home(op, "alice").await, NUMBER).await;
}

/// A browser in which alice is asked for a texted code.
pub async fn at_the_step(op: &Op) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-send"), "{}", browser.page().html);
    browser
}

/// A code that is not this one.
pub fn wrong(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

/// RFC 8176 §2: looking at the page sends nothing; the code completes the sign-in, with two factors.
#[tokio::test]
async fn a_texted_code_is_a_second_factor() {
    let op = Op::start(with_texts()).await;
    enrol(&op).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[("acr_values", TWO)]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    let lead = browser.reload().await.text(".lead");
    assert!(lead.contains("+44 •••• ••12") && !lead.contains("900112"), "{lead}");
    assert_eq!(texts(&op), 1, "but for the one that set it up");
    browser.submit("resend-form", &[]).await;
    let text = texted(&op, 2).await;
    let host = op.home().host_str().unwrap().to_owned();
    assert_eq!((text.to.as_str(), text.bound().0), (NUMBER, host.as_str()));
    let page = browser.reload().await;
    assert!(page.has("#otp") && !page.html.contains("900112"), "{}", page.html);
    let code = text.code();
    for typed in ["", "12345", "abcdef", wrong(&code)] {
        let page = browser.submit("otp-form", &[("otp", typed)]).await;
        assert!(page.status == 422 && page.has("#form-error"), "{typed}: {}", page.html);
    }
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    browser.submit("otp-form", &[("otp", &spaced)]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!(claims["amr"], json!(["pwd", "otp", "sms", "mfa"]));
    assert_eq!(claims["acr"], TWO);
}

/// Security: a code is good once, in the pass that asked for it, until another one was texted.
#[tokio::test]
async fn a_texted_code_is_good_once_and_where_it_was_asked_for() {
    let op = Op::start(with_texts()).await;
    enrol(&op).await;
    let (mut first, mut second) = (at_the_step(&op).await, at_the_step(&op).await);
    first.submit("resend-form", &[]).await;
    let old = texted(&op, 2).await.code();
    first.submit("resend-form", &[]).await;
    let new = texted(&op, 3).await.code();
    if old != new {
        assert_eq!(first.submit("otp-form", &[("otp", &old)]).await.status, 422, "void");
    }
    let csrf = second.page().attributes("#resend-form [name=csrf]", "value").remove(0);
    let url = second.page().url.clone();
    let page = second.post(&url, &[("csrf", &csrf), ("otp", &new)]).await;
    assert!(page.status == 422 && !page.is_outside, "of another pass: {}", page.html);
    assert_eq!(first.submit("otp-form", &[("otp", &new)]).await.status, 422, "used up by that");
    first.submit("resend-form", &[]).await;
    let code = texted(&op, 4).await.code();
    let form = first.page().url.clone();
    let csrf = first.page().attributes("#otp-form [name=csrf]", "value").remove(0);
    let mut tab = first.clone();
    assert!(first.submit("otp-form", &[("otp", &code)]).await.is_outside);
    let page = tab.post(&form, &[("csrf", &csrf), ("otp", &code)]).await;
    assert!(!page.has("#otp") && page.status != 500, "a second time: {}", page.html);
}

#[tokio::test]
async fn a_texted_code_expires() {
    let mut settings = with_texts();
    settings.accounts.email_proof_lifetime = Seconds::new(60);
    let op = Op::start(settings).await;
    enrol(&op).await;
    let mut browser = at_the_step(&op).await;
    browser.submit("resend-form", &[]).await;
    let code = texted(&op, 2).await.code();
    op.advance(60);
    assert_eq!(browser.submit("otp-form", &[("otp", &code)]).await.status, 422);
    browser.submit("resend-form", &[]).await;
    let code = texted(&op, 3).await.code();
    op.advance(59);
    assert!(browser.submit("otp-form", &[("otp", &code)]).await.is_outside);
}

/// Five wrong codes and the texted one is void; the owner hears that somebody guesses.
#[tokio::test]
async fn a_texted_code_is_not_guessed() {
    let mut settings = with_texts();
    settings.throttle.account_burst = 1000;
    let op = Op::start(settings).await;
    enrol(&op).await;
    let mut browser = at_the_step(&op).await;
    browser.submit("resend-form", &[]).await;
    let code = texted(&op, 2).await.code();
    for _ in 0..5 {
        let page = browser.submit("otp-form", &[("otp", wrong(&code))]).await;
        assert_eq!(page.status, 422);
    }
    assert_eq!(browser.submit("otp-form", &[("otp", &code)]).await.status, 422);
    op.mail_about("alice@example.com", "Wrong codes").await;
}

/// Security: each text message costs money. So many to one number and for one account, whoever asks.
#[tokio::test]
async fn text_messages_to_one_number_are_limited() {
    let op = Op::start(with_texts()).await;
    enrol(&op).await;
    let mut browser = at_the_step(&op).await;
    for nth in 2..=5 {
        assert_eq!(browser.submit("resend-form", &[]).await.status, 200, "{nth}");
    }
    let page = browser.submit("resend-form", &[]).await;
    assert!(page.status == 429 && page.has(UNTIL), "{}", page.html);
    let mut bob = at_home(&op, "bob").await;
    bob.open(at(&op, "/security/sms")).await;
    for nth in 2..=5 {
        let page = bob.submit("phone-form", &[("phone", NUMBER)]).await;
        assert!(page.has("#otp"), "whose it may be, {nth}: {}", page.html);
        bob.open(at(&op, "/security/sms?change=yes")).await;
    }
    let page = bob.submit("phone-form", &[("phone", NUMBER)]).await;
    assert!(page.status == 429 && page.has(UNTIL), "it is the same number");
    assert_eq!(page.attributes("#phone", "value"), [NUMBER], "what was typed is kept");
    assert!(bob.submit("phone-form", &[("phone", OTHER)]).await.has("#otp"));
    texted(&op, 10).await;
    op.advance(720);
    assert_eq!(browser.submit("resend-form", &[]).await.status, 200, "a while later");
}

/// Security: strangers earn by having us text (SMS pumping). A tenant has so many a day, to new numbers
/// and to those that people sign in with, and no other tenant is the poorer for it.
#[tokio::test]
async fn the_text_messages_of_a_day_are_limited() {
    let mut settings = with_texts();
    settings.throttle.texts_per_day = 1;
    settings.throttle.new_texts_per_day = 2;
    let op = Op::start(settings.clone()).await;
    op.other_tenant("u", settings).await;
    enrol(&op).await;
    let mut browser = at_the_step(&op).await;
    assert_eq!(browser.submit("resend-form", &[]).await.status, 200);
    assert_eq!(browser.submit("resend-form", &[]).await.status, 429);
    let mut bob = at_home(&op, "bob").await;
    bob.open(at(&op, "/security/sms")).await;
    assert!(bob.submit("phone-form", &[("phone", OTHER)]).await.has("#otp"), "days of their own");
    assert_eq!(bob.submit("resend-form", &[]).await.status, 429, "whoever asks");
    texted(&op, 3).await;

    let mut elsewhere = op.browser();
    elsewhere.open(format!("{}/u/account/security/sms", op.running.public_url)).await;
    sign_in(&mut elsewhere, "bob").await;
    elsewhere.follow("#sms-set-up").await;
    assert!(elsewhere.submit("phone-form", &[("phone", OTHER)]).await.has("#otp"));
    texted(&op, 4).await;

    op.advance(86_400);
    let mut browser = at_the_step(&op).await;
    assert_eq!(browser.submit("resend-form", &[]).await.status, 200, "tomorrow");
    texted(&op, 5).await;
}

/// Security: of a tenant nothing is known at another, though people there have the same names.
#[tokio::test]
async fn a_number_belongs_to_its_tenant() {
    let op = Op::start(with_texts()).await;
    let rp = op.other_tenant("u", with_texts()).await;
    enrol(&op).await;
    let mut first = at_the_step(&op).await;
    first.submit("resend-form", &[]).await;
    let code = texted(&op, 2).await.code();

    let mut browser = op.browser();
    browser.open(format!("{}/u/account/security", op.running.public_url)).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    assert!(page.has("#sms-set-up") && !page.has("#sms-remove"), "{}", page.html);
    assert!(!page.html.contains("••12"));
    let csrf = page.attributes("[name=csrf]", "value").remove(0);
    let confirm = format!("{}/u/account/security/sms/confirm", op.running.public_url);
    browser.post(&confirm, &[("csrf", &csrf), ("otp", &code)]).await;
    assert!(browser.page().has("#phone-form"), "{}", browser.page().html);
    let mut other = op.browser();
    other.open(&rp.depart(&[]).url).await;
    sign_in(&mut other, "alice").await;
    assert!(other.page().is_outside, "nobody asks for a code there: {}", other.page().html);
    assert!(first.submit("otp-form", &[("otp", &code)]).await.is_outside);
}

/// Security: a code that was texted to a number that was given up opens nothing.
#[tokio::test]
async fn a_texted_code_does_not_outlive_the_number() {
    let op = Op::start(with_texts()).await;
    let mut owner = at_home(&op, "alice").await;
    set_up(&op, &mut owner, NUMBER).await;
    let mut thief = at_the_step(&op).await;
    thief.submit("resend-form", &[]).await;
    let code = texted(&op, 2).await.code();
    assert!(set_up(&op, &mut owner, OTHER).await.is_empty(), "the list there is stays");
    assert_eq!(thief.submit("otp-form", &[("otp", &code)]).await.status, 422);
    let lead = thief.reload().await.text(".lead");
    assert!(lead.contains("••99"), "{lead}");
}

/// Off unless the tenant says so, and again when it has changed its mind.
#[tokio::test]
async fn a_tenant_that_does_not_allow_it_asks_for_no_texted_code() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    assert!(!browser.open(at(&op, "/security")).await.has("#method-sms"));
    assert!(browser.open(at(&op, "/security/sms")).await.has("#method-list"));
    let csrf = browser.page().attributes("[name=csrf]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("phone", NUMBER)];
    assert!(browser.post(at(&op, "/security/sms"), &fields).await.has("#method-list"));
    assert_eq!(texts(&op), 0);
}

/// Security: what is logged of a text message names nobody's number, and holds no code.
#[tokio::test]
async fn nothing_of_a_text_message_is_logged() {
    let lines = Lines::default();
    let guard = tracing::subscriber::set_default(lines.subscriber());
    let op = Op::start(with_texts()).await;
    let folder = op.folder.path().join("data/sms");
    std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
    std::fs::write(&folder, "").unwrap();
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/security/sms")).await;
    browser.submit("phone-form", &[("phone", NUMBER)]).await;
    while !lines.read().contains("LK-1501") {
        tokio::task::yield_now().await;
    }
    std::fs::remove_file(&folder).unwrap();
    op.advance(20);
    op.running.app().message_queued.notify_one();
    let code = texted(&op, 1).await.code();
    browser.submit("otp-form", &[("otp", &code)]).await;
    drop(guard);
    let log = lines.read();
    assert!(!log.contains("7700900112") && !log.contains(&code), "{log}");
    assert!(!log.contains(PASSWORD));
}

/// OIDC Core §5.1: what was shown to be somebody's number is said to be.
#[tokio::test]
async fn the_profile_says_which_number_was_verified() {
    let op = Op::start(with_texts()).await;
    enrol(&op).await;
    let store = op.beside.open().await;
    let profile = alice(&op, &store).await.profile;
    assert_eq!(profile.phone_number.as_deref(), Some(NUMBER));
    assert!(profile.phone_number_verified);
    store.close().await;
}
