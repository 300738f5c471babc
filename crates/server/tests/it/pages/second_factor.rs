//! A sign-in that takes a second factor: what is asked, and what does not get past it.
use super::recovery::{alice, write};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_authn::SecondFactor;
use latchkey_base::{Clock as _, Seconds, Secret};
use latchkey_server::provision::Password;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Authenticator, Browser, Departure, RelyingParty, decode_jwt};
use serde_json::{Value, json};

/// What an app asks for that wants two factors.
pub const TWO: &str = "urn:latchkey:acr:2fa";

/// A person's phone and paper.
pub struct Enrolled {
    pub app: Authenticator,
    pub codes: Vec<String>,
}

impl Op {
    pub fn seconds(&self) -> i64 {
        self.clock.now().seconds()
    }

    /// Signs in with the password and the code of now.
    pub async fn sign_in_twice(&self, browser: &mut Browser, name: &str, app: &Authenticator) {
        sign_in(browser, name).await;
        browser.submit("otp-form", &[("otp", &app.code_at(self.seconds()))]).await;
    }

    /// Has somebody set up an authenticator app, because an app asks for two factors. A step
    /// passes, so that the next code is a new one.
    pub async fn enrol(&self, browser: &mut Browser, name: &str) -> Enrolled {
        browser.open(&self.rp().depart(&[("acr_values", TWO)]).url).await;
        sign_in(browser, name).await;
        let enrolled = self.set_up(browser).await;
        assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
        enrolled
    }

    /// Sets up the app on the page that asks for it.
    pub async fn set_up(&self, browser: &mut Browser) -> Enrolled {
        let app = Authenticator::typed(&browser.page().text("#totp-key"));
        let page = browser.submit("otp-form", &[("otp", &app.code_at(self.seconds()))]).await;
        let codes = page.texts("#recovery-codes li");
        assert_eq!(codes.len(), 10, "{}", page.html);
        browser.submit("recovery-codes-form", &[]).await;
        self.advance(30);
        Enrolled { app, codes }
    }

    /// The claims about the sign-in that an app gets for the code on the page.
    pub async fn claims(&self, browser: &Browser, rp: &RelyingParty, to: &Departure) -> Value {
        let code = browser.page().query("code").expect("a code");
        let tokens = rp.redeem(&code, to).await.ok();
        decode_jwt(tokens.json["id_token"].as_str().expect("an ID token")).1
    }
}

pub fn with(second_factor: SecondFactor) -> TenantSettings {
    let mut settings = quick();
    settings.factors.second_factor = second_factor;
    settings
}

/// RFC 8176 §2, OIDC Core §2: both factors are told, and what they amount to.
#[tokio::test]
async fn whoever_has_an_authenticator_app_is_asked_for_its_code() {
    let op = Op::start(quick()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    assert!(page.has("form#otp-form input#otp") && !page.is_outside, "{}", page.html);
    assert!(page.has("#other-ways #way-recovery-code") && page.has("#not-you"));
    assert_eq!(browser.submit("otp-form", &[("otp", "")]).await.status, 422);
    assert_eq!(browser.submit("otp-form", &[("otp", "000000")]).await.status, 422);
    let page = browser.reload().await;
    assert!(page.has("#otp-form"), "the state is a URL");
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &json!(["pwd", "otp", "mfa"])));

    let mut other = op.browser();
    other.open(&rp.depart(&[]).url).await;
    sign_in(&mut other, "bob").await;
    assert!(other.page().query("code").is_some(), "bob has none and is not asked");
}

/// RFC 6238 §5.2: a code is good once, also at enrolment, and for one of two at once.
#[tokio::test]
async fn a_code_of_the_app_is_good_once() {
    let op = Op::start(quick()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let rp = op.rp();
    let (mut one, mut other) = (op.browser(), op.browser());
    for browser in [&mut one, &mut other] {
        browser.open(&rp.depart(&[]).url).await;
        sign_in(browser, "alice").await;
    }
    let enrolment = app.code_at(op.seconds() - 30);
    let page = one.submit("otp-form", &[("otp", &enrolment)]).await;
    assert_eq!(page.status, 422, "it was used to set up the app");
    let code = [("otp", app.code_at(op.seconds()))];
    let code = code.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (first, second) =
        tokio::join!(one.submit("otp-form", &code), other.submit("otp-form", &code));
    assert!(first.is_outside ^ second.is_outside, "one of two gets in");
    let late = if first.is_outside { &mut other } else { &mut one };
    assert_eq!(late.page().status, 422);
    op.advance(30);
    late.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(late.page().query("code").is_some());
}

/// Security: no page after the first can be had, and no session, before the first was passed.
#[tokio::test]
async fn no_step_can_be_skipped() {
    let op = Op::start(quick()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    let csrf = browser.page().attributes("#login-form [name=csrf]", "value")[0].clone();
    let pass = browser.page().url.as_str().trim_end_matches("/login").to_owned();
    browser.submit("login-form", &[("username", "alice")]).await;
    for step in ["second", "totp", "recovery-code", "recovery-codes", "enrol/totp"] {
        let page = browser.open(format!("{pass}/{step}")).await;
        assert!(page.has("#login-form #password"), "{step}: {}", page.html);
    }
    let code = app.code_at(op.seconds());
    for step in ["totp", "recovery-code", "recovery-codes", "enrol/totp"] {
        let fields = [("csrf", csrf.as_str()), ("otp", &code)];
        let page = browser.post(format!("{pass}/{step}"), &fields).await;
        assert!(page.has("#login-form #password"), "{step}: {}", page.html);
    }
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(browser.page().has("#otp-form"));
    for step in ["", "/consent", "/select", "/enrol/totp", "/recovery-codes"] {
        assert!(browser.open(format!("{pass}{step}")).await.has("#otp-form"), "{step}");
    }
    let uid = pass.rsplit('/').next().unwrap().to_owned();
    let resumed = format!("{}/t/auth/{uid}", op.running.public_url);
    assert!(browser.open(resumed).await.has("#otp-form"));
    browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("login_required"), "no session");
}

/// RFC 9700 §4.7: the form belongs to this browser and this pass.
#[tokio::test]
async fn a_code_that_another_site_posts_is_not_taken() {
    let op = Op::start(quick()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let action = browser.page().form("otp-form").action;
    let code = app.code_at(op.seconds());
    let page = browser.post(&action, &[("otp", &code)]).await;
    assert_eq!(page.status, 400);
    let page = browser.post(&action, &[("otp", &code), ("csrf", "AAAA")]).await;
    assert_eq!(page.status, 400);
    browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(browser.page().query("code").is_some(), "the code was not used up");
}

/// Two people in two tabs of one pass: what one has shown counts for nobody else.
#[tokio::test]
async fn a_proof_of_one_person_completes_no_sign_in_of_another() {
    let op = Op::start(quick()).await;
    let alice = op.enrol(&mut op.browser(), "alice").await.app;
    let bob = op.enrol(&mut op.browser(), "bob").await.app;
    let (mut tab, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    tab.open(&to.url).await;
    let name = tab.page().url.clone();
    sign_in(&mut tab, "alice").await;
    let mut second_tab = tab.clone();
    second_tab.open(&name).await;
    sign_in(&mut second_tab, "bob").await;
    let page = tab.submit("otp-form", &[("otp", &alice.code_at(op.seconds()))]).await;
    assert!(page.status == 422 && !page.is_outside, "{}", page.html);
    let page = tab.submit("otp-form", &[("otp", &bob.code_at(op.seconds()))]).await;
    assert!(page.is_outside, "{}", page.html);
    let store = op.beside.open().await;
    let id = store
        .read(op.beside.tenant.id, |tx| tx.account_by_identifier("bob"))
        .await
        .map_err(|error: latchkey_store::TxError| error)
        .unwrap()
        .unwrap()
        .id;
    store.close().await;
    assert_eq!(op.claims(&tab, &rp, &to).await["sub"], json!(id));
}

/// Security: it is counted wherever it is tried: a browser that is known, and another network, get no
/// guesses of their own.
#[tokio::test]
async fn no_browser_has_guesses_of_its_own() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let mut known = op.browser();
    known.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut known, "alice").await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let mut other = op.browser();
    other.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut other, "alice").await;
    for _ in 0..5 {
        assert_eq!(other.submit("otp-form", &[("otp", "000000")]).await.status, 422);
    }
    known.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    let code = app.code_at(op.seconds());
    let page = known.submit("otp-form", &[("otp", &code)]).await;
    assert_eq!(page.status, 429, "{}", page.html);
}

/// Security: new recovery codes are shown while their owner is signed in, and to nobody else.
#[tokio::test]
async fn whoever_signs_out_leaves_no_recovery_codes_behind() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut browser, "alice").await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    let page = browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert_eq!(page.texts("#recovery-codes li").len(), 10);
    let mut tab = browser.clone();
    tab.open(format!("{}/t/session/end", op.running.public_url)).await;
    tab.submit("logout-confirm", &[]).await;
    let page = browser.reload().await;
    assert!(
        page.texts("#recovery-codes li").is_empty() && page.has("#login-form"),
        "{}",
        page.html
    );
}

/// Guessing a code is as slow as guessing a password, and a good one then waits, too.
#[tokio::test]
async fn guessing_a_code_becomes_slow() {
    let op = Op::start(quick()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    for _ in 0..5 {
        assert_eq!(browser.submit("otp-form", &[("otp", "000000")]).await.status, 422);
    }
    let code = app.code_at(op.seconds());
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.status == 429 && page.has("time[data-local-time]"), "{}", page.html);
    op.advance(3);
    browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(browser.page().query("code").is_some(), "the owner is not shut out");
}

/// What was shown first waits a quarter of an hour, and not if the password was changed since.
#[tokio::test]
async fn the_first_proof_does_not_wait_for_ever() {
    let op = Op::start(quick()).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    op.advance(15 * 60);
    let page = browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(page.has("#login-form #password"), "{}", page.html);

    browser.submit("login-form", &[("password", PASSWORD)]).await;
    let store = op.beside.open().await;
    let (id, now) = (alice(&op, &store).await.id, op.clock.now());
    let new = Password::Plain(Secret::from("another umbrella thirteen"));
    let phc = op.beside.provision.hash_password(new, &quick()).unwrap();
    write(&op, &store, move |tx| tx.set_password_hash(id, &phc, now)).await;
    store.close().await;
    let page = browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(!page.is_outside, "{}", page.html);
    browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("login_required"));
}

/// How long that is is a setting.
#[tokio::test]
async fn how_long_the_first_proof_waits_is_a_setting() {
    let mut settings = quick();
    settings.factors.proof_lifetime = Seconds::minutes(2);
    let op = Op::start(settings).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    for (wait, is_kept) in [(119, true), (120, false)] {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        sign_in(&mut browser, "alice").await;
        op.advance(wait);
        let page = browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
        assert_eq!(page.query("code").is_some(), is_kept, "{wait}: {}", page.html);
        assert_eq!(page.has("#login-form #password"), !is_kept, "{wait}: {}", page.html);
    }
}

/// Where everybody needs a second factor, whoever has none sets one up, or goes back.
#[tokio::test]
async fn a_tenant_can_ask_everybody_for_a_second_factor() {
    let op = Op::start(with(SecondFactor::Always)).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    assert!(page.has("#totp-qr path") && page.has("#totp-key"), "{}", page.html);
    let key = page.text("#totp-key");
    assert_eq!(browser.submit("otp-form", &[("otp", "000000")]).await.status, 422);
    assert_eq!(browser.reload().await.text("#totp-key"), key, "the key stays");
    let mut cancelled = browser.clone();
    cancelled.submit("cancel-form", &[]).await;
    assert_eq!(cancelled.page().query("error").as_deref(), Some("access_denied"));

    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let enrolled = op.set_up(&mut browser).await;
    assert!(browser.page().query("code").is_some());
    let notice = op.mail_to("alice@example.com").await;
    assert!(notice.subject.contains("second step"), "{}", notice.subject);
    browser.open(&rp.depart(&[]).url).await;
    assert!(browser.page().query("code").is_some(), "the session is enough");
    let mut other = op.browser();
    other.open(&rp.depart(&[]).url).await;
    op.sign_in_twice(&mut other, "alice", &enrolled.app).await;
    assert!(other.page().query("code").is_some());
}
