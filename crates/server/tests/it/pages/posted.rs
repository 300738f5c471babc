//! Requests that other sites post (OIDC Core §3.1.2.1, RP-Initiated Logout §2).
use super::{Op, quick, sign_in};

/// More than any address may hold, and less than a body.
fn padding() -> String {
    "x".repeat(40_000)
}

#[tokio::test]
async fn a_long_request_that_is_posted_is_answered_like_a_short_one() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[("ui_locales", "de")]);
    let mut fields: Vec<(String, String)> = departure.url.query_pairs().into_owned().collect();
    fields.push(("padding".to_owned(), padding()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let page = browser.post(rp.endpoint("/auth"), &fields).await;
    assert!(page.has("#login-form"), "{} {}", page.status, page.url);
    assert_eq!(page.attributes("html", "lang"), ["de"]);

    op.advance(3600);
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("restart-form", &[]).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.page().query("code").expect("a code");
    assert_eq!(browser.page().query("state").as_deref(), Some(departure.state.as_str()));
    rp.redeem(&code, &departure).await.ok();
}

#[tokio::test]
async fn a_long_wish_to_sign_out_that_is_posted_is_asked_about_and_granted() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let padding = padding();
    let fields = [("client_id", "app"), ("ui_locales", "de"), ("padding", padding.as_str())];
    let page = browser.post(rp.endpoint("/session/end"), &fields).await;
    assert_eq!(page.attributes("html", "lang"), ["de"]);
    assert!(browser.reload().await.has("#logout-form"), "{}", browser.page().html);
    browser.submit("logout-form", &[]).await;
    let page = browser.open(&rp.depart(&[("prompt", "none")]).url).await;
    assert_eq!(page.query("error").as_deref(), Some("login_required"));
}

/// A browser leaves its cookies out of what another site posts; it must not get new ones for it.
/// The way on is a 303 (RFC 9700 §4.12, OIDC Core §16.22).
#[tokio::test]
async fn a_posted_request_replaces_no_cookie_and_does_not_last_for_ever() {
    let op = Op::start(quick()).await;
    let rp = op.rp();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let http = http.unwrap();
    let mut body = rp.depart(&[]).url.query().unwrap().to_owned();
    for long in [false, true] {
        let posted = http
            .post(rp.endpoint("/auth"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(posted.status(), 303);
        assert_eq!(posted.headers().get("set-cookie"), None, "long: {long}");
        let address = posted.headers()["location"].to_str().unwrap().to_owned();
        assert_eq!(address.contains("posted="), long);
        let address = op.home().join(&address).unwrap();
        assert!(op.browser().open(&address).await.has("#login-form"));
        if long {
            op.advance(3600);
            let mut browser = op.browser();
            let page = browser.open(&address).await;
            assert_eq!(page.status, 400, "{}", page.html);
        }
        body = format!("{body}&padding={}", padding());
    }
    body = padding().repeat(2);
    let form = ("content-type", "application/x-www-form-urlencoded");
    let posted = http.post(rp.endpoint("/auth")).header(form.0, form.1).body(body).send().await;
    assert_eq!(posted.unwrap().status(), 413);
}

/// What one network may leave here is bounded by its size, not by its number.
#[tokio::test]
async fn long_requests_count_for_more() {
    let limit = |config: &mut latchkey_server::config::Config| {
        config.http.interactions_per_minute = std::num::NonZeroU32::new(15).unwrap();
    };
    let op = Op::start_with(quick(), limit).await;
    let (mut browser, rp, padding) = (op.browser(), op.rp(), padding());
    let fields = [("client_id", "app"), ("padding", padding.as_str())];
    browser.post(rp.endpoint("/session/end"), &fields).await;
    assert_eq!(browser.page().status, 200);
    let page = browser.post(rp.endpoint("/session/end"), &fields).await;
    assert_eq!(page.status, 429);
}

/// The same for a request that came in the address and begins a pass through the pages.
#[tokio::test]
async fn long_requests_in_the_address_count_for_more_too() {
    let limit = |config: &mut latchkey_server::config::Config| {
        config.http.interactions_per_minute = std::num::NonZeroU32::new(4).unwrap();
    };
    let op = Op::start_with(quick(), limit).await;
    let rp = op.rp();
    let long = rp.depart(&[("login_hint", &"x".repeat(3 * 4096))]);
    let short = rp.depart(&[]);
    let mut browser = op.browser();
    assert_eq!(browser.open(&long.url).await.status, 200);
    assert_eq!(browser.open(&short.url).await.status, 429);
}
