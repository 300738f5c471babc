//! What holds for each row of the routes that people meet, over HTTP.
use super::account_member::at_home;
use super::{Op, PASSWORD, quick, sign_in};
use actix_web::http::Method;
use latchkey_base::Seconds;
use latchkey_server::routes::{ROUTES, Surface};
use latchkey_testkit::Browser;

/// Whoever asks the authorization endpoint and comes to the end of a session brings no form of ours
/// (OIDC Core §3.1.2.1, RP-Initiated Logout §2); to begin a request anew is what any link does.
const FOREIGN: [&str; 3] = ["authorization", "end_session", "restart"];
/// A frame for apps (Session Management §3.2).
const FRAMED: &str = "check_session";

/// What any of the forms could want.
const FIELDS: [(&str, &str); 14] = [
    ("username", "alice"),
    ("password", PASSWORD),
    ("new_password", "a quite different long one"),
    ("email", "other@example.com"),
    ("otp", "123456"),
    ("phone", "+447700900112"),
    ("name", "Somebody"),
    ("user_code", "BBBBBBBB"),
    ("factor", "totp"),
    ("device", "x"),
    ("session", "x"),
    ("client", "app"),
    ("version", "1"),
    ("given_name", "Else"),
];

/// Nothing happens by itself.
async fn start() -> Op {
    let op = Op::start_with(quick(), |config| {
        let workers = &mut config.workers;
        for every in
            [&mut workers.sweep_every, &mut workers.outbox_every, &mut workers.key_check_every]
        {
            *every = Seconds::days(1);
        }
    });
    op.await
}

/// An address of this row, in that pass.
fn address(op: &Op, pattern: &str, pass: &str) -> String {
    let word = |word| match word {
        "{group}" => "t",
        "{id}" => pass,
        named if named.starts_with('{') => "x",
        fixed => fixed,
    };
    let path: Vec<&str> = pattern.split('/').map(word).collect();
    format!("{}{}", op.running.public_url, path.join("/"))
}

fn pass_of(browser: &Browser) -> String {
    let path = browser.page().url.path().to_owned();
    path.split('/').nth(3).expect("a pass").to_owned()
}

/// Browsers in different places: before a sign-in, before consent, at their account; each with its pass.
async fn everywhere(op: &Op) -> Vec<(Browser, String)> {
    let mut before = op.browser();
    before.open(&op.rp().depart(&[]).url).await;
    let begun = pass_of(&before);
    let mut asked = at_home(op, "alice").await;
    asked.open(&op.rp().depart(&[("prompt", "consent")]).url).await;
    let pass = pass_of(&asked);
    vec![(before, begun), (asked, pass)]
}

/// Security (CSRF, login CSRF; RFC 6749 §10.12): what is posted without the token of that form in that browser changes nothing,
/// whatever else it says.
#[tokio::test]
async fn no_form_is_taken_without_its_token() {
    let op = start().await;
    let mut bob = op.browser();
    bob.open(&op.rp().depart(&[]).url).await;
    let foreign = bob.page().attributes("#login-form [name=csrf]", "value").remove(0);
    sign_in(&mut bob, "bob").await;
    let mut rows = 0;
    for (place, (browser, pass)) in everywhere(&op).await.into_iter().enumerate() {
        // Whoever is not signed in is asked to, which is what any link to the account does.
        let is_theirs = |pattern: &str| place > 0 || !pattern.starts_with("/{group}/account");
        let posts = ROUTES.iter().filter(|route| {
            route.surface == Surface::Page
                && route.methods.contains(&Method::POST)
                && !FOREIGN.contains(&route.name)
                && is_theirs(route.pattern)
        });
        for route in posts {
            let url = address(&op, route.pattern, &pass);
            for token in [None, Some("x"), Some(foreign.as_str())] {
                let fields = token.map(|token| ("csrf", token)).into_iter().chain(FIELDS);
                let fields: Vec<_> = fields.collect();
                let mut tab = browser.clone();
                let before = op.running.app().store.counters().flushes;
                let status = tab.post(&url, &fields).await.status;
                let written = op.running.app().store.counters().flushes - before;
                assert!(!status.is_server_error(), "{} {token:?}: {status}", route.name);
                assert_eq!(written, 0, "{} {token:?} {status}", route.name);
                assert!(!tab.page().is_outside, "{} {token:?}", route.name);
            }
            rows += 1;
        }
    }
    assert!(rows > 80, "{rows}");
}

/// Security (click-jacking; RFC 9700 §4.16): no page of ours is shown in a frame of somebody else, but for the one that
/// is made for it.
#[tokio::test]
async fn no_page_is_shown_in_a_frame() {
    let op = start().await;
    for (browser, pass) in everywhere(&op).await {
        let shown = ROUTES
            .iter()
            .filter(|route| route.surface == Surface::Page && route.methods.contains(&Method::GET));
        for route in shown.filter(|route| route.name != FRAMED) {
            let mut tab = browser.clone();
            let page = tab.open(address(&op, route.pattern, &pass)).await;
            if page.is_outside || !page.header("content-type").starts_with("text/html") {
                continue;
            }
            assert_eq!(page.header("x-frame-options"), "DENY", "{}", route.name);
            let policy = page.header("content-security-policy");
            assert!(policy.contains("frame-ancestors 'none'"), "{}: {policy}", route.name);
        }
    }
}

/// Security: who has opened a page of an account in a window keeps no hand on it. Apps do so with the pages of
/// a sign-in, which stay in touch with them.
#[tokio::test]
async fn pages_of_an_account_are_cut_off_from_who_opened_them() {
    let op = start().await;
    let (mut own, mut others) = (0, 0);
    for (browser, pass) in everywhere(&op).await {
        let shown = ROUTES
            .iter()
            .filter(|route| route.surface == Surface::Page && route.methods.contains(&Method::GET));
        for route in shown {
            let mut tab = browser.clone();
            let page = tab.open(address(&op, route.pattern, &pass)).await;
            let is_page = page.header("content-type").starts_with("text/html");
            if page.is_outside || page.status != 200 || !is_page {
                continue;
            }
            let is_own = page.url.path().split('/').nth(2) == Some("account");
            let expected = if is_own { "same-origin" } else { "" };
            let found = page.header("cross-origin-opener-policy");
            assert_eq!(found, expected, "{} at {}", route.name, page.url);
            *if is_own { &mut own } else { &mut others } += 1;
        }
    }
    assert!(own > 10 && others > 10, "{own} {others}");
}
