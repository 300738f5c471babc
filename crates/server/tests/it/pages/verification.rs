//! The link of a mail that proves an address, here and in another browser.
use super::account_member::at;
use super::mail_sign_in::mails;
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::{Account, Profile, SignUp};
use latchkey_authn::SecondFactor;
use latchkey_base::{Clock as _, Sealed, Secret};
use latchkey_server::provision::{Password, PersonInput};
use latchkey_store::{TenantSettings, TotpRecord, TxError};
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

/// An operator brings somebody in whose address nobody has verified, if there is one.
async fn bring_in(op: &Op, name: &str, email: Option<&str>) {
    let account = SignUp {
        username: Some(name.to_owned()),
        email: email.map(str::to_owned),
        profile: Profile::default(),
    };
    let password = Some(Password::Plain(Secret::from(PASSWORD)));
    let person = PersonInput { account, password, ..PersonInput::default() };
    let (store, tenant) = (op.beside.open().await, &op.beside.tenant);
    let provision = &op.beside.provision;
    provision.create_person(&store, tenant.id, &tenant.settings, person).await.unwrap();
    store.close().await;
}

async fn carol(op: &Op) -> Option<Account> {
    let store = op.beside.open().await;
    let found = store.read(op.beside.tenant.id, |tx| tx.account_by_identifier(EMAIL)).await;
    let found: Result<Option<Account>, TxError> = found;
    store.close().await;
    found.unwrap()
}

/// A tenant that takes nobody in any more shows no form for it, and heeds none that it showed before.
#[tokio::test]
async fn where_nobody_may_sign_up_no_form_makes_an_account() {
    let op = Op::start(open_to_newcomers()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.follow("#create-account").await;
    op.set(quick(), false).await;
    let mut tab = browser.clone();
    let fields = [("name", "Carol"), ("email", EMAIL), ("password", CHOSEN)];
    for page in [tab.reload().await, browser.submit("signup-form", &fields).await] {
        assert!(page.has("#login-form") && !page.has("#signup-form"), "{}", page.html);
        assert!(!page.has("#create-account"), "{}", page.html);
    }
    assert!(carol(&op).await.is_none());
    browser.open(format!("{}t/forgotpassword", op.home())).await;
    browser.submit("forgot-form", &[("username", "alice")]).await;
    op.mail_to("alice@example.com").await;
    assert_eq!(mails(&op), 1, "to alice");
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
    bring_in(&op, "carol", Some(EMAIL)).await;
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

/// Security: strangers who ask for mails to somebody's address do not keep them from verifying it.
#[tokio::test]
async fn strangers_use_up_no_mail_that_verifies_an_address() {
    let op = Op::start(open_to_newcomers()).await;
    bring_in(&op, "carol", Some(EMAIL)).await;
    let mut stranger = op.browser();
    for _ in 0..6 {
        stranger.open(format!("{}/t/forgotpassword", op.running.public_url)).await;
        stranger.submit("forgot-form", &[("username", EMAIL)]).await;
    }
    assert_eq!(stranger.page().status, 429);
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "carol").await;
    let code = op.mail_about(EMAIL, "code").await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
}

/// Somebody without an address gives one and proves it; the address of somebody else gets the same words.
#[tokio::test]
async fn whoever_has_no_address_gives_one_where_everybody_needs_it() {
    let op = Op::start(open_to_newcomers()).await;
    bring_in(&op, "dora", None).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "dora").await;
    assert!(browser.page().has("#email-form"), "{}", browser.page().html);
    assert!(browser.reload().await.has("#email-form"), "the state is a URL");
    let address = browser.page().url.clone();
    assert_eq!(browser.clone().post(&address, &[("email", EMAIL)]).await.status, 400);
    for (typed, status) in [("", 422), ("dora@", 422)] {
        assert_eq!(browser.submit("email-form", &[("email", typed)]).await.status, status);
    }
    let words = browser.submit("email-form", &[("email", "bob@example.com")]).await.text("main");
    let mail = op.mail_to("bob@example.com").await;
    assert!(mail.subject.contains("already have an account"), "{}", mail.subject);
    assert_eq!(browser.submit("otp-form", &[("otp", "000000")]).await.status, 422);
    browser.submit("otp-resend", &[]).await;
    browser.follow("#change-email").await;
    let page = browser.submit("email-form", &[("email", "Dora@example.com")]).await;
    assert_eq!(page.text("main").replace("dora@", "bob@"), words);
    let mail = op.mail_to("dora@example.com").await;
    let wrong = if mail.code() == "000000" { "000001" } else { "000000" };
    assert_eq!(browser.submit("otp-form", &[("otp", wrong)]).await.status, 422);
    let page = browser.submit("otp-form", &[("otp", &mail.code())]).await;
    assert!(page.query("code").is_some(), "{}", page.html);

    browser.open(at(&op, "/email")).await;
    assert!(browser.page().text("main").contains("dora@example.com"));
    let noted = browser.open(at(&op, "/activity")).await.text("#event-list");
    assert!(noted.contains("dora@example.com"), "{noted}");
}

/// RFC 6749 §4.1.2.1: or goes back; nobody is sent in circles.
#[tokio::test]
async fn whoever_gives_no_address_goes_back_to_the_app() {
    let op = Op::start(open_to_newcomers()).await;
    bring_in(&op, "dora", None).await;
    let mut browser = op.browser();
    browser.open(at(&op, "")).await;
    sign_in(&mut browser, "dora").await;
    assert!(browser.page().has("#email-form"), "at the account as well");
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("cancel-form", &[]).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("access_denied"));
    browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("interaction_required"));
}

/// Security: an address is a way to a new password. Who sits at a browser that was left alone gives none,
/// nor who has not shown the second factor that there is.
#[tokio::test]
async fn an_address_takes_a_fresh_proof_and_all_there_is_to_show() {
    let mut settings = open_to_newcomers();
    settings.factors.second_factor = SecondFactor::Never;
    let op = Op::start(settings).await;
    bring_in(&op, "dora", None).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "dora").await;
    let form = browser.page().form("email-form");
    let csrf = form.fields.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    let fields = [("csrf", csrf.as_str()), ("email", "eve@example.com")];
    op.advance(601);
    let mut stale = browser.clone();
    assert!(stale.post(&form.action, &fields).await.has("#login-form #password"));
    assert!(browser.reload().await.has("#login-form #password"), "left alone");
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(browser.page().has("#email-form"), "{}", browser.page().html);

    let store = op.beside.open().await;
    let now = op.clock.now();
    let write = store.write(op.beside.tenant.id, move |tx| {
        let account = tx.account_by_identifier("dora")?.unwrap().id;
        let sealed = Sealed::from_bytes(vec![0; 48]);
        tx.put_totp(&TotpRecord { account, sealed, last_step: 0, created_at: now, used_at: None })
    });
    let written: Result<(), TxError> = write.await;
    written.unwrap();
    store.close().await;
    let page = browser.post(&form.action, &fields).await;
    assert!(!page.has("#email-form") && page.has("#give-email-lead"), "{}", page.html);
    browser.submit("cancel-form", &[]).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("access_denied"));
    assert!(
        !latchkey_testkit::Mail::all_in(&op.folder.path().join("data/mail"))
            .iter()
            .any(|mail| mail.to == "eve@example.com")
    );
}
