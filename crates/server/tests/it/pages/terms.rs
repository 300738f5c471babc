//! Terms of use: asked, accepted, declined, and looked up.
use super::account_member::{at, at_home};
use super::{Op, quick, register, sign_in};
use latchkey_accounts::TermsText;
use latchkey_oidc::ClientMetadata;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Authentication, Browser, REDIRECT_URI, RelyingParty};
use serde_json::{Value, json};

const TERMS: &str = "https://t.example/terms";

fn with_terms(version: &str) -> TenantSettings {
    let mut settings = quick();
    settings.terms.version = Some(version.to_owned());
    settings.terms.uri = Some(TERMS.to_owned());
    settings
}

async fn come(op: &Op, extra: &[(&str, &str)]) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(extra).url).await;
    sign_in(&mut browser, "alice").await;
    browser
}

/// OIDC Core §3.1.2.6: silent and interactive requests agree; who has accepted is asked once.
#[tokio::test]
async fn terms_are_accepted_before_an_app_hears_of_anybody() {
    let op = Op::start(with_terms("1")).await;
    let mut browser = come(&op, &[]).await;
    let page = browser.page();
    assert!(page.has("#terms-form"), "{}", page.html);
    assert_eq!(page.attributes("#terms-link", "href"), [TERMS]);
    let mut tab = browser.clone();
    let silent = op.rp().depart(&[("prompt", "none")]);
    let page = tab.open(&silent.url).await;
    assert_eq!(page.query("error").as_deref(), Some("interaction_required"));

    let action = browser.page().form("terms-form").action;
    browser.post(&action, &[("version", "1")]).await;
    assert!(browser.page().has("#terms-form"), "not by a form of somebody else");
    browser.submit("terms-form", &[("version", "2")]).await;
    assert!(browser.page().has("#terms-form"), "not what was never shown");
    let page = browser.submit("terms-form", &[]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
    assert!(browser.open(&silent.url).await.query("code").is_some(), "asked once");
    op.advance(2);
    assert!(come(&op, &[]).await.page().query("code").is_some(), "in every browser");
}

/// RFC 6749 §4.1.2.1: the app hears of a no; the person can come back and is asked again.
#[tokio::test]
async fn who_declines_leaves_and_is_asked_again() {
    let op = Op::start(with_terms("1")).await;
    let mut browser = come(&op, &[]).await;
    op.advance(1);
    let page = browser.submit("terms-decline-form", &[]).await;
    assert_eq!(page.query("error").as_deref(), Some("access_denied"));
    assert_eq!(page.query("code"), None);
    op.advance(2);
    let page = browser.open(&op.rp().depart(&[]).url).await;
    assert!(page.has("#terms-form"), "{}", page.html);
    op.advance(2);
    assert!(browser.submit("terms-form", &[]).await.query("code").is_some());
    let mut member = browser.clone();
    member.open(at(&op, "/terms")).await;
    let lines = member.page().texts("#terms-list .row");
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains("version 1") && lines[0].contains("Accepted"), "{lines:?}");
    assert!(lines[1].contains("Declined"), "{lines:?}");
    let events = member.open(at(&op, "/activity")).await.texts("#event-list .person-name");
    assert_eq!(events[..2], ["Terms of use accepted", "Terms of use declined"]);
}

/// Another version is another question, from its day on.
#[tokio::test]
async fn another_version_is_asked_for_from_its_day_on() {
    let op = Op::start(with_terms("1")).await;
    let mut browser = come(&op, &[]).await;
    browser.submit("terms-form", &[]).await;
    let mut settings = with_terms("2");
    // The clock of the test is at 2027-01-15, 8 o'clock.
    settings.terms.effective_from = Some("2027-01-16".to_owned());
    settings.terms.texts = vec![TermsText {
        language: "en".to_owned(),
        text: Some("Be kind.".to_owned()),
        changes: Some("Kinder.".to_owned()),
        ..TermsText::default()
    }];
    op.set(settings, false).await;
    let url = op.rp().depart(&[]).url;
    browser.open(&url).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    op.advance(16 * 3600);
    let page = browser.open(&url).await;
    assert!(page.has("#terms-form"), "{}", page.html);
    assert_eq!(page.attributes("#terms-form [name=version]", "value"), ["2"]);
    assert_eq!(page.text("#terms-changes p"), "Kinder.");
    let mut new = op.browser();
    new.open(&url).await;
    sign_in(&mut new, "bob").await;
    assert!(new.page().has("#terms-form") && !new.page().has("#terms-changes"), "never accepted");
}

/// Declining must not keep people from their data.
#[tokio::test]
async fn peoples_own_account_asks_for_no_terms() {
    let op = Op::start(with_terms("1")).await;
    let mut browser = at_home(&op, "alice").await;
    let page = browser.open(at(&op, "/terms")).await;
    assert!(!page.has("#terms-list") && page.has("#account-back"), "{}", page.html);
    browser.open(at(&op, "/data")).await;
    let page = browser.submit("data-form", &[]).await;
    let held: Value = serde_json::from_str(&page.html).unwrap();
    assert_eq!(held["terms"], json!([]));
}

/// An app may have terms of its own, asked for after the tenant's.
#[tokio::test]
async fn an_app_has_terms_of_its_own() {
    let op = Op::start(with_terms("1")).await;
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        client_name: Some("Harbour".to_owned()),
        client_skip_consent: true,
        tos_uri: Some("https://harbour.example/terms".to_owned()),
        client_terms_version: Some("7".to_owned()),
        application_type: latchkey_oidc::ApplicationType::Native,
        ..ClientMetadata::default()
    };
    register(&op, vec![("harbour", metadata)]).await;
    let issuer = format!("{}/t", op.running.public_url);
    let rp = RelyingParty::new(&issuer, "harbour", REDIRECT_URI, Authentication::None);
    let mut browser = op.browser();
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert_eq!(browser.page().attributes("#terms-link", "href"), [TERMS], "the tenant's first");
    let page = browser.submit("terms-form", &[]).await;
    let own = "https://harbour.example/terms";
    assert_eq!(page.attributes("#terms-link", "href"), [own], "{}", page.html);
    assert!(page.text("main").contains("Harbour"));
    assert!(browser.submit("terms-form", &[]).await.query("code").is_some());
    assert!(browser.open(&op.rp().depart(&[]).url).await.query("code").is_some());
}

/// What is accepted with a new account is kept with it, and not asked for again.
#[tokio::test]
async fn a_new_account_comes_with_the_terms_that_were_shown() {
    let mut settings = with_terms("1");
    settings.accounts.sign_up = true;
    let op = Op::start(settings).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    let page = browser.follow("#create-account").await;
    assert!(page.has("#terms-agree"), "{}", page.html);
    assert_eq!(page.attributes("#terms-link", "href"), [TERMS]);
    let password = "gravel umbrella thirteen";
    let fields = [("name", "Carol"), ("email", "carol@example.com"), ("password", password)];
    browser.submit("signup-form", &fields).await;
    let code = op.mail_to("carol@example.com").await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
    browser.open(at(&op, "/terms")).await;
    assert_eq!(browser.page().texts("#terms-list .row").len(), 1);
}

/// Security: nobody accepts what they have not been shown. Terms that come into force while somebody
/// fills in the form are asked for by themselves.
#[tokio::test]
async fn a_new_account_accepts_no_terms_that_changed_meanwhile() {
    let mut settings = with_terms("1");
    settings.accounts.sign_up = true;
    let op = Op::start(settings).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.follow("#create-account").await;
    let password = "gravel umbrella thirteen";
    let email = "carol@example.com";
    let fields = [("name", "Carol"), ("email", email), ("password", password)];
    browser.submit("signup-form", &[&fields[..], &[("terms_version", "0")]].concat()).await;
    let code = op.mail_to(email).await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.has("#terms-form"), "{}", page.html);
    assert!(browser.submit("terms-form", &[]).await.query("code").is_some());
}

/// The native contract's history of acceptances: for the owner's token, and no other app's.
#[tokio::test]
async fn a_token_reads_what_its_owner_said() {
    let op = Op::start(with_terms("1")).await;
    let departure = op.rp().depart(&[]);
    let mut browser = op.browser();
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.submit("terms-form", &[]).await.query("code").unwrap();
    let tokens = op.rp().redeem(&code, &departure).await.ok();
    let url = format!("{}/api/t/account/me/terms", op.running.public_url);
    let http = reqwest::Client::new();
    let get = async |token: Option<&str>| {
        let request = http.get(&url);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        latchkey_testkit::Answer::read(request.send().await.unwrap()).await
    };
    let answer = get(Some(tokens.str("access_token"))).await.ok();
    assert!(answer.header("cache-control").contains("no-store"));
    assert_eq!(answer.json["type"], "Terms");
    let said = answer.json["data"].as_array().unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!((&said[0]["version"], &said[0]["accepted"]), (&json!("1"), &json!(true)));
    assert_eq!(said[0]["clientId"], "app");
    assert_eq!(said[0]["createdAt"], "2027-01-15T08:00:00Z");
    assert!(said[0]["userAgent"].is_string());

    // Another app hears that the tenant's were accepted, not where.
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: latchkey_oidc::ApplicationType::Native,
        client_skip_consent: true,
        ..ClientMetadata::default()
    };
    register(&op, vec![("other", metadata)]).await;
    let issuer = format!("{}/t", op.running.public_url);
    let second = RelyingParty::new(&issuer, "other", REDIRECT_URI, Authentication::None);
    let departure = second.depart(&[]);
    browser.open(&departure.url).await;
    let code = browser.page().query("code").unwrap();
    let tokens = second.redeem(&code, &departure).await.ok();
    let answer = get(Some(tokens.str("access_token"))).await.ok();
    let told = &answer.json["data"][0];
    assert_eq!((&told["version"], &told["accepted"]), (&json!("1"), &json!(true)));
    assert!(told["clientId"].is_null() && told["userAgent"].is_null(), "{told}");

    assert_eq!(get(None).await.status, 401);
    assert_eq!(get(Some("lka_nonsense")).await.status, 401);
    let other = op.other_tenant("u", quick()).await;
    let elsewhere = other.get("/../api/u/account/me/terms").await;
    assert_eq!(elsewhere.status, 401);
}
