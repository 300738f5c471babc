//! How the answer travels: query, fragment, form_post; GET and POST.
use latchkey_testkit::{Op, Person, TenantPlan};
use reqwest::StatusCode;
use serde_json::json;

/// OAuth MRT §2.1.
#[tokio::test]
async fn fragment() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let departure = rp.depart(&[("response_mode", "fragment")]);
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    assert_eq!(page.url.query(), None);
    assert_eq!(page.fragment("state"), Some(departure.state.clone()));
    assert_eq!(page.fragment("iss"), Some(tenant.issuer.clone()));
    rp.redeem(&page.fragment("code").unwrap(), &departure).await.ok();
}

/// FPM §2: a page that posts itself, with a button for people without script; errors too.
#[tokio::test]
async fn form_post() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let state = "<b>\"&'";
    let departure = rp.depart(&[("response_mode", "form_post"), ("state", state)]);
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("cache-control"), "no-cache, no-store");
    let form = page.form("form-post-submit");
    assert!(form.is_post);
    assert_eq!(form.action.as_str(), rp.redirect_uri);
    let field = |name: &str| {
        let found = form.fields.iter().find(|(held, _)| held == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(field("state"), state);
    assert_eq!(field("iss"), tenant.issuer);
    rp.redeem(&field("code"), &departure).await.ok();
    let policy = page.header("content-security-policy");
    assert!(policy.contains("http://127.0.0.1:9"), "form-action lets the answer out: {policy}");

    let refused = rp.depart(&[("response_mode", "form_post"), ("max_age", "x")]);
    let page = browser.open(&refused.url).await;
    let form = page.form("form-post-submit");
    assert!(form.fields.contains(&("error".into(), "invalid_request".into())), "{form:?}");
}

/// OIDC Core §3.1.2.1: the request by POST.
#[tokio::test]
async fn the_request_may_be_posted() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let departure = rp.depart(&[]);
    let pairs: Vec<(String, String)> = departure.url.query_pairs().into_owned().collect();
    let fields: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    browser.post(rp.endpoint("/auth"), &fields).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    rp.redeem(&page.query("code").unwrap(), &departure).await.ok();
}

/// RFC 6749 §3.1.2, §4.1.3: a registered query is kept, ours comes behind it.
#[tokio::test]
async fn a_registered_query_is_kept() {
    let uri = "http://127.0.0.1:9/cb?tenant=a%2Fb&x";
    let plan = TenantPlan::usual().client("query", json!({"redirect_uris": [uri]}));
    let tenant = Op::shared().await.tenant(&plan).await;
    let rp = tenant.rp("query");
    let mut browser = tenant.browser();
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    assert!(page.url.as_str().starts_with(&format!("{uri}&")), "{}", page.url);
    rp.redeem(&page.query("code").unwrap(), &departure).await.ok();
}

/// RFC 6749 §4.1.2: `state` and `nonce` come back as they were, or not at all.
#[tokio::test]
async fn state_and_nonce_are_opaque() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let (mut browser, _) = tenant.signed_in(&rp, &[]).await;
    let long = "x".repeat(512);
    for value in ["a b+c%20&=#?/", "ü—😀", long.as_str()] {
        let departure = rp.depart(&[("state", value), ("nonce", value)]);
        let page = browser.open(&departure.url).await;
        assert_eq!(page.query("state").as_deref(), Some(value));
        let tokens = rp.redeem(&page.query("code").unwrap(), &departure).await.ok();
        let (_, claims) = latchkey_testkit::decode_jwt(tokens.str("id_token"));
        assert_eq!(claims["nonce"], value);
    }
    let departure = rp.depart(&[("state", ""), ("nonce", "")]);
    let page = browser.open(&departure.url).await;
    assert_eq!(page.query("state"), None);
    let tokens = rp.redeem(&page.query("code").unwrap(), &departure).await.ok();
    let (_, claims) = latchkey_testkit::decode_jwt(tokens.str("id_token"));
    assert!(claims.get("nonce").is_none());
}

/// RFC 6749 §4.1.2.1: the person refuses.
#[tokio::test]
async fn refusing_consent_is_access_denied() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    Person::named("alice").sign_in(&mut browser).await;
    let page = browser.submit("consent-deny", &[]).await;
    assert_eq!(page.query("error").as_deref(), Some("access_denied"));
    assert_eq!(page.query("state"), Some(departure.state));
    assert_eq!(page.query("iss"), Some(tenant.issuer.clone()));

    browser.open(&rp.depart(&[("prompt", "login")]).url).await;
    let page = browser.submit("login-cancel", &[]).await;
    assert_eq!(page.query("error").as_deref(), Some("access_denied"));
}
