//! Sign-in methods: setting up, replacing and removing a second factor at one's own account.
use super::account_member::{at, at_home};
use super::second_factor::{Enrolled, with};
use super::{Op, PASSWORD, UNTIL, quick, sign_in};
use latchkey_authn::{Proof, SecondFactor};
use latchkey_testkit::{Authenticator, Browser, Mail, Page};

/// A browser in which alice is at her sign-in methods.
async fn alice_at_methods(op: &Op) -> Browser {
    let mut browser = at_home(op, "alice").await;
    browser.open(at(op, "/security")).await;
    browser
}

/// Presses the button within the form of a row.
pub async fn press<'a>(browser: &'a mut Browser, button: &str) -> &'a Page {
    browser.submit(button, &[]).await
}

/// Sets up an app from the list of methods; a step passes.
pub async fn set_up(op: &Op, browser: &mut Browser) -> Enrolled {
    press(browser, "totp-set-up").await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let codes = browser.page().texts("#recovery-codes li");
    op.advance(30);
    Enrolled { app, codes }
}

/// Waits until she was written to about this.
async fn mailed(op: &Op, about: &str) {
    let folder = op.folder.path().join("data/mail");
    let is_there = || Mail::all_in(&folder).iter().any(|mail| mail.subject.contains(about));
    while !is_there() {
        tokio::task::yield_now().await;
    }
}

async fn events(op: &Op, browser: &mut Browser) -> Vec<String> {
    browser.open(at(op, "/activity")).await.texts("#event-list .person-name")
}

/// From nothing to a factor that is asked for from then on; the page survives reload.
#[tokio::test]
async fn an_app_is_set_up_and_asked_for_from_then_on() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    assert!(browser.page().has("#to-password") && !browser.page().has("#codes-renew"));
    press(&mut browser, "totp-set-up").await;
    let key = browser.page().text("#totp-key");
    assert_eq!(browser.reload().await.text("#totp-key"), key);
    for wrong in ["", "000000"] {
        let page = browser.submit("otp-form", &[("otp", wrong)]).await;
        assert_eq!(page.status, 422, "{wrong:?}");
        assert_eq!(page.text("#totp-key"), key, "{wrong:?}");
    }
    let app = Authenticator::typed(&key);
    let page = browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let codes = page.texts("#recovery-codes li");
    assert_eq!(codes.len(), 10, "{}", page.html);
    assert_eq!(browser.reload().await.texts("#recovery-codes li"), codes);
    let shown = browser.page().url.clone();
    let page = browser.submit("recovery-codes-form", &[]).await;
    assert!(page.has("#account-done") && page.has("#totp-remove"), "{}", page.html);
    assert!(page.text("#account-done").contains("app is set up"), "no older codes are spoken of");
    assert!(!browser.open(shown).await.has("#recovery-codes"), "they were shown once");
    mailed(&op, "second step was set up").await;

    op.advance(30);
    let mut fresh = op.browser();
    fresh.open(at(&op, "")).await;
    sign_in(&mut fresh, "alice").await;
    assert!(fresh.page().has("#otp-form"), "{}", fresh.page().html);
    fresh.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(fresh.page().has("#account-sections"));
    let noted = events(&op, &mut fresh).await;
    for one in ["Authenticator app set up", "New recovery codes made"] {
        assert!(noted.iter().any(|event| event == one), "{one}: {noted:?}");
    }
}

/// What was shown is what counts: the browser that set it up goes on, at apps as well.
#[tokio::test]
async fn the_session_that_set_it_up_has_shown_both() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    set_up(&op, &mut browser).await;
    assert!(browser.open(at(&op, "/security")).await.has("#method-list"), "not asked again");
    let (rp, two) = (op.rp(), super::second_factor::TWO);
    let to = rp.depart(&[("acr_values", two), ("prompt", "none")]);
    browser.open(&to.url).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!(claims["acr"], two);
}

/// A new phone: the old one's codes no longer count, the list of recovery codes stays.
#[tokio::test]
async fn an_app_is_replaced_by_another() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    let old = set_up(&op, &mut browser).await;
    browser.open(at(&op, "/security")).await;
    press(&mut browser, "totp-set-up").await;
    let new = Authenticator::typed(&browser.page().text("#totp-key"));
    let page = browser.submit("otp-form", &[("otp", &new.code_at(op.seconds()))]).await;
    assert!(page.has("#account-done") && !page.has("#recovery-codes"), "{}", page.html);
    mailed(&op, "Another authenticator").await;
    op.advance(30);
    let mut fresh = op.browser();
    fresh.open(at(&op, "")).await;
    sign_in(&mut fresh, "alice").await;
    let page = fresh.submit("otp-form", &[("otp", &old.app.code_at(op.seconds()))]).await;
    assert_eq!(page.status, 422);
    fresh.follow("#way-recovery-code").await;
    fresh.submit("otp-form", &[("otp", &old.codes[0])]).await;
    assert!(fresh.page().has("#account-sections"), "{}", fresh.page().html);
}

/// Security: who sits at a browser that was left alone, or knows only the password, takes no
/// factor away, wherever sign-ins do without.
#[tokio::test]
async fn a_factor_is_not_taken_away_without_it() {
    for second_factor in [SecondFactor::Never, SecondFactor::IfEnrolled] {
        let op = Op::start(with(second_factor)).await;
        let mut browser = alice_at_methods(&op).await;
        set_up(&op, &mut browser).await;
        browser.open(at(&op, "/security")).await;
        let csrf = browser.page().attributes("#totp-remove-form [name=csrf]", "value").remove(0);
        op.advance(601);
        let fields = [("csrf", csrf.as_str()), ("factor", "totp")];
        let page = browser.post(at(&op, "/security/remove"), &fields).await;
        assert!(page.has("#login-form"), "{second_factor:?}: left alone");
        browser.submit("login-form", &[("password", PASSWORD)]).await;
        assert!(browser.page().has("#otp-form"), "{second_factor:?}: only the password");
        let page = browser.post(at(&op, "/security/remove"), &fields).await;
        assert!(page.has("#login-form"), "{second_factor:?}");
    }
}

/// Security: whoever got into an app with the password alone gets no further.
#[tokio::test]
async fn an_own_account_asks_for_a_factor_that_apps_do_without() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let mut browser = alice_at_methods(&op).await;
    let app = set_up(&op, &mut browser).await.app;
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut other, "alice").await;
    assert!(other.page().query("code").is_some(), "{}", other.page().html);
    for section in ["", "/security", "/password", "/email", "/data"] {
        let page = other.open(at(&op, section)).await;
        assert!(page.has("#otp-form"), "{section}: {}", page.html);
    }
    other.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(other.page().has("#data-form"), "{}", other.page().html);
}

/// Security: a code from the phone makes no fresh proof of a password that was typed long ago.
#[tokio::test]
async fn a_second_factor_alone_does_not_refresh_a_sign_in() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let mut browser = alice_at_methods(&op).await;
    let app = set_up(&op, &mut browser).await.app;
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut other, "alice").await;
    assert!(other.page().query("code").is_some(), "{}", other.page().html);
    op.advance(601);
    for section in ["/security", ""] {
        let page = other.open(at(&op, section)).await;
        assert!(page.has("#login-form #password"), "{section}: {}", page.html);
        assert!(!page.has("#otp-form"), "{section}");
    }
    other.submit("login-form", &[("password", PASSWORD)]).await;
    other.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(other.page().has("#account-sections"), "{}", other.page().html);
    assert!(other.open(at(&op, "/security")).await.has("#method-list"));
}

/// A session that began before the factor was set up, elsewhere, is asked for it, too.
#[tokio::test]
async fn a_factor_that_was_set_up_elsewhere_is_asked_for_here() {
    let op = Op::start(quick()).await;
    let mut before = at_home(&op, "alice").await;
    let mut browser = alice_at_methods(&op).await;
    let app = set_up(&op, &mut browser).await.app;
    assert!(before.open(at(&op, "/sessions")).await.has("#otp-form"));
    before.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(before.page().has("#session-list"), "{}", before.page().html);
}

#[tokio::test]
async fn an_app_is_removed_and_the_codes_with_it() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    set_up(&op, &mut browser).await;
    browser.open(at(&op, "/security")).await;
    let page = browser.post(at(&op, "/security/remove"), &[("factor", "totp")]).await;
    assert_eq!(page.status, 400, "not a form of ours");
    let page = browser.submit("totp-remove-form", &[]).await;
    assert!(page.has("#account-done") && page.has("#totp-set-up"), "{}", page.html);
    assert!(!page.has("#totp-remove") && !page.has("#method-recovery-codes"));
    mailed(&op, "was removed").await;
    let mut fresh = at_home(&op, "alice").await;
    assert!(events(&op, &mut fresh).await.contains(&"Authenticator app removed".to_owned()));
}

/// The last factor stays where everybody needs one, whatever is posted.
#[tokio::test]
async fn a_factor_that_the_tenant_demands_is_not_removed() {
    let op = Op::start(with(SecondFactor::Always)).await;
    let mut browser = op.browser();
    browser.open(at(&op, "/security")).await;
    sign_in(&mut browser, "alice").await;
    op.set_up(&mut browser).await;
    assert!(browser.page().has("#totp-needed"), "{}", browser.page().html);
    assert!(!browser.page().has("#totp-remove"));
    let csrf = browser.page().attributes("[name=csrf]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("factor", "totp")];
    let page = browser.post(at(&op, "/security/remove"), &fields).await;
    assert_eq!(page.status, 409);
    assert!(page.has("#form-error") && page.has("#totp-needed"));
}

/// Where a mailed code does as well, the app may go, and the recovery codes stay.
#[tokio::test]
async fn one_of_two_second_factors_may_go() {
    let mut settings = with(SecondFactor::Always);
    settings.factors.allowed = vec![Proof::Totp, Proof::Email, Proof::RecoveryCode];
    let op = Op::start(settings).await;
    let mut browser = op.browser();
    browser.open(at(&op, "/security")).await;
    sign_in(&mut browser, "alice").await;
    browser.submit("resend-form", &[]).await;
    let code = op.mail_to("alice@example.com").await.code();
    browser.submit("otp-form", &[("otp", &code)]).await;
    set_up(&op, &mut browser).await;
    browser.submit("recovery-codes-form", &[]).await;
    let page = browser.submit("totp-remove-form", &[]).await;
    assert!(page.has("#account-done") && page.has("#totp-set-up"), "{}", page.html);
    assert!(page.text("#method-recovery-codes").contains("10 left"));
}

/// New codes void the old ones at once, and are good.
#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_ones() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    let old = set_up(&op, &mut browser).await.codes;
    browser.open(at(&op, "/security")).await;
    let new = press(&mut browser, "codes-renew").await.texts("#recovery-codes li");
    assert_eq!(new.len(), 10);
    mailed(&op, "New recovery codes").await;
    let stolen = browser.page().url.clone();
    assert!(!at_home(&op, "bob").await.open(stolen).await.has("#recovery-codes"), "of alice's");
    browser.submit("recovery-codes-form", &[]).await;
    assert!(browser.page().text("#account-done").contains("Older ones"));
    assert!(browser.page().text("#method-recovery-codes").contains("10 left"));
    for (code, is_good) in [(&old[0], false), (&new[0], true)] {
        let mut fresh = op.browser();
        fresh.open(at(&op, "/security")).await;
        sign_in(&mut fresh, "alice").await;
        fresh.follow("#way-recovery-code").await;
        let page = fresh.submit("otp-form", &[("otp", code)]).await;
        assert_eq!(page.has("#method-list"), is_good, "{}", page.html);
        if is_good {
            assert!(page.text("#method-recovery-codes").contains("9 left"));
            let noted = events(&op, &mut fresh).await;
            assert!(noted.contains(&"Recovery code used".to_owned()), "{noted:?}");
        }
    }
}

/// Nobody sets anything up in the name of another, nor without a form of ours.
#[tokio::test]
async fn a_set_up_belongs_to_one_person_in_one_browser() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    for action in ["/security/totp", "/security/recovery-codes"] {
        let page = browser.post(at(&op, action), &[]).await;
        assert!(page.has("#method-list"), "{action}: {}", page.html);
    }
    press(&mut browser, "totp-set-up").await;
    let place = browser.page().url.clone();
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    let mut bob = at_home(&op, "bob").await;
    assert!(!bob.open(place.clone()).await.has("#totp-key"));
    let csrf = bob.page().attributes("[name=csrf]", "value").remove(0);
    let code = app.code_at(op.seconds());
    bob.post(place.clone(), &[("csrf", &csrf), ("otp", &code)]).await;
    assert!(bob.page().has("#totp-set-up") && !bob.page().has("#totp-remove"));
    let page = browser.post(place, &[("otp", &code)]).await;
    assert_eq!(page.status, 400);
    for odd in ["/security/totp/x", "/security/recovery-codes/x"] {
        assert!(browser.open(at(&op, odd)).await.has("#method-list"), "{odd}");
    }
}

/// Each list is a row, an event and a mail: there is an end to how many somebody makes.
#[tokio::test]
async fn recovery_codes_are_not_made_without_end() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    set_up(&op, &mut browser).await;
    for _ in 0..5 {
        browser.open(at(&op, "/security")).await;
        assert!(press(&mut browser, "codes-renew").await.has("#recovery-codes"));
    }
    let codes = browser.page().texts("#recovery-codes li");
    browser.open(at(&op, "/security")).await;
    let page = press(&mut browser, "codes-renew").await;
    assert!(page.status == 429 && page.has(UNTIL), "{}", page.html);
    let mut fresh = op.browser();
    fresh.open(at(&op, "")).await;
    sign_in(&mut fresh, "alice").await;
    fresh.follow("#way-recovery-code").await;
    fresh.submit("otp-form", &[("otp", &codes[0])]).await;
    assert!(fresh.page().has("#account-sections"), "the last list counts");
}

/// A second thing to sign in with leaves the printed list as it is.
#[tokio::test]
async fn whoever_has_recovery_codes_keeps_them_with_another_factor() {
    let op = Op::start(quick()).await;
    let mut browser = alice_at_methods(&op).await;
    let mut device = latchkey_testkit::Device::default();
    op.make_first(&mut browser, &mut device).await;
    let codes = browser.page().texts("#recovery-codes li");
    assert_eq!(codes.len(), 10, "{}", browser.page().html);
    browser.submit("recovery-codes-form", &[]).await;
    press(&mut browser, "totp-set-up").await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    let page = browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(page.has("#account-done") && !page.has("#recovery-codes"), "{}", page.html);
    let mut fresh = op.browser();
    fresh.open(at(&op, "")).await;
    sign_in(&mut fresh, "alice").await;
    fresh.follow("#way-recovery-code").await;
    fresh.submit("otp-form", &[("otp", &codes[0])]).await;
    assert!(fresh.page().has("#account-sections"), "{}", fresh.page().html);
}
