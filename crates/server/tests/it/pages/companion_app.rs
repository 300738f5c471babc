//! A request in the companion app as the second step of a sign-in (native contract §7, U139).
use super::account_member::at;
use super::second_factor::TWO;
use super::{Op, UNTIL, quick, sign_in};
use latchkey_authn::Proof;
use latchkey_base::{Clock as _, CompanionId, Seconds};
use latchkey_server::config::Config;
use latchkey_store::{CompanionAppRecord, TenantSettings};
use latchkey_testkit::{Browser, CompanionRequest, CompanionService, Mail, decode_jwt};
use reqwest::Client;
use serde_json::{Value, json};

pub fn with_app() -> TenantSettings {
    let mut settings = quick();
    settings.factors.allowed = vec![Proof::Totp, Proof::CompanionApp, Proof::RecoveryCode];
    settings
}

/// The configuration that names this service.
pub fn naming(service: &CompanionService) -> impl FnOnce(&mut Config) + use<> {
    let (host, url) = (service.host(), format!("http://{}", service.host()));
    move |config| {
        config.fetch.allow = vec![host.parse().unwrap()];
        let app = &mut config.companion_app;
        app.name = Some("Hearth".to_owned());
        app.enable_screen = Some(format!("{url}/connect"));
        app.api.domain = Some(url);
        let path = |text: &str| Some(text.to_owned());
        (app.api.challenge, app.api.validate) = (path("/challenge"), path("/validate"));
        app.api.bind = path("/bind");
        (app.api.devices, app.api.revoke) = (path("/devices"), path("/revoke"));
    }
}

/// What the app knows alice by.
const HANDLE: CompanionId = CompanionId::from_bytes([7; 16]);

/// A provider with such a service, where alice has the app.
async fn start() -> (Op, CompanionService) {
    start_with(with_app()).await
}

async fn start_with(settings: TenantSettings) -> (Op, CompanionService) {
    let service = CompanionService::start();
    let op = Op::start_with(settings, naming(&service)).await;
    give(&op).await;
    (op, service)
}

/// Gives alice the app.
async fn give(op: &Op) {
    let created_at = op.clock.now();
    op.operate(move |tx| {
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        let held = CompanionAppRecord { account, handle: HANDLE, created_at, used_at: None };
        tx.put_companion_app(&held)
    })
    .await;
}

/// Gives alice one recovery code.
async fn give_code(op: &Op) {
    let code = op.running.app().codes.digest("recovery", "unused");
    let now = op.clock.now();
    op.operate(move |tx| {
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        tx.put_recovery_codes(account, &[code], now)
    })
    .await;
}

/// A browser in which alice is asked for her app.
async fn at_the_step(op: &Op) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-send"), "{}", browser.page().html);
    browser
}

/// Has a request sent.
async fn ask(service: &CompanionService, browser: &mut Browser) -> CompanionRequest {
    let before = service.count();
    let page = browser.submit("resend-form", &[]).await;
    assert!(page.has("#otp"), "{}", page.html);
    service.asked(before + 1).expect("a request")
}

/// What the service posts, to the address that it was given or another one.
async fn call_back(url: &str, body: &Value) -> u16 {
    let answer = Client::new().post(url).json(body).send().await.unwrap();
    answer.status().as_u16()
}

/// RFC 8176 §2: looking at the page sends nothing; the code completes the sign-in once the request is approved, with two
/// factors.
#[tokio::test]
async fn an_approved_request_is_a_second_factor() {
    let (op, service) = start().await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[("acr_values", TWO)]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.reload().await.text(".lead").contains("Hearth"));
    assert_eq!(service.count(), 0);
    let request = ask(&service, &mut browser).await;
    assert!(browser.reload().await.has("#otp"));
    assert_eq!(service.count(), 1, "a page that is looked at again sends nothing");
    let code = request.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert_eq!(page.status, 422, "nobody has approved it");
    assert!(page.text("#form-error").contains("hasn’t been approved"), "{}", page.html);
    service.press(&request, 0);
    for typed in ["", if code == "000000" { "111111" } else { "000000" }] {
        assert_eq!(browser.submit("otp-form", &[("otp", typed)]).await.status, 422);
    }
    browser.submit("otp-form", &[("otp", &code)]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!(claims["acr"], TWO);
    assert_eq!(claims["amr"], json!(["pwd", "mca", "otp", "mfa"]));
}

/// What is shown says whose sign-in it is and from where; on a locked phone there is no code. The service knows whom it
/// speaks with (RFC 8725 §3.11).
#[tokio::test]
async fn a_request_says_where_it_comes_from() {
    let (op, service) = start().await;
    let mut browser = at_the_step(&op).await;
    let request = ask(&service, &mut browser).await;
    let code = request.code();
    assert!(request.text("/content/body").contains("127.0.0.x"), "{request:?}");
    assert!(request.text("/content/title").contains(&op.beside.tenant.name), "{request:?}");
    for pointer in ["/notification", "/content/title", "/content/header", "/callback"] {
        let text = request.text(pointer);
        assert!(!text.is_empty() && !text.contains(&code), "{pointer}: {text}");
    }
    assert_eq!(request.posted["duration"], "3m");
    assert_eq!(request.posted["options"].as_array().unwrap().len(), 2);
    assert_eq!(request.text("/accountId"), request.text("/interactionDetails/accountId"));
    let callback = format!("{}/api/t/mfa/callback?nonce=", op.running.public_url);
    assert!(request.text("/callback").starts_with(&callback), "{request:?}");
    let bearer = service.bearers().pop().unwrap();
    let (header, claims) = decode_jwt(bearer.strip_prefix("Bearer ").unwrap());
    let issuer = format!("{}/t", op.running.public_url);
    assert_eq!((&header["typ"], &claims["iss"]), (&json!("companion+jwt"), &json!(issuer)));
    assert_eq!(claims["aud"], format!("http://{}", service.host()));
    let client = Client::new();
    let me = client.get(format!("{issuer}/me")).header("authorization", &bearer).send().await;
    assert_eq!(me.unwrap().status().as_u16(), 401, "it is good for nothing here");
}

/// Security: of two requests the newer one counts, with its own yes and its own code, where it was asked for.
#[tokio::test]
async fn a_yes_counts_for_its_own_request_only() {
    let (op, service) = start().await;
    let mut browser = at_the_step(&op).await;
    let first = ask(&service, &mut browser).await;
    service.press(&first, 0);
    let second = ask(&service, &mut browser).await;
    assert_ne!(first.text("/interactionDetails/uid"), second.text("/interactionDetails/uid"));
    let page = browser.submit("otp-form", &[("otp", &second.code())]).await;
    assert!(page.text("#form-error").contains("hasn’t been approved"), "{}", page.html);
    service.press(&second, 0);
    if first.code() != second.code() {
        let page = browser.submit("otp-form", &[("otp", &first.code())]).await;
        assert_eq!(page.status, 422, "the code is void");
    }
    let mut other = at_the_step(&op).await;
    let action = other.page().form("resend-form").action.join("../companion-app").unwrap();
    let csrf = other.page().attributes("[name=csrf]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("otp", &second.code())];
    assert_eq!(other.post(action.as_str(), &fields).await.status, 422, "another sign-in");
    assert!(browser.submit("otp-form", &[("otp", &second.code())]).await.is_outside);
}

/// Of many who type one code at once one gets in.
#[tokio::test]
async fn a_code_is_good_once() {
    let (op, service) = start().await;
    let mut browser = at_the_step(&op).await;
    let request = ask(&service, &mut browser).await;
    service.press(&request, 0);
    let code = request.code();
    let tab = || {
        let (mut tab, code) = (browser.clone(), code.clone());
        async move { tab.submit("otp-form", &[("otp", &code)]).await.is_outside }
    };
    let (a, b, c) = tokio::join!(tab(), tab(), tab());
    assert_eq!([a, b, c].into_iter().filter(|won| *won).count(), 1);
}

/// Native contract U139: what is declined is over at once, noted, and asked for anew.
#[tokio::test]
async fn a_request_that_is_declined_is_over() {
    let (op, service) = start().await;
    for by_callback in [true, false] {
        let mut browser = at_the_step(&op).await;
        let request = ask(&service, &mut browser).await;
        service.press(&request, 1);
        if by_callback {
            let callback = request.text("/callback").to_owned();
            assert_eq!(call_back(&callback, &request.answer(1)).await, 204);
            assert_eq!(call_back(&callback, &request.answer(1)).await, 204, "it may be told twice");
            service.press(&request, 0);
        }
        let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
        assert!(page.text("#form-error").contains("was declined"), "{}", page.html);
        assert!(page.has(UNTIL) && !page.has("#otp"), "no code of it counts: {}", page.html);
        service.press(&request, 0);
        let (here, csrf) = (page.url.clone(), page.attributes("[name=csrf]", "value").remove(0));
        let fields = [("csrf", csrf.as_str()), ("otp", &request.code())];
        let page = browser.post(here, &fields).await;
        assert!(page.text("#form-error").contains("was declined"), "and stays so: {}", page.html);
        let notice = op.mail_about("alice@example.com", "was declined").await;
        assert!(notice.text.contains("Hearth"), "{}", notice.text);
        assert!(notice.text.contains("/lockaccount?code="), "{}", notice.text);

        let (asked, mut other) = (service.count(), at_the_step(&op).await);
        for tab in [&mut browser, &mut other] {
            let page = tab.submit("resend-form", &[]).await;
            assert_eq!(page.status, 429, "who said no is left alone");
            assert!(page.has(UNTIL), "{}", page.html);
        }
        assert_eq!(service.count(), asked);
        op.advance(901);
        let mut browser = at_the_step(&op).await;
        let again = ask(&service, &mut browser).await;
        service.press(&again, 0);
        assert!(browser.submit("otp-form", &[("otp", &again.code())]).await.is_outside);
    }
    let mails = Mail::all_in(&op.folder.path().join("data/mail")).into_iter();
    let declined = mails.filter(|mail| mail.subject.contains("was declined")).count();
    assert_eq!(declined, 2, "once for each");
    op.advance(3600);
    let mut home = at_home_twice(&op, &service).await;
    let noted = home.open(at(&op, "/activity")).await.texts("#event-list .person-name");
    let denied = noted.iter().filter(|said| said.contains("refused")).count();
    assert_eq!(denied, 2, "{noted:?}");
}

async fn at_home_twice(op: &Op, service: &CompanionService) -> Browser {
    let mut browser = op.browser();
    browser.open(at(op, "")).await;
    sign_in(&mut browser, "alice").await;
    let request = ask(service, &mut browser).await;
    service.press(&request, 0);
    let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(page.has("#account-sections"), "{}", page.html);
    browser
}

/// Security: whoever only asks, and never types, hears a no as well, though nobody has told us.
#[tokio::test]
async fn a_no_that_nobody_told_us_counts_before_the_next_request() {
    let (op, service) = start().await;
    let mut browser = at_the_step(&op).await;
    let request = ask(&service, &mut browser).await;
    service.press(&request, 1);
    let mut other = at_the_step(&op).await;
    let page = other.submit("resend-form", &[]).await;
    assert!(page.status == 429 && page.has(UNTIL), "{}", page.html);
    op.mail_about("alice@example.com", "was declined").await;
    service.press(&request, 0);
    assert_eq!(other.submit("resend-form", &[]).await.status, 429, "for a while");
    assert_eq!(service.count(), 1);
}

/// For how long that is is a setting.
#[tokio::test]
async fn a_tenant_says_how_long_nothing_is_asked_after_a_no() {
    let mut settings = with_app();
    settings.factors.companion_app_pause = Seconds::minutes(1);
    let (op, service) = start_with(settings).await;
    let mut browser = at_the_step(&op).await;
    let request = ask(&service, &mut browser).await;
    service.press(&request, 1);
    assert_eq!(browser.submit("resend-form", &[]).await.status, 429);
    op.advance(59);
    assert_eq!(browser.submit("resend-form", &[]).await.status, 429);
    op.advance(1);
    ask(&service, &mut browser).await;
}

/// Native contract U139. Security: a call back says no more than that there is an answer, and only the service that was
/// asked can say that.
#[tokio::test]
async fn a_call_back_decides_nothing() {
    let (op, service) = start().await;
    let mut browser = at_the_step(&op).await;
    let request = ask(&service, &mut browser).await;
    let callback = request.text("/callback").to_owned();
    assert_eq!(call_back(&callback, &request.answer(0)).await, 424, "nobody has pressed anything");
    assert_eq!(call_back(&callback, &request.answer(1)).await, 424);
    let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(page.text("#form-error").contains("hasn’t been approved"), "{}", page.html);
    service.press(&request, 0);
    assert_eq!(call_back(&callback, &request.answer(1)).await, 424, "it was another button");

    let (base, nonce) = callback.split_once("?nonce=").unwrap();
    let mut other = request.answer(0);
    other["interactionDetails"]["uid"] = json!("another");
    let mut nobody = request.answer(0);
    nobody["interactionDetails"]["accountId"] = json!(CompanionId::from_bytes([8; 16]));
    let mut unknown = request.answer(0);
    unknown["id"] = json!("request 9");
    let elsewhere = format!("{}/api/u/mfa/callback?nonce={nonce}", op.running.public_url);
    let _other_tenant = op.other_tenant("u", with_app()).await;
    for (url, body) in [
        (callback.clone(), json!({})),
        (callback.clone(), json!("text")),
        (callback.clone(), other),
        (callback.clone(), nobody),
        (callback.clone(), unknown),
        (base.to_owned(), request.answer(0)),
        (format!("{base}?nonce="), request.answer(0)),
        (format!("{base}?nonce=AAAA"), request.answer(0)),
        (format!("{callback}&nonce={nonce}"), request.answer(0)),
        (elsewhere, request.answer(0)),
    ] {
        assert_eq!(call_back(&url, &body).await, 400, "{url} {body}");
    }
    service.is_down(true);
    assert_eq!(call_back(&callback, &request.answer(0)).await, 424);
    service.is_down(false);
    assert_eq!(call_back(&callback, &request.answer(0)).await, 204);
    assert!(browser.reload().await.has("#otp"), "and signs nobody in");
    assert!(browser.submit("otp-form", &[("otp", &request.code())]).await.is_outside);
    assert_eq!(call_back(&callback, &request.answer(0)).await, 400, "it is over");
}

/// Whoever cannot be asked is told so, and goes on another way.
#[tokio::test]
async fn a_service_that_is_down_shuts_nobody_out() {
    let (op, service) = start().await;
    give_code(&op).await;
    let mut browser = at_the_step(&op).await;
    service.is_down(true);
    let page = browser.submit("resend-form", &[]).await;
    assert_eq!(page.status, 503);
    assert!(page.has("#otp-send") && page.has("#way-recovery-code"), "{}", page.html);
    service.is_down(false);
    let request = ask(&service, &mut browser).await;
    service.press(&request, 0);
    service.is_down(true);
    let page = browser.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(page.text("#form-error").contains("can’t reach"), "{}", page.html);
    service.is_down(false);
    assert!(browser.submit("otp-form", &[("otp", &request.code())]).await.is_outside);
}

/// Security: nobody's phone is worn out, whoever knows their password.
#[tokio::test]
async fn requests_are_limited_and_expire() {
    let (op, service) = start().await;
    let mut browser = at_the_step(&op).await;
    let first = ask(&service, &mut browser).await;
    service.press(&first, 0);
    op.advance(181);
    let page = browser.submit("otp-form", &[("otp", &first.code())]).await;
    assert_eq!(page.status, 422, "it is over");
    let page = loop {
        assert!(service.count() < 20, "there is a limit");
        let page = browser.submit("resend-form", &[]).await;
        if page.status != 200 {
            break page.clone();
        }
    };
    assert_eq!(page.status, 429);
    assert!(page.has(UNTIL), "{}", page.html);
    let asked = service.count();
    let mut other = at_the_step(&op).await;
    assert_eq!(other.submit("resend-form", &[]).await.status, 429, "wherever they are asked for");
    assert_eq!(service.count(), asked);
}

/// Security: an operator, or a node, that lacks the service opens no account. Nobody sets the app up there.
#[tokio::test]
async fn without_a_service_it_guards_all_the_same() {
    let op = Op::start(with_app()).await;
    give(&op).await;
    give_code(&op).await;
    let mut browser = at_the_step(&op).await;
    let page = browser.submit("resend-form", &[]).await;
    assert_eq!(page.status, 503);
    assert!(page.text("#form-error").contains("can’t reach"), "{}", page.html);
    assert!(page.has("#way-recovery-code"), "{}", page.html);

    let mut home = op.browser();
    home.open(at(&op, "/security")).await;
    sign_in(&mut home, "bob").await;
    let page = home.open(at(&op, "/security")).await;
    assert!(page.has("#method-list") && !page.has("#companion-set-up"), "{}", page.html);
    assert!(!home.open(at(&op, "/security/companion-app")).await.has("#companion-form"));
    let mut settings = with_app();
    settings.factors.allowed.retain(|proof| *proof != Proof::Totp);
    op.set(settings, false).await;
    let mut browser = op.browser();
    let rp = op.rp();
    browser.open(&rp.depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut browser, "bob").await;
    assert!(!browser.page().has("#companion-form"), "{}", browser.page().html);
}

/// What is told of a removal is tried again until the service has heard it.
#[tokio::test]
async fn devices_are_forgotten_with_the_app() {
    let (op, service) = start().await;
    let id = HANDLE.to_string();
    service.connect(&id, "phone");
    service.connect(&id, "watch");
    service.connect("somebody else", "tablet");
    let mut home = at_home_twice(&op, &service).await;
    let mut late = at_the_step(&op).await;
    let request = ask(&service, &mut late).await;
    service.press(&request, 0);
    home.open(at(&op, "/security")).await;
    service.is_down(true);
    let page = home.submit("companion_app-remove-form", &[]).await;
    assert!(page.has("#account-done") && page.has("#companion-set-up"), "{}", page.html);
    op.mail_about("alice@example.com", "was removed").await;
    service.is_down(false);
    while !service.devices(&id).is_empty() {
        op.clock.advance(Seconds::new(60));
        op.running.app().companion_released.notify_one();
        tokio::task::yield_now().await;
    }
    assert_eq!(service.devices("somebody else"), ["tablet"]);
    let (now, handle) = (op.clock.now(), CompanionId::from_bytes([8; 16]));
    op.operate(move |tx| {
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        let used_at = None;
        tx.put_companion_app(&CompanionAppRecord { account, handle, created_at: now, used_at })
    })
    .await;
    let page = late.submit("otp-form", &[("otp", &request.code())]).await;
    assert!(!page.is_outside, "asked for what was removed: {}", page.html);
    op.operate(move |tx| {
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        tx.delete_companion_app(account, now)
    })
    .await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().is_outside, "the password is enough: {}", browser.page().html);
}
