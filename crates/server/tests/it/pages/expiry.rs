//! What has expired offers a way on.
use super::{Op, PASSWORD, quick, sign_in};

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
