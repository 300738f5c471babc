//! "Approve in another browser": what approves, what does not, and how often anybody is asked.
use super::account_member::at;
use super::second_factor::{Enrolled, TWO, with};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_authn::{Proof, SecondFactor};
use latchkey_base::Seconds;
use latchkey_store::TenantSettings;
use latchkey_testkit::Browser;
use serde_json::json;

/// Settings in which sign-ins may be approved.
fn allowing() -> TenantSettings {
    let mut settings = quick();
    settings.factors.allowed.push(Proof::Approval);
    settings
}

/// A provider at which alice is signed in with two factors in a browser, and what she has.
pub async fn with_alice(settings: TenantSettings) -> (Op, Browser, Enrolled) {
    let op = Op::start(settings).await;
    let mut home = op.browser();
    let enrolled = op.enrol(&mut home, "alice").await;
    (op, home, enrolled)
}

/// A browser in which alice has typed her password, at the page of her second step.
pub async fn second_step(op: &Op) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-form"), "{}", browser.page().html);
    browser
}

/// Asks in the other browsers: the number that is shown.
pub async fn ask(browser: &mut Browser) -> String {
    browser.follow("#way-approval").await;
    assert!(browser.page().has("#approval-form") && !browser.page().has("#approval-number"));
    browser.submit("approval-form", &[]).await;
    browser.page().text("#approval-number")
}

/// A browser that waits, and the number that it shows.
pub async fn waiting(op: &Op) -> (Browser, String) {
    let mut browser = second_step(op).await;
    let number = ask(&mut browser).await;
    (browser, number)
}

/// Some other number.
fn not(number: &str) -> &'static str {
    if number == "55" { "56" } else { "55" }
}

/// Types a number where a sign-in is approved.
pub async fn approve(op: &Op, home: &mut Browser, number: &str) {
    home.open(at(op, "/approve")).await;
    home.submit("approve-form", &[("number", number)]).await;
}

/// OIDC Core §2, RFC 8176 §2: by the password and through another channel; two factors.
#[tokio::test]
async fn a_sign_in_is_approved_in_another_browser() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let mut browser = op.browser();
    let (rp, to) = (op.rp(), op.rp().depart(&[]));
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    let number = ask(&mut browser).await;
    let page = browser.reload().await;
    assert_eq!(page.text("#approval-number"), number, "the state is a URL");
    assert!(page.html.contains("http-equiv=\"refresh\"") && page.has("#approval-wait"));
    assert!(
        page.text("main").contains(at(&op, "").trim_start_matches("http://")),
        "it says what to open: {}",
        page.text("main")
    );
    assert!(page.has("#other-ways #way-totp"));
    assert!(page.header("cache-control").contains("no-store"));

    let page = home.open(at(&op, "/sessions")).await;
    assert!(page.has("#approve-waits"), "every account page says so");
    home.follow("#to-approve").await;
    let page = home.page();
    assert!(!page.has("#approve-waits") && page.text(".scopes").contains("app"), "{}", page.html);
    assert!(!page.html.contains(&format!(">{number}<")), "the number is typed, not chosen");
    home.submit("approve-form", &[("number", &number)]).await;
    assert_eq!(home.page().query("done").as_deref(), Some("approved"));
    assert!(!home.open(at(&op, "")).await.has("#approve-waits"));

    browser.reload().await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &json!(["pwd", "mca", "mfa"])));
    let page = home.open(at(&op, "/activity")).await;
    assert!(page.html.contains("Sign-in in another browser approved"), "{}", page.html);
}

/// Security: an approval is as old as the session that gave it. People's own accounts take what was
/// set up for that, at a sign-in there and after one at an app.
#[tokio::test]
async fn an_approval_opens_nobodys_own_account() {
    let (op, mut home, enrolled) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    approve(&op, &mut home, &number).await;
    browser.reload().await;
    assert!(browser.page().is_outside, "signed in at the app");
    browser.open(at(&op, "/security")).await;
    let page = browser.page();
    assert!(page.has("#otp-form") && !page.has("#way-approval"), "{}", page.html);
    op.advance(30);
    browser.submit("otp-form", &[("otp", &enrolled.app.code_at(op.seconds()))]).await;
    assert!(browser.page().has("#method-list"), "{}", browser.page().html);
}

/// The script's question is answered as soon as somebody decides.
#[tokio::test]
async fn a_page_that_waits_hears_of_it() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (browser, number) = waiting(&op).await;
    let url = browser.page().attributes("#approval-wait", "data-wait")[0].clone();
    let url = browser.page().url.join(&url).unwrap();
    home.open(at(&op, "/approve")).await;
    let mut tab = browser.clone();
    let fields = [("number", number.as_str())];
    let (answer, _) = tokio::join!(tab.open(&url), home.submit("approve-form", &fields));
    assert_eq!((answer.status.as_u16(), answer.html.as_str()), (200, ""));
    let mut stranger = op.browser();
    let answer = stranger.open(&url).await;
    assert_eq!((answer.status.as_u16(), answer.html.as_str()), (200, ""), "who has no part in it");
}

/// Security: one no is enough for an hour; the owner is shown what to do.
#[tokio::test]
async fn this_is_not_me_refuses_and_nobody_is_asked_again() {
    let (op, mut home, enrolled) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    home.open(at(&op, "/approve")).await;
    let before = home.clone();
    let page = home.submit("approve-deny-form", &[]).await;
    assert!(page.has("#to-lock") && page.has("#to-password"), "{}", page.html);
    assert!(home.follow("#to-lock").await.has("form"), "the way to the lock");
    let mut late = before;
    let page = late.submit("approve-form", &[("number", &number)]).await;
    assert!(!page.has("#approve-form") && page.query("done").is_none(), "it is decided");

    let page = browser.reload().await;
    assert!(!page.is_outside && !page.has("#approval-form") && !page.has("#approval-number"));
    assert!(page.text("h1").contains("refused"), "{}", page.html);
    let page = home.open(at(&op, "/activity")).await;
    assert!(page.html.contains("Sign-in in another browser refused"), "{}", page.html);

    let mut again = second_step(&op).await;
    again.follow("#way-approval").await;
    let page = again.submit("approval-form", &[]).await;
    assert_eq!((page.status.as_u16(), page.has("#approval-number")), (429, false));
    again.follow("#way-totp").await;
    let code = enrolled.app.code_at(op.seconds());
    again.submit("otp-form", &[("otp", &code)]).await;
    assert!(again.page().query("code").is_some(), "there is another way");
    op.advance(3600);
    waiting(&op).await;
}

/// Security: a try is taken before the number is compared, and there are three.
#[tokio::test]
async fn wrong_numbers_refuse_it() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    for odd in ["", "4", "007", "abc"] {
        approve(&op, &mut home, odd).await;
        assert_eq!(home.page().status, 422, "{odd:?} costs no try");
    }
    for _ in 0..2 {
        approve(&op, &mut home, not(&number)).await;
        assert_eq!(home.page().status, 422);
        assert!(home.page().has("#form-error") && home.page().has("#approve-form"));
    }
    assert!(browser.reload().await.has("#approval-number"), "it waits still");
    approve(&op, &mut home, not(&number)).await;
    assert_eq!(home.page().query("done").as_deref(), Some("denied"));
    let page = browser.reload().await;
    assert!(!page.is_outside && !page.has("#approval-number"), "{}", page.html);
}

/// A right number after a wrong one is right.
#[tokio::test]
async fn who_mistypes_tries_again() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    approve(&op, &mut home, not(&number)).await;
    home.submit("approve-form", &[("number", &number)]).await;
    browser.reload().await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
}

#[tokio::test]
async fn it_waits_for_a_while_only() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    home.open(at(&op, "/approve")).await;
    op.advance(180);
    let page = home.submit("approve-form", &[("number", &number)]).await;
    assert!(!page.has("#approve-form") && page.query("done").is_none(), "{}", page.html);
    assert!(!home.open(at(&op, "")).await.has("#approve-waits"));
    let page = browser.reload().await;
    assert!(page.has("#approval-form") && !page.has("#approval-number"), "{}", page.html);
    browser.submit("approval-form", &[]).await;
    let number = browser.page().text("#approval-number");
    approve(&op, &mut home, &number).await;
    op.advance(180);
    let page = browser.reload().await;
    assert!(!page.is_outside, "what was approved is good for as long: {}", page.html);
}

/// Security: it is good once, in the pass that asked, and two tabs of it are one sign-in.
#[tokio::test]
async fn what_was_approved_is_good_once() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    let (mut tab, mut other) = (browser.clone(), second_step(&op).await);
    approve(&op, &mut home, &number).await;
    let page = other.follow("#way-approval").await;
    assert!(page.has("#approval-form"), "another pass has not asked: {}", page.html);
    browser.reload().await;
    assert!(browser.page().query("code").is_some());
    tab.reload().await;
    assert!(tab.page().query("code").is_none(), "{}", tab.page().html);
    let page = home.open(at(&op, "/sessions")).await;
    assert_eq!(page.attributes("button[id^=end-session]", "id").len(), 1, "{}", page.html);
}

/// Security: who sits at a browser does not approve what is asked in it.
#[tokio::test]
async fn the_browser_that_asks_does_not_approve() {
    let (op, mut home, _) = with_alice(allowing()).await;
    home.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    let mut alone = home.clone();
    sign_in_again(&mut alone).await;
    let page = alone.page();
    assert!(page.has("#otp-form") && !page.has("#way-approval"), "{}", page.html);

    let mut elsewhere = op.browser();
    elsewhere.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut elsewhere, "alice").await;
    let number = ask(&mut elsewhere).await;
    approve(&op, &mut home, &number).await;
    elsewhere.reload().await;
    assert!(elsewhere.page().is_outside);
    // Now there are two, of which the first one asks again.
    home.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    sign_in_again(&mut home).await;
    let page = home.page();
    assert!(!page.has("#way-approval"), "an approval begets no approval: {}", page.html);
}

/// The same with a browser that could: it is not shown what it asked for itself.
#[tokio::test]
async fn a_browser_sees_nothing_of_what_it_asks_for() {
    let (op, mut home, enrolled) = with_alice(allowing()).await;
    let mut second = second_step(&op).await;
    second.submit("otp-form", &[("otp", &enrolled.app.code_at(op.seconds()))]).await;
    op.advance(30);
    second.open(at(&op, "")).await;
    assert!(second.page().has("#account-sections"), "{}", second.page().html);
    let mut asking = second.clone();
    asking.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    sign_in_again(&mut asking).await;
    let number = ask(&mut asking).await;
    home.open(at(&op, "/approve")).await;
    let challenge = home.page().attributes("#approve-form [name=challenge]", "value")[0].clone();

    second.cookies = asking.cookies.clone();
    let page = second.open(at(&op, "/approve")).await;
    assert!(!page.has("#approve-form") && !page.has("#approve-waits"), "{}", page.html);
    let csrf = second.open(at(&op, "/sessions")).await.attributes("[name=csrf]", "value");
    let csrf = csrf.first().cloned().expect("a form");
    let fields = [("csrf", csrf.as_str()), ("challenge", &challenge), ("number", &number)];
    second.post(at(&op, "/approve"), &fields).await;
    assert!(second.page().query("done").is_none());
    assert!(asking.reload().await.has("#approval-number"), "it waits still");
    home.submit("approve-form", &[("number", &number)]).await;
    asking.reload().await;
    assert!(asking.page().is_outside, "the other one can: {}", asking.page().html);
}

/// Security: a session that was shown one factor, or two too long ago, approves nothing.
#[tokio::test]
async fn weak_and_old_sessions_do_not_approve() {
    let mut settings = with(SecondFactor::Never);
    settings.factors.allowed.push(Proof::Approval);
    settings.factors.approval_within = Seconds::new(600);
    let (op, mut home, enrolled) = with_alice(settings).await;
    let mut weak = op.browser();
    weak.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut weak, "alice").await;
    assert!(weak.page().is_outside, "one factor is enough for most");

    let two = || op.rp().depart(&[("acr_values", TWO)]).url;
    op.advance(550);
    let mut browser = op.browser();
    browser.open(&two()).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#way-approval"), "{}", browser.page().html);
    let number = ask(&mut browser).await;
    home.open(at(&op, "/approve")).await;
    assert!(home.page().has("#approve-form"));
    op.advance(20);
    let page = home.submit("approve-form", &[("number", &number)]).await;
    assert!(page.query("done").is_none(), "{}", page.html);
    assert!(page.has("#approve-deny-form") && !page.has("#approve-form"), "it can be refused");
    let mut late = op.browser();
    late.open(&two()).await;
    sign_in(&mut late, "alice").await;
    let page = late.page();
    assert!(page.has("#otp-form") && !page.has("#way-approval"), "{}", page.html);
    late.submit("otp-form", &[("otp", &enrolled.app.code_at(op.seconds()))]).await;
    assert!(late.page().is_outside);
}

/// Security: what was approved in a browser counts only while somebody is signed in there.
#[tokio::test]
async fn who_signs_out_has_approved_nothing() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    approve(&op, &mut home, &number).await;
    home.open(format!("{}/t/session/end", op.running.public_url)).await;
    home.submit("logout-confirm", &[]).await;
    let page = browser.reload().await;
    assert!(!page.is_outside && page.has("#otp-form"), "{}", page.html);
}

/// Security: an approved session can refuse, and cannot approve; a form by hand changes nothing.
#[tokio::test]
async fn an_approval_begets_no_approval() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (mut approved, number) = waiting(&op).await;
    approve(&op, &mut home, &number).await;
    approved.reload().await;
    assert!(approved.page().is_outside);
    let (mut browser, _) = waiting(&op).await;
    let page = approved.open(at(&op, "/approve")).await;
    assert!(page.has("#otp-form") && !page.has("#approve-form"), "{}", page.html);
    assert!(browser.reload().await.has("#approval-number"), "it waits still");
}

/// Security: nobody is worn out.
#[tokio::test]
async fn an_account_is_asked_a_few_times_only() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let refused = async |browser: &mut Browser| {
        browser.follow("#way-approval").await;
        let page = browser.submit("approval-form", &[]).await;
        assert_eq!((page.status.as_u16(), page.has("#approval-number")), (429, false));
    };
    let (mut first, _) = waiting(&op).await;
    waiting(&op).await;
    refused(&mut second_step(&op).await).await;
    let page = first.open(first.page().url.clone()).await;
    assert!(page.has("#approval-number"), "what waits is not disturbed");
    op.advance(180);
    waiting(&op).await;
    waiting(&op).await;
    op.advance(180);
    let (mut fifth, number) = waiting(&op).await;
    approve(&op, &mut home, &number).await;
    fifth.reload().await;
    assert!(fifth.page().is_outside);
    refused(&mut second_step(&op).await).await;
    op.advance(3600);
    waiting(&op).await;
}

/// Security: before the password everybody looks alike, and there is no page to be had.
#[tokio::test]
async fn strangers_learn_nothing() {
    let (op, _home, _) = with_alice(allowing()).await;
    let mut pages = Vec::new();
    for name in ["alice", "bob", "nobody"] {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        browser.submit("login-form", &[("username", name)]).await;
        let pass = browser.page().url.as_str().rsplit_once('/').unwrap().0.to_owned();
        assert!(!browser.page().html.contains("approval"));
        let page = browser.open(format!("{pass}/approval")).await;
        assert!(page.has("#login-form #password"), "{name}: {}", page.html);
        let csrf = page.attributes("#login-form [name=csrf]", "value")[0].clone();
        let page = browser.post(format!("{pass}/approval"), &[("csrf", &csrf)]).await;
        assert!(page.has("#login-form #password"), "{name}: {}", page.html);
        let waits = browser.clone().open(format!("{pass}/approval/wait")).await.status;
        browser.open(&op.rp().depart(&[]).url).await;
        browser.submit("login-form", &[("username", name)]).await;
        browser.submit("login-form", &[("password", "wrong")]).await;
        let page = browser.page();
        assert!(!page.html.contains("approval"), "{name}: {}", page.html);
        pages.push((page.status, page.title(), waits));
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:?}");
}

#[tokio::test]
async fn it_is_off_unless_the_tenant_wants_it() {
    let (op, mut home, _) = with_alice(quick()).await;
    let mut browser = second_step(&op).await;
    assert!(!browser.page().has("#way-approval"));
    let pass = browser.page().url.as_str().rsplit_once('/').unwrap().0.to_owned();
    assert!(browser.open(format!("{pass}/approval")).await.has("#otp-form"));
    assert!(!home.open(at(&op, "/approve")).await.has("#approve-form"));
}

/// It is another way, and no reason to ask anybody.
#[tokio::test]
async fn who_has_no_second_factor_is_not_asked_for_an_approval() {
    let op = Op::start(allowing()).await;
    for _ in 0..2 {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        sign_in(&mut browser, "bob").await;
        assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    }
}

/// Security: one's own sign-ins only, and from a page of ours (RFC 9700 §4.7).
#[tokio::test]
async fn nobody_else_decides() {
    let (op, mut home, _) = with_alice(allowing()).await;
    let (mut browser, number) = waiting(&op).await;
    home.open(at(&op, "/approve")).await;
    let challenge = home.page().attributes("#approve-form [name=challenge]", "value")[0].clone();
    let fields = [("challenge", challenge.as_str()), ("number", &number)];
    for step in ["/approve", "/approve/deny"] {
        assert_eq!(home.post(at(&op, step), &fields).await.status, 400, "{step}: no token");
    }
    let mut bob = op.browser();
    op.enrol(&mut bob, "bob").await;
    assert!(!bob.open(at(&op, "/approve")).await.has("#approve-form"));
    let csrf = bob.open(at(&op, "/profile")).await.attributes("[name=csrf]", "value")[0].clone();
    let fields = [("csrf", csrf.as_str()), ("challenge", &challenge), ("number", &number)];
    for step in ["/approve", "/approve/deny"] {
        assert!(bob.post(at(&op, step), &fields).await.query("done").is_none(), "{step}");
    }
    assert!(browser.reload().await.has("#approval-number"), "it waits still");
    let before = browser.page().url.clone();
    let page = browser.post(&before, &[]).await;
    assert_eq!(page.status, 400, "and is asked for from a page of ours");
}

/// Signs in where the name is known, or asked for once more.
pub async fn sign_in_again(browser: &mut Browser) {
    if browser.page().has("#use-other-account") {
        browser.submit("use-other-account", &[]).await;
    }
    if !browser.page().has("#login-form #password") {
        browser.submit("login-form", &[("username", "alice")]).await;
    }
    browser.submit("login-form", &[("password", PASSWORD)]).await;
}
