//! Apps are told of a sign-out in frames (OIDC Front-Channel Logout).
use super::{Op, quick, register, sign_in};
use latchkey_base::Seconds;
use latchkey_oidc::ClientMetadata;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Authentication, Browser, Page, RelyingParty, decode_jwt};
use url::Url;

fn web(client_id: &str) -> ClientMetadata {
    ClientMetadata {
        redirect_uris: vec![format!("https://{client_id}.example/cb")],
        post_logout_redirect_uris: vec![format!("https://{client_id}.example/bye")],
        token_endpoint_auth_method: Some("none".to_owned()),
        client_skip_consent: true,
        ..ClientMetadata::default()
    }
}

async fn start() -> Op {
    start_with(quick()).await
}

async fn start_with(settings: TenantSettings) -> Op {
    let op = Op::start(settings).await;
    let out = |client_id: &str| Some(format!("https://{client_id}.example/out?from=op"));
    let exact = ClientMetadata {
        frontchannel_logout_uri: out("exact"),
        frontchannel_logout_session_required: true,
        ..web("exact")
    };
    let plain = ClientMetadata { frontchannel_logout_uri: out("plain"), ..web("plain") };
    register(&op, vec![("exact", exact), ("plain", plain), ("deaf", web("deaf"))]).await;
    op
}

/// Signs Alice in to the client and gives its ID token.
async fn enter(op: &Op, browser: &mut Browser, client_id: &str) -> String {
    let issuer = format!("{}/t", op.running.public_url);
    let redirect_uri = format!("https://{client_id}.example/cb");
    let rp = RelyingParty::new(&issuer, client_id, &redirect_uri, Authentication::None);
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    if browser.page().has("#login-form") {
        sign_in(browser, "alice").await;
    }
    let code = browser.page().query("code").expect("a code");
    rp.redeem(&code, &departure).await.ok().str("id_token").to_owned()
}

async fn leave<'b>(op: &Op, browser: &'b mut Browser, parameters: &[(&str, &str)]) -> &'b Page {
    let mut url = Url::parse(&format!("{}/t/session/end", op.running.public_url)).unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    browser.open(&url).await;
    browser.submit("logout-form", &[]).await
}

/// OIDC Front-Channel Logout §2, §3, RP-Initiated Logout §2, §3: each app of the session has its
/// frame before the redirect; `iss` and `sid` where they are required, as in the ID token.
#[tokio::test]
async fn every_app_has_its_frame_before_the_browser_goes_on() {
    let op = start().await;
    let mut browser = op.browser();
    let id_token = enter(&op, &mut browser, "exact").await;
    enter(&op, &mut browser, "plain").await;
    enter(&op, &mut browser, "deaf").await;
    let back = [
        ("id_token_hint", id_token.as_str()),
        ("post_logout_redirect_uri", "https://exact.example/bye"),
        ("state", "s 1"),
    ];
    let page = leave(&op, &mut browser, &back).await;
    assert!(page.status == 200 && page.has("#logout-done"), "{}", page.html);
    let mut frames = page.attributes("iframe[hidden]", "src");
    frames.sort();
    let (_, claims) = decode_jwt(&id_token);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("iss", &format!("{}/t", op.running.public_url))
        .append_pair("sid", claims["sid"].as_str().unwrap())
        .finish();
    let exact = format!("https://exact.example/out?from=op&{query}");
    assert_eq!(frames, [exact, "https://plain.example/out?from=op".to_owned()]);
    let onward = page.attributes("a#logout-continue", "href");
    assert_eq!(onward, ["https://exact.example/bye?state=s+1"]);
    assert_eq!(page.texts("#signed-out-apps li"), ["exact", "plain"]);

    // Security: frames of these origins and nothing else, and no address that tells of the page.
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains(" frame-src https://exact.example https://plain.example;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self';"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.attributes("iframe", "referrerpolicy"), ["no-referrer", "no-referrer"]);

    let address = page.url.clone();
    assert_eq!(browser.reload().await.attributes("iframe", "src").len(), 2);
    let page = browser.open(&address.as_str().replace("told=", "told=x")).await;
    assert!(!page.has("iframe") && !page.has("#logout-continue"), "{}", page.html);
    let mut stranger = op.browser();
    let page = stranger.open(&address).await;
    assert!(!page.has("iframe") && !page.has("#logout-continue"), "{}", page.html);
    op.advance(600);
    assert!(!browser.open(&address).await.has("iframe"), "only for a while");
}

/// For how long it is shown is a setting.
#[tokio::test]
async fn the_page_knows_the_apps_for_as_long_as_the_tenant_says() {
    let mut settings = quick();
    settings.protocol.lifetimes.signed_out_page = Seconds::new(30);
    let op = start_with(settings).await;
    let mut browser = op.browser();
    enter(&op, &mut browser, "plain").await;
    assert!(leave(&op, &mut browser, &[]).await.has("iframe"));
    op.advance(29);
    assert!(browser.reload().await.has("iframe"));
    op.advance(1);
    assert!(!browser.reload().await.has("iframe"));
}

/// The page is shown where it has something to do; else the browser goes on at once.
#[tokio::test]
async fn without_frames_there_is_no_stop_on_the_way() {
    let op = start().await;
    let mut browser = op.browser();
    let id_token = enter(&op, &mut browser, "deaf").await;
    let back = [
        ("id_token_hint", id_token.as_str()),
        ("post_logout_redirect_uri", "https://deaf.example/bye"),
    ];
    let page = leave(&op, &mut browser, &back).await;
    assert_eq!(page.url.as_str(), "https://deaf.example/bye");

    enter(&op, &mut browser, "plain").await;
    let page = leave(&op, &mut browser, &[]).await;
    assert_eq!(page.attributes("iframe", "src"), ["https://plain.example/out?from=op"]);
    assert!(!page.has("#logout-continue") && !page.has("noscript meta"), "{}", page.html);
}

/// RP-Initiated Logout §2: `logout_hint` says whom the question is about.
#[tokio::test]
async fn a_logout_hint_names_one_of_two_people() {
    let op = start().await;
    let mut browser = op.browser();
    let id_token = enter(&op, &mut browser, "plain").await;
    let select = op.rp().depart(&[("prompt", "login"), ("login_hint", "bob")]);
    browser.open(&select.url).await;
    if browser.page().has("#not-you") {
        browser.follow("#not-you").await;
    }
    sign_in(&mut browser, "bob").await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    let end = format!("{}/t/session/end", op.running.public_url);
    assert!(browser.open(&end).await.has("#session-all"));
    for hint in ["alice", "Alice@Example.com"] {
        let page = browser.open(format!("{end}?logout_hint={hint}")).await;
        assert!(page.has("#logout-form") && !page.has("#session-all"), "{}", page.html);
        assert!(page.text("main").contains("alice@example.com"), "{}", page.html);
    }
    let sid = decode_jwt(&id_token).1["sid"].as_str().unwrap().to_owned();
    browser.open(format!("{end}?client_id=plain&logout_hint={sid}")).await;
    assert!(browser.page().text("main").contains("alice@example.com"));
    browser.submit("logout-form", &[]).await;
    let page = browser.open(&end).await;
    assert!(page.text("main").contains("bob@example.com"), "he stays: {}", page.html);
}

/// OIDC Back-Channel Logout §2.7: refresh tokens of `offline_access` go on, all else of the
/// session ends.
#[tokio::test]
async fn offline_access_goes_on_and_the_rest_ends() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let mut tokens = Vec::new();
    for scope in ["openid", "openid offline_access"] {
        let departure = rp.depart(&[("scope", scope), ("prompt", "consent")]);
        browser.open(&departure.url).await;
        if browser.page().has("#login-form") {
            sign_in(&mut browser, "alice").await;
        }
        if browser.page().has("#consent-form") {
            browser.submit("consent-allow", &[]).await;
        }
        let code = browser.page().query("code").expect("a code");
        tokens.push(rp.redeem(&code, &departure).await.ok());
    }
    leave(&op, &mut browser, &[]).await;
    assert!(tokens[0].json.get("refresh_token").is_none());
    assert_eq!(rp.userinfo(tokens[0].str("access_token")).await.status, 401);
    rp.refresh(tokens[1].str("refresh_token")).await.ok();
}
