//! RP-initiated logout.
use crate::explain::explained;
use latchkey_testkit::{Browser, Op, RelyingParty, Tenant, TenantPlan};
use serde_json::json;
use url::Url;

const BYE: &str = "http://127.0.0.1:9/bye";

fn plan() -> TenantPlan {
    TenantPlan::usual()
        .client("other", json!({}))
        .client("quick", json!({"client_optional_skip_logout_prompt": true}))
}

/// A posted request that nobody knows of.
const GONE: &str = "posted=01a205d9-77f2-7d93-b6a7-f6fd04a03373";

fn leave(rp: &RelyingParty, parameters: &[(&str, &str)]) -> Url {
    let mut url = rp.endpoint("/session/end");
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    url
}

async fn is_signed_in(browser: &mut Browser, rp: &RelyingParty) -> bool {
    let page = browser.open(&rp.depart(&[("prompt", "none")]).url).await;
    page.query("error").as_deref() != Some("login_required")
}

async fn signed_in(client: &str) -> (Tenant, RelyingParty, Browser, String) {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp(client);
    let (browser, tokens) = tenant.signed_in(&rp, &[]).await;
    let hint = tokens["id_token"].as_str().unwrap().to_owned();
    (tenant, rp, browser, hint)
}

/// RP-Initiated Logout §2, §3.
#[tokio::test]
async fn with_a_hint_the_person_confirms_and_goes_back() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let rp = tenant.rp("app");
        let (mut browser, tokens) = tenant.signed_in(&rp, &[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let parameters =
            [("id_token_hint", hint), ("post_logout_redirect_uri", BYE), ("state", "s 1")];
        browser.open(leave(&rp, &parameters)).await;
        let page = browser.submit("logout-confirm", &[]).await;
        assert!(page.url.as_str().starts_with(&format!("{BYE}?")), "{}", page.url);
        assert_eq!(page.query("state").as_deref(), Some("s 1"));
        assert!(!is_signed_in(&mut browser, &rp).await);
        let access = tokens["access_token"].as_str().unwrap();
        assert!(!rp.is_active(access).await, "tokens that are not offline end with the session");
    }
}

#[tokio::test]
async fn without_a_state_none_comes_back() {
    let (_, rp, mut browser, hint) = signed_in("app").await;
    let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    browser.open(leave(&rp, &parameters)).await;
    assert_eq!(browser.submit("logout-confirm", &[]).await.url.as_str(), BYE);
}

/// Native contract 5.4: a first-party app may spare the question, given a valid hint.
#[tokio::test]
async fn a_client_may_skip_the_question_with_a_valid_hint_only() {
    let (_, rp, mut browser, hint) = signed_in("quick").await;
    let page = browser.open(leave(&rp, &[("client_id", "quick"), ("skipPrompt", "true")])).await;
    assert!(page.has("#logout-form"), "nobody proved to be the client: {}", page.html);
    assert!(is_signed_in(&mut browser, &rp).await);
    let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    let page = browser.open(leave(&rp, &parameters)).await;
    assert_eq!(page.url.as_str(), BYE);
    assert!(!is_signed_in(&mut browser, &rp).await);
}

/// RP-Initiated Logout §2, §4: no redirect when anything about it is doubtful.
#[tokio::test]
async fn doubtful_targets_are_not_redirected_to() {
    let (tenant, rp, _, hint) = signed_in("app").await;
    let (signed, signature) = hint.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let altered = format!("{signed}.{other}{}", &signature[1..]);
    let cases: Vec<(&str, Vec<(&str, &str)>)> = vec![
        (
            "unregistered",
            vec![("id_token_hint", &hint), ("post_logout_redirect_uri", "https://evil.example/")],
        ),
        (
            "query added",
            vec![
                ("id_token_hint", &hint),
                ("post_logout_redirect_uri", "http://127.0.0.1:9/bye?x"),
            ],
        ),
        ("altered hint", vec![("id_token_hint", &altered), ("post_logout_redirect_uri", BYE)]),
        ("no hint", vec![("post_logout_redirect_uri", BYE)]),
        (
            "hint of another client",
            vec![
                ("id_token_hint", &hint),
                ("client_id", "other"),
                ("post_logout_redirect_uri", BYE),
            ],
        ),
    ];
    for (case, parameters) in cases {
        let (mut browser, _) = tenant.signed_in(&rp, &[]).await;
        let page = browser.open(leave(&rp, &parameters)).await;
        assert!(!page.is_outside, "{case} redirects to {}", page.url);
        let mut ways = page.attributes("a", "href");
        ways.extend(page.attributes("form", "action"));
        assert!(ways.iter().all(|way| !way.starts_with("https://evil")), "{case}: {ways:?}");
        if page.has("#logout-form") {
            let page = browser.submit("logout-confirm", &[]).await;
            assert!(!page.is_outside, "{case} redirects to {}", page.url);
            assert!(page.has("#logout-done"), "{case}: {}", page.html);
        }
    }
}

/// "Why did this fail?": the person is asked as ever, and the app's developer, who sees nobody come
/// back, can ask why; with somebody signed in and without.
#[tokio::test]
async fn a_sign_out_that_does_not_lead_back_is_explained() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let rp = tenant.rp("app");
        let (mut browser, tokens) = tenant.signed_in(&rp, &[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let near = format!("{BYE}/");
        let parameters = [("id_token_hint", hint), ("post_logout_redirect_uri", near.as_str())];
        let page = browser.open(leave(&rp, &parameters)).await;
        assert!(page.has("#logout-form"), "{}", page.html);
        let asked = page.text("#reference");
        let mut nobody = tenant.browser();
        let page = nobody.open(leave(&rp, &parameters)).await;
        assert!(!page.has("#logout-form"), "nobody is signed in: {}", page.html);
        for reference in [asked, page.text("#error-reference")] {
            let said = explained(&op, &reference).await;
            assert!(said.contains("post_logout_redirect_uri (OIDC RP-Initiated Logout"), "{said}");
            assert!(said.contains("only a slash at the end differs"), "{said}");
            assert!(said.contains(&near) && said.contains(&format!(" {BYE}\n")), "{said}");
            assert!(said.contains("end_session") && said.contains(" app\n"), "{said}");
            assert!(hint.split('.').all(|part| !said.contains(part)), "{said}");
        }
        let page = browser.open(leave(&rp, &[("post_logout_redirect_uri", BYE)])).await;
        let said = explained(&op, &page.text("#reference")).await;
        assert!(said.contains("id_token_hint"), "{said}");
        // What is no UTF-8, and what was posted so long ago that it is gone.
        for (query, why) in [("state=%FF", "UTF-8"), (GONE, "posted too long ago")] {
            let mut place = leave(&rp, &[]);
            place.set_query(Some(query));
            let asked = browser.open(&place).await.text("#reference");
            let refused = nobody.open(&place).await.text("#error-reference");
            for reference in [asked, refused] {
                let said = explained(&op, &reference).await;
                assert!(said.contains(why) && said.contains("end_session"), "{query}: {said}");
            }
        }
        let parameters = [("id_token_hint", hint), ("post_logout_redirect_uri", BYE)];
        let page = browser.open(leave(&rp, &parameters)).await;
        assert!(!page.has("#reference"), "a right request has nothing to explain: {}", page.html);
    }
}

/// RP-Initiated Logout §2: no parameters at all, by GET and by POST.
#[tokio::test]
async fn a_person_can_sign_out_on_their_own() {
    let (_, rp, mut browser, _) = signed_in("app").await;
    let page = browser.open(leave(&rp, &[])).await;
    assert!(page.has("#logout-form"));
    browser.submit("logout-cancel", &[]).await;
    assert!(is_signed_in(&mut browser, &rp).await, "cancelled");

    browser.post(leave(&rp, &[]), &[]).await;
    let page = browser.submit("logout-confirm", &[]).await;
    assert!(page.has("#logout-done"), "{}", page.html);
    assert!(!is_signed_in(&mut browser, &rp).await);
    let page = browser.open(leave(&rp, &[])).await;
    assert!(page.status.is_success(), "not being signed in is no error: {}", page.html);
}

/// Back-Channel Logout §2.7: `offline_access` outlives the session.
#[tokio::test]
async fn offline_access_survives_a_sign_out() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp("app");
    let offline = [("scope", "openid offline_access"), ("prompt", "consent")];
    let (mut browser, tokens) = tenant.signed_in(&rp, &offline).await;
    browser.open(leave(&rp, &[])).await;
    browser.submit("logout-confirm", &[]).await;
    rp.refresh(tokens["refresh_token"].as_str().unwrap()).await.ok();
}

/// RP-Initiated Logout §2: by POST too, from the client's own page, with everything it may say.
#[tokio::test]
async fn the_parameters_may_be_posted() {
    let (_, rp, mut browser, hint) = signed_in("app").await;
    let parameters = [
        ("id_token_hint", hint.as_str()),
        ("client_id", "app"),
        ("post_logout_redirect_uri", BYE),
        ("state", "a&b"),
        ("logout_hint", "alice"),
        ("ui_locales", "de xx"),
    ];
    let page = browser.post(rp.endpoint("/session/end"), &parameters).await;
    assert!(page.has("#logout-form"), "{}", page.html);
    assert_eq!(page.attributes("html", "lang"), ["de"]);
    let page = browser.submit("logout-confirm", &[]).await;
    assert_eq!(page.url.as_str(), format!("{BYE}?state=a%26b"));
    assert!(!is_signed_in(&mut browser, &rp).await);
}
