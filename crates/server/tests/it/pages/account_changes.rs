//! Changing one's profile, address and password.
use super::account_member::{at, at_home};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_testkit::{Browser, Device};

const ANOTHER: &str = "seven quiet lanterns drift";

/// A browser in which alice is at a section of her account.
async fn alice_at(op: &Op, rest: &str) -> Browser {
    let mut browser = at_home(op, "alice").await;
    browser.open(at(op, rest)).await;
    browser
}

/// OIDC Core §5.1: what apps are told of her from now on; the pages speak her language.
#[tokio::test]
async fn a_profile_is_saved_and_a_wrong_one_keeps_what_was_typed() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at(&op, "/profile").await;
    let wrong = [("name", ""), ("given_name", "Ada"), ("zoneinfo", "not a zone")];
    let page = browser.submit("profile-form", &wrong).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.attributes("#given-name", "value"), ["Ada"]);
    assert!(page.has("#name[aria-invalid]") && page.has("#zoneinfo[aria-invalid]"));
    let long = "x".repeat(300);
    let page = browser.submit("profile-form", &[("name", &long), ("zoneinfo", "")]).await;
    assert_eq!(page.status, 422);
    let right = [("name", "Ada L"), ("locale", "de"), ("zoneinfo", "Europe/Vienna")];
    let page = browser.submit("profile-form", &right).await;
    assert!(page.has("#account-done"), "{}", page.html);
    assert_eq!(page.attributes("html", "lang"), ["de"]);
    assert_eq!(page.attributes("#name", "value"), ["Ada L"]);
    let odd = browser.submit("profile-form", &[("locale", "<script>")]).await;
    assert_eq!(odd.status, 422);
    let page = browser.post(at(&op, "/profile"), &[("name", "Eve")]).await;
    assert_eq!(page.status, 400, "not a form of ours");
}

/// A password is changed by who knows it, in a browser where they have just shown it.
#[tokio::test]
async fn a_password_is_changed_by_who_knows_it() {
    let op = Op::start(quick()).await;
    let mut other = at_home(&op, "alice").await;
    let (mut app, to) = (other.clone(), op.rp().depart(&[("scope", "openid offline_access")]));
    app.open(&to.url).await;
    let code = app.page().query("code").expect("a code");
    let tokens = op.rp().redeem(&code, &to).await.ok();
    let kept = tokens.json["refresh_token"].as_str().unwrap().to_owned();
    let mut stranger = op.browser();
    stranger.open(format!("{}/t/forgotpassword", op.running.public_url)).await;
    stranger.submit("forgot-form", &[("username", "alice")]).await;
    let forgotten = op.mail_about("alice@example.com", "password").await.link();
    op.advance(601);
    let mut browser = other.clone();
    browser.open(at(&op, "/password")).await;
    assert!(browser.page().has("#login-form"), "a proof of ten minutes ago is too old");
    other = op.browser();
    other.open(at(&op, "")).await;
    sign_in(&mut other, "alice").await;
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert_eq!(browser.page().url.as_str(), at(&op, "/password"));

    let tries = [
        (PASSWORD, "short", "#new-password[aria-invalid]"),
        (PASSWORD, "password1", "#new-password[aria-invalid]"),
        ("wrong", ANOTHER, "#current-password[aria-invalid]"),
        ("", ANOTHER, "#current-password[aria-invalid]"),
    ];
    for (current, new, marked) in tries {
        let fields = [("current_password", current), ("new_password", new)];
        let page = browser.submit("password-form", &fields).await;
        assert_eq!(page.status, 422, "{current} {new}");
        assert!(page.has(marked), "{current} {new}: {}", page.html);
    }
    let fields = [("current_password", PASSWORD), ("new_password", ANOTHER)];
    let page = browser.submit("password-form", &fields).await;
    assert!(page.has("#account-done"), "{}", page.html);
    op.mail_about("alice@example.com", "was changed").await;
    assert_eq!(op.rp().refresh(&kept).await.status, 400, "what an app was given to stay");
    assert_eq!(browser.clone().open(&forgotten).await.status, 410, "a link of before");
    assert!(other.open(at(&op, "")).await.has("#login-form"), "signed out elsewhere");
    let mut fresh = op.browser();
    fresh.open(at(&op, "")).await;
    sign_in(&mut fresh, "alice").await;
    assert_eq!(fresh.page().status, 422, "the old one");
    fresh.submit("login-form", &[("password", ANOTHER)]).await;
    assert!(fresh.page().has("#account-sections"));
}

/// Guessing at the current password is as slow as guessing at sign-in.
#[tokio::test]
async fn guessing_at_the_current_password_becomes_slow() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at(&op, "/password").await;
    for _ in 0..6 {
        let fields = [("current_password", "wrong"), ("new_password", ANOTHER)];
        browser.submit("password-form", &fields).await;
    }
    assert_eq!(browser.page().status, 429);
}

/// Others stay signed in where the person wants them to.
#[tokio::test]
async fn other_browsers_stay_where_the_box_is_not_ticked() {
    let op = Op::start(quick()).await;
    let mut other = at_home(&op, "alice").await;
    let mut browser = alice_at(&op, "/password").await;
    let csrf = browser.page().attributes("#password-form [name=csrf]", "value").remove(0);
    let fields =
        [("csrf", csrf.as_str()), ("current_password", PASSWORD), ("new_password", ANOTHER)];
    browser.post(at(&op, "/password"), &fields).await;
    assert!(browser.page().has("#account-done"));
    assert!(other.open(at(&op, "")).await.has("#account-sections"));
}

/// The new address is proven, the old one hears of it, and afterwards the new one signs in.
#[tokio::test]
async fn an_address_is_changed_by_who_reads_its_mail() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at(&op, "/email").await;
    for (typed, why) in [("alice@", "malformed"), ("ALICE@example.com", "the same")] {
        let page = browser.submit("email-form", &[("email", typed)]).await;
        assert_eq!(page.status, 422, "{why}");
        assert_eq!(page.attributes("#email", "value"), [typed]);
    }
    let page = browser.submit("email-form", &[("email", "New@example.com")]).await;
    assert!(page.has("#otp-form") && page.text("main").contains("new@example.com"));
    let notice = op.mail_to("alice@example.com").await;
    assert!(notice.text.contains("new@example.com"), "{}", notice.text);
    let code = op.mail_to("new@example.com").await.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(browser.submit("otp-form", &[("otp", wrong)]).await.status, 422);
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.has("#account-done"), "{}", page.html);
    assert!(page.text("main").contains("new@example.com"));
    for (name, status) in [("alice@example.com", 422), ("new@example.com", 200)] {
        let mut fresh = op.browser();
        fresh.open(at(&op, "")).await;
        sign_in(&mut fresh, name).await;
        assert_eq!(fresh.page().status, status, "{name}");
    }
}

/// Security: whether an address is somebody's is told to nobody but its owner.
#[tokio::test]
async fn the_address_of_somebody_else_gets_the_same_answer_and_is_not_taken() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at(&op, "/email").await;
    let free = browser.submit("email-form", &[("email", "free@example.com")]).await.text("main");
    browser.follow("#change-email").await;
    let page = browser.submit("email-form", &[("email", "bob@example.com")]).await;
    assert_eq!(page.text("main").replace("bob@", "free@"), free);
    let mail = op.mail_to("bob@example.com").await;
    assert!(mail.subject.contains("already have an account"), "{}", mail.subject);
    for code in ["000000", "123456"] {
        assert_eq!(browser.submit("otp-form", &[("otp", code)]).await.status, 422);
    }
}

/// The link works elsewhere too, for who knows the password; and another code can be had.
#[tokio::test]
async fn a_mailed_link_changes_the_address_too() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at(&op, "/email").await;
    browser.submit("email-form", &[("email", "new@example.com")]).await;
    let void = op.mail_to("new@example.com").await.link();
    browser.submit("otp-resend", &[]).await;
    assert!(browser.page().has("[role=status]"), "{}", browser.page().html);
    let mut link = void.clone();
    while link == void {
        link = op.mail_to("new@example.com").await.link();
    }
    let mut elsewhere = op.browser();
    assert!(elsewhere.open(void).await.has("#email-link-void"), "another one took its place");
    elsewhere.open(link).await;
    let page = elsewhere.submit("email-link-form", &[("password", PASSWORD)]).await;
    assert!(page.has("#email-confirmed"), "{}", page.html);
    let page = browser.open(at(&op, "/email")).await;
    assert!(page.text("main").contains("new@example.com") && page.has("#email-form"));
}

/// Whoever has no password is not asked for one: the code does.
#[tokio::test]
async fn a_mailed_link_asks_nobody_for_a_password_that_they_do_not_have() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    op.give_to_carol().await;
    let mut browser = op.browser();
    browser.open(at(&op, "/email")).await;
    op.sign(&mut browser, &mut device).await;
    browser.submit("email-form", &[("email", "new@example.com")]).await;
    let mail = op.mail_to("new@example.com").await;
    let mut elsewhere = op.browser();
    let page = elsewhere.open(mail.link()).await;
    assert!(page.has("#email-link-elsewhere") && !page.has("#password"), "{}", page.html);
    let csrf = page.attributes("#email-link-deny-form [name=csrf]", "value").remove(0);
    let code = page.attributes("#email-link-deny-form [name=code]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("code", &code), ("password", "")];
    let url = format!("{}t/verifyaccount", op.home());
    assert_eq!(elsewhere.post(url, &fields).await.status, 409, "whatever is posted");
    let page = browser.submit("otp-form", &[("otp", &mail.code())]).await;
    assert!(page.has("#account-done"), "{}", page.html);
}

/// W3C, A Well-Known URL for Changing Passwords.
#[tokio::test]
async fn password_managers_find_the_page() {
    let op = Op::start(quick()).await;
    let root = op.running.public_url.clone();
    for place in [
        format!("{root}/t/.well-known/change-password"),
        format!("{root}/.well-known/change-password"),
    ] {
        let mut browser = at_home(&op, "alice").await;
        let page = browser.open(&place).await;
        assert_eq!(page.url.as_str(), at(&op, "/password"), "{place}");
    }
}
