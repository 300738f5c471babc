//! Accounts with a passkey and no password: created so, signed in to, given a password and rid of it.
use super::account_member::at;
use super::mail_sign_in::mails;
use super::passkeys::{answer, ask};
use super::second_factor::TWO;
use super::{Op, quick, sign_in};
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_store::{PasskeyRecord, TenantSettings, TxError};
use latchkey_testkit::{Browser, Device, Mail};
use serde_json::json;

pub const EMAIL: &str = "carol@example.com";
pub const CHOSEN: &str = "gravel umbrella thirteen";
/// A passkey is there for so long before it takes the place of a password.
pub const A_WHILE: i64 = 3 * 24 * 60 * 60;

/// Anybody may sign up, and do without a password.
pub fn open_to_passkeys() -> TenantSettings {
    let mut settings = quick();
    settings.accounts.sign_up = true;
    settings.factors.passkey_accounts = true;
    settings
}

/// Fills in the form for a new account and presses the button for a passkey.
pub async fn ask_for(op: &Op, browser: &mut Browser, email: &str) {
    browser.open(&op.rp().depart(&[]).url).await;
    browser.follow("#create-account").await;
    let fields = [("name", "Carol"), ("email", email)];
    assert!(browser.submit("signup-passkey", &fields).await.has("#otp-form"));
}

/// As far as the page on which the passkey is made.
pub async fn begin(op: &Op, browser: &mut Browser) {
    let before = mails(op);
    ask_for(op, browser, EMAIL).await;
    let code = newest(op, before).await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.has("#passkey-start") && page.has("#new-password-form"), "{}", page.html);
}

/// The last mail to `EMAIL`, once there are more mails than that.
pub async fn newest(op: &Op, before: usize) -> Mail {
    while mails(op) == before {
        tokio::task::yield_now().await;
    }
    op.mail_to(EMAIL).await
}

/// An account of `EMAIL` with a passkey on this device; its recovery codes.
pub async fn create(op: &Op, browser: &mut Browser, device: &mut Device) -> Vec<String> {
    begin(op, browser).await;
    op.make_first(browser, device).await;
    let codes = browser.page().texts("#recovery-codes li");
    assert_eq!(codes.len(), 10, "{}", browser.page().html);
    browser.submit("recovery-codes-form", &[]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    codes
}

/// What there is of `EMAIL`: the account, whether it has a password, and its passkeys.
pub async fn carol(op: &Op) -> Option<(Account, bool, Vec<PasskeyRecord>)> {
    let store = op.beside.open().await;
    let found = store.read(op.beside.tenant.id, |tx| {
        let Some(account) = tx.account_by_identifier(EMAIL)? else { return Ok(None) };
        let has_password = tx.password_hash(account.id)?.is_some();
        let passkeys = tx.passkeys_of(account.id)?;
        Ok::<_, TxError>(Some((account, has_password, passkeys)))
    });
    let found = found.await.unwrap();
    store.close().await;
    found
}

/// Somebody at the sign-in methods of their account.
pub async fn at_methods(op: &Op, device: &mut Device) -> Browser {
    let mut browser = op.browser();
    browser.open(at(op, "/security")).await;
    op.sign(&mut browser, device).await;
    assert!(browser.page().has("#method-list"), "{}", browser.page().html);
    browser
}

/// WebAuthn §7.1, RFC 8176 §2: the account, its passkey and the session are there at once, and not before the
/// address is proven. It signs in by itself, as two factors, and no password does.
#[tokio::test]
async fn an_account_is_created_with_a_passkey() {
    let op = Op::start(open_to_passkeys()).await;
    let (mut browser, mut device, rp) = (op.browser(), Device::default(), op.rp());
    let to = rp.depart(&[]);
    browser.open(&to.url).await;
    browser.follow("#create-account").await;
    let fields = [("name", "Carol"), ("email", EMAIL)];
    browser.submit("signup-passkey", &fields).await;
    let code = op.mail_to(EMAIL).await.code();
    assert!(carol(&op).await.is_none());
    browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(carol(&op).await.is_none(), "the address alone makes nothing");
    assert!(browser.reload().await.has("#passkey-start"), "the state is a URL");
    let asked = ask(&browser).await.expect("options");
    let selection = &asked.options["authenticatorSelection"];
    assert_eq!(selection["residentKey"], json!("required"));
    assert_eq!(selection["userVerification"], json!("required"));
    op.make(&mut browser, &mut device).await;
    let claims = op.claims(&browser, &rp, &to).await;
    let amr = json!(["swk", "user", "mfa"]);
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &amr));
    let (account, has_password, passkeys) = carol(&op).await.expect("an account");
    assert!(account.email_verified && !has_password && passkeys.len() == 1);
    assert_eq!(mails(&op), 1, "nobody is told what they have just done");

    let (mut other, to) = (op.browser(), rp.depart(&[("acr_values", TWO)]));
    other.open(&to.url).await;
    op.sign(&mut other, &mut device).await;
    let claims = op.claims(&other, &rp, &to).await;
    assert_eq!(claims["sub"], json!(account.id.to_string()));
    other.open(&rp.depart(&[("prompt", "login")]).url).await;
    assert!(other.page().has("#or-passkey") && other.page().has("#passkey-form"));
    op.sign(&mut other, &mut device).await;
    assert!(other.page().query("code").is_some(), "proven again");

    let mut stranger = op.browser();
    for name in [EMAIL, "nobody@example.com", "alice"] {
        stranger.open(&rp.depart(&[("prompt", "login")]).url).await;
        stranger.submit("login-form", &[("username", name)]).await;
        assert!(stranger.page().has("#or-passkey"), "said to everybody: {name}");
        for password in ["", "not the password"] {
            let page = stranger.submit("login-form", &[("password", password)]).await;
            assert_eq!(page.status, 422, "{name}");
        }
    }
}

/// A passkey that is not made, or not right, is tried again; then a password does, also without script.
#[tokio::test]
async fn nothing_is_lost_where_no_passkey_is_made() {
    let op = Op::start(open_to_passkeys()).await;
    let mut browser = op.browser();
    begin(&op, &mut browser).await;
    for text in ["", "{}", &"x".repeat(40_000)] {
        let asked = ask(&browser).await.unwrap();
        answer(&mut browser, &asked.ceremony, text).await;
        assert!(browser.page().status == 422 && browser.page().has("#passkey-start"));
    }
    let mut device = Device::default();
    let mut asked = ask(&browser).await.unwrap();
    asked.options["authenticatorSelection"]["userVerification"] = json!("discouraged");
    let made = device.create_silently(&op.home(), &asked.options).await.unwrap();
    answer(&mut browser, &asked.ceremony, &made).await;
    assert_eq!(browser.page().status, 422, "nobody has unlocked it");
    let asked = ask(&browser).await.unwrap();
    let made = Device::default().create(&op.home(), &asked.options).await.unwrap();
    op.advance(10 * 60);
    answer(&mut browser, &asked.ceremony, &made).await;
    assert_eq!(browser.page().status, 422, "too late");
    assert!(browser.page().text("[role=alert]:not([hidden])").contains("too long"));

    for weak in ["", "short", EMAIL] {
        let page = browser.submit("new-password-form", &[("new_password", weak)]).await;
        assert_eq!(page.status, 422, "{weak}");
        assert_eq!(page.attributes("#new-password", "aria-invalid"), ["true"]);
        assert!(page.has("#use-password[open]"), "what is wrong can be seen");
    }
    assert!(carol(&op).await.is_none());
    browser.submit("new-password-form", &[("new_password", CHOSEN)]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    let (account, has_password, passkeys) = carol(&op).await.unwrap();
    assert!(account.email_verified && has_password && passkeys.is_empty());
}

/// Off by default: nothing of it is shown, and nothing that is posted by hand is heeded, also where it was
/// switched off meanwhile.
#[tokio::test]
async fn a_tenant_that_wants_passwords_gets_them() {
    let mut without_passkeys = open_to_passkeys();
    without_passkeys.factors.allowed.retain(|factor| *factor != Proof::Passkey);
    let off = TenantSettings { factors: quick().factors, ..open_to_passkeys() };
    for settings in [off.clone(), without_passkeys] {
        let op = Op::start(settings).await;
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        browser.follow("#create-account").await;
        assert!(!browser.page().has("#signup-passkey"));
        let fields = [("name", "Carol"), ("email", EMAIL), ("with", "passkey")];
        let page = browser.submit("signup-form", &fields).await;
        assert!(page.status == 422 && page.has("#signup-form"), "{}", page.html);
        assert_eq!(page.attributes("#password", "aria-invalid"), ["true"]);
        assert_eq!(mails(&op), 0);
    }
    let op = Op::start(open_to_passkeys()).await;
    let mut browser = op.browser();
    begin(&op, &mut browser).await;
    let before = browser.clone();
    let asked = ask(&browser).await.unwrap();
    let made = Device::default().create(&op.home(), &asked.options).await.unwrap();
    op.set(off, false).await;
    answer(&mut browser, &asked.ceremony, &made).await;
    let page = browser.page();
    assert!(!page.has("#passkey-form") && page.has("#new-password-form"), "{}", page.html);
    assert!(ask(&before).await.is_none());
    assert!(carol(&op).await.is_none());
    browser.submit("new-password-form", &[("new_password", CHOSEN)]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
}

/// Security: an address that has an account gets the same pages; only its owner learns of it. And whoever
/// did not prove an address gets no further by knowing the way.
#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let op = Op::start(open_to_passkeys()).await;
    let mut browser = op.browser();
    ask_for(&op, &mut browser, "alice@example.com").await;
    let here = browser.page().url.clone();
    assert!(op.mail_to("alice@example.com").await.subject.contains("already have an account"));
    let page = browser.submit("otp-form", &[("otp", "123456")]).await;
    assert_eq!(page.status, 422);
    let finish = here.as_str().replace("/verify", "/signup/finish");
    let csrf = browser.page().attributes("#otp-form [name=csrf]", "value").remove(0);
    assert!(!browser.clone().open(&finish).await.has("#new-password-form"));
    let fields = [("csrf", csrf.as_str()), ("new_password", CHOSEN), ("ceremony", "x")];
    assert_eq!(browser.clone().post(format!("{finish}/options"), &fields).await.status, 409);
    for step in ["", "/password"] {
        let mut tab = browser.clone();
        assert!(!tab.post(format!("{finish}{step}"), &fields).await.is_outside, "{step}");
    }
    sign_in_as_before(&op).await;
}

/// Alice's password is what it was.
async fn sign_in_as_before(op: &Op) {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
}

/// WebAuthn §13.4.3: an answer is good once, for the account, the pass, the browser and the tenant that asked.
#[tokio::test]
async fn an_answer_is_good_where_it_was_asked() {
    let op = Op::start(open_to_passkeys()).await;
    let mut browser = op.browser();
    begin(&op, &mut browser).await;
    let asked = ask(&browser).await.unwrap();
    let mut device = Device::default();
    let made = device.create(&op.home(), &asked.options).await.unwrap();

    let rp = op.other_tenant("u", open_to_passkeys()).await;
    let mut there = op.browser();
    there.open(&rp.depart(&[]).url).await;
    there.follow("#create-account").await;
    let before = mails(&op);
    there.submit("signup-passkey", &[("name", "Carol"), ("email", EMAIL)]).await;
    let code = newest(&op, before).await.code();
    there.submit("otp-form", &[("otp", &code)]).await;
    answer(&mut there, &asked.ceremony, &made).await;
    assert!(there.page().status == 422 && there.page().has("#passkey-start"), "another tenant");

    let mut elsewhere = op.browser();
    begin(&op, &mut elsewhere).await;
    answer(&mut elsewhere, &asked.ceremony, &made).await;
    assert_eq!(elsewhere.page().status, 422, "another browser");
    assert!(carol(&op).await.is_none());

    answer(&mut browser, &asked.ceremony, &made).await;
    assert!(browser.page().has("#recovery-codes"), "{}", browser.page().html);
    // It is one of that tenant's only, and the other browser is too late.
    there.open(&rp.depart(&[]).url).await;
    op.sign(&mut there, &mut device).await;
    assert_eq!(there.page().status, 422);
    op.make_first(&mut elsewhere, &mut Device::default()).await;
    let page = elsewhere.page();
    assert!(page.status == 422 && page.text("#form-error").contains("taken"), "{}", page.html);
    let (_, _, passkeys) = carol(&op).await.unwrap();
    assert_eq!(passkeys.len(), 1);
}

/// Two tabs of one pass make one account; what the slower one did comes to nothing.
#[tokio::test]
async fn two_tabs_make_one_account() {
    let op = Op::start(open_to_passkeys()).await;
    let mut browser = op.browser();
    begin(&op, &mut browser).await;
    let mut tab = browser.clone();
    let second = ask(&tab).await.unwrap();
    let made = Device::default().create(&op.home(), &second.options).await.unwrap();
    let mut device = Device::default();
    op.make_first(&mut browser, &mut device).await;
    assert!(browser.page().has("#recovery-codes"));
    tab.cookies = browser.cookies.clone();
    answer(&mut tab, &second.ceremony, &made).await;
    assert!(tab.page().has("#recovery-codes"), "the same codes: {}", tab.page().html);
    let (_, _, passkeys) = carol(&op).await.unwrap();
    assert_eq!(passkeys.len(), 1);
}

/// Nor is the slower one of two at the very same moment told that its own address is taken.
#[tokio::test]
async fn of_two_tabs_at_once_neither_is_refused() {
    let op = Op::start(open_to_passkeys()).await;
    let mut one = op.browser();
    begin(&op, &mut one).await;
    let mut two = one.clone();
    let (first, second) = (ask(&one).await.unwrap(), ask(&two).await.unwrap());
    let made = Device::default().create(&op.home(), &first.options).await.unwrap();
    let other = Device::default().create(&op.home(), &second.options).await.unwrap();
    tokio::join!(
        answer(&mut one, &first.ceremony, &made),
        answer(&mut two, &second.ceremony, &other)
    );
    for tab in [&one, &two] {
        assert_ne!(tab.page().status, 422, "{}", tab.page().html);
    }
    let (_, _, passkeys) = carol(&op).await.unwrap();
    assert_eq!(passkeys.len(), 1);
}

/// The link of the mail does in the browser where it began; elsewhere it does nothing but to say no.
#[tokio::test]
async fn the_link_goes_on_where_it_began() {
    let op = Op::start(open_to_passkeys()).await;
    let (mut browser, mut phone) = (op.browser(), op.browser());
    ask_for(&op, &mut browser, EMAIL).await;
    let link = op.mail_to(EMAIL).await.link();
    let page = phone.open(&link).await;
    assert!(page.has("#email-link-deny") && !page.has("#email-link-submit"), "{}", page.html);

    let mut tab = browser.clone();
    tab.open(&link).await;
    let mut twice = tab.clone();
    tab.submit("email-link-form", &[]).await;
    assert!(tab.page().has("#passkey-start"), "{}", tab.page().html);
    assert_eq!(twice.submit("email-link-form", &[]).await.status, 410, "it is used once");
    assert!(carol(&op).await.is_none());
    assert!(browser.reload().await.has("#passkey-start"), "the first tab finds out");
    op.make(&mut browser, &mut Device::default()).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);

    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    other.follow("#create-account").await;
    let fields = [("name", "Dora"), ("email", "dora@example.com")];
    other.submit("signup-passkey", &fields).await;
    let mail = op.mail_to("dora@example.com").await;
    phone.open(mail.link()).await;
    assert!(phone.submit("email-link-deny", &[]).await.has("#email-link-denied"));
    assert_eq!(other.submit("otp-form", &[("otp", &mail.code())]).await.status, 422);
}

/// A password is set after a fresh proof, and removed again by whoever has shown the passkey; each with mail and
/// history. Whoever had signed in with it elsewhere is out.
#[tokio::test]
async fn a_password_is_set_and_removed() {
    let op = Op::start(open_to_passkeys()).await;
    let mut device = Device::default();
    create(&op, &mut op.browser(), &mut device).await;
    op.advance(60);
    let mut browser = at_methods(&op, &mut device).await;
    let page = browser.submit("passkey-remove-1", &[]).await;
    assert_eq!(page.status, 409, "it is the only way in");
    assert!(page.text("#form-error").contains("Set up a password"), "{}", page.html);

    browser.follow("#to-password").await;
    let page = browser.page();
    assert!(page.has("#password-none") && !page.has("#current-password"), "{}", page.html);
    assert!(!page.has("#password-remove"), "there is nothing to remove");
    let page = browser.submit("password-form", &[("new_password", CHOSEN)]).await;
    assert!(page.has("#account-done") && page.has("#password-removal-from"), "{}", page.html);
    assert!(op.mail_about(EMAIL, "was set up").await.subject.contains("password"));
    op.advance(A_WHILE);
    browser.open(at(&op, "/password")).await;
    op.sign(&mut browser, &mut device).await;
    assert!(browser.page().has("#password-remove"), "{}", browser.page().html);

    let (mut other, rp) = (op.browser(), op.rp());
    other.open(&rp.depart(&[]).url).await;
    other.submit("login-form", &[("username", EMAIL)]).await;
    other.submit("login-form", &[("password", CHOSEN)]).await;
    assert!(other.page().query("code").is_some(), "{}", other.page().html);

    let page = browser.submit("password-remove", &[]).await;
    assert!(page.has("#account-done") && page.has("#passkey-rename-1"), "{}", page.html);
    assert!(op.mail_about(EMAIL, "was removed").await.subject.contains("password"));
    let (_, has_password, _) = carol(&op).await.unwrap();
    assert!(!has_password);
    other.open(&rp.depart(&[("prompt", "none")]).url).await;
    assert_eq!(other.page().query("error").as_deref(), Some("login_required"), "it is out");
    let to = rp.depart(&[("prompt", "none")]);
    browser.open(&to.url).await;
    assert_eq!(op.claims(&browser, &rp, &to).await["amr"], json!(["swk", "user", "mfa"]));
    let events = browser.open(at(&op, "/activity")).await.texts("#event-list .person-name");
    for event in ["Passkey added", "Password set up", "Password removed"] {
        assert!(events.iter().any(|held| held == event), "{event}: {events:?}");
    }
}

/// Security: not where the tenant wants passwords, not by another site, not without the passkey shown in this
/// very sign-in, and not without a passkey at all.
#[tokio::test]
async fn a_password_stays_where_a_passkey_does_not_do() {
    let op = Op::start(open_to_passkeys()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    op.advance(A_WHILE);
    let remove = at(&op, "/password/remove");
    let mut browser = op.browser();
    browser.open(at(&op, "/password")).await;
    op.sign(&mut browser, &mut device).await;
    assert!(browser.page().has("#password-remove"), "{}", browser.page().html);
    assert_eq!(browser.clone().post(&remove, &[]).await.status, 400);
    let csrf = browser.page().attributes("#password-remove-form [name=csrf]", "value").remove(0);
    let posted = [("csrf", csrf.as_str())];
    op.set(quick(), false).await;
    assert_eq!(browser.clone().post(&remove, &posted).await.status, 409);
    assert!(!browser.reload().await.has("#password-remove"));
    op.set(open_to_passkeys(), false).await;

    let mut bob = op.browser();
    bob.open(at(&op, "/password")).await;
    sign_in(&mut bob, "bob").await;
    assert!(!bob.page().has("#password-remove"), "bob has no passkey");
    let csrf = bob.page().attributes("#password-form [name=csrf]", "value").remove(0);
    let page = bob.post(&remove, &[("csrf", &csrf)]).await;
    assert!(page.status == 409 && page.has("#form-error"), "{}", page.html);

    op.advance(601);
    let mut stale = browser.clone();
    assert!(!stale.post(&remove, &posted).await.has("#account-done"), "an old proof does not do");
    sign_in_as_before(&op).await;
}

/// Security: a code that stands in for the passkey takes no password away: the passkey may be lost.
#[tokio::test]
async fn whoever_came_in_with_a_recovery_code_keeps_the_password() {
    let op = Op::start(open_to_passkeys()).await;
    let mut device = Device::default();
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    super::passkeys::able_sign_in(&mut browser, "alice").await;
    op.make_first(&mut browser, &mut device).await;
    let codes = browser.page().texts("#recovery-codes li");
    op.advance(A_WHILE);
    let mut lost = op.browser();
    lost.open(at(&op, "/password")).await;
    sign_in(&mut lost, "alice").await;
    lost.follow("#way-recovery-code").await;
    lost.submit("otp-form", &[("otp", &codes[0])]).await;
    let page = lost.submit("password-remove", &[]).await;
    assert!(page.status == 409 && page.text("#form-error").contains("passkey"), "{}", page.html);
    sign_in_as_before(&op).await;
}
