//! The list of the people who are signed in here.
use super::{Op, devices, quick, register, sign_in};
use latchkey_oidc::{ApplicationType, ClientMetadata};
use latchkey_testkit::{Authentication, Browser, REDIRECT_URI, RelyingParty};

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

/// An app that asks for consent.
async fn with_an_app_that_asks(op: &Op) -> RelyingParty {
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: ApplicationType::Native,
        ..ClientMetadata::default()
    };
    register(op, vec![("asks", metadata)]).await;
    let issuer = format!("{}/t", op.running.public_url);
    RelyingParty::new(&issuer, "asks", REDIRECT_URI, Authentication::None)
}

/// OIDC Core §3.1.2.1: whoever wants another account gets to sign in to one, also right after signing in,
/// and where the app wants people to choose.
#[tokio::test]
async fn another_account_can_be_used_after_signing_in() {
    let op = Op::start(quick()).await;
    let rp = with_an_app_that_asks(&op).await;
    for prompt in ["consent", "consent select_account"] {
        let mut browser = op.browser();
        browser.open(&rp.depart(&[("scope", "openid email"), ("prompt", prompt)]).url).await;
        sign_in(&mut browser, "alice").await;
        assert!(browser.page().text("main").contains("alice@"), "{}", browser.page().html);
        let consent = browser.page().url.clone();
        browser.follow("#other-account").await;
        browser.submit("use-other-account", &[]).await;
        let page = browser.page();
        assert!(page.has("#login-form"), "{prompt}: {}", page.html);
        assert_eq!(page.attributes("#username", "value").concat(), "", "{prompt}");
        assert!(browser.open(&consent).await.has("#login-form"), "{prompt}");
        sign_in(&mut browser, "bob").await;
        let page = browser.page();
        assert!(page.has("#consent-form") && page.text("main").contains("bob@"), "{}", page.html);
        browser.follow("#other-account").await;
        assert!(browser.page().has("#account-2"), "both are here: {}", browser.page().html);
        let alice = browser.page().text("#account-1").contains("alice");
        let page = browser.submit(if alice { "account-1" } else { "account-2" }, &[]).await;
        assert!(page.text("main").contains("alice@"), "back again: {}", page.html);
    }
}

/// RFC 8628 §3.3: a device is connected to the account that was meant.
#[tokio::test]
async fn a_device_can_be_connected_to_another_account() {
    let op = devices::start().await;
    let tv = devices::Tv::asks(&op).await;
    let mut browser = tv.meets(&op, "alice").await;
    browser.follow("#other-account").await;
    browser.submit("use-other-account", &[]).await;
    assert!(browser.page().has("#login-form"), "{}", browser.page().html);
    sign_in(&mut browser, "bob").await;
    let page = browser.page();
    assert!(page.has("#device-allow") && page.text("main").contains("bob"), "{}", page.html);
    assert!(browser.submit("device-allow", &[]).await.has("#device-done"));
}
