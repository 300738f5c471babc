//! What somebody is mailed of that happens at their account (docs/decisions/0058), where no other test is
//! about it.
use super::account_member::{at, at_home};
use super::lock::{ALICE, lock_link};
use super::{Op, quick, sign_in};
use latchkey_accounts::Account;
use latchkey_base::Clock as _;
use latchkey_ui::mail::Notice;

/// A file with all that is held of somebody is worth a mail; it can be objected to.
#[tokio::test]
async fn whoever_fetches_everything_is_told_of() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/data")).await;
    browser.submit("data-form", &[]).await;
    let mail = op.mail_about(ALICE, "data was downloaded").await;
    op.lock_by(&lock_link(&mail)).await;
}

/// Who wanted the account gone hears that it is not.
#[tokio::test]
async fn a_deletion_that_a_sign_in_stops_is_told_of() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/deletion")).await;
    browser.submit("deletion-form", &[]).await;
    assert_eq!(op.notices("will not be deleted"), 0);
    let mut back = op.browser();
    back.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut back, "alice").await;
    assert!(back.page().query("code").is_some(), "{}", back.page().html);
    let mail = op.mail_about(ALICE, "will not be deleted").await;
    lock_link(&mail);
    op.advance(60);
    let mut again = op.browser();
    again.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut again, "alice").await;
    assert!(again.page().query("code").is_some());
    let mut last = at_home(&op, "bob").await;
    last.open(at(&op, "/data")).await;
    last.submit("data-form", &[]).await;
    op.mail_about("bob@example.com", "data was downloaded").await;
    assert_eq!(op.notices("will not be deleted"), 1, "once");
}

/// An app that stays is told of when it is first allowed to, and only if it is.
#[tokio::test]
async fn an_app_that_stays_is_told_of_once() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    let allow = async |browser: &mut latchkey_testkit::Browser, scope: &str| {
        let to = op.rp().depart(&[("scope", scope), ("prompt", "consent")]);
        browser.open(&to.url).await;
        browser.submit("consent-form", &[]).await;
        assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    };
    allow(&mut browser, "openid email").await;
    allow(&mut browser, "openid offline_access").await;
    let mail = op.mail_about(ALICE, "app can act for you").await;
    lock_link(&mail);
    assert!(mail.text.contains("/account/apps"), "{}", mail.text);
    allow(&mut browser, "openid offline_access").await;
    browser.open(at(&op, "/data")).await;
    browser.submit("data-form", &[]).await;
    op.mail_about(ALICE, "data was downloaded").await;
    assert_eq!(op.notices("app can act for you"), 1, "neither of the first nor of the last");
}

/// What operators do with commands is mailed, too, in the language of the person, without a link that locks.
#[tokio::test]
async fn what_operators_do_is_told_of_in_the_persons_language() {
    let op = Op::start(quick()).await;
    let now = op.clock.now();
    let alice = op.operate(move |tx| {
        let mut alice: Account = tx.account_by_identifier("alice")?.unwrap();
        alice.profile.locale = Some("de".to_owned());
        tx.update_account(&alice, now)?;
        Ok(alice)
    });
    let alice = alice.await;
    let issuer = format!("{}/t", op.running.public_url);
    let at = (&op.beside.tenant, issuer.as_str());
    let told = op.beside.provision.notice(at, &alice, &Notice::FactorsReset).unwrap();
    let told = told.expect("a mail");
    op.operate(move |tx| tx.put_message(&told)).await;
    op.running.app().message_queued.notify_one();
    let mail = op.mail_about(ALICE, "Anmeldemethode wurde entfernt").await;
    assert!(mail.text.contains(&format!("{issuer}/account/security")), "{}", mail.text);
    assert!(!mail.text.contains("lockaccount"), "{}", mail.text);
    let nobody = Account { email: None, ..alice };
    assert!(op.beside.provision.notice(at, &nobody, &Notice::FactorsReset).unwrap().is_none());
}
