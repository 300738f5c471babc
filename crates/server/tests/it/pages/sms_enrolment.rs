//! A number for texted codes: set up, changed and removed.
use super::account_member::{at, at_home};
use super::recovery::alice;
use super::second_factor::{TWO, with};
use super::sms::{NUMBER, OTHER, set_up, texted, texts, with_texts, wrong};
use super::{Op, sign_in};
use latchkey_authn::{Proof, SecondFactor};
use latchkey_testkit::{Authenticator, Browser, Page};

async fn events(op: &Op, browser: &mut Browser) -> Vec<String> {
    browser.open(at(op, "/activity")).await.texts("#event-list .person-name")
}

/// From nothing to a factor that is asked for; each state is a page that survives reload.
#[tokio::test]
async fn a_number_is_set_up_once_its_code_was_typed() {
    let op = Op::start(with_texts()).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/security")).await;
    browser.follow("#sms-set-up").await;
    for typed in ["", "07700 900112", "+44 77", "alice"] {
        let page = browser.submit("phone-form", &[("phone", typed)]).await;
        assert_eq!(page.status, 422, "{typed}");
        assert_eq!(page.attributes("#phone", "value"), [typed], "what was typed is kept");
    }
    assert_eq!(texts(&op), 0);
    browser.submit("phone-form", &[("phone", " +44 (0)7700 900-112 ")]).await;
    let code = texted(&op, 1).await.code();
    assert!(browser.reload().await.text(".lead").contains(NUMBER));
    for typed in ["", wrong(&code)] {
        let page = browser.submit("otp-form", &[("otp", typed)]).await;
        assert!(page.status == 422 && page.has("#otp"), "{typed}: {}", page.html);
    }
    browser.submit("resend-form", &[]).await;
    let newer = texted(&op, 2).await.code();
    if newer != code {
        assert_eq!(browser.submit("otp-form", &[("otp", &code)]).await.status, 422, "void");
    }
    let page = browser.submit("otp-form", &[("otp", &newer)]).await;
    assert_eq!(page.texts("#recovery-codes li").len(), 10, "{}", page.html);
    let page = browser.submit("recovery-codes-form", &[]).await;
    assert!(page.has("#account-done") && page.has("#sms-remove"), "{}", page.html);
    assert!(
        page.text("#account-done").contains("texted to your number"),
        "no older codes are spoken of"
    );
    assert_eq!(page.text("#sms-number"), "+44 •••• ••12");
    assert!(!page.html.contains("900112"));
    let notice = op.mail_about("alice@example.com", "second step was set up").await;
    assert!(notice.text.contains("••12") && !notice.text.contains("900112"), "{}", notice.text);
    let noted = events(&op, &mut browser).await;
    assert!(noted.contains(&"Number for texted codes set up".to_owned()), "{noted:?}");

    let (rp, mut same) = (op.rp(), browser.clone());
    let to = rp.depart(&[("acr_values", TWO), ("prompt", "none")]);
    same.open(&to.url).await;
    assert_eq!(op.claims(&same, &rp, &to).await["acr"], TWO, "whoever set it up has shown it");
}

/// Security: a code counts in the session that asked for it, and whoever asks has shown who they are.
#[tokio::test]
async fn a_number_is_set_up_where_that_was_begun() {
    let op = Op::start(with_texts()).await;
    let mut first = at_home(&op, "alice").await;
    let mut second = at_home(&op, "alice").await;
    first.open(at(&op, "/security/sms")).await;
    first.submit("phone-form", &[("phone", NUMBER)]).await;
    let code = texted(&op, 1).await.code();
    let page = second.open(at(&op, "/security/sms")).await;
    assert!(page.has("#phone-form") && !page.html.contains("900112"), "{}", page.html);
    let csrf = page.attributes("[name=csrf]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("otp", &code)];
    assert!(second.post(at(&op, "/security/sms/confirm"), &fields).await.has("#phone-form"));
    let fields = [("csrf", csrf.as_str()), ("phone", OTHER)];
    let page = first.post(at(&op, "/security/sms"), &fields).await;
    assert_eq!(page.status, 400, "not a form of that session");
    op.advance(601);
    assert!(first.open(at(&op, "/security/sms")).await.has("#password"), "not long ago");
}

/// Another number takes the place of the first: other sessions in which that was shown end.
#[tokio::test]
async fn a_number_is_changed() {
    let op = Op::start(with_texts()).await;
    let mut browser = at_home(&op, "alice").await;
    set_up(&op, &mut browser, NUMBER).await;
    let mut other = super::sms::at_the_step(&op).await;
    other.submit("resend-form", &[]).await;
    let code = texted(&op, 2).await.code();
    assert!(other.submit("otp-form", &[("otp", &code)]).await.is_outside);
    assert!(other.open(at(&op, "/security")).await.has("#sms-number"));

    assert!(set_up(&op, &mut browser, OTHER).await.is_empty());
    assert_eq!(browser.page().text("#sms-number"), "+44 •••• ••99");
    op.mail_about("alice@example.com", "Another phone number").await;
    assert!(!other.open(at(&op, "/security")).await.has("#method-list"), "signed out");
    let store = op.beside.open().await;
    assert_eq!(alice(&op, &store).await.profile.phone_number.as_deref(), Some(OTHER));
    store.close().await;
}

fn has_no_number(page: &Page) -> bool {
    page.has("#account-done") && page.has("#sms-set-up") && !page.has("#sms-remove")
}

/// With the last second factor the recovery codes go, and the number goes from the profile.
#[tokio::test]
async fn a_number_is_removed_and_the_codes_with_it() {
    let op = Op::start(with_texts()).await;
    let mut browser = at_home(&op, "alice").await;
    set_up(&op, &mut browser, NUMBER).await;
    let page = browser.post(at(&op, "/security/remove"), &[("factor", "sms")]).await;
    assert_eq!(page.status, 400, "not a form of ours");
    let page = browser.submit("sms-remove-form", &[]).await;
    assert!(has_no_number(page) && !page.has("#method-recovery-codes"), "{}", page.html);
    op.mail_about("alice@example.com", "was removed").await;
    let noted = events(&op, &mut browser).await;
    assert!(noted.contains(&"Number for texted codes removed".to_owned()), "{noted:?}");
    let store = op.beside.open().await;
    let profile = alice(&op, &store).await.profile;
    assert!(profile.phone_number.is_none() && !profile.phone_number_verified);
    store.close().await;
    let mut fresh = op.browser();
    fresh.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut fresh, "alice").await;
    assert!(fresh.page().is_outside, "the password is enough: {}", fresh.page().html);
}

/// Security: a number that came lately goes when the account is locked, and no app hears of it as the
/// owner's.
#[tokio::test]
async fn a_lock_takes_a_late_number_away() {
    let op = Op::start(with_texts()).await;
    let mut browser = at_home(&op, "alice").await;
    set_up(&op, &mut browser, NUMBER).await;
    browser.open(at(&op, "/security/lock")).await;
    assert!(browser.submit("lock-form", &[]).await.has("#lock-done"));
    let store = op.beside.open().await;
    let account = alice(&op, &store).await;
    assert!(account.profile.phone_number.is_none() && !account.profile.phone_number_verified);
    let id = account.id;
    super::recovery::write(&op, &store, move |tx| {
        assert!(tx.phone(id)?.is_none());
        Ok(())
    })
    .await;
    store.close().await;
}

/// The last factor stays where everybody needs one, whatever is posted.
#[tokio::test]
async fn a_number_that_the_tenant_demands_is_not_removed() {
    let mut settings = with(SecondFactor::Always);
    settings.factors.allowed = vec![Proof::Sms];
    let op = Op::start(settings).await;
    let mut browser = op.browser();
    browser.open(at(&op, "/security")).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#phone-form"), "{}", browser.page().html);
    assert!(!browser.page().has("#use-totp"));
    browser.submit("phone-form", &[("phone", NUMBER)]).await;
    let code = texted(&op, 1).await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.has("#sms-needed") && !page.has("#sms-remove"), "{}", page.html);
    let csrf = page.attributes("[name=csrf]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("factor", "sms")];
    let page = browser.post(at(&op, "/security/remove"), &fields).await;
    assert!(page.status == 409 && page.has("#form-error"), "{}", page.html);
}

/// Whoever needs a second factor and has none chooses: an app, or a number.
#[tokio::test]
async fn a_number_is_set_up_in_a_sign_in_that_takes_two_factors() {
    let op = Op::start(with_texts()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[("acr_values", TWO)]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    browser.follow("#use-sms").await;
    browser.follow("#use-totp").await;
    assert!(browser.page().has("#totp-key"), "{}", browser.page().html);
    browser.follow("#use-sms").await;
    assert_eq!(browser.submit("phone-form", &[("phone", "0770")]).await.status, 422);
    browser.submit("phone-form", &[("phone", OTHER)]).await;
    texted(&op, 1).await;
    browser.follow("#change-number").await;
    browser.submit("phone-form", &[("phone", NUMBER)]).await;
    let text = texted(&op, 2).await;
    assert_eq!(text.to, NUMBER);
    assert!(browser.reload().await.has("#otp"), "the state is a URL");
    let wrong = wrong(&text.code());
    assert_eq!(browser.submit("otp-form", &[("otp", wrong)]).await.status, 422);
    let page = browser.submit("otp-form", &[("otp", &text.code())]).await;
    assert_eq!(page.texts("#recovery-codes li").len(), 10, "{}", page.html);
    browser.submit("recovery-codes-form", &[]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!(claims["amr"], serde_json::json!(["pwd", "otp", "sms", "mfa"]));
    op.mail_about("alice@example.com", "second step was set up").await;
}

/// Security: messages to some countries cost many times what others do, and strangers have numbers there.
#[tokio::test]
async fn numbers_are_texted_in_the_countries_that_are_served() {
    let mut settings = with_texts();
    settings.factors.calling_codes = vec!["353".to_owned(), "49".to_owned()];
    let op = Op::start(settings).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/security/sms")).await;
    let page = browser.submit("phone-form", &[("phone", NUMBER)]).await;
    assert!(page.status == 422 && page.has("#form-error"), "{}", page.html);
    assert_eq!(page.attributes("#phone", "value"), [NUMBER], "what was typed is kept");
    let mut signing_in = op.browser();
    signing_in.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut signing_in, "bob").await;
    signing_in.follow("#use-sms").await;
    assert_eq!(signing_in.submit("phone-form", &[("phone", NUMBER)]).await.status, 422);
    let irish = [("phone", "+353 20 911 0012")];
    assert!(browser.submit("phone-form", &irish).await.has("#otp"));
    assert_eq!(texted(&op, 1).await.to, "+353209110012");
}

/// Security: two who know one password set up one second factor, and the slower one is asked for it.
#[tokio::test]
async fn of_two_who_set_something_up_at_once_one_does() {
    let op = Op::start(with_texts()).await;
    let to = op.rp().depart(&[("acr_values", TWO)]);
    let (mut owner, mut thief) = (op.browser(), op.browser());
    for browser in [&mut owner, &mut thief] {
        browser.open(&to.url).await;
        sign_in(browser, "alice").await;
    }
    let app = Authenticator::typed(&owner.page().text("#totp-key")).code_at(op.seconds());
    thief.follow("#use-sms").await;
    thief.submit("phone-form", &[("phone", OTHER)]).await;
    let code = texted(&op, 1).await.code();
    let (app, code) = ([("otp", app.as_str())], [("otp", code.as_str())]);
    tokio::join!(owner.submit("otp-form", &app), thief.submit("otp-form", &code));
    let store = op.beside.open().await;
    let id = alice(&op, &store).await.id;
    super::recovery::write(&op, &store, move |tx| {
        assert!(tx.totp(id)?.is_some() != tx.phone(id)?.is_some(), "one of them");
        Ok(())
    })
    .await;
    store.close().await;
    let lists = [&owner, &thief].map(|browser| browser.page().has("#recovery-codes"));
    assert_eq!(lists.iter().filter(|shown| **shown).count(), 1, "{}", thief.page().html);
}

/// Security: a second factor is set up in a sign-in only, never by whoever comes upon a live session.
#[tokio::test]
async fn nobody_sets_up_a_number_to_add_to_a_session() {
    let op = Op::start(with_texts()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    assert!(browser.page().has("#login-form #password"), "{}", browser.page().html);
    let place = browser.page().url.join("enrol/sms").unwrap();
    assert!(!browser.open(&place).await.has("#phone-form"), "{}", browser.page().html);
}
