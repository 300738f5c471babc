//! Apps notice that somebody signed in or out (OIDC Session Management).
use super::{Op, quick, sign_in};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::sha256;
use latchkey_testkit::{Browser, Page};

async fn start() -> Op {
    let mut settings = quick();
    settings.protocol.session_management = true;
    Op::start(settings).await
}

fn state(browser: &Browser) -> String {
    let held = browser.cookies.starting_with("lk_o_");
    assert_eq!(held.len(), 1, "{held:?}");
    held[0].1.to_owned()
}

/// What the frame computes (OIDC Session Management §3.2), for an app at this origin.
fn is_unchanged(session_state: &str, origin: &str, browser: &Browser) -> bool {
    let parts: Vec<&str> = session_state.split('.').collect();
    let text = format!("app {origin} {} {}", state(browser), parts[1]);
    parts[0] == URL_SAFE_NO_PAD.encode(sha256(text.as_bytes()))
}

fn session_state(page: &Page) -> String {
    let value = page.query("session_state").expect("a session_state");
    assert!(!value.contains(' '), "§2");
    value
}

/// OIDC Session Management §2, §3.2: in answers and in errors, salted, for the client's origin;
/// another one when people have come or gone.
#[tokio::test]
async fn answers_say_what_the_frame_will_find() {
    let op = start().await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let origin = "http://127.0.0.1:9";
    let silent = rp.depart(&[("prompt", "none")]);
    let nobody = session_state(browser.open(&silent.url).await);
    assert_eq!(browser.page().query("error").as_deref(), Some("login_required"));
    let again = session_state(browser.open(&silent.url).await);
    assert_ne!(nobody, again, "§3.2: salted anew");
    assert!(is_unchanged(&nobody, origin, &browser) && is_unchanged(&again, origin, &browser));
    assert!(!is_unchanged(&nobody, "http://127.0.0.1", &browser));

    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let alice = session_state(browser.page());
    assert!(browser.page().query("code").is_some());
    assert!(is_unchanged(&alice, origin, &browser));
    assert!(!is_unchanged(&nobody, origin, &browser), "a sign-in");

    let later = session_state(browser.open(&silent.url).await);
    assert!(is_unchanged(&alice, origin, &browser), "nothing has happened");
    assert!(is_unchanged(&later, origin, &browser));

    browser.open(format!("{}/t/session/end", op.running.public_url)).await;
    browser.submit("logout-cancel", &[]).await;
    assert!(is_unchanged(&alice, origin, &browser), "not yet");
    browser.open(format!("{}/t/session/end", op.running.public_url)).await;
    browser.submit("logout-form", &[]).await;
    assert!(!is_unchanged(&alice, origin, &browser), "a sign-out");
}

/// OIDC Session Management §3.2, §3.3: one constant page that may be framed, unlike any other.
#[tokio::test]
async fn the_frame_is_one_page_for_all() {
    let op = start().await;
    let rp = op.rp();
    let document = rp.get("/.well-known/openid-configuration").await.ok().json;
    let frame = document["check_session_iframe"].as_str().expect("it is on").to_owned();
    let page = rp.http.get(&frame).send().await.unwrap();
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    let policy = header("content-security-policy");
    assert!(policy.contains("frame-ancestors *") && policy.contains("script-src 'sha256-"));
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!page.headers().contains_key("x-frame-options"));
    assert!(!page.headers().contains_key("set-cookie"));
    assert!(header("cache-control").contains("max-age="));
    let etag = header("etag");
    let html = page.text().await.unwrap();
    assert!(html.contains("data-cookie=\"lk_o_"), "{html}");
    let known = rp.http.get(&frame).header("if-none-match", &etag).send().await.unwrap();
    assert_eq!(known.status(), 304);
    let sign_in = rp.http.get(rp.depart(&[]).url).send().await.unwrap();
    assert!(sign_in.headers().contains_key("set-cookie"));
    let mut browser = op.browser();
    let page = browser.open(&rp.depart(&[]).url).await;
    assert_eq!(page.header("x-frame-options"), "DENY", "no other page");
}

/// Where it is off it costs nobody anything.
#[tokio::test]
async fn where_it_is_off_there_is_no_trace_of_it() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let document = rp.get("/.well-known/openid-configuration").await.ok().json;
    assert!(document.get("check_session_iframe").is_none());
    assert_eq!(rp.get("/session/check").await.status, 404);
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert_eq!(browser.page().query("session_state"), None);
    assert!(browser.cookies.starting_with("lk_o_").is_empty());
}
