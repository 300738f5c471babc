//! What an app does at the account of the person whose token it brings: who may, and how fresh a sign-in
//! it takes (native contract U010, U011, U145 to U147).
use super::explain::{explain, reference};
use super::second_factor::{TWO, with};
use super::{Op, quick, register, sign_in};
use latchkey_authn::SecondFactor;
use latchkey_base::{Seconds, Timestamp};
use latchkey_oidc::explain::OwnAccountFinding as Finding;
use latchkey_oidc::own_account::SCOPE;
use latchkey_oidc::{ApplicationType, ClientMetadata, ScopeDefinition};
use latchkey_server::config::Config;
use latchkey_store::{TenantSettings, Tx, TxError};
use latchkey_testkit::{Answer, Authentication, Browser, Device, REDIRECT_URI, RelyingParty};
use reqwest::Method;
use serde_json::{Value, json};
use std::num::NonZeroU32;

/// All operations.
pub const CALLS: [(Method, &str); 5] = [
    (Method::PUT, "account/codes"),
    (Method::PUT, "account/panic"),
    (Method::POST, "webauthn/bind"),
    (Method::POST, "webauthn/finish"),
    (Method::POST, "webauthn/authenticate"),
];

/// These settings, where apps may do so.
pub fn calling(mut settings: TenantSettings) -> TenantSettings {
    let description = Some("Change how you sign in, and lock your account".to_owned());
    settings.protocol.scopes = vec![ScopeDefinition { name: SCOPE.to_owned(), description }];
    settings.protocol.account_calls = true;
    settings
}

/// An app on a phone that may do so.
pub fn wallet() -> ClientMetadata {
    ClientMetadata {
        client_name: Some("Harbour Wallet".to_owned()),
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: ApplicationType::Native,
        grant_types: Some(vec!["authorization_code".to_owned(), "refresh_token".to_owned()]),
        client_skip_consent: true,
        client_account_security: true,
        ..ClientMetadata::default()
    }
}

/// An app with a token of somebody.
pub struct Phone {
    pub rp: RelyingParty,
    pub tokens: Answer,
    api: String,
}

impl Phone {
    /// With the code that the browser shows.
    pub async fn redeem(op: &Op, browser: &mut Browser, extra: &[(&str, &str)]) -> Self {
        let issuer = format!("{}/t", op.running.public_url);
        let rp = RelyingParty::new(&issuer, "wallet", REDIRECT_URI, Authentication::None);
        Self::at(rp, format!("{}/api/t", op.running.public_url), (browser, extra)).await
    }

    /// Of an app that a browser is sent from, in which somebody signs in with a password if they are asked.
    async fn at(
        rp: RelyingParty,
        api: String,
        (browser, extra): (&mut Browser, &[(&str, &str)]),
    ) -> Self {
        let scope = format!("openid {SCOPE}");
        let mut asked = vec![("scope", scope.as_str())];
        asked.extend(extra);
        let to = rp.depart(&asked);
        browser.open(&to.url).await;
        if browser.page().has("#login-form") {
            sign_in(browser, "alice").await;
        }
        let code = browser.page().query("code");
        let code = code.unwrap_or_else(|| panic!("no code: {}", browser.page().html));
        let tokens = rp.redeem(&code, &to).await.ok();
        Self { rp, tokens, api }
    }

    pub fn token(&self) -> &str {
        self.tokens.str("access_token")
    }

    pub async fn send(&self, (method, path): (Method, &str), body: Vec<u8>) -> Answer {
        let request = self.rp.http.request(method, format!("{}/{path}", self.api));
        let request = request.bearer_auth(self.token()).header("content-type", "application/json");
        Answer::read(request.body(body).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send((Method::POST, path), body.to_string().into_bytes()).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send((Method::PUT, path), body.to_string().into_bytes()).await
    }

    /// Asks for a passkey; what the device answers.
    pub async fn asks(&self, op: &Op, device: &mut Device, body: Value) -> Value {
        let asked = self.post("webauthn/bind", body).await.ok();
        let options = &asked.json["data"]["registrationOptions"];
        let made = device.create(&op.home(), options).await.expect("a passkey");
        serde_json::from_str(&made).unwrap()
    }

    /// Makes a passkey.
    pub async fn makes(&self, op: &Op, device: &mut Device) {
        let credential = self.asks(op, device, json!({})).await;
        let made = self.post("webauthn/finish", json!({ "credential": credential })).await.ok();
        assert_eq!(made.json["data"]["success"], true, "{}", made.text);
    }

    /// Has the device sign; what takes the place of a fresh sign-in.
    pub async fn shows(&self, op: &Op, device: &mut Device) -> Value {
        let asked = self.post("webauthn/authenticate", json!({})).await.ok();
        let options = &asked.json["data"]["assertionOptions"];
        let signed = device.sign(&op.home(), options).await.expect("a signature");
        json!({ "credential": serde_json::from_str::<Value>(&signed).unwrap() })
    }
}

/// A provider at which alice has signed in to the app, and her browser.
pub async fn start(settings: TenantSettings) -> (Op, Browser, Phone) {
    start_with(settings, |_| ()).await
}

/// With another configuration.
async fn start_with(
    settings: TenantSettings,
    adjust: impl FnOnce(&mut Config),
) -> (Op, Browser, Phone) {
    let op = Op::start_with(calling(settings), adjust).await;
    register(&op, vec![("wallet", wallet())]).await;
    let mut browser = op.browser();
    let phone = Phone::redeem(&op, &mut browser, &[]).await;
    (op, browser, phone)
}

/// Whether an answer says what sign-in it would take (RFC 9470 §3).
pub fn demands(answer: &Answer, class: Option<&str>) {
    assert_eq!(answer.status, 401, "{}", answer.text);
    let header = answer.header("www-authenticate");
    assert!(header.starts_with("Bearer realm="), "{header}");
    assert!(header.contains("error=\"insufficient_user_authentication\""), "{header}");
    assert!(header.contains("max_age=\"600\""), "{header}");
    let class = class.map(|class| format!("acr_values=\"{class}\""));
    assert_eq!(header.contains("acr_values"), class.is_some(), "{header}");
    assert!(class.is_none_or(|class| header.contains(&class)), "{header}");
}

/// How many calls there may be about one account is a setting.
#[tokio::test]
async fn calls_about_one_account_are_as_many_as_configured() {
    let two = |config: &mut Config| {
        config.http.account_calls_per_minute = NonZeroU32::new(2).unwrap();
    };
    let (_op, _browser, phone) = start_with(quick(), two).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(phone.post("webauthn/bind", json!({})).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 429]);
}

/// Nothing of it is there before an operator wants it.
#[tokio::test]
async fn a_tenant_has_it_only_if_it_wants_it() {
    let mut settings = calling(quick());
    settings.protocol.account_calls = false;
    let op = Op::start(settings).await;
    register(&op, vec![("wallet", wallet())]).await;
    let phone = Phone::redeem(&op, &mut op.browser(), &[]).await;
    for call in CALLS {
        let answer = phone.send(call.clone(), b"{}".to_vec()).await;
        assert_eq!(answer.status, 404, "{call:?}: {}", answer.text);
    }
}

/// RFC 6750 §3.1: a person's token with the scope value, of a client that an operator lets.
#[tokio::test]
async fn a_persons_token_with_the_scope_is_needed() {
    let (op, mut browser, phone) = start(quick()).await;
    let bare = Phone::redeem(&op, &mut browser, &[("scope", "openid")]).await;
    let unlet = ClientMetadata { client_account_security: false, ..wallet() };
    register(&op, vec![("unlet", unlet)]).await;
    let rp = RelyingParty { client_id: "unlet".to_owned(), ..phone.rp.clone() };
    let unlet = Phone::at(rp, phone.api.clone(), (&mut browser, &[])).await;
    for call in CALLS {
        let body = json!({ "email": "alice@example.com" }).to_string().into_bytes();
        for (app, why) in [(&bare, "lacks the scope"), (&unlet, "may not")] {
            let answer = app.send(call.clone(), body.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.error()), (403, "insufficient_scope"));
            let header = answer.header("www-authenticate");
            assert!(
                header.contains(why) && header.contains("scope=\"account_security\""),
                "{header}"
            );
        }
        let url = format!("{}/{}", phone.api, call.1);
        let bare = phone.rp.http.request(call.0.clone(), &url).body(body.clone());
        let answer = Answer::read(bare.send().await.unwrap()).await;
        assert_eq!(answer.status, 401, "{call:?}");
        assert!(!answer.header("www-authenticate").contains("error="), "RFC 6750 §3.1");
        let cookie = browser.cookies.header().unwrap();
        let with_cookies = phone.rp.http.request(call.0.clone(), &url).header("cookie", cookie);
        let answer = Answer::read(with_cookies.body(body).send().await.unwrap()).await;
        assert_eq!(answer.status, 401, "cookies mean nothing: {call:?}");
        assert_eq!(phone.rp.http.get(&url).send().await.unwrap().status(), 405, "{call:?}");
    }
    assert_eq!(op.status().await, latchkey_accounts::AccountStatus::Active);
    phone.post("webauthn/authenticate", json!({})).await.ok();
}

/// Security: a token of one tenant opens nothing in another, though the names are the same.
#[tokio::test]
async fn another_tenants_token_opens_nothing() {
    let (op, _browser, phone) = start(quick()).await;
    let rp = op.other_tenant("u", calling(quick())).await;
    let other = op.running.app().store.tenant("u").await.unwrap().unwrap().record.id;
    let let_it = |tx: &mut dyn Tx| {
        let mut app = tx.client("app")?.unwrap();
        app.metadata.client_account_security = true;
        tx.update_client(&app)
    };
    let done: Result<(), TxError> = op.running.app().store.write(other, let_it).await;
    done.unwrap();
    let there = format!("{}/api/u", op.running.public_url);
    let own = Phone::at(rp, there, (&mut op.browser(), &[])).await;
    own.post("webauthn/bind", json!({})).await.ok();
    let here = Phone { api: phone.api.clone(), ..own };
    for call in CALLS {
        let body = json!({ "email": "alice@example.com" }).to_string().into_bytes();
        let answer = here.send(call.clone(), body).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (401, "invalid_token"), "{call:?}");
    }
    phone.post("webauthn/bind", json!({})).await.ok();
}

/// RFC 9470 §3, §4: a sign-in that is too old is told what would be enough; native contract U010, DO BETTER.
#[tokio::test]
async fn an_old_sign_in_is_not_enough() {
    let (op, mut browser, phone) = start(quick()).await;
    let mut device = Device::default();
    let credential = phone.asks(&op, &mut device, json!({})).await;
    op.advance(601);
    demands(&phone.post("webauthn/bind", json!({})).await, None);
    demands(&phone.put("account/codes", json!({})).await, None);
    let late = phone.post("webauthn/finish", json!({ "credential": credential })).await;
    assert_eq!(
        late.status, 400,
        "what was asked of a fresh sign-in is over with it: {}",
        late.text
    );
    let silent = Phone::redeem(&op, &mut browser, &[]).await;
    demands(&silent.post("webauthn/bind", json!({})).await, None);
    browser.open(&phone.rp.depart(&[("max_age", "600"), ("prompt", "none")]).url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("login_required"));
    let fresh = Phone::redeem(&op, &mut browser, &[("max_age", "600")]).await;
    fresh.makes(&op, &mut device).await;
}

/// RFC 9470 §3: nor is one that did not show all that the person has.
#[tokio::test]
async fn a_weak_sign_in_is_not_enough() {
    let op = Op::start(calling(with(SecondFactor::Never))).await;
    register(&op, vec![("wallet", wallet())]).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let mut browser = op.browser();
    let phone = Phone::redeem(&op, &mut browser, &[]).await;
    demands(&phone.put("account/codes", json!({})).await, Some(TWO));
    demands(&phone.post("webauthn/bind", json!({})).await, Some(TWO));
    let scope = format!("openid {SCOPE}");
    let to = phone.rp.depart(&[("scope", &scope), ("acr_values", TWO), ("max_age", "600")]);
    browser.open(&to.url).await;
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let code = browser.page().query("code").expect("a code");
    let tokens = phone.rp.redeem(&code, &to).await.ok();
    let strong = Phone { tokens, api: phone.api.clone(), rp: phone.rp.clone() };
    assert_eq!(strong.put("account/codes", json!({})).await.ok().json["type"], "Account");
    demands(&phone.put("account/codes", json!({})).await, Some(TWO));
}

/// Security: an app that holds a token on and on acts for nobody who has signed out.
#[tokio::test]
async fn nothing_is_added_after_a_sign_out() {
    let (op, mut browser, phone) = start(quick()).await;
    let scope = format!("openid offline_access {SCOPE}");
    let asked = [("scope", scope.as_str()), ("prompt", "consent")];
    let to = phone.rp.depart(&asked);
    browser.open(&to.url).await;
    let code = browser.submit("consent-form", &[]).await.query("code").expect("a code");
    let tokens = phone.rp.redeem(&code, &to).await.ok();
    let phone = Phone { tokens, ..phone };
    phone.post("webauthn/bind", json!({})).await.ok();
    op.operate(|tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap();
        tx.end_sessions_of(alice.id, Timestamp::from_seconds(1_800_000_000))
    })
    .await;
    assert!(phone.rp.is_active(phone.token()).await, "the token lives on");
    demands(&phone.post("webauthn/bind", json!({})).await, None);
    demands(&phone.post("webauthn/authenticate", json!({})).await, None);
    demands(&phone.put("account/codes", json!({})).await, None);
}

/// Security: a session that pages take for over, since nobody used it, is over for apps, too.
#[tokio::test]
async fn nothing_is_added_in_a_session_that_nobody_used() {
    let mut settings = quick();
    settings.protocol.lifetimes.session_idle = Seconds::minutes(2);
    let (op, _, phone) = start(settings).await;
    op.advance(119);
    phone.post("webauthn/bind", json!({})).await.ok();
    op.advance(1);
    demands(&phone.post("webauthn/bind", json!({})).await, None);
}

/// Security: somebody with a stolen token writes no rows without end; RFC 6585 §4.
#[tokio::test]
async fn one_account_is_asked_so_much_a_minute() {
    let (_op, _browser, phone) = start(quick()).await;
    let mut asked = 0;
    let refused = loop {
        let answer = phone.post("webauthn/authenticate", json!({})).await;
        if answer.status == 429 {
            break answer;
        }
        answer.ok();
        asked += 1;
        assert!(asked < 500, "there is no end to it");
    };
    assert!(asked >= 30, "{asked}");
    assert!(!refused.header("retry-after").is_empty(), "{:?}", refused.headers);
    let lock = json!({ "email": "alice@example.com" });
    assert_eq!(
        phone.put("account/panic", lock).await.status,
        204,
        "nothing is in the way of a lock"
    );
}

/// RFC 6750 §3, native contract §1.4: whoever runs the tenant finds what was wrong.
#[tokio::test]
async fn what_is_refused_is_explained() {
    let (op, _browser, phone) = start(quick()).await;
    let refused = phone.post("webauthn/finish", json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "ValidationError"));
    assert!(refused.json["id"].is_string());
    let trail = explain(&op, reference(refused.str("message"))).await;
    assert!(
        matches!(trail.finding, Some(ref found) if format!("{found:?}").contains("credential"))
    );
    assert_eq!(
        (trail.endpoint.as_str(), trail.client_id.as_deref()),
        ("webauthn_finish", Some("wallet"))
    );
    op.advance(700);
    let refused = phone.post("webauthn/bind", json!({})).await;
    let trail = explain(&op, reference(refused.str("error_description"))).await;
    let Some(latchkey_oidc::explain::Finding::OwnAccount(Finding::SignIn { age, goes_on, .. })) =
        trail.finding
    else {
        panic!("{trail:?}")
    };
    assert_eq!((age.get(), goes_on), (700, true));
}
