//! The link of a mail that proves an address, here and in another browser.
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::{Account, Profile, SignUp};
use latchkey_base::Secret;
use latchkey_server::provision::{Password, PersonInput};
use latchkey_store::{TenantSettings, TxError};
use latchkey_testkit::Browser;

const EMAIL: &str = "carol@example.com";
const CHOSEN: &str = "gravel umbrella thirteen";

fn open_to_newcomers() -> TenantSettings {
    let mut settings = quick();
    settings.accounts.sign_up = true;
    settings.accounts.require_verified_email = true;
    settings
}

/// Somebody signs up as `EMAIL` with a password of their own.
async fn sign_up(op: &Op, browser: &mut Browser) {
    browser.open(&op.rp().depart(&[]).url).await;
    browser.follow("#create-account").await;
    let fields = [("name", "Carol"), ("email", EMAIL), ("password", CHOSEN)];
    assert!(browser.submit("signup-form", &fields).await.has("#otp-form"));
}

async fn carol(op: &Op) -> Option<Account> {
    let store = op.beside.open().await;
    let found = store.read(op.beside.tenant.id, |tx| tx.account_by_identifier(EMAIL)).await;
    let found: Result<Option<Account>, TxError> = found;
    store.close().await;
    found.unwrap()
}

/// Whoever signs up with somebody else's address knows the password; its owner, who opens the
/// mail, does not and so cannot make the account by mistake.
#[tokio::test]
async fn the_owner_of_an_address_makes_no_account_with_the_password_of_a_stranger() {
    let op = Op::start(open_to_newcomers()).await;
    let (mut stranger, mut owner) = (op.browser(), op.browser());
    sign_up(&op, &mut stranger).await;
    let mail = op.mail_to(EMAIL).await;

    assert!(owner.open(mail.link()).await.has("#email-link-form #password"));
    assert_eq!(owner.submit("email-link-form", &[]).await.status, 422);
    let page = owner.submit("email-link-form", &[("password", PASSWORD)]).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.attributes("#password", "aria-invalid"), ["true"]);
    assert!(carol(&op).await.is_none());

    assert!(owner.submit("email-link-deny", &[]).await.has("#email-link-denied"));
    assert_eq!(owner.open(mail.link()).await.status, 410);
    let page = stranger.submit("otp-form", &[("otp", &mail.code())]).await;
    assert_eq!(page.status, 422, "the code is void, too");
    assert!(carol(&op).await.is_none());
}

#[tokio::test]
async fn the_password_of_the_sign_up_confirms_in_another_browser() {
    let op = Op::start(open_to_newcomers()).await;
    let (mut laptop, mut phone) = (op.browser(), op.browser());
    sign_up(&op, &mut laptop).await;
    let link = op.mail_to(EMAIL).await.link();
    phone.open(&link).await;
    let page = phone.submit("email-link-form", &[("password", CHOSEN)]).await;
    assert!(page.has("#email-confirmed") && !page.has("#continue"), "{}", page.html);
    assert_eq!(phone.open(&link).await.status, 410);

    assert!(laptop.reload().await.has("#login-form #password"), "it signs nobody in");
    let page = laptop.submit("login-form", &[("password", CHOSEN)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
}

#[tokio::test]
async fn the_browser_that_signed_up_is_asked_for_no_password() {
    let op = Op::start(open_to_newcomers()).await;
    let mut browser = op.browser();
    sign_up(&op, &mut browser).await;
    let mut tab = browser.clone();
    assert!(!tab.open(op.mail_to(EMAIL).await.link()).await.has("#password"));
    assert!(tab.submit("email-link-form", &[]).await.has("#email-confirmed"));
    assert!(tab.follow("#continue").await.has("#login-form #password"));
}

/// Guessing here is as slow as at sign-in.
#[tokio::test]
async fn guessing_the_password_behind_a_link_becomes_slow() {
    let op = Op::start(open_to_newcomers()).await;
    let (mut laptop, mut phone) = (op.browser(), op.browser());
    sign_up(&op, &mut laptop).await;
    phone.open(op.mail_to(EMAIL).await.link()).await;
    for _ in 0..6 {
        phone.submit("email-link-form", &[("password", "wrong")]).await;
    }
    let page = phone.submit("email-link-form", &[("password", CHOSEN)]).await;
    assert_eq!(page.status, 429, "the right one waits, too");
    assert!(page.has("time[data-local-time]"));
}

/// An account that was brought in with an unproven address is no exception.
#[tokio::test]
async fn an_account_that_exists_is_not_confirmed_by_a_stranger_to_it_either() {
    let op = Op::start(open_to_newcomers()).await;
    let account = SignUp {
        username: Some("carol".to_owned()),
        email: Some(EMAIL.to_owned()),
        profile: Profile::default(),
    };
    let password = Some(Password::Plain(Secret::from(PASSWORD)));
    let person = PersonInput { account, password, ..PersonInput::default() };
    let (store, tenant) = (op.beside.open().await, &op.beside.tenant);
    let provision = &op.beside.provision;
    provision.create_person(&store, tenant.id, &tenant.settings, person).await.unwrap();
    store.close().await;

    let (mut stranger, mut owner) = (op.browser(), op.browser());
    stranger.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut stranger, "carol").await;
    assert!(stranger.page().has("#otp-form"), "{}", stranger.page().html);
    owner.open(op.mail_to(EMAIL).await.link()).await;
    assert_eq!(owner.submit("email-link-form", &[("password", CHOSEN)]).await.status, 422);
    assert!(!carol(&op).await.unwrap().email_verified);
    assert!(
        owner.submit("email-link-form", &[("password", PASSWORD)]).await.has("#email-confirmed")
    );
    assert!(carol(&op).await.unwrap().email_verified);
}
