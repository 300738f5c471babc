//! Getting back into a locked account.
use super::account_member::{at, at_home};
use super::lock::ALICE;
use super::recovery::{alice, write};
use super::{Op, PASSWORD, quick};
use latchkey_accounts::AccountStatus;
use latchkey_testkit::{Authenticator, Browser, Device};

const NEW: &str = "gravel umbrella thirteen";
const THIRD: &str = "seven quiet lanterns drift";

/// Locks alice out by the notice of a passkey, and leads to the page that unlocks.
async fn locked(op: &Op) -> Browser {
    let mut browser = at_home(op, "alice").await;
    browser.open(at(op, "/security")).await;
    op.make(&mut browser, &mut Device::default()).await;
    let mut owner = op.lock_by(&op.lock_link("passkey was added").await).await;
    owner.follow("#unlock-now").await;
    assert!(owner.page().has("#unlock-form"), "{}", owner.page().html);
    owner
}

pub async fn signs_in_with(op: &Op, password: &str) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("login-form", &[("password", password)]).await;
    browser
}

/// A new password opens it, once; the old one never again.
#[tokio::test]
async fn the_mailbox_and_a_new_password_unlock() {
    let op = Op::start(quick()).await;
    let mut owner = locked(&op).await;
    let link = owner.page().url.clone();
    for (typed, status) in [("", 422), ("short", 422), ("password1", 422)] {
        let page = owner.submit("unlock-form", &[("new_password", typed)]).await;
        assert_eq!(page.status, status, "{typed}");
        assert!(page.has("#new-password[aria-invalid]"), "{}", page.html);
    }
    let page = owner.submit("unlock-form", &[("new_password", PASSWORD)]).await;
    assert_eq!(page.status, 422, "whoever was thrown out knows it");
    assert!(page.has("#new-password[aria-invalid]"), "{}", page.html);
    let mut stranger = op.browser();
    let code = owner.page().attributes("#unlock-form [name=code]", "value").remove(0);
    let url = format!("{}t/recoveraccount", op.home());
    let fields = [("code", code.as_str()), ("new_password", NEW)];
    assert_eq!(stranger.post(&url, &fields).await.status, 400, "not a form of ours");
    assert_eq!(op.status().await, AccountStatus::Locked);
    let page = owner.submit("unlock-form", &[("new_password", NEW)]).await;
    assert!(page.has("#unlocked"), "{}", page.html);
    assert_eq!(op.status().await, AccountStatus::Active);
    assert!(owner.open(link).await.has("#lock-void"), "used");
    assert_eq!(signs_in_with(&op, PASSWORD).await.page().status, 422);
    assert!(signs_in_with(&op, NEW).await.page().query("code").is_some());
    assert!(op.mail_about(ALICE, "was changed").await.text.contains("lockaccount"));
    let mut pages = op.browser();
    pages.open(at(&op, "/activity")).await;
    pages.submit("login-form", &[("username", "alice")]).await;
    pages.submit("login-form", &[("password", NEW)]).await;
    let events = pages.page().texts("#event-list .person-name").join("|");
    assert!(events.contains("Account locked") && events.contains("Account unlocked"), "{events}");
}

/// Who does not do it at once is mailed the way when they ask, and no other link works for it.
#[tokio::test]
async fn a_forgotten_password_unlocks_later() {
    let op = Op::start(quick()).await;
    locked(&op).await;
    op.advance(2 * 86_400);
    let mut owner = op.browser();
    owner.open(format!("{}t/forgotpassword", op.home())).await;
    owner.submit("forgot-form", &[("username", "alice")]).await;
    let link = op.mail_about(ALICE, "Unlock your").await.link();
    let reset = link.as_str().replace("recoveraccount", "forgotpassword");
    assert_eq!(owner.open(&reset).await.status, 410, "of another purpose");
    assert!(owner.open(link.as_str().replace("/t/", "/u/")).await.status == 404);
    owner.open(&link).await;
    let mut second = owner.clone();
    let (one, other) = tokio::join!(
        owner.submit("unlock-form", &[("new_password", NEW)]),
        second.submit("unlock-form", &[("new_password", THIRD)]),
    );
    assert!(one.has("#unlocked") ^ other.has("#unlocked"), "of two one does");
}

/// Security: getting in takes the second step too, where there was one before.
#[tokio::test]
async fn a_second_step_is_asked_for_where_there_was_one() {
    let op = Op::start(quick()).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/security")).await;
    browser.submit("totp-set-up", &[]).await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let codes = browser.page().texts("#recovery-codes li");
    op.advance(3 * 86_400 + 30);
    let again = async |before: &str, after: &str, code: String| {
        let mut browser = at_home_twice(&op, before, &app).await;
        browser.open(at(&op, "/security")).await;
        let seen = op.notices("passkey was added");
        op.make(&mut browser, &mut Device::default()).await;
        let link = op.next_lock_link("passkey was added", seen).await;
        let mut owner = op.lock_by(&link).await;
        owner.follow("#unlock-now").await;
        assert!(owner.page().has("#otp"), "{}", owner.page().html);
        for wrong in ["", "000000", "zzzz-zzzz-zzzz"] {
            let fields = [("new_password", before), ("otp", wrong)];
            let page = owner.submit("unlock-form", &fields).await;
            assert!(page.status == 422 && page.has("#otp[aria-invalid]"), "{wrong}: {}", page.html);
            assert!(!page.has("#new-password[aria-invalid]"), "says nothing of former passwords");
        }
        op.advance(60);
        owner.submit("unlock-form", &[("new_password", after), ("otp", &code)]).await;
        owner
    };
    let owner = again(PASSWORD, NEW, codes[0].clone()).await;
    assert!(owner.page().has("#unlocked"), "{}", owner.page().html);
    op.advance(600);
    let owner = again(NEW, THIRD, codes[0].clone()).await;
    assert_eq!(owner.page().status, 422, "it was used");
    let mut owner = owner;
    op.advance(600);
    let now = app.code_at(op.seconds());
    owner.open(format!("{}t/forgotpassword", op.home())).await;
    owner.submit("forgot-form", &[("username", "alice")]).await;
    owner.open(op.mail_about(ALICE, "Unlock your").await.link()).await;
    let page = owner.submit("unlock-form", &[("new_password", NEW), ("otp", &now)]).await;
    assert!(page.status == 422 && page.has("#new-password[aria-invalid]"), "{}", page.html);
    owner.submit("unlock-form", &[("new_password", THIRD), ("otp", &now)]).await;
    assert!(owner.page().has("#unlocked"), "{}", owner.page().html);
    let mut fresh = signs_in_with(&op, THIRD).await;
    assert!(fresh.page().has("#otp-form"), "and signing in takes it again");
    op.advance(30);
    fresh.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(fresh.page().query("code").is_some(), "{}", fresh.page().html);
}

async fn at_home_twice(op: &Op, password: &str, app: &Authenticator) -> Browser {
    let mut browser = op.browser();
    browser.open(at(op, "")).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("login-form", &[("password", password)]).await;
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(browser.page().has("#account-sections"), "{}", browser.page().html);
    browser
}

/// Security: an app that the intruder set up keeps nobody out but the intruder.
#[tokio::test]
async fn an_app_that_was_just_set_up_is_no_hurdle() {
    let op = Op::start(quick()).await;
    let mut intruder = at_home(&op, "alice").await;
    intruder.open(at(&op, "/security")).await;
    intruder.submit("totp-set-up", &[]).await;
    let app = Authenticator::typed(&intruder.page().text("#totp-key"));
    intruder.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let mut owner = op.lock_by(&op.lock_link("second step was set up").await).await;
    owner.follow("#unlock-now").await;
    assert!(!owner.page().has("#otp"), "{}", owner.page().html);
    owner.submit("unlock-form", &[("new_password", NEW)]).await;
    assert!(signs_in_with(&op, NEW).await.page().query("code").is_some());
    let store = op.beside.open().await;
    let id = alice(&op, &store).await.id;
    write(&op, &store, move |tx| {
        assert!(tx.totp(id)?.is_none());
        assert_eq!(tx.recovery_codes_left(id)?, 0);
        Ok(())
    })
    .await;
    store.close().await;
}
