//! What apps may see, and taking it back.
use super::account_member::{at, at_home};
use super::{Op, quick, register, sign_in};
use latchkey_oidc::{ApplicationType, ClientMetadata};
use latchkey_testkit::{Authentication, REDIRECT_URI, RelyingParty};

async fn start() -> (Op, RelyingParty) {
    let op = Op::start(quick()).await;
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: ApplicationType::Native,
        client_name: Some("Mail".to_owned()),
        grant_types: Some(vec!["authorization_code".to_owned(), "refresh_token".to_owned()]),
        ..ClientMetadata::default()
    };
    register(&op, vec![("mail", metadata)]).await;
    let issuer = format!("{}/t", op.running.public_url);
    let rp = RelyingParty::new(&issuer, "mail", REDIRECT_URI, Authentication::None);
    (op, rp)
}

/// Disconnecting ends the tokens of that app, the ones for when nobody is there too, and it has to
/// ask again (RFC 7009 §2.1, OIDC Core §11).
#[tokio::test]
async fn a_disconnected_app_sees_nothing_any_more() {
    let (op, rp) = start().await;
    let mut browser = op.browser();
    let departure = rp.depart(&[("scope", "openid email offline_access"), ("prompt", "consent")]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.submit("consent-allow", &[]).await;
    let code = page.query("code").unwrap();
    let tokens = rp.redeem(&code, &departure).await.ok();
    let page = browser.open(at(&op, "/apps")).await;
    assert_eq!(page.texts("#app-list > li").len(), 1, "ours is not among them: {}", page.html);
    let said = page.text("#app-list > li");
    assert!(said.contains("Mail") && said.contains("See your email address"), "{said}");

    let mut bob = at_home(&op, "bob").await;
    let key = page.form("disconnect-1").fields;
    let key = key.iter().find(|(name, _)| name == "client").unwrap().1.clone();
    assert!(!bob.open(at(&op, "/apps")).await.has("#app-list"), "bob has allowed nothing");
    bob.post(at(&op, "/apps"), &[("client", &key)]).await;
    assert_eq!(rp.userinfo(tokens.str("access_token")).await.status, 200);

    browser.submit("disconnect-1", &[]).await;
    assert!(browser.page().has("#account-done") && !browser.page().has("#app-list"));
    assert_eq!(rp.userinfo(tokens.str("access_token")).await.status, 401);
    assert_eq!(rp.refresh(tokens.str("refresh_token")).await.error(), "invalid_grant");
    let page = browser.open(&rp.depart(&[]).url).await;
    assert!(page.has("#consent-form"), "asked again");
}

/// However often somebody signs in to one app, the others stay in the list.
#[tokio::test]
async fn an_app_that_is_used_all_day_hides_no_other() {
    let (op, rp) = start().await;
    let mut browser = op.browser();
    browser.open(&rp.depart(&[("scope", "openid email")]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.submit("consent-allow", &[]).await;
    for _ in 0..30 {
        op.advance(1);
        browser.open(&op.rp().depart(&[]).url).await;
        assert!(browser.page().is_outside);
        browser.open(at(&op, "")).await;
    }
    let page = browser.open(at(&op, "/apps")).await;
    let apps = page.texts("#app-list > li");
    assert_eq!(apps.len(), 2, "{apps:?}");
    assert!(apps.iter().any(|app| app.contains("See your email address")), "{apps:?}");
}
