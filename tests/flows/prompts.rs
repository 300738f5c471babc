//! Sessions, `prompt`, `max_age` and hints, as a client sees them.
use latchkey_testkit::{Browser, Op, Person, RelyingParty, TenantPlan, decode_jwt, unix_now};
use serde_json::{Value, json};

async fn silently(browser: &mut Browser, rp: &RelyingParty, extra: &[(&str, &str)]) -> String {
    let extra = [&[("prompt", "none")], extra].concat();
    let departure = rp.depart(&extra);
    let page = browser.open(&departure.url).await;
    assert!(page.is_outside, "prompt=none showed a page: {}", page.html);
    assert_eq!(page.query("state"), Some(departure.state));
    page.query("error").unwrap_or_default()
}

/// Redeems the code the browser came back with; gives the ID token's claims.
async fn id_token(browser: &mut Browser, rp: &RelyingParty, extra: &[(&str, &str)]) -> Value {
    let departure = rp.depart(extra);
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(browser).await;
    let code = page.query("code").unwrap_or_else(|| panic!("{page:#?}"));
    let tokens = rp.redeem(&code, &departure).await.ok();
    decode_jwt(tokens.str("id_token")).1
}

/// OIDC Core §3.1.2.1, §3.1.2.6.
#[tokio::test]
async fn prompt_none_answers_and_never_asks() {
    for op in Op::on_every_store().await {
        let plan = TenantPlan::usual().client("other", json!({}));
        let tenant = op.tenant(&plan).await;
        let rp = tenant.rp("app");
        let mut browser = tenant.browser();
        assert_eq!(silently(&mut browser, &rp, &[]).await, "login_required");

        id_token(&mut browser, &rp, &[]).await;
        assert_eq!(silently(&mut browser, &rp, &[]).await, "", "signed in and allowed");
        assert_eq!(silently(&mut browser, &tenant.rp("other"), &[]).await, "consent_required");
        let more = [("scope", "openid email address")];
        assert_eq!(silently(&mut browser, &rp, &more).await, "consent_required");
        assert_eq!(silently(&mut browser, &rp, &[("max_age", "0")]).await, "login_required");
        let both = [("prompt", "none login")];
        let page = browser.open(&rp.depart(&both).url).await;
        assert_eq!(page.query("error").as_deref(), Some("invalid_request"));
    }
}

/// OIDC Core §3.1.2.6: two people, and no word which one is meant.
#[tokio::test]
async fn prompt_none_with_two_people_needs_a_choice_unless_the_hint_says_who() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual().person("bob", json!({}))).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    let tokens = rp.redeem(&page.query("code").unwrap(), &departure).await.ok();
    let alices = tokens.str("id_token").to_owned();

    browser.open(&rp.depart(&[("prompt", "select_account")]).url).await;
    assert!(browser.page().has("#account-list"), "{}", browser.page().html);
    browser.submit("use-other-account", &[]).await;
    let page = Person::named("bob").sign_in_and_allow(&mut browser).await;
    assert!(page.query("code").is_some(), "{page:#?}");

    assert_eq!(silently(&mut browser, &rp, &[]).await, "account_selection_required");
    let hint = [("id_token_hint", alices.as_str())];
    let departure = rp.depart(&[&[("prompt", "none")], &hint[..]].concat());
    let page = browser.open(&departure.url).await;
    let code = page.query("code").unwrap_or_else(|| panic!("{page:#?}"));
    let again = rp.redeem(&code, &departure).await.ok();
    let subject = |jwt: &str| decode_jwt(jwt).1["sub"].clone();
    assert_eq!(subject(again.str("id_token")), subject(&alices));
}

/// OIDC Core §3.1.2.2: the hint names somebody who is not here.
#[tokio::test]
async fn prompt_none_with_a_hint_for_another_person_is_login_required() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual().person("bob", json!({}))).await;
    let rp = tenant.rp("app");
    let (_, alices) = tenant.signed_in(&rp, &[]).await;
    let mut bobs = tenant.browser();
    bobs.open(&rp.depart(&[]).url).await;
    Person::named("bob").sign_in_and_allow(&mut bobs).await;
    let hint = [("id_token_hint", alices["id_token"].as_str().unwrap())];
    assert_eq!(silently(&mut bobs, &rp, &hint).await, "login_required");
    let forged = format!("{}x", hint[0].1);
    let page = bobs.open(&rp.depart(&[("prompt", "none"), ("id_token_hint", &forged)]).url).await;
    assert!(page.query("code").is_none(), "RFC 8725 §3.1: {page:#?}");
}

/// OIDC Core §3.1.2.1, §2: `prompt=login` renews `auth_time`, nothing else does.
#[tokio::test]
async fn auth_time_moves_only_with_a_new_sign_in() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let wanted = [("max_age", "1000")];
    let first = id_token(&mut browser, &rp, &wanted).await["auth_time"].as_u64().unwrap();
    assert!(first.abs_diff(unix_now()) < 60);
    let again = id_token(&mut browser, &rp, &wanted).await["auth_time"].as_u64().unwrap();
    assert_eq!(first, again, "no new sign-in");

    let mut tick = tokio::time::interval(std::time::Duration::from_millis(50));
    while unix_now() == first {
        tick.tick().await;
    }
    browser.open(&rp.depart(&[("prompt", "login")]).url).await;
    assert!(browser.page().has("#login-form"), "asks although there is a session");
    let renewed = id_token(&mut browser, &rp, &[("prompt", "login"), ("max_age", "1000")]).await;
    assert!(renewed["auth_time"].as_u64().unwrap() > first);

    browser.open(&rp.depart(&[("max_age", "0")]).url).await;
    assert!(browser.page().has("#login-form"), "max_age=0 asks: OIDC Core §3.1.2.1");
}

/// OIDC Core §3.1.2.1: going back does not get round `prompt=login`.
#[tokio::test]
async fn resuming_without_signing_in_again_brings_the_login_page_back() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let (mut browser, _) = tenant.signed_in(&rp, &[]).await;
    browser.open(&rp.depart(&[("prompt", "login")]).url).await;
    let interaction = browser.page().url.clone();
    let id = interaction.path().split("/interaction/").nth(1).unwrap();
    let id = id.split('/').next().unwrap();
    let page = browser.open(rp.endpoint(&format!("/auth/{id}"))).await;
    assert!(!page.is_outside, "the step was skipped: {page:#?}");
    assert!(page.has("#login-form"), "{}", page.html);
}

/// OIDC Registration §2.
#[tokio::test]
async fn the_client_can_demand_auth_time_and_a_maximum_age() {
    let op = Op::shared().await;
    let plan = TenantPlan::usual()
        .client("timed", json!({"require_auth_time": true}))
        .client("fresh", json!({"default_max_age": 0}));
    let tenant = op.tenant(&plan).await;
    let mut browser = tenant.browser();
    let claims = id_token(&mut browser, &tenant.rp("timed"), &[]).await;
    assert!(claims["auth_time"].is_u64(), "{claims}");
    let page = browser.open(&tenant.rp("fresh").depart(&[]).url).await;
    assert!(page.has("#login-form"), "{}", page.html);
}

/// OIDC Core §3.1.2.1: `login_hint` fills in the name, `ui_locales` sets the language, and
/// neither is ever an error (§15.1).
#[tokio::test]
async fn hints_for_the_page() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let page = browser.open(&rp.depart(&[("login_hint", "alice")]).url).await;
    assert_eq!(page.attributes("#username", "value"), ["alice"]);
    let page = browser.open(&rp.depart(&[("ui_locales", "xx ar")]).url).await;
    assert_eq!(page.attributes("html", "dir"), ["rtl"]);
    let odd = [
        ("login_hint", "\"><script>"),
        ("ui_locales", "../../x"),
        ("display", "hologram"),
        ("acr_values", "\u{0}?"),
        ("claims_locales", "tlh-$"),
    ];
    let page = browser.open(&rp.depart(&odd).url).await;
    assert!(page.has("#login-form"), "{}", page.html);
    assert!(!page.html.contains("\"><script>"));
}

/// OIDC Front-Channel Logout §3: `sid` names the session to one client, however often the person
/// signs in again, and to each by another name (OIDC Core §8.1); `azp` is absent while the client is the only audience. What the token claims about
/// how the person signed in, discovery lists.
#[tokio::test]
async fn a_session_has_one_sid_at_each_client() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual().client("other", json!({}))).await;
    let (rp, other) = (tenant.rp("app"), tenant.rp("other"));
    let mut browser = tenant.browser();
    let first = id_token(&mut browser, &rp, &[]).await;
    let elsewhere = id_token(&mut browser, &other, &[]).await;
    let anew = id_token(&mut browser, &rp, &[("prompt", "login")]).await;
    assert!(first["sid"].is_string());
    assert_ne!(first["sid"], elsewhere["sid"]);
    assert_eq!(first["sid"], anew["sid"]);
    assert!(first.get("azp").is_none(), "{first}");
    let another_browser = id_token(&mut tenant.browser(), &rp, &[]).await;
    assert_ne!(first["sid"], another_browser["sid"]);
    assert_eq!(first["sub"], another_browser["sub"]);

    let metadata = rp.get("/.well-known/openid-configuration").await.ok().json;
    let listed = metadata["acr_values_supported"].as_array().unwrap();
    assert!(listed.contains(&first["acr"]), "OIDC Discovery §3: {listed:?}");
}

/// OIDC Core §3.1.2.1: among several people `login_hint` finds the one it names, by user name or
/// address; a hint for nobody here leaves the choice open.
#[tokio::test]
async fn a_login_hint_chooses_among_the_people_here() {
    let plan = TenantPlan::usual().person("bob", json!({}));
    let tenant = Op::shared().await.tenant(&plan).await;
    let rp = tenant.rp("app");
    let (mut browser, _) = tenant.signed_in(&rp, &[]).await;
    browser.open(&rp.depart(&[("prompt", "select_account")]).url).await;
    browser.submit("use-other-account", &[]).await;
    let page = Person::named("bob").sign_in_and_allow(&mut browser).await;
    assert!(page.query("code").is_some(), "{page:#?}");
    let mut subjects = Vec::new();
    for hint in ["alice", "Alice@Example.com", "bob"] {
        let departure = rp.depart(&[("prompt", "none"), ("login_hint", hint)]);
        let page = browser.open(&departure.url).await;
        let code = page.query("code").unwrap_or_else(|| panic!("{hint}: {page:#?}"));
        let tokens = rp.redeem(&code, &departure).await.ok();
        subjects.push(decode_jwt(tokens.str("id_token")).1["sub"].clone());
    }
    assert_eq!(subjects[0], subjects[1]);
    assert_ne!(subjects[0], subjects[2]);
    let hint = [("login_hint", "carol")];
    assert_eq!(silently(&mut browser, &rp, &hint).await, "account_selection_required");
}

/// Initiating User Registration §4.1, §4.2: the page for a new account first, whoever is signed in;
/// the answer comes once the account is there. Without sign-up the value is not supported.
#[tokio::test]
async fn prompt_create_begins_with_a_new_account() {
    let open = TenantPlan::usual().set("accounts", "sign_up", true);
    let tenant = Op::shared().await.tenant(&open).await;
    let rp = tenant.rp("app");
    let document = rp.get("/.well-known/openid-configuration").await.ok().json;
    assert!(document["prompt_values_supported"].to_string().contains("\"create\""));
    let (mut browser, tokens) = tenant.signed_in(&rp, &[]).await;
    let departure = rp.depart(&[("prompt", "create")]);
    let page = browser.open(&departure.url).await;
    assert!(page.has("#signup-form"), "{}", page.html);
    let fields = [
        ("name", "Carol Example"),
        ("email", "carol@example.com"),
        ("username", "carol"),
        ("password", "four unlikely words together"),
    ];
    let page = browser.submit("signup-form", &fields).await;
    assert!(page.has("#otp-form"), "{}", page.html);
    let mail = tenant.mail_to("carol@example.com", 0).await;
    browser.submit("otp-form", &[("otp", &mail.code())]).await;
    if browser.page().has("#consent-form") {
        browser.submit("consent-allow", &[]).await;
    }
    let code = browser.page().query("code").unwrap_or_else(|| panic!("{:#?}", browser.page()));
    let made = rp.redeem(&code, &departure).await.ok();
    let sub = |jwt: &str| decode_jwt(jwt).1["sub"].clone();
    assert_ne!(sub(made.str("id_token")), sub(tokens["id_token"].as_str().unwrap()));

    let closed = TenantPlan::usual().set("accounts", "sign_up", false);
    let tenant = Op::shared().await.tenant(&closed).await;
    let document = tenant.rp("app").get("/.well-known/openid-configuration").await.ok().json;
    assert!(!document["prompt_values_supported"].to_string().contains("create"));
    let mut browser = tenant.browser();
    let page = browser.open(&tenant.rp("app").depart(&[("prompt", "create")]).url).await;
    assert_eq!(page.status, reqwest::StatusCode::BAD_REQUEST);
    assert_eq!(page.text("#error-code"), "invalid_request");
}
