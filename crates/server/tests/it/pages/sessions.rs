//! How long a signed-in browser stays one.
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_base::Seconds;

#[tokio::test]
async fn an_idle_session_is_over_and_a_used_one_is_not() {
    let mut settings = quick();
    settings.protocol.lifetimes.session_idle = Seconds::new(1000);
    let op = Op::start(settings).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    for _ in 0..3 {
        op.advance(900);
        let page = browser.open(&rp.depart(&[("prompt", "none")]).url).await;
        assert_eq!(page.query("error"), None, "it was used in time");
        // The note that it was used rides along with the next write.
        browser.open(&rp.depart(&[("prompt", "none")]).url).await;
    }
    op.advance(1000);
    let page = browser.open(&rp.depart(&[("prompt", "none")]).url).await;
    assert_eq!(page.query("error").as_deref(), Some("login_required"));
}

/// OIDC Core §3.1.2.1: `max_age` counts seconds, and the new proof has a new time.
#[tokio::test]
async fn max_age_asks_again_exactly_when_it_says() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    op.advance(100);
    let page = browser.open(&rp.depart(&[("max_age", "100")]).url).await;
    assert!(page.query("code").is_some(), "as old as allowed");
    op.advance(1);
    let page = browser.open(&rp.depart(&[("max_age", "100")]).url).await;
    assert!(page.has("#password"), "a second too old: {}", page.url);
    let page = browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.query("code").is_some());
}

/// Two names of one account are one account to guess at; that they are is not told.
#[tokio::test]
async fn guessing_under_two_names_is_as_slow_as_under_one() {
    let op = Op::start(quick()).await;
    let (mut stranger, rp) = (op.browser(), op.rp());
    stranger.open(&rp.depart(&[]).url).await;
    let mut wrong = String::new();
    for name in ["alice", "alice@example.com"] {
        for _ in 0..3 {
            stranger.open(&rp.depart(&[]).url).await;
            stranger.submit("login-form", &[("username", name)]).await;
            let page = stranger.submit("login-form", &[("password", "wrong")]).await;
            assert_eq!(page.status, 422);
            wrong = page.text("main");
        }
    }
    let page = stranger.submit("login-form", &[("password", PASSWORD)]).await;
    assert_eq!((page.status.as_u16(), page.text("main")), (422, wrong), "as any wrong one");
    op.advance(60);
    let page = stranger.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.query("code").is_some(), "the wait is over: {}", page.html);
}

#[tokio::test]
async fn guessing_becomes_slow_and_a_known_browser_does_not_suffer_for_it() {
    let op = Op::start(quick()).await;
    let (mut owner, mut stranger, rp) = (op.browser(), op.browser(), op.rp());
    owner.open(&rp.depart(&[]).url).await;
    sign_in(&mut owner, "alice").await;

    stranger.open(&rp.depart(&[]).url).await;
    stranger.submit("login-form", &[("username", "alice")]).await;
    for _ in 0..6 {
        stranger.submit("login-form", &[("password", "wrong")]).await;
    }
    assert_eq!(stranger.page().status, 429);
    let page = stranger.submit("login-form", &[("password", PASSWORD)]).await;
    assert_eq!(page.status, 429, "the right password waits too");

    owner.open(&rp.depart(&[("prompt", "login")]).url).await;
    if owner.page().has("input#username:not(.ahead)") {
        owner.submit("login-form", &[("username", "alice")]).await;
    }
    let page = owner.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
    op.advance(3600);
    let page = stranger.open(&rp.depart(&[]).url).await;
    assert!(page.has("#login-form"));
    sign_in(&mut stranger, "alice").await;
    assert!(stranger.page().query("code").is_some(), "nobody is locked out for good");
}

/// OIDC RP-Initiated Logout §2: whoever is signed out already and cannot be sent back is told both,
/// and not to try again.
#[tokio::test]
async fn who_is_signed_out_already_hears_so_where_there_is_no_way_back() {
    let op = Op::start(quick()).await;
    let evil = "post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F";
    let end = format!("{}/t/session/end?{evil}", op.running.public_url);
    let mut browser = op.browser();
    let page = browser.open(&end).await;
    let said = page.text("#error-page");
    assert!(said.contains("You’re signed out of"), "{said}");
    assert!(!said.contains("try again") && !page.html.contains("https://evil"), "{said}");
}
