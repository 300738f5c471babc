//! Devices (RFC 8628): asking, the pages, what the device hears.
use super::{Op, UNTIL, quick, register, sign_in};
use latchkey_base::Clock as _;
use latchkey_oidc::ClientMetadata;
use latchkey_oidc::device::DEVICE_CODE;
use latchkey_store::{DeviceRecord, TenantSettings};
use latchkey_testkit::{Answer, Authentication, Browser, RelyingParty};
use std::time::Duration;

/// What a device got, and what it is.
pub struct Tv {
    pub rp: RelyingParty,
    device_code: String,
    pub user_code: String,
    pub page: String,
    complete: String,
}

pub fn settings() -> TenantSettings {
    let mut settings = quick();
    settings.protocol.device_flow = true;
    settings
}

pub async fn start() -> Op {
    start_with(settings()).await
}

pub async fn start_with(settings: TenantSettings) -> Op {
    let op = Op::start(settings).await;
    let metadata = |name: &str| ClientMetadata {
        client_name: Some(name.to_owned()),
        token_endpoint_auth_method: Some("none".to_owned()),
        grant_types: Some(vec![DEVICE_CODE.to_owned(), "refresh_token".to_owned()]),
        response_types: Some(Vec::new()),
        // Devices ask all the same.
        client_skip_consent: true,
        ..ClientMetadata::default()
    };
    register(&op, vec![("tv", metadata("Vision TV")), ("hub", metadata("Hub"))]).await;
    op
}

fn client(op: &Op, client_id: &str) -> RelyingParty {
    let issuer = format!("{}/t", op.running.public_url);
    RelyingParty::new(&issuer, client_id, "", Authentication::None)
}

impl Tv {
    pub async fn asks(op: &Op) -> Self {
        let rp = client(op, "tv");
        let fields = [
            ("scope", "openid profile offline_access"),
            ("device_name", "Living room"),
            ("device_model", "Vision 55"),
            ("device_software_version", "7.4.1"),
        ];
        let answer = rp.post("/device/auth", &fields).await.ok();
        let text = |member| answer.str(member).to_owned();
        Self {
            device_code: text("device_code"),
            user_code: text("user_code"),
            page: text("verification_uri"),
            complete: text("verification_uri_complete"),
            rp,
        }
    }

    pub async fn polls(&self) -> Answer {
        self.polls_as(&self.rp).await
    }

    /// Asks with that preference (RFC 7240 §4.3).
    async fn waits(&self, prefer: &str) -> Answer {
        let body =
            format!("client_id=tv&grant_type={DEVICE_CODE}&device_code={}", self.device_code);
        let request = reqwest::Client::new()
            .post(self.rp.endpoint("/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("prefer", prefer)
            .body(body)
            .timeout(Duration::from_secs(20));
        Answer::read(request.send().await.unwrap()).await
    }

    async fn polls_as(&self, rp: &RelyingParty) -> Answer {
        rp.token(&[("grant_type", DEVICE_CODE), ("device_code", &self.device_code)]).await
    }

    /// A browser in which somebody has entered the code and signed in.
    pub async fn meets(&self, op: &Op, name: &str) -> Browser {
        let mut browser = op.browser();
        browser.open(&self.page).await;
        let page = browser.submit("device-form", &[("user_code", &self.user_code)]).await;
        assert!(page.has("#login-form"), "{page:#?}");
        sign_in(&mut browser, name).await;
        assert!(browser.page().has("#device-allow"), "{:#?}", browser.page());
        browser
    }
}

async fn devices(op: &Op, name: &'static str) -> Vec<DeviceRecord> {
    let store = op.beside.open().await;
    let now = op.clock.now();
    let found = store.read(op.beside.tenant.id, move |tx| {
        let account = tx.account_by_identifier(name)?.expect("a person");
        tx.devices(account.id, now)
    });
    let found: Result<_, latchkey_store::TxError> = found.await;
    store.close().await;
    found.unwrap()
}

/// RFC 8628 §3.1 to §3.5, from the first request to the tokens.
#[tokio::test]
async fn a_device_is_connected_by_a_person_at_another_screen() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    assert_eq!(tv.polls().await.error(), "authorization_pending");
    let mut browser = tv.meets(&op, "alice").await;
    let text = browser.page().text("main");
    for shown in
        [&*tv.user_code, "Vision TV", "Living room", "Vision 55", "7.4.1", "alice", "network"]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    op.advance(5);
    assert_eq!(tv.polls().await.error(), "authorization_pending", "before the button");
    let page = browser.submit("device-allow", &[]).await;
    assert!(page.has("#device-done") && page.text("main").contains("Living room"), "{page:#?}");
    let again = browser.reload().await;
    assert!(again.has("#device-done"), "an address like any other");

    op.advance(5);
    let tokens = tv.polls().await.ok();
    assert!(tokens.json["refresh_token"].is_string() && tokens.json["id_token"].is_string());
    let access = tokens.str("access_token").to_owned();
    assert_eq!(tv.rp.userinfo(&access).await.ok().json["preferred_username"], "alice");
    let held = devices(&op, "alice").await;
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].description.name.as_deref(), Some("Living room"));
    let mail = op.mail_to("alice@example.com").await;
    assert!(mail.text.contains("Living room") && mail.text.contains("Vision TV"), "{}", mail.text);
}

/// RFC 8628 §3.5, RFC 6749 §4.1.2: shown again after its redemption it has leaked, and ends.
#[tokio::test]
async fn a_device_code_is_good_once() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    tv.meets(&op, "alice").await.submit("device-allow", &[]).await;
    let tokens = tv.polls().await.ok();
    assert_eq!(tv.polls().await.error(), "invalid_grant");
    let refreshed = tv.rp.refresh(tokens.str("refresh_token")).await;
    assert_eq!(refreshed.error(), "invalid_grant");
    assert!(devices(&op, "alice").await.is_empty());
}

/// RFC 8628 §3.5: each error for its reason.
#[tokio::test]
async fn a_device_hears_why_it_gets_nothing_yet() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let first = tv.polls().await;
    assert_eq!((first.status.as_u16(), first.error()), (400, "authorization_pending"));
    assert!(!first.text.contains("reference"), "nothing to explain: {}", first.text);
    assert_eq!(tv.polls().await.error(), "slow_down");
    op.advance(6);
    assert_eq!(tv.polls().await.error(), "slow_down", "ten seconds now");
    op.advance(20);
    assert_eq!(tv.polls().await.error(), "authorization_pending");
    assert_eq!(tv.polls_as(&client(&op, "hub")).await.error(), "invalid_grant", "another client's");
    op.advance(3600);
    assert_eq!(tv.polls().await.error(), "expired_token");
    let unknown = Tv { device_code: "lkd_x".to_owned(), ..tv };
    assert_eq!(unknown.polls().await.error(), "invalid_grant");
}

/// RFC 8628 §5.4: "This is not mine", and "Cancel" before.
#[tokio::test]
async fn a_device_that_is_refused_is_told_so() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut browser = tv.meets(&op, "alice").await;
    let page = browser.submit("device-deny", &[]).await;
    assert!(page.has("#device-denied"), "{page:#?}");
    assert_eq!(tv.polls().await.error(), "access_denied");
    assert_eq!(tv.polls().await.error(), "access_denied", "for good");
    assert!(devices(&op, "alice").await.is_empty());

    let tv = Tv::asks(&op).await;
    let mut browser = op.browser();
    browser.open(&tv.complete).await;
    browser.submit("device-form", &[]).await;
    let page = browser.submit("login-cancel", &[]).await;
    assert!(page.has("#device-denied"), "{page:#?}");
    assert_eq!(tv.polls().await.error(), "access_denied");
}

/// RFC 8628 §3.3.1: an address with the code connects nothing by being opened.
#[tokio::test]
async fn a_scanned_address_only_fills_in_the_code() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut browser = tv.meets(&op, "alice").await;
    let page = browser.open(&tv.complete).await;
    assert_eq!(page.attributes("#user-code", "value").join(" "), tv.user_code);
    assert!(page.has("#device-form") && !page.has("#device-allow"));
    assert_eq!(tv.polls().await.error(), "authorization_pending");
    let page = browser.submit("device-form", &[]).await;
    assert!(page.has("#device-allow"), "signed in already: {page:#?}");
    // What leads on in other passes connects nothing here.
    let pass = page.url.to_string();
    let id = pass.rsplit('/').nth(1).unwrap().to_owned();
    let page = browser.open(format!("{}/t/auth/{id}", op.running.public_url)).await;
    assert!(page.has("#device-allow"), "{page:#?}");
    let csrf = page.attributes("#device-allow-form input[name=csrf]", "value").remove(0);
    let consent = pass.replace("/connect", "/consent");
    let page = browser.post(&consent, &[("csrf", &csrf)]).await;
    assert!(page.has("#device-allow"), "{page:#?}");
    let page = browser.post(&pass, &[("csrf", "wrong")]).await;
    assert!(page.has("#device-allow"), "{page:#?}");
    op.advance(5);
    assert_eq!(tv.polls().await.error(), "authorization_pending");
}

/// RFC 8628 §5.1, §6.1: typed as people type; wrong and expired codes are told apart.
#[tokio::test]
async fn a_code_is_read_leniently_and_its_problems_are_told() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut browser = op.browser();
    browser.open(&tv.page).await;
    let page = browser.submit("device-form", &[("user_code", "")]).await;
    assert!(page.status == 422 && page.text("main").contains("Enter the code that"));
    let page = browser.submit("device-form", &[("user_code", "BBBB-BBBB")]).await;
    assert!(page.status == 422 && page.text("main").contains("No device shows"), "{page:#?}");
    let typed = tv.user_code.to_lowercase().replace('-', " ");
    assert!(browser.submit("device-form", &[("user_code", &typed)]).await.has("#login-form"));

    browser.open(&tv.page).await;
    op.advance(3600);
    let page = browser.submit("device-form", &[("user_code", &tv.user_code)]).await;
    assert!(page.status == 422 && page.text("main").contains("no longer works"), "{page:#?}");
}

/// RFC 8628 §5.1: guessing is slow for whoever guesses, and for nobody else.
#[tokio::test]
async fn guessing_codes_is_slow() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut stranger = op.browser();
    stranger.open(&tv.page).await;
    let guess = [("user_code", "BBBB-BBBB")];
    for _ in 0..5 {
        assert_eq!(stranger.submit("device-form", &guess).await.status, 422);
    }
    let page = stranger.submit("device-form", &guess).await;
    assert!(page.status == 429 && page.has(UNTIL), "{}", page.html);
    let right = [("user_code", &*tv.user_code)];
    assert_eq!(stranger.submit("device-form", &right).await.status, 429, "the right one, too");
    tv.meets(&op, "alice").await;
    for _ in 0..100 {
        let mut other = op.browser();
        other.open(&tv.page).await;
        if other.submit("device-form", &guess).await.status == 429 {
            return;
        }
    }
    panic!("one address guesses under a hundred cookies");
}

/// A code that was decided on, or is over, by the time of the button.
#[tokio::test]
async fn two_who_enter_one_code_connect_it_once() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut alice = tv.meets(&op, "alice").await;
    let mut tab = alice.clone();
    let mut bob = tv.meets(&op, "bob").await;
    assert!(alice.submit("device-allow", &[]).await.has("#device-done"));
    assert!(tab.submit("device-allow", &[]).await.has("#device-done"), "another tab of hers");
    let page = bob.submit("device-allow", &[]).await;
    assert!(page.status == 410 && page.has("#device-form"), "{page:#?}");
    assert_eq!((devices(&op, "alice").await.len(), devices(&op, "bob").await.len()), (1, 0));

    let tv = Tv::asks(&op).await;
    let mut late = tv.meets(&op, "bob").await;
    op.advance(3600);
    let page = late.submit("device-allow", &[]).await;
    assert!(page.has("#restart"), "{page:#?}");
    assert!(late.submit("restart", &[]).await.has("#device-form"));
}

/// Whoever signed out in another tab connects nothing.
#[tokio::test]
async fn a_session_that_is_over_connects_nothing() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut browser = tv.meets(&op, "alice").await;
    let mut tab = browser.clone();
    tab.open(format!("{}/t/session/end", op.running.public_url)).await;
    assert!(tab.submit("logout-confirm", &[]).await.has("#logout-done"));
    let page = browser.submit("device-allow", &[]).await;
    assert!(page.has("#login-form"), "{page:#?}");
    assert_eq!(tv.polls().await.error(), "authorization_pending");
}

/// A device outlives the browser it was connected in; giving its refresh token back (RFC 7009
/// §2.1), as a factory reset does, ends that device alone.
#[tokio::test]
async fn a_factory_reset_ends_one_device() {
    let op = start().await;
    let (one, two) = (Tv::asks(&op).await, Tv::asks(&op).await);
    let mut browser = one.meets(&op, "alice").await;
    browser.submit("device-allow", &[]).await;
    browser.open(&two.complete).await;
    browser.submit("device-form", &[]).await;
    browser.submit("device-allow", &[]).await;
    let (first, second) = (one.polls().await.ok(), two.polls().await.ok());
    browser.open(format!("{}/t/session/end", op.running.public_url)).await;
    browser.submit("logout-confirm", &[]).await;
    let first = one.rp.refresh(first.str("refresh_token")).await.ok();
    assert_eq!(devices(&op, "alice").await.len(), 2);

    one.rp.revoke(first.str("refresh_token")).await.ok();
    assert_eq!(one.rp.refresh(first.str("refresh_token")).await.error(), "invalid_grant");
    assert_eq!(one.rp.userinfo(first.str("access_token")).await.status, 401);
    two.rp.refresh(second.str("refresh_token")).await.ok();
    assert_eq!(devices(&op, "alice").await.len(), 1);
}

/// RFC 8628 §5.4: off unless wanted, and only for clients that are registered for it.
#[tokio::test]
async fn devices_are_connected_only_where_that_is_wanted() {
    let op = start_with(quick()).await;
    let refused = client(&op, "tv").post("/device/auth", &[("scope", "openid")]).await;
    assert_eq!(refused.error(), "unsupported_grant_type");
    let page = op.browser().open(format!("{}/t/device", op.running.public_url)).await.status;
    assert_eq!(page, 404);
    let discovery = "/.well-known/openid-configuration";
    let document = client(&op, "tv").get(discovery).await.ok().json;
    assert!(document.get("device_authorization_endpoint").is_none());
    assert!(!document["grant_types_supported"].to_string().contains(DEVICE_CODE));

    let op = start().await;
    let refused = op.rp().post("/device/auth", &[("scope", "openid")]).await;
    assert_eq!(refused.error(), "unauthorized_client");
    let document = op.rp().get(discovery).await.ok().json;
    let endpoint = format!("{}/t/device/auth", op.running.public_url);
    assert_eq!(document["device_authorization_endpoint"], endpoint);
    assert!(document["grant_types_supported"].to_string().contains(DEVICE_CODE));
}

/// RFC 7240 §4.3: a device that would rather wait hears at once.
#[tokio::test]
async fn a_device_may_wait_for_its_answer() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let mut browser = tv.meets(&op, "alice").await;
    let patient = "respond-async, wait=600";
    let (answer, _) = tokio::join!(tv.waits(patient), browser.submit("device-allow", &[]));
    assert!(answer.ok().json["access_token"].is_string());

    let tv = Tv::asks(&op).await;
    let mut browser = tv.meets(&op, "alice").await;
    let (answer, _) = tokio::join!(tv.waits(patient), browser.submit("device-deny", &[]));
    assert_eq!(answer.error(), "access_denied");
}

/// RFC 8628 §3.5: who waits in vain is told to go on, and who asks too soon to slow down, at once.
#[tokio::test]
async fn a_device_that_waits_hears_what_one_that_polls_hears() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    assert_eq!(tv.waits("wait=1").await.error(), "authorization_pending");
    let begun = std::time::Instant::now();
    assert_eq!(tv.waits("wait=25").await.error(), "slow_down");
    assert!(begun.elapsed() < Duration::from_secs(10), "it was not kept waiting");
}

/// RFC 8628 §3.3.1: the picture is of the address, and tells nothing of which codes there are.
#[tokio::test]
async fn a_picture_of_the_address_is_drawn_for_whatever_could_be_a_code() {
    let op = start().await;
    let tv = Tv::asks(&op).await;
    let rp = client(&op, "tv");
    let picture = rp.get(&format!("/device/qr/{}", tv.user_code)).await.ok();
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.text.starts_with("<svg ") && picture.text.ends_with("</svg>"));
    assert_eq!(picture.header("content-security-policy"), "default-src 'none'; sandbox");
    rp.get("/device/qr/BBBB-BBBB").await.ok();
    assert_eq!(rp.get("/device/qr/AAAA-AAAA").await.status, 404);
}

/// Bad input: what the endpoint is sent is judged before anything is written.
#[tokio::test]
async fn a_malformed_request_of_a_device_is_refused() {
    let op = start().await;
    let rp = client(&op, "tv");
    let long = "x".repeat(65);
    for fields in
        [[("scope", "\u{7f}")], [("device_name", &*long)], [("device_model", "a\u{202e}b")]]
    {
        let refused = rp.post("/device/auth", &fields).await;
        assert_eq!(refused.status, 400, "{fields:?}: {}", refused.text);
    }
    let nobody = client(&op, "nobody").post("/device/auth", &[("scope", "openid")]).await;
    assert_eq!((nobody.status.as_u16(), nobody.error()), (401, "invalid_client"));
    let mut browser = op.browser();
    browser.open(format!("{}/t/device", op.running.public_url)).await;
    for typed in ["\u{0}", &"B".repeat(5000), "%00", "BBBB\u{202e}BBBB", "<script>"] {
        let page = browser.submit("device-form", &[("user_code", typed)]).await;
        assert_eq!(page.status, 422, "{typed:?}");
    }
    let page =
        browser.post(format!("{}/t/device", op.running.public_url), &[("user_code", "BBBB-BBBB")]);
    assert_eq!(page.await.status, 400, "no proof that the form is ours");
}
