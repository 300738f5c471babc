//! What has expired offers a way on.
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_base::Seconds;
use latchkey_testkit::{Answer, Browser, Departure};

#[tokio::test]
async fn an_expired_pass_offers_to_start_again_and_then_works() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    op.advance(3600);
    let page = browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(!page.has("#password"), "{}", page.html);
    browser.submit("restart-form", &[]).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    let code = page.query("code").expect("a code");
    assert_eq!(page.query("state").as_deref(), Some(departure.state.as_str()));
    rp.redeem(&code, &departure).await.ok();
}

/// Whoever finds the address learns nothing of the request and gets no part in it.
#[tokio::test]
async fn a_pass_of_another_browser_shows_the_way_to_the_app_and_nothing_else() {
    let op = Op::start(quick()).await;
    let (mut hers, mut his) = (op.browser(), op.browser());
    let departure = op.rp().depart(&[("login_hint", "alice-in-person")]);
    hers.open(&departure.url).await;
    let address = hers.page().url.to_string();
    let pass = address.trim_end_matches("/login").to_owned();
    for late in [0, 3600] {
        op.advance(late);
        his.open(&address).await;
        let secret = |page: &latchkey_testkit::Page| {
            let shown = format!("{} {:?} {}", page.url, page.headers, page.html);
            ["alice-in-person", departure.state.as_str()].iter().any(|it| shown.contains(it))
        };
        let leads_on = |page: &latchkey_testkit::Page| {
            page.attributes("a", "href").iter().any(|link| link == "http://127.0.0.1:9")
        };
        assert!(!his.page().has("form#restart-form") && !his.page().has("#login-form"));
        assert!(leads_on(his.page()) && !secret(his.page()), "{}", his.page().html);
        his.post(format!("{pass}/restart"), &[]).await;
        assert!(leads_on(his.page()) && !secret(his.page()), "{}", his.page().html);
    }
}

#[tokio::test]
async fn a_finished_pass_says_so_and_leads_back_to_the_app() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    let address = browser.page().url.clone();
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some());
    let page = browser.open(&address).await;
    assert_eq!(page.status, 200);
    assert!(!page.has("#login-form"));
    assert!(page.attributes("a", "href").iter().any(|link| link == "http://127.0.0.1:9"));
}

/// RFC 6749 §4.1.2: a code is dead at the end of its life, not a moment later.
#[tokio::test]
async fn a_code_dies_on_time() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    for (waited, works) in [(599, true), (600, false)] {
        let departure = rp.depart(&[("prompt", "login")]);
        browser.open(&departure.url).await;
        if browser.page().has("input#username:not(.ahead)") {
            browser.submit("login-form", &[("username", "alice")]).await;
        }
        browser.submit("login-form", &[("password", PASSWORD)]).await;
        let code = browser.page().query("code").expect("a code");
        op.advance(waited);
        let answer = rp.redeem(&code, &departure).await;
        assert_eq!(answer.status == 200, works, "after {waited} s: {answer:?}");
    }
}

/// Tokens end at a time that was fixed when they were made, so a clock that steps back lengthens
/// them by the step and no more; meanwhile people still sign in.
#[tokio::test]
async fn a_clock_that_steps_back_lengthens_a_token_by_no_more_than_the_step() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.page().query("code").expect("a code");
    let before = rp.redeem(&code, &departure).await.ok();

    op.advance(-600);
    assert_eq!(rp.userinfo(before.str("access_token")).await.status, 200);
    let departure = rp.depart(&[("max_age", "100"), ("prompt", "none")]);
    let code = browser.open(&departure.url).await.query("code").expect("a code");
    let after = rp.redeem(&code, &departure).await.ok();
    op.advance(3599);
    assert_eq!(rp.userinfo(after.str("access_token")).await.status, 200);
    op.advance(1);
    assert_eq!(rp.userinfo(after.str("access_token")).await.status, 401, "its own hour");
    op.advance(599);
    assert_eq!(rp.userinfo(before.str("access_token")).await.status, 200);
    op.advance(1);
    assert_eq!(rp.userinfo(before.str("access_token")).await.status, 401, "an hour and the step");
}

/// By how much the clock steps back in the tests below.
const STEP: i64 = 600;

/// A browser that signs in, the code it brings home, and where it went.
async fn signed_in(op: &Op, extra: &[(&str, &str)]) -> (Browser, String, Departure) {
    let (mut browser, departure) = (op.browser(), op.rp().depart(extra));
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    if browser.page().has("#consent-form") {
        browser.submit("consent-form", &[]).await;
    }
    let code = browser.page().query("code").expect("a code");
    (browser, code, departure)
}

async fn tokens(op: &Op, extra: &[(&str, &str)]) -> Answer {
    let (_, code, departure) = signed_in(op, extra).await;
    op.rp().redeem(&code, &departure).await.ok()
}

/// RFC 9068 §2.2: `exp` stands in the token, and introspection keeps to it.
#[tokio::test]
async fn a_jwt_outlives_a_step_back_by_no_more_than_the_step() {
    let op = Op::start(quick()).await;
    let issuer = format!("{}/t", op.running.public_url);
    let jwt = tokens(&op, &[("resource", &issuer)]).await;
    let jwt = jwt.str("access_token");
    assert_eq!(jwt.split('.').count(), 3, "a JWT");
    op.advance(-STEP);
    assert!(op.rp().is_active(jwt).await, "made in what is now the future");
    op.advance(STEP + 3599);
    assert!(op.rp().is_active(jwt).await);
    op.advance(1);
    assert!(!op.rp().is_active(jwt).await, "an hour and the step");
}

/// RFC 6749 §4.1.2.
#[tokio::test]
async fn a_code_outlives_a_step_back_by_no_more_than_the_step() {
    let op = Op::start(quick()).await;
    for (waited, status) in [(599, 200), (600, 400)] {
        let (_, code, departure) = signed_in(&op, &[]).await;
        op.advance(-STEP);
        op.advance(STEP + waited);
        let answer = op.rp().redeem(&code, &departure).await;
        assert_eq!(answer.status, status, "{waited} s and the step: {answer:?}");
    }
    let (_, code, departure) = signed_in(&op, &[]).await;
    op.advance(-STEP);
    op.rp().redeem(&code, &departure).await.ok();
}

/// Neither a token's own end moves, nor that of its successors' family, be it used meanwhile or
/// not.
#[tokio::test]
async fn a_refresh_token_outlives_a_step_back_by_no_more_than_the_step() {
    let mut settings = quick();
    settings.protocol.lifetimes.refresh_token = Seconds::new(1000);
    settings.protocol.lifetimes.refresh_family = Seconds::new(1500);
    settings.protocol.lifetimes.session_idle = Seconds::new(100_000);
    let op = Op::start(settings).await;
    let rp = op.rp();
    let offline = [("scope", "openid offline_access"), ("prompt", "consent")];
    let (alive, dead) = (tokens(&op, &offline).await, tokens(&op, &offline).await);
    let used = tokens(&op, &offline).await;
    op.advance(-STEP);
    let used = rp.refresh(used.str("refresh_token")).await.ok();
    op.advance(999);
    let used = rp.refresh(used.str("refresh_token")).await.ok();
    op.advance(STEP);
    rp.refresh(alive.str("refresh_token")).await.ok();
    op.advance(1);
    assert_eq!(rp.refresh(dead.str("refresh_token")).await.error(), "invalid_grant");
    let used = rp.refresh(used.str("refresh_token")).await.ok();
    op.advance(500);
    let over = rp.refresh(used.str("refresh_token")).await;
    assert_eq!(over.error(), "invalid_grant", "the family is over");
}

/// Neither the whole life of a session grows by more, nor the time it may lie idle.
#[tokio::test]
async fn a_session_outlives_a_step_back_by_no_more_than_the_step() {
    let mut settings = quick();
    settings.protocol.lifetimes.session = Seconds::new(3000);
    settings.protocol.lifetimes.session_idle = Seconds::new(1000);
    let op = Op::start(settings).await;
    let (mut early, ..) = signed_in(&op, &[]).await;
    let (mut late, ..) = signed_in(&op, &[]).await;
    let (mut used, ..) = signed_in(&op, &[]).await;
    let silent = || op.rp().depart(&[("prompt", "none")]).url;
    let over = Some("login_required".to_owned());
    op.advance(-STEP);
    // Seconds since the sign-in, as it was dated.
    let mut now = -STEP;
    for at in [-STEP, 300, 999, 1000, 1900, 2800, 2999] {
        op.advance(at - now);
        now = at;
        assert_eq!(used.open(silent()).await.query("error"), None, "after {at} s");
        // The note that it was used rides along with the next write.
        used.open(silent()).await;
        match at {
            999 => assert_eq!(early.open(silent()).await.query("error"), None),
            1000 => assert_eq!(late.open(silent()).await.query("error"), over, "idle too long"),
            _ => {}
        }
    }
    op.advance(1);
    assert_eq!(used.open(silent()).await.query("error"), over, "its life and the step");
}
