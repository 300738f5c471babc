//! From where people sign in: who hears of it, and what a sign-in from elsewhere takes.
use super::account_member::{at, at_home};
use super::lock::{ALICE, lock_link};
use super::new_browser::{signed_in, telling, told};
use super::newcomers::behind_a_proxy;
use super::recovery::{alice, write};
use super::second_factor::{Enrolled, TWO};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::Account;
use latchkey_authn::{AskWhenNew, SecondFactor};
use latchkey_base::{Clock as _, Seconds};
use latchkey_store::{TenantSettings, TxError, WhereaboutsRecord};
use latchkey_testkit::Browser;
use serde_json::json;

const HOME: &str = "192.0.2.7";
const NEXT_DOOR: &str = "192.0.2.99";
const ABROAD: &str = "198.51.100.7";

fn asking(ask_when_new: AskWhenNew) -> TenantSettings {
    let mut settings = quick();
    settings.factors.ask_when_new = ask_when_new;
    settings
}

/// A browser in that place.
fn browser_at(op: &Op, address: &str) -> Browser {
    let mut browser = op.browser();
    browser.address = Some(address.to_owned());
    browser
}

async fn kept(op: &Op) -> Vec<WhereaboutsRecord> {
    let store = op.beside.open().await;
    let (id, now) = (alice(op, &store).await.id, op.clock.now());
    let held = store.read(op.beside.tenant.id, move |tx| tx.whereabouts(id, now)).await;
    store.close().await;
    let held: Result<_, TxError> = held;
    held.unwrap()
}

/// The browser types the password in a new pass.
async fn typed(op: &Op, browser: &mut Browser) {
    browser.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    if browser.page().has("#password-ahead") {
        browser.submit("login-form", &[("username", "alice")]).await;
    }
    browser.submit("login-form", &[("password", PASSWORD)]).await;
}

/// A network that is new is told of once, in a browser that is known; the one next door is the same.
#[tokio::test]
async fn a_network_that_was_not_used_before_is_told_of() {
    let op = Op::start_with(telling(), behind_a_proxy).await;
    let mut own = browser_at(&op, HOME);
    signed_in(&op, &mut own).await;
    own.address = Some(NEXT_DOOR.to_owned());
    signed_in(&op, &mut own).await;
    assert_eq!(told(&op, &mut own).await, 0);
    own.address = Some(ABROAD.to_owned());
    signed_in(&op, &mut own).await;
    assert_eq!(told(&op, &mut own).await, 1);
    signed_in(&op, &mut own).await;
    assert_eq!(told(&op, &mut own).await, 1, "it is known from now on");
    own.address = Some("203.0.113.7".to_owned());
    signed_in(&op, &mut own).await;
    assert_eq!(told(&op, &mut own).await, 1, "not more than one such mail a day");
    own.open(at(&op, "/activity")).await;
    let events = own.page().texts("#event-list .person-name").join("|");
    assert_eq!(events.matches("Network used for the first time").count(), 2, "{events}");
    assert!(!events.contains("Browser used"), "the first one of all is no news: {events}");
    let mail = op.mail_about(ALICE, "New sign-in").await;
    assert!(mail.text.contains("198.51.100.x") && mail.text.contains("UTC"), "{}", mail.text);
    op.lock_by(&lock_link(&mail)).await;
    assert_eq!(kept(&op).await.len(), 1, "a lock forgets who was there, not that somebody was");
}

/// One mail for one sign-in; and what stands in the list is what was new.
#[tokio::test]
async fn where_both_are_new_the_browser_is_told_of() {
    let op = Op::start_with(telling(), behind_a_proxy).await;
    let mut own = browser_at(&op, HOME);
    signed_in(&op, &mut own).await;
    signed_in(&op, &mut browser_at(&op, ABROAD)).await;
    assert_eq!(told(&op, &mut own).await, 1);
    own.open(at(&op, "/activity")).await;
    let events = own.page().texts("#event-list .person-name").join("|");
    for event in ["Browser used for the first time", "Network used for the first time"] {
        assert_eq!(events.matches(event).count(), 1, "{event}: {events}");
    }
}

/// Security: whoever is signed out everywhere else is new there, whatever their browser says of itself.
#[tokio::test]
async fn browsers_that_were_signed_out_are_new_again() {
    let op = Op::start(telling()).await;
    let (mut own, mut other) = (op.browser(), op.browser());
    signed_in(&op, &mut own).await;
    signed_in(&op, &mut other).await;
    assert_eq!(told(&op, &mut own).await, 1);
    own.open(at(&op, "/sessions")).await;
    own.submit("end-others", &[]).await;
    signed_in(&op, &mut own).await;
    assert_eq!(told(&op, &mut own).await, 1, "not the one in which it was done");
    signed_in(&op, &mut other).await;
    assert_eq!(told(&op, &mut own).await, 2);
}

/// Security: a browser that somebody else used is new again, once everybody was signed out, before the owner comes
/// back; its own word that it was used with the account does not count.
#[tokio::test]
async fn a_forgotten_browser_vouches_for_itself_no_more() {
    let op = Op::start(telling()).await;
    let (mut own, mut thief) = (op.browser(), op.browser());
    signed_in(&op, &mut own).await;
    signed_in(&op, &mut thief).await;
    assert_eq!(told(&op, &mut own).await, 1);
    let (store, now) = (op.beside.open().await, op.clock.now());
    let id = alice(&op, &store).await.id;
    write(&op, &store, move |tx| tx.end_sessions_of(id, now).map(|_| ())).await;
    store.close().await;
    signed_in(&op, &mut thief).await;
    assert_eq!(told(&op, &mut thief).await, 2);
}

/// What is kept is bounded, written once a day, and goes; with nothing kept the browser's own word counts.
#[tokio::test]
async fn little_is_kept_and_not_for_long() {
    let mut settings = telling();
    settings.accounts.whereabouts_kept_for = Seconds::days(2);
    settings.protocol.lifetimes.session = Seconds::days(30);
    let op = Op::start_with(settings, behind_a_proxy).await;
    let mut own = browser_at(&op, HOME);
    signed_in(&op, &mut own).await;
    let first = kept(&op).await;
    assert_eq!(first.len(), 2, "a browser and a network");
    op.advance(3600);
    signed_in(&op, &mut own).await;
    assert_eq!(kept(&op).await[0].seen_at, first[0].seen_at, "noted once a day");
    op.advance(86_400);
    signed_in(&op, &mut own).await;
    assert!(kept(&op).await.iter().all(|held| held.seen_at > first[0].seen_at));
    op.advance(3 * 86_400);
    assert!(kept(&op).await.is_empty());
    signed_in(&op, &mut own).await;
    assert_eq!(told(&op, &mut own).await, 0, "whoever comes back after a long time");
    for site in 0..25 {
        own.address = Some(format!("10.0.{site}.1"));
        signed_in(&op, &mut own).await;
        op.advance(60);
    }
    assert_eq!(kept(&op).await.len(), 1 + 20);
}

#[tokio::test]
async fn a_tenant_may_keep_nothing() {
    let mut settings = telling();
    settings.accounts.whereabouts_kept_for = Seconds::new(0);
    let op = Op::start_with(settings, behind_a_proxy).await;
    let mut own = browser_at(&op, HOME);
    signed_in(&op, &mut own).await;
    own.address = Some(ABROAD.to_owned());
    signed_in(&op, &mut own).await;
    assert!(kept(&op).await.is_empty());
    assert_eq!(told(&op, &mut own).await, 0);
    signed_in(&op, &mut op.browser()).await;
    assert_eq!(told(&op, &mut own).await, 1, "a browser without our word");
}

/// Whoever has nothing but a password is mailed a code in a browser that is new. It is no second factor
/// where the tenant takes none: apps are told of the password (OIDC Core §2, RFC 8176 §2).
#[tokio::test]
async fn a_new_browser_is_asked_for_a_mailed_code() {
    let op = Op::start(asking(AskWhenNew::Browser)).await;
    let rp = op.rp();
    signed_in(&op, &mut op.browser()).await;
    let mut new = op.browser();
    let to = rp.depart(&[]);
    new.open(&to.url).await;
    new.submit("login-form", &[("username", "alice")]).await;
    let page = new.submit("login-form", &[("password", "wrong")]).await;
    assert!(page.status == 422 && page.has("#password"), "nothing is told before: {}", page.html);
    let page = new.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.has("#otp-send") && page.has("#new-here"), "{}", page.html);
    assert!(!page.has("#remember"), "there is nothing to be spared");
    let silent = rp.depart(&[("prompt", "none")]);
    let error = new.clone().open(&silent.url).await.query("error");
    assert_eq!(error.as_deref(), Some("login_required"), "nobody is signed in yet");
    assert_eq!(kept(&op).await.len(), 2, "nor known");
    new.submit("resend-form", &[]).await;
    assert!(!new.page().has("#new-here"));
    let code = op.mail_about(ALICE, "code").await.code();
    new.submit("otp-form", &[("otp", &code)]).await;
    let claims = op.claims(&new, &rp, &to).await;
    let one = "urn:latchkey:acr:1fa";
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(one), &json!(["pwd"])));
    let two = rp.depart(&[("acr_values", TWO), ("prompt", "none")]);
    let error = new.open(&two.url).await.query("error");
    assert_eq!(error.as_deref(), Some("unmet_authentication_requirements"));
    signed_in(&op, &mut new).await;
}

/// Security: the mailbox comes before what is set up by whoever knows only the password.
#[tokio::test]
async fn nothing_is_set_up_in_a_new_browser_with_the_password_alone() {
    let mut settings = asking(AskWhenNew::Browser);
    settings.factors.second_factor = SecondFactor::Always;
    let op = Op::start(settings).await;
    // The first one of all is no news.
    let mut own = op.browser();
    typed(&op, &mut own).await;
    assert!(own.page().has("#totp-key"), "{}", own.page().html);
    op.set(asking(AskWhenNew::Browser), false).await;
    signed_in(&op, &mut own).await;
    let mut new = op.browser();
    new.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut new, "alice").await;
    assert!(new.page().has("#otp-send"), "{}", new.page().html);
    new.submit("resend-form", &[]).await;
    let code = op.mail_about(ALICE, "code").await.code();
    new.submit("otp-form", &[("otp", &code)]).await;
    op.set_up(&mut new).await;
    assert!(new.page().query("code").is_some(), "{}", new.page().html);
}

/// Whoever has a second factor that is asked for only in doubt is told why, on the page of each; where it
/// is asked for anyhow, nothing is said of doubt.
#[tokio::test]
async fn every_second_step_says_that_it_is_because_of_a_new_browser() {
    for (rule, is_told) in [(SecondFactor::Never, true), (SecondFactor::Always, false)] {
        let mut settings = asking(AskWhenNew::Browser);
        settings.factors.second_factor = rule;
        let op = Op::start(settings).await;
        op.enrol(&mut op.browser(), "alice").await;
        let mut new = op.browser();
        new.open(&op.rp().depart(&[]).url).await;
        sign_in(&mut new, "alice").await;
        assert!(new.page().has("#otp-form"), "{}", new.page().html);
        assert_eq!(new.page().has("#new-here"), is_told, "{}", new.page().html);
        let page = new.follow("#way-recovery-code").await;
        assert_eq!(page.has("#new-here"), is_told, "{}", page.html);
    }
}

/// Nobody is shut out: without a verified address and a second factor it is the notice alone.
#[tokio::test]
async fn whoever_can_show_nothing_more_goes_on() {
    let op = Op::start(asking(AskWhenNew::BrowserOrNetwork)).await;
    signed_in(&op, &mut op.browser()).await;
    let store = op.beside.open().await;
    let (account, now) = (alice(&op, &store).await, op.clock.now());
    write(&op, &store, move |tx| {
        tx.update_account(&Account { email_verified: false, ..account.clone() }, now)
    })
    .await;
    store.close().await;
    signed_in(&op, &mut op.browser()).await;
}

/// Whoever has a second factor shows it, where sign-ins do without and at the account too.
#[tokio::test]
async fn a_new_browser_is_asked_for_the_second_factor_that_there_is() {
    let mut settings = asking(AskWhenNew::Browser);
    settings.factors.second_factor = SecondFactor::Never;
    let op = Op::start(settings).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    for url in [op.rp().depart(&[]).url.to_string(), at(&op, "/security")] {
        let mut new = op.browser();
        new.open(&url).await;
        sign_in(&mut new, "alice").await;
        let page = new.page();
        assert!(page.has("#otp-form") && !page.has("#way-email"), "{url}: {}", page.html);
        new.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
        assert!(!new.page().has("#otp-form"), "{url}: {}", new.page().html);
        op.advance(30);
        signed_in(&op, &mut new).await;
    }
}

/// At people's own accounts, too, the password alone is not enough in a browser that is new.
#[tokio::test]
async fn an_own_account_takes_a_mailed_code_in_a_new_browser() {
    let op = Op::start(asking(AskWhenNew::Browser)).await;
    at_home(&op, "alice").await;
    let mut new = op.browser();
    new.open(at(&op, "/security")).await;
    sign_in(&mut new, "alice").await;
    new.submit("resend-form", &[]).await;
    let code = op.mail_about(ALICE, "code").await.code();
    new.submit("otp-form", &[("otp", &code)]).await;
    assert_eq!(new.page().url.as_str(), at(&op, "/security"), "{}", new.page().html);
}

async fn tick(op: &Op, browser: &mut Browser, enrolled: &Enrolled) {
    let code = enrolled.app.code_at(op.seconds());
    browser.submit("otp-form", &[("otp", &code), ("remember", "yes")]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    op.advance(30);
}

/// Security: a remembered browser spares the habit, and nothing where it is in doubt who sits there.
#[tokio::test]
async fn a_remembered_browser_is_asked_on_a_new_network() {
    let op = Op::start_with(asking(AskWhenNew::BrowserOrNetwork), behind_a_proxy).await;
    let enrolled = op.enrol(&mut browser_at(&op, HOME), "alice").await;
    let mut own = browser_at(&op, HOME);
    let come_back = async |browser: &mut Browser| {
        browser.open(format!("{}/t/session/end", op.running.public_url)).await;
        if browser.page().has("#logout-confirm") {
            browser.submit("logout-confirm", &[]).await;
        }
        browser.open(&op.rp().depart(&[]).url).await;
        sign_in(browser, "alice").await;
    };
    come_back(&mut own).await;
    assert!(own.page().has("#remember"), "the next time it is known: {}", own.page().html);
    tick(&op, &mut own, &enrolled).await;
    come_back(&mut own).await;
    assert!(own.page().query("code").is_some(), "remembered: {}", own.page().html);
    own.address = Some(ABROAD.to_owned());
    come_back(&mut own).await;
    assert!(own.page().has("#otp-form"), "{}", own.page().html);
    tick(&op, &mut own, &enrolled).await;
    come_back(&mut own).await;
    assert!(own.page().query("code").is_some(), "known there as well: {}", own.page().html);
}

/// What was found at the password stands for the sign-in, wherever the browser goes on from.
#[tokio::test]
async fn a_sign_in_stays_in_doubt_on_another_network() {
    let op = Op::start_with(asking(AskWhenNew::BrowserOrNetwork), behind_a_proxy).await;
    let mut own = browser_at(&op, HOME);
    signed_in(&op, &mut own).await;
    own.address = Some(ABROAD.to_owned());
    typed(&op, &mut own).await;
    assert!(own.page().has("#otp-send"), "{}", own.page().html);
    own.address = Some(HOME.to_owned());
    own.submit("resend-form", &[]).await;
    assert!(own.page().has("#otp-form"), "{}", own.page().html);
    let code = op.mail_about(ALICE, "code").await.code();
    own.submit("otp-form", &[("otp", &code)]).await;
    assert!(own.page().query("code").is_some(), "{}", own.page().html);
}
