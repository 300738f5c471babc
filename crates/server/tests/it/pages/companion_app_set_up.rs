//! The companion app while it is being set up, at the account and in a sign-in.
use super::account_member::{at, at_home};
use super::companion_app::{naming, with_app};
use super::recovery::alice;
use super::second_factor::TWO;
use super::{Op, sign_in};
use latchkey_accounts::Account;
use latchkey_authn::Proof;
use latchkey_store::{TenantSettings, TotpRecord};
use latchkey_testkit::{Browser, CompanionRequest, CompanionService};

async fn start(settings: TenantSettings) -> (Op, CompanionService) {
    let service = CompanionService::start();
    let op = Op::start_with(settings, naming(&service)).await;
    (op, service)
}

/// Has the first request sent; the page asks for its code.
async fn begin(service: &CompanionService, browser: &mut Browser) -> CompanionRequest {
    let page = browser.submit("companion-form", &[]).await;
    assert!(page.has("#companion-open") && page.has("#companion-qr"), "{}", page.html);
    let screen = page.attributes("#companion-open", "href").remove(0);
    assert_eq!(screen, format!("http://{}/connect?id=bound&expires=600", service.host()));
    let before = service.count();
    let page = browser.submit("companion-form", &[]).await;
    assert!(page.has("#otp") && page.text(".lead").contains("Hearth"), "{}", page.html);
    service.asked(before + 1).expect("a request")
}

async fn holds_it(op: &Op) -> bool {
    let id = of_alice(op).await.id;
    op.operate(move |tx| Ok(tx.companion_app(id)?.is_some())).await
}

async fn of_alice(op: &Op) -> Account {
    let store = op.beside.open().await;
    let account = alice(op, &store).await;
    store.close().await;
    account
}

/// From nothing to a factor that is asked for; each state is a page that survives reload. Nothing is kept, and nobody is
/// shut out, before the app has shown what it shows at a sign-in.
#[tokio::test]
async fn the_app_is_set_up_once_a_request_was_approved() {
    let (op, service) = start(with_app()).await;
    let mut browser = at_home(&op, "alice").await;
    let page = browser.open(at(&op, "/security")).await;
    assert!(page.text("#method-companion-app").contains("Hearth"), "{}", page.html);
    browser.follow("#companion-set-up").await;
    assert!(browser.page().has("#companion-form"));
    assert!(service.bearers().is_empty(), "looking at pages tells the service nothing");
    let request = begin(&service, &mut browser).await;
    assert!(browser.reload().await.has("#otp"));
    assert!(browser.follow("#see-steps").await.has("#companion-open"));
    let page = browser.open(at(&op, "/security/companion-app")).await;
    assert!(page.has("#otp"), "{}", page.html);
    let code = request.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.text("#form-error").contains("hasn’t been approved"), "{}", page.html);
    assert!(!holds_it(&op).await);
    service.press(&request, 0);
    for typed in ["", if code == "000000" { "111111" } else { "000000" }] {
        assert_eq!(browser.submit("otp-form", &[("otp", typed)]).await.status, 422);
    }
    browser.submit("resend-form", &[]).await;
    let newer = service.asked(2).expect("another request");
    service.press(&newer, 0);
    let page = browser.submit("otp-form", &[("otp", &newer.code())]).await;
    assert_eq!(page.texts("#recovery-codes li").len(), 10, "{}", page.html);
    let page = browser.submit("recovery-codes-form", &[]).await;
    assert!(page.text("#account-done").contains("approve sign-ins"), "{}", page.html);
    assert!(page.has("#companion_app-remove"), "{}", page.html);
    let notice = op.mail_about("alice@example.com", "second step was set up").await;
    assert!(notice.text.contains("Hearth"), "{}", notice.text);
    let noted = browser.open(at(&op, "/activity")).await.texts("#event-list .person-name");
    assert!(noted.iter().any(|said| said.contains("approving sign-ins set up")), "{noted:?}");

    let (rp, mut same) = (op.rp(), browser.clone());
    let to = rp.depart(&[("acr_values", TWO), ("prompt", "none")]);
    same.open(&to.url).await;
    assert_eq!(op.claims(&same, &rp, &to).await["acr"], TWO, "whoever set it up has shown it");
}

/// Security: a request counts in the session that asked for it, and a declined one not at all.
#[tokio::test]
async fn the_app_is_set_up_where_that_was_begun() {
    let (op, service) = start(with_app()).await;
    let mut first = at_home(&op, "alice").await;
    let mut second = at_home(&op, "alice").await;
    first.open(at(&op, "/security/companion-app")).await;
    let request = begin(&service, &mut first).await;
    service.press(&request, 0);
    let page = second.open(at(&op, "/security/companion-app")).await;
    assert!(page.has("#companion-form") && !page.has("#otp"), "{}", page.html);
    let csrf = page.attributes("[name=csrf]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("otp", &request.code())];
    let page = second.post(at(&op, "/security/companion-app/confirm"), &fields).await;
    assert!(page.has("#companion-form"), "{}", page.html);
    let page = first.post(at(&op, "/security/companion-app/confirm"), &fields).await;
    assert_eq!(page.status, 400, "not a form of that session");
    let page = first.post(at(&op, "/security/companion-app"), &[("csrf", "x")]).await;
    assert_eq!(page.status, 400);
    first.open(at(&op, "/security/companion-app")).await;
    service.press(&request, 1);
    let page = first.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(page.text("#form-error").contains("was declined"), "{}", page.html);
    assert!(!holds_it(&op).await);
    let noted = first.open(at(&op, "/activity")).await.texts("#event-list .person-name");
    assert!(!noted.iter().any(|said| said.contains("refused")), "no sign-in: {noted:?}");
    op.advance(601);
    let page = first.open(at(&op, "/security/companion-app")).await;
    assert!(page.has("#password"), "not long ago: {}", page.html);
}

/// Security: whoever knew the password of somebody without a second factor may have connected a phone of their own, or may
/// do so later with what they were given. The owner is known by another name, and that phone is never asked.
#[tokio::test]
async fn what_somebody_else_has_connected_is_never_asked() {
    let (op, service) = start(with_app()).await;
    let mut thief = at_home(&op, "alice").await;
    thief.open(at(&op, "/security/companion-app")).await;
    let theirs = begin(&service, &mut thief).await;
    let mut owner = at_home(&op, "alice").await;
    owner.open(at(&op, "/security/companion-app")).await;
    let hers = begin(&service, &mut owner).await;
    assert_ne!(theirs.text("/accountId"), hers.text("/accountId"));
    service.press(&theirs, 0);
    service.press(&hers, 0);
    assert!(owner.submit("otp-form", &[("otp", &hers.code())]).await.has("#recovery-codes"));
    let page = owner.open(at(&op, "/security/companion-app")).await;
    assert!(page.has("#method-list"), "it is set up: {}", page.html);
    let page = thief.submit("otp-form", &[("otp", &theirs.code())]).await;
    assert!(!page.has("#recovery-codes") && !page.has("#account-done"), "{}", page.html);
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.submit("resend-form", &[]).await;
    let asked = service.asked(3).expect("a request");
    assert_eq!(asked.text("/accountId"), hers.text("/accountId"));
    assert_ne!(asked.text("/accountId"), of_alice(&op).await.id.to_string(), "no name of ours");
}

/// Security: whoever has only the password makes no second factor beside one that came while the service was asked.
#[tokio::test]
async fn nothing_is_set_up_at_the_account_beside_what_was_not_shown() {
    let (op, service) = start(with_app()).await;
    let mut thief = at_home(&op, "alice").await;
    thief.open(at(&op, "/security/companion-app")).await;
    let request = begin(&service, &mut thief).await;
    service.press(&request, 0);
    let now = super::Clock::now(&*op.clock);
    op.operate(move |tx| {
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        let sealed = latchkey_base::Sealed::from_bytes(vec![1]);
        let used_at = None;
        tx.put_totp(&TotpRecord { account, sealed, last_step: 0, created_at: now, used_at })
    })
    .await;
    thief.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(!holds_it(&op).await);
}

/// A service that is down is told apart from a wrong code, and nothing is lost.
#[tokio::test]
async fn a_service_that_is_down_says_so() {
    let (op, service) = start(with_app()).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/security/companion-app")).await;
    service.is_down(true);
    let page = browser.submit("companion-form", &[]).await;
    assert!(page.status == 503 && page.has("#companion-form"), "{}", page.html);
    service.is_down(false);
    browser.submit("companion-form", &[]).await;
    service.is_down(true);
    let page = browser.submit("companion-form", &[]).await;
    assert!(page.status == 503 && page.has("#companion-open"), "{}", page.html);
    service.is_down(false);
    browser.submit("companion-form", &[]).await;
    let request = service.asked(1).expect("a request");
    service.press(&request, 0);
    service.is_down(true);
    let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(page.status == 503 && page.has("#otp"), "{}", page.html);
    service.is_down(false);
    let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(page.has("#recovery-codes"), "{}", page.html);
}

/// Whoever needs a second factor sets the app up on the way, or another one that is offered beside it.
#[tokio::test]
async fn the_app_is_set_up_in_a_sign_in_that_takes_two() {
    let mut settings = with_app();
    settings.factors.allowed.retain(|proof| *proof != Proof::Totp);
    for (settings, has_others) in [(settings, false), (with_app(), true)] {
        let (op, service) = start(settings).await;
        let (mut browser, rp) = (op.browser(), op.rp());
        let to = rp.depart(&[("acr_values", TWO)]);
        browser.open(&to.url).await;
        sign_in(&mut browser, "alice").await;
        if has_others {
            assert!(browser.page().has("#totp-key"), "{}", browser.page().html);
            browser.follow("#use-companion-app").await;
        }
        assert_eq!(browser.page().has("#use-totp"), has_others);
        let request = begin(&service, &mut browser).await;
        let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
        assert!(page.text("#form-error").contains("hasn’t been approved"), "{}", page.html);
        service.press(&request, 0);
        let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
        assert_eq!(page.texts("#recovery-codes li").len(), 10, "{}", page.html);
        browser.submit("recovery-codes-form", &[]).await;
        assert_eq!(op.claims(&browser, &rp, &to).await["acr"], TWO);
        assert!(holds_it(&op).await);
        op.mail_about("alice@example.com", "second step was set up").await;
    }
}

/// Security: of two who know one password the slower one sets nothing up beside what the faster one has.
#[tokio::test]
async fn nothing_is_set_up_in_a_sign_in_beside_what_there_is() {
    let (op, service) = start(with_app()).await;
    let (mut slow, mut fast) = (op.browser(), op.browser());
    for browser in [&mut slow, &mut fast] {
        browser.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
        sign_in(browser, "alice").await;
    }
    slow.follow("#use-companion-app").await;
    let request = begin(&service, &mut slow).await;
    service.press(&request, 0);
    op.set_up(&mut fast).await;
    let page = slow.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(!page.is_outside && !page.has("#recovery-codes"), "{}", page.html);
    assert!(!holds_it(&op).await);
}

/// Security: whoever is let in without the second step, or locks the account, takes the app away as well.
#[tokio::test]
async fn a_lock_takes_a_late_app_away() {
    let (op, service) = start(with_app()).await;
    let mut browser = at_home(&op, "alice").await;
    browser.open(at(&op, "/security/companion-app")).await;
    let request = begin(&service, &mut browser).await;
    service.press(&request, 0);
    browser.submit("otp-form", &[("otp", &request.code())]).await;
    browser.submit("recovery-codes-form", &[]).await;
    let id = request.text("/accountId").to_owned();
    service.connect(&id, "phone");
    browser.open(at(&op, "/security/lock")).await;
    assert!(browser.submit("lock-form", &[]).await.has("#lock-done"));
    assert!(!holds_it(&op).await);
    while !service.devices(&id).is_empty() {
        op.running.app().companion_released.notify_one();
        tokio::task::yield_now().await;
    }
}
