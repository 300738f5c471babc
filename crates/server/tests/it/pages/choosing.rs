//! The list of the people who are signed in here.
use super::{Op, quick, sign_in};
use latchkey_testkit::Browser;

async fn with_two_people(op: &Op) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.open(&op.rp().depart(&[("prompt", "select_account")]).url).await;
    browser.submit("use-other-account", &[]).await;
    sign_in(&mut browser, "bob").await;
    browser.open(&op.rp().depart(&[("prompt", "select_account")]).url).await;
    browser
}

/// WCAG 2.2, 4.1.3: what was done is said, and read out.
#[tokio::test]
async fn removing_somebody_from_this_browser_is_confirmed_until_something_else_is_done() {
    let op = Op::start(quick()).await;
    let mut browser = with_two_people(&op).await;
    assert!(!browser.page().has("#account-removed"));
    let first = browser.page().text("#account-1 .person-login, #account-1 .person-name");
    browser.submit("remove-1", &[]).await;
    for _ in 0..2 {
        let said = browser.page().text("#account-removed[role=status]");
        assert!(said.contains(&first), "{said} names {first}");
        browser.reload().await;
    }
    let place = browser.page().url.clone();
    browser.submit("use-other-account", &[]).await;
    assert!(!browser.page().has("#account-removed"));
    assert!(!browser.open(&place).await.has("#account-removed"));
}

/// Nobody is left to choose from, so the notice stands at sign-in.
#[tokio::test]
async fn removing_the_last_one_is_confirmed_at_sign_in() {
    let op = Op::start(quick()).await;
    let mut browser = with_two_people(&op).await;
    browser.submit("remove-1", &[]).await;
    browser.submit("remove-1", &[]).await;
    assert!(browser.page().has("#login-form"));
    assert!(browser.page().has("#account-removed[role=status]"));
    let page = browser.submit("login-form", &[("username", "alice")]).await;
    assert!(!page.has("#account-removed"));
}
