//! A mailed link or code in place of the password.
use super::account_member::at;
use super::demanded_passwords::demand;
use super::recovery::{alice, write};
use super::second_factor::TWO;
use super::{Op, PASSWORD, UNTIL, quick, sign_in};
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::SecondFactor;
use latchkey_base::Clock as _;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Browser, Mail, decode_jwt};
use serde_json::{Value, json};

const ALICE: &str = "alice@example.com";

fn with_links() -> TenantSettings {
    let mut settings = quick();
    settings.factors.mail_sign_in = true;
    settings
}

/// How many mails there are so far.
pub fn mails(op: &Op) -> usize {
    Mail::all_in(&op.folder.path().join("data/mail")).len()
}

/// Asks for a link under that name.
async fn ask(op: &Op, name: &str) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", name)]).await;
    browser.submit("mail-form", &[]).await;
    browser
}

/// The last mail of a sign-in, and that it is not one of `before`.
async fn mailed(op: &Op, before: usize) -> Mail {
    while mails(op) <= before {
        tokio::task::yield_now().await;
    }
    op.mail_about(ALICE, "code").await
}

/// RFC 8176 §2: `otp`, and one factor.
#[tokio::test]
async fn a_link_signs_in_in_the_browser_that_asked_for_it() {
    let op = Op::start(with_links()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    browser.open(&to.url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    assert!(browser.page().has("#password") && mails(&op) == 0, "{}", browser.page().html);
    browser.submit("mail-form", &[]).await;
    assert!(browser.reload().await.has("#mail-sent"), "the state is a URL");
    let mail = mailed(&op, 0).await;
    let link = mail.link();
    assert!(mail.text.contains(&mail.code()) && mail.subject.contains(&mail.code()));
    let page = browser.open(&link).await;
    assert!(page.has("#mail-link-form") && !page.is_outside, "{}", page.html);
    assert!(page.text(".lead").contains("App") || page.has("#client-logo") || page.has("h1"));
    let page = browser.submit("mail-link-form", &[]).await;
    let tokens = rp.redeem(&page.query("code").expect("a code"), &to).await.ok();
    let claims: Value = decode_jwt(tokens.json["id_token"].as_str().unwrap()).1;
    assert_eq!(claims["amr"], json!(["otp"]));
    assert_eq!(claims["acr"], json!("urn:latchkey:acr:1fa"));
    assert_eq!(browser.open(&link).await.status, 410, "good once");
    let other = op.browser().open(&link).await.clone();
    assert!(other.status == 410 && !other.has("#mail-link-code"));
}

/// Security: a link that somebody sends or forwards signs nobody in where it is opened. It shows the
/// code, which is good where the sign-in began.
#[tokio::test]
async fn in_another_browser_a_link_shows_the_code_and_nothing_happens() {
    let op = Op::start(with_links()).await;
    let mut first = ask(&op, "alice").await;
    let mail = mailed(&op, 0).await;
    let mut other = op.browser();
    let page = other.open(&mail.link()).await.clone();
    assert!(!page.has("#mail-link-form"), "{}", page.html);
    let shown = page.text("#mail-link-code").replace(' ', "");
    assert_eq!(shown, mail.code());
    let token = page.attributes("[name=token]", "value")[0].clone();
    let csrf = page.attributes("[name=csrf]", "value")[0].clone();
    let url = mail.link();
    let posted = other.post(&url, &[("csrf", &csrf), ("token", &token)]).await.clone();
    assert!(posted.has("#mail-link-code") && !posted.is_outside, "{}", posted.html);
    other.open(&op.rp().depart(&[]).url).await;
    assert!(other.page().has("#username"), "nobody is signed in there");
    let spaced = format!("{} {}", &shown[..4], &shown[4..]);
    assert!(first.submit("otp-form", &[("otp", &spaced)]).await.is_outside);
    assert_eq!(other.open(&mail.link()).await.status, 410, "link and code are one");
}

/// Whoever did not ask for it takes it back.
#[tokio::test]
async fn whoever_did_not_ask_voids_link_and_code() {
    let op = Op::start(with_links()).await;
    let mut first = ask(&op, "alice").await;
    let mail = mailed(&op, 0).await;
    let mut owner = op.browser();
    owner.open(&mail.link()).await;
    let page = owner.submit("mail-link-deny-form", &[]).await;
    assert!(page.has("#mail-link-denied"), "{}", page.html);
    assert_eq!(first.submit("otp-form", &[("otp", &mail.code())]).await.status, 422);
    assert_eq!(first.open(&mail.link()).await.status, 410);
}

/// Security: nothing tells who has an account, and nothing is mailed to anybody who has none, to an
/// address that nobody vouches for, or to somebody who may not sign in.
#[tokio::test]
async fn everybody_gets_the_same_words_and_few_get_a_mail() {
    let op = Op::start(with_links()).await;
    let store = op.beside.open().await;
    let now = op.clock.now();
    let mut pages = Vec::new();
    let words = |browser: &Browser, name: &str| {
        let text = format!("{} {}", browser.page().text("h1"), browser.page().text(".lead"));
        (browser.page().status, text.replace(name, "NAME"))
    };
    for name in ["alice@example.com", "nobody@example.com"] {
        let mut browser = ask(&op, name).await;
        let asked = words(&browser, name);
        browser.submit("otp-form", &[("otp", "00000000")]).await;
        let alert = browser.page().text("[role=alert]");
        pages.push((asked, words(&browser, name), alert));
    }
    assert_eq!(pages[0], pages[1]);
    mailed(&op, 0).await;
    let unverified = Account { email_verified: false, ..alice(&op, &store).await };
    let suspended = Account { status: AccountStatus::Suspended, ..alice(&op, &store).await };
    let locked = Account { status: AccountStatus::Locked, ..alice(&op, &store).await };
    for held in [unverified, suspended, locked] {
        write(&op, &store, move |tx| tx.update_account(&held, now)).await;
        assert!(ask(&op, "alice@example.com").await.page().has("#mail-sent"));
    }
    let active = Account { status: AccountStatus::Active, ..alice(&op, &store).await };
    let active = Account { email_verified: true, ..active };
    write(&op, &store, move |tx| tx.update_account(&active, now)).await;
    ask(&op, "bob").await;
    op.mail_to("bob@example.com").await;
    assert_eq!(mails(&op), 2, "to alice at first, and to bob");
    store.close().await;
}

/// Five wrong codes and it is void; in its own pass, whatever happens in others.
#[tokio::test]
async fn codes_are_not_guessed_and_passes_are_apart() {
    let mut settings = with_links();
    settings.throttle.account_burst = 1000;
    let op = Op::start(settings).await;
    let mut owner = ask(&op, "alice").await;
    let code = mailed(&op, 0).await.code();
    let mut stranger = ask(&op, "alice").await;
    let theirs = mailed(&op, 1).await.code();
    assert_eq!(stranger.submit("otp-form", &[("otp", &code)]).await.status, 422, "another pass");
    for _ in 0..4 {
        assert_eq!(stranger.submit("otp-form", &[("otp", "123")]).await.status, 422);
    }
    assert_eq!(stranger.submit("otp-form", &[("otp", &theirs)]).await.status, 422, "used up");
    for odd in ["", " - ", "\0", "１２３４５６７８", &"9".repeat(4000)] {
        assert_eq!(owner.submit("otp-form", &[("otp", odd)]).await.status, 422, "{odd}");
    }
    assert!(owner.submit("otp-form", &[("otp", &code)]).await.is_outside, "not by the owner");
}

/// Security: of two who use link and code at once, one gets in.
#[tokio::test]
async fn link_and_code_at_once_sign_in_once() {
    let op = Op::start(with_links()).await;
    let mut tab = ask(&op, "alice").await;
    let mail = mailed(&op, 0).await;
    let mut link = tab.clone();
    link.open(&mail.link()).await;
    let code = mail.code();
    let typed = [("otp", code.as_str())];
    let (first, second) =
        tokio::join!(tab.submit("otp-form", &typed), link.submit("mail-link-form", &[]));
    let (first, second) = (first.query("code"), second.query("code"));
    assert!(first.is_some() ^ second.is_some(), "{first:?} {second:?}");
}

/// A new mail voids the one before; both are of one form.
#[tokio::test]
async fn only_the_last_mail_counts() {
    let op = Op::start(with_links()).await;
    let mut browser = ask(&op, "alice").await;
    let old = mailed(&op, 0).await;
    browser.submit("resend-form", &[]).await;
    assert!(browser.page().has("[role=status]"), "{}", browser.page().html);
    let new = mailed(&op, 1).await;
    assert_ne!(old.code(), new.code());
    assert_eq!(op.browser().open(&old.link()).await.status, 410);
    assert_eq!(browser.submit("otp-form", &[("otp", &old.code())]).await.status, 422);
    assert!(browser.submit("otp-form", &[("otp", &new.code())]).await.is_outside);
}

/// Security: whoever has a second factor is asked for it, and two things that are held are one factor.
#[tokio::test]
async fn a_second_factor_is_asked_for_after_the_link() {
    let op = Op::start(with_links()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let before = mails(&op);
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    browser.open(&to.url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("mail-form", &[]).await;
    let code = mailed(&op, before).await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(!page.is_outside && page.has("#way-recovery-code"), "{}", page.html);
    assert!(!page.has("#way-password"), "no password in place of it");
    let password = page.url.join("password").unwrap();
    browser.open(&password).await;
    let page = browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.has("#otp") && !page.is_outside, "nor by its address: {}", page.html);
    let mut browser = op.browser();
    let before = mails(&op);
    let to = rp.depart(&[]);
    browser.open(&to.url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("mail-form", &[]).await;
    let code = mailed(&op, before).await.code();
    browser.submit("otp-form", &[("otp", &code)]).await;
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["otp"]), &json!("urn:latchkey:acr:1fa")));
}

/// Where two factors are demanded the password comes after the link, and it is the same person's.
#[tokio::test]
async fn the_password_is_the_second_factor_where_two_are_demanded() {
    let op = Op::start(with_links()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[("acr_values", TWO)]);
    browser.open(&to.url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("mail-form", &[]).await;
    let code = mailed(&op, 0).await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.has("#password") && !page.has("#mail-form"), "{}", page.html);
    assert_eq!(browser.submit("login-form", &[("password", "wrong")]).await.status, 422);
    browser.submit("login-form", &[("username", "bob"), ("password", PASSWORD)]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["otp", "pwd", "mfa"]), &json!(TWO)));
    assert_eq!(claims["sub"], json!(alice_id(&op).await), "whatever name was posted");
}

async fn alice_id(op: &Op) -> String {
    let store = op.beside.open().await;
    let id = alice(op, &store).await.id.to_string();
    store.close().await;
    id
}

/// Nobody gets in so where the tenant does not say so, whatever was mailed before.
#[tokio::test]
async fn nothing_of_it_is_there_where_it_is_off() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    let page = browser.page().clone();
    assert!(page.has("#password") && !page.has("#mail-form"), "{}", page.html);
    let csrf = page.attributes("[name=csrf]", "value")[0].clone();
    for path in ["mail", "mail/send", "passwordless"] {
        let url = page.url.join(path).unwrap();
        browser.post(&url, &[("csrf", &csrf), ("otp", "12345678"), ("token", "x")]).await;
        assert!(!browser.page().has("#mail-sent") && !browser.page().is_outside, "{path}");
    }
    assert_eq!(mails(&op), 0);
}

/// Security: CSRF and login CSRF, and what other tenants mailed.
#[tokio::test]
async fn foreign_forms_and_foreign_links_do_nothing() {
    let op = Op::start(with_links()).await;
    op.other_tenant("u", with_links()).await;
    let mut browser = ask(&op, "alice").await;
    let mail = mailed(&op, 0).await;
    let url = browser.page().url.clone();
    for csrf in ["", "AAAA"] {
        let page = browser.post(&url, &[("csrf", csrf), ("otp", &mail.code())]).await;
        assert!(page.status == 400 && !page.is_outside, "{}", page.html);
        let link = mail.link();
        let token = link.query_pairs().next().unwrap().1.into_owned();
        let page = browser.post(&link, &[("csrf", csrf), ("token", &token)]).await;
        assert!(!page.is_outside && page.has("#mail-link-form"), "{}", page.html);
    }
    let elsewhere = mail.link().as_str().replace("/t/", "/u/");
    assert_eq!(browser.open(elsewhere).await.status, 410);
    browser.open(&url).await;
    assert!(browser.submit("otp-form", &[("otp", &mail.code())]).await.is_outside, "unharmed");
}

/// Security: an address that was given up, a new password, a suspension: each voids what was mailed.
#[tokio::test]
async fn a_mail_does_not_outlive_what_it_was_mailed_for() {
    let op = Op::start(with_links()).await;
    let store = op.beside.open().await;
    let now = op.clock.now();
    let mut browser = ask(&op, "alice").await;
    let mail = mailed(&op, 0).await;
    let before = alice(&op, &store).await;
    let moved = Account { email: Some("new@example.com".to_owned()), ..before.clone() };
    write(&op, &store, move |tx| tx.update_account(&moved, now)).await;
    assert_eq!(browser.submit("otp-form", &[("otp", &mail.code())]).await.status, 422);
    let back = before.clone();
    write(&op, &store, move |tx| tx.update_account(&back, now)).await;

    let mut browser = ask(&op, "alice").await;
    let mail = mailed(&op, 1).await;
    let suspended = Account { status: AccountStatus::Suspended, ..before.clone() };
    write(&op, &store, move |tx| tx.update_account(&suspended, now)).await;
    assert!(!browser.submit("otp-form", &[("otp", &mail.code())]).await.is_outside);
    write(&op, &store, move |tx| tx.update_account(&before, now)).await;

    let mut browser = ask(&op, "alice").await;
    let mail = mailed(&op, 2).await;
    op.advance(15 * 60);
    assert_eq!(browser.submit("otp-form", &[("otp", &mail.code())]).await.status, 422, "too late");
    assert_eq!(op.browser().open(&mail.link()).await.status, 410);
    store.close().await;
}

/// Security: whoever has had the mailbox is out when its owner leaves it; the owner stays.
#[tokio::test]
async fn sessions_that_a_mail_began_end_with_the_address() {
    let op = Op::start(with_links()).await;
    let mut thief = ask(&op, "alice").await;
    let code = mailed(&op, 0).await.code();
    assert!(thief.submit("otp-form", &[("otp", &code)]).await.is_outside);
    let is_in = async |browser: &mut Browser| {
        browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
        browser.page().query("code").is_some()
    };
    assert!(is_in(&mut thief).await);
    let mut owner = op.browser();
    owner.open(at(&op, "/email")).await;
    sign_in(&mut owner, "alice").await;
    owner.submit("email-form", &[("email", "new@example.com")]).await;
    let code = op.mail_to("new@example.com").await.code();
    assert!(owner.submit("otp-form", &[("otp", &code)]).await.has("#account-done"));
    assert!(!is_in(&mut thief).await);
    assert!(is_in(&mut owner).await);
}

/// Security: strangers fill nobody's mailbox, and do not keep owners from signing in so in a browser
/// that they have used before.
#[tokio::test]
async fn strangers_use_up_no_mail_of_an_owners_browser() {
    let op = Op::start(with_links()).await;
    let mut own = op.browser();
    own.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut own, "alice").await;
    assert!(own.page().is_outside);
    for _ in 0..5 {
        assert!(ask(&op, ALICE).await.page().has("#mail-sent"));
    }
    let refused = ask(&op, ALICE).await;
    assert!(refused.page().status == 429 && refused.page().has(UNTIL));
    own.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    own.submit("mail-form", &[]).await;
    assert!(own.page().has("#mail-sent"), "{}", own.page().html);
    let code = mailed(&op, 5).await.code();
    assert!(own.submit("otp-form", &[("otp", &code)]).await.is_outside);
    own.open(format!("{}t/forgotpassword", op.home())).await;
    let page = own.submit("forgot-form", &[("username", ALICE)]).await;
    assert!(page.has("#forgot-sent"), "{}", page.html);
    op.mail_about(ALICE, "password").await;
}

/// On one page with the password it is one link away, and takes the name there.
#[tokio::test]
async fn it_can_be_had_where_name_and_password_are_on_one_page() {
    let mut settings = with_links();
    settings.accounts.one_page_sign_in = true;
    let op = Op::start(settings).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.follow("#mail-sign-in").await;
    assert_eq!(browser.submit("mail-form", &[("username", " ")]).await.status, 422);
    browser.submit("mail-form", &[("username", "Alice")]).await;
    assert!(browser.page().has("#mail-sent"), "{}", browser.page().html);
    assert!(browser.follow("#use-password").await.has("#password"));
    let code = mailed(&op, 0).await.code();
    browser.open(&browser.page().url.join("mail").unwrap()).await;
    assert!(browser.submit("otp-form", &[("otp", &code)]).await.is_outside);
}

/// A browser in which alice has signed in with a link.
async fn signed_in(op: &Op) -> Browser {
    let mut browser = ask(op, "alice").await;
    let before = mails(op).saturating_sub(1);
    let code = mailed(op, before).await.code();
    assert!(browser.submit("otp-form", &[("otp", &code)]).await.is_outside);
    browser
}

/// RFC 9470 §5: a live session that began with a link becomes one of two factors by the password.
#[tokio::test]
async fn a_session_that_began_with_a_link_can_be_stepped_up() {
    let op = Op::start(with_links()).await;
    let mut browser = signed_in(&op).await;
    let (rp, wrong) = (op.rp(), [("password", "wrong")]);
    let to = rp.depart(&[("acr_values", TWO)]);
    let page = browser.open(&to.url).await;
    assert!(page.has("#password") && !page.has("#mail-form"), "{}", page.html);
    assert_eq!(browser.submit("login-form", &wrong).await.status, 422);
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["otp", "pwd", "mfa"]), &json!(TWO)));
}

/// Security: a session that began with a link opens the account pages while links are a way in, and
/// no longer.
#[tokio::test]
async fn the_account_pages_ask_anew_where_links_are_off_again() {
    let op = Op::start(with_links()).await;
    let mut off = signed_in(&op).await;
    let mut on = off.clone();
    assert!(on.open(at(&op, "")).await.has("#account-sections"), "{}", on.page().html);
    op.set(quick(), false).await;
    off.open(at(&op, "")).await;
    off.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(off.page().has("#account-sections"), "{}", off.page().html);
}

/// Security: where nobody chooses a password by mail, nobody does after a mailed link either.
#[tokio::test]
async fn a_mailbox_alone_is_worth_no_new_password_where_none_is_chosen_by_mail() {
    for (password_reset, asked) in [(true, true), (false, false)] {
        let mut settings = with_links();
        settings.accounts.password_reset = password_reset;
        let op = Op::start(settings).await;
        demand(&op).await;
        let mut browser = ask(&op, "alice").await;
        let code = mailed(&op, 0).await.code();
        let page = browser.submit("otp-form", &[("otp", &code)]).await;
        assert_eq!(page.has("#choose-password-form"), asked, "{}", page.html);
        assert_eq!(page.is_outside, !asked);
    }
}

/// Security: a tenant that asks two factors of everybody gets them.
#[tokio::test]
async fn a_demand_for_two_holds_for_everybody() {
    let mut settings = with_links();
    settings.factors.second_factor = SecondFactor::Always;
    let op = Op::start(settings).await;
    let mut browser = ask(&op, "alice").await;
    let code = mailed(&op, 0).await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.has("#password") && !page.is_outside, "{}", page.html);
    let page = browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.is_outside, "{}", page.html);
}
