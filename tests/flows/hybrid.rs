//! Tokens from the authorization endpoint: the implicit and hybrid flows in every mode, on every
//! database (OIDC Core §3.2, §3.3, OAuth MRT, FPM).
use latchkey_testkit::{
    Browser, Departure, Op, Page, Person, RESPONSE_TYPES, RelyingParty, Tenant, TenantPlan,
    decode_jwt,
};
use serde_json::{Value, json};

const MODES: [&str; 3] = ["query", "fragment", "form_post"];

/// A tenant with the client `hybrid`, in whose browser Alice is signed in and has agreed.
async fn agreed(op: &Op, plan: TenantPlan) -> (Tenant, RelyingParty, Browser) {
    let tenant = op.tenant(&plan).await;
    let rp = tenant.rp("hybrid");
    let mut browser = tenant.browser();
    browser.open(&depart(&rp, &[]).url).await;
    Person::named("alice").sign_in_and_allow(&mut browser).await;
    (tenant, rp, browser)
}

/// A request of the usual kind, for the e-mail address too.
fn depart(rp: &RelyingParty, changes: &[(&str, &str)]) -> Departure {
    rp.depart(&[&[("scope", "openid email")], changes].concat())
}

fn plan() -> TenantPlan {
    TenantPlan::usual().hybrid_client("hybrid", json!({}))
}

fn has(response_type: &str, word: &str) -> bool {
    response_type.split(' ').any(|held| held == word)
}

fn claims(page: &Page) -> Value {
    decode_jwt(&page.answer("id_token").expect("an ID token")).1
}

/// OIDC Core §3.1.2.5, §3.2.2.5, §3.3.2.1, §3.3.2.5, OAuth MRT §2.1, §4, §5, FPM §2: each response
/// type in each mode brings what it says, at the place that was asked for; tokens never travel in
/// the query. What comes works: the code is redeemed, the access token opens userinfo.
#[tokio::test]
async fn each_response_type_in_each_mode() {
    for op in Op::on_every_store().await {
        let (tenant, rp, mut browser) = agreed(&op, plan()).await;
        for (kind, mode) in RESPONSE_TYPES.iter().flat_map(|kind| MODES.map(|mode| (*kind, mode))) {
            let name = format!("{kind} by {mode}");
            let departure = depart(&rp, &[("response_type", kind), ("response_mode", mode)]);
            let page = browser.open(&departure.url).await.clone();
            assert_eq!(page.answer("state"), Some(departure.state.clone()), "{name}");
            assert_eq!(page.answer("iss"), Some(tenant.issuer.clone()), "{name}");
            let in_front = has(kind, "token") || has(kind, "id_token");
            if in_front && mode == "query" {
                assert_eq!(page.fragment("error").as_deref(), Some("invalid_request"), "{name}");
                assert_eq!(page.answer("access_token").or(page.answer("id_token")), None);
                continue;
            }
            let in_query = page.query("state").filter(|_| page.is_outside);
            let places = (in_query, page.fragment("state"), page.has("#form-post"));
            let expected = (mode == "query", mode == "fragment", mode == "form_post");
            assert_eq!((places.0.is_some(), places.1.is_some(), places.2), expected, "{name}");
            let there = |field: &str| page.answer(field).is_some();
            assert_eq!(there("code"), has(kind, "code"), "{name}");
            assert_eq!(there("access_token"), has(kind, "token"), "{name}");
            assert_eq!(there("id_token"), has(kind, "id_token"), "{name}");
            assert!(!there("refresh_token") && !there("error") && !there("scope"), "{name}");
            check_tokens(&rp, &page, &name).await;
            if let Some(code) = page.answer("code") {
                let tokens = rp.redeem(&code, &departure).await.ok();
                check_both(&page, &departure.nonce, &decode_jwt(tokens.str("id_token")).1);
            }
        }
    }
}

/// The access token of an answer opens userinfo; its type and its life are said.
async fn check_tokens(rp: &RelyingParty, page: &Page, name: &str) {
    let Some(token) = page.answer("access_token") else { return };
    assert_eq!(page.answer("token_type").as_deref(), Some("Bearer"), "{name}");
    assert_eq!(page.answer("expires_in").as_deref(), Some("3600"), "{name}");
    let userinfo = rp.userinfo(&token).await.ok();
    assert_eq!(userinfo.json["email"], "alice@example.com", "{name}");
    assert!(rp.is_active(&token).await, "{name}");
}

/// OIDC Core §3.3.3.6: what one ID token says of the sign-in, the other says as well.
fn check_both(page: &Page, nonce: &str, second: &Value) {
    assert_eq!(second["nonce"], nonce);
    if page.answer("id_token").is_some() {
        let first = claims(page);
        for name in ["iss", "sub", "aud", "nonce", "auth_time", "acr", "amr", "sid"] {
            assert_eq!(first[name], second[name], "{name}");
        }
    }
}

/// OAuth MRT §5: the default is the fragment as soon as a token travels.
#[tokio::test]
async fn the_default_mode_follows_the_type() {
    let (_, rp, mut browser) = agreed(&Op::shared().await, plan()).await;
    for kind in RESPONSE_TYPES {
        let departure = depart(&rp, &[("response_type", kind)]);
        let page = browser.open(&departure.url).await;
        let in_front = has(kind, "token") || has(kind, "id_token");
        assert_eq!(page.fragment("state").is_some(), in_front, "{kind}");
        assert_eq!(page.query("state").is_some(), !in_front, "{kind}");
    }
}

/// OIDC Core §5.4: the claims of the scope are in the ID token when there is no access token to
/// fetch them with.
#[tokio::test]
async fn an_id_token_alone_holds_the_claims_of_the_scope() {
    let (_, rp, mut browser) = agreed(&Op::shared().await, plan()).await;
    for kind in ["id_token", "id_token token", "code id_token"] {
        let page = browser.open(&depart(&rp, &[("response_type", kind)]).url).await;
        assert_eq!(claims(page).get("email").is_some(), kind == "id_token", "{kind}");
    }
}

/// OIDC Core §3.2.2.1, §3.2.2.6, §3.3.2.6: refusals come by the fragment, or by the mode that was
/// asked for, without any token.
#[tokio::test]
async fn refusals_come_by_the_right_mode() {
    let (_, rp, mut browser) = agreed(&Op::shared().await, plan()).await;
    for kind in ["id_token", "id_token token", "code id_token", "code id_token token"] {
        let departure = depart(&rp, &[("response_type", kind), ("nonce", "")]);
        let page = browser.open(&departure.url).await;
        assert_eq!(page.fragment("error").as_deref(), Some("invalid_request"), "{kind}");
        assert_eq!(page.fragment("state"), Some(departure.state));
        let changes = [("response_type", kind), ("response_mode", "form_post"), ("nonce", "")];
        let page = browser.open(&depart(&rp, &changes).url).await;
        assert!(page.has("#form-post"), "{kind}");
        assert_eq!(page.answer("error").as_deref(), Some("invalid_request"), "{kind}");
    }
    let silent = depart(&rp, &[("response_type", "id_token"), ("prompt", "none")]);
    let page = another(&browser).open(&silent.url).await.clone();
    assert_eq!(page.fragment("error").as_deref(), Some("login_required"), "{page:#?}");
}

/// Another browser, in which nobody is signed in.
fn another(known: &Browser) -> Browser {
    Browser::at(&known.page().url)
}

/// RFC 9700 §2.1.2: without the tenant's wish there are no tokens from the front channel, and
/// discovery does not speak of them. RFC 7591 §2.1: nor without the client's registration.
#[tokio::test]
async fn they_are_off_unless_wanted() {
    let off = plan().set("protocol", "front_channel_tokens", false);
    let tenant = Op::shared().await.tenant(&off).await;
    let rp = tenant.rp("hybrid");
    let document = rp.get("/.well-known/openid-configuration").await.ok().json;
    assert_eq!(document["response_types_supported"], json!(["code", "none"]));
    assert!(!document["grant_types_supported"].to_string().contains("implicit"));
    let mut browser = tenant.browser();
    for kind in RESPONSE_TYPES.iter().filter(|kind| kind.contains("token")) {
        let page = browser.open(&depart(&rp, &[("response_type", kind)]).url).await;
        let error = page.fragment("error");
        assert_eq!(error.as_deref(), Some("unsupported_response_type"), "{kind}");
    }
    let on = Op::shared().await.tenant(&plan()).await;
    let mut browser = on.browser();
    let page =
        browser.open(&depart(&on.rp("app"), &[("response_type", "code id_token")]).url).await;
    assert_eq!(page.fragment("error").as_deref(), Some("unauthorized_client"));
}

/// RFC 6749 §4.1.2: a code used twice takes the access token with it that came beside it.
#[tokio::test]
async fn a_replayed_code_ends_the_front_channel_token() {
    for op in Op::on_every_store().await {
        let (_, rp, mut browser) = agreed(&op, plan()).await;
        let departure = depart(&rp, &[("response_type", "code token")]);
        let page = browser.open(&departure.url).await;
        let (code, token) = (page.answer("code").unwrap(), page.answer("access_token").unwrap());
        rp.redeem(&code, &departure).await.ok();
        assert!(rp.is_active(&token).await);
        assert_eq!(rp.redeem(&code, &departure).await.json["error"], "invalid_grant");
        assert!(!rp.is_active(&token).await);
        assert_eq!(rp.userinfo(&token).await.status, 401);
    }
}

/// The whole way: sign-in and consent, then the answer by each mode, tokens from the pages too.
#[tokio::test]
async fn the_answer_after_the_pages() {
    for op in Op::on_every_store().await {
        for mode in ["fragment", "form_post"] {
            let tenant = op.tenant(&plan()).await;
            let rp = tenant.rp("hybrid");
            let mut browser = tenant.browser();
            let changes = [("response_type", "code id_token token"), ("response_mode", mode)];
            let departure = depart(&rp, &changes);
            browser.open(&departure.url).await;
            let page = Person::named("alice").sign_in_and_allow(&mut browser).await.clone();
            assert_eq!(claims(&page)["nonce"], departure.nonce, "{mode}");
            check_tokens(&rp, &page, mode).await;
            rp.redeem(&page.answer("code").unwrap(), &departure).await.ok();
            if mode == "form_post" {
                let page = browser.reload().await;
                assert_eq!(page.answer("access_token"), None, "an answer comes once");
            }
        }
    }
}
