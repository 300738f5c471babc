//! What an authorization request that is wrong gets, row by row.
use latchkey_testkit::{Op, TenantPlan};
use reqwest::StatusCode;
use serde_json::json;

/// Parameters over the right ones, and the error they earn.
type Row = (&'static str, Vec<(&'static str, &'static str)>, &'static str);

fn redirected() -> Vec<Row> {
    vec![
        ("RFC 6749 §3.1.1", vec![("response_type", "")], "invalid_request"),
        ("RFC 6749 §4.1.2.1", vec![("response_type", "cod")], "unsupported_response_type"),
        ("OAuth MRT §2.1", vec![("response_mode", "carrier_pigeon")], "invalid_request"),
        ("OIDC Core §3.1.2.1", vec![("max_age", "soon")], "invalid_request"),
        ("OIDC Core §3.1.2.1", vec![("max_age", "-1")], "invalid_request"),
        ("OIDC Core §3.1.2.1", vec![("prompt", "none consent")], "invalid_request"),
        ("OIDC Core §5.5", vec![("claims", "{")], "invalid_request"),
        ("OIDC Core §5.5", vec![("claims", "[]")], "invalid_request"),
        ("RFC 6749 §3.3", vec![("scope", "openid a\"b")], "invalid_scope"),
        ("RFC 9700 §2.1.1", vec![("code_challenge", "")], "invalid_request"),
        ("RFC 7636 §4.4.1", vec![("code_challenge_method", "plain")], "invalid_request"),
        ("RFC 7636 §4.2", vec![("code_challenge", "short")], "invalid_request"),
        ("OIDC Core §6.1", vec![("request", "a.b.c")], "invalid_request_object"),
        ("RFC 9101 §7", vec![("request_uri", "https://app.example/r")], "invalid_request_uri"),
        ("RFC 9101 §5", vec![("request", "a"), ("request_uri", "b")], "invalid_request"),
        ("OIDC Core §7.2.1", vec![("registration", "{}")], "registration_not_supported"),
        ("OIDC Core §3.1.2.6", vec![("prompt", "none")], "login_required"),
        ("RFC 8707 §2", vec![("resource", "https://unknown.example/")], "invalid_target"),
        ("RFC 8707 §2", vec![("resource", "relative")], "invalid_target"),
    ]
}

/// RFC 6749 §4.1.2.1, RFC 9207 §2: to the redirect URI, with `state` and `iss`.
#[tokio::test]
async fn errors_go_to_the_client_with_state_and_issuer() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    for (clause, extra, error) in redirected() {
        let departure = rp.depart(&extra);
        let mut browser = tenant.browser();
        let page = browser.open(&departure.url).await;
        assert!(page.is_outside, "{clause} {extra:?}: {}", page.html);
        assert!(page.url.as_str().starts_with(&rp.redirect_uri));
        assert_eq!(page.query("error").as_deref(), Some(error), "{clause} {extra:?}");
        assert_eq!(page.query("state"), Some(departure.state), "{clause}");
        assert_eq!(page.query("iss"), Some(tenant.issuer.clone()), "{clause}");
        assert!(page.query("code").is_none(), "{clause}");
        let text = page.query("error_description").unwrap_or_default();
        let allowed = |b: u8| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        assert!(text.bytes().all(allowed), "{clause}: {text:?}");
    }
}

/// RFC 6749 §3.1: a parameter given twice.
#[tokio::test]
async fn a_repeated_parameter_is_an_error() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    for name in ["scope", "nonce", "prompt"] {
        let mut departure = rp.depart(&[("prompt", "login")]);
        departure.url.query_pairs_mut().append_pair(name, "again");
        let mut browser = tenant.browser();
        let page = browser.open(&departure.url).await;
        assert_eq!(page.query("error").as_deref(), Some("invalid_request"), "{name}");
    }
}

/// RFC 6749 §3.1.1, §4.1.2.1: a type this client did not register.
#[tokio::test]
async fn types_and_scopes_the_client_may_not_use() {
    let plan = TenantPlan::usual()
        .client("typeless", json!({"response_types": [], "grant_types": ["client_credentials"]}))
        .client("narrow", json!({"scope": "openid"}));
    let tenant = Op::shared().await.tenant(&plan).await;
    let mut browser = tenant.browser();
    let page = browser.open(&tenant.rp("typeless").depart(&[]).url).await;
    assert_eq!(page.query("error").as_deref(), Some("unauthorized_client"), "{page:#?}");
    let page = browser.open(&tenant.rp("narrow").depart(&[("scope", "openid email")]).url).await;
    assert_eq!(page.query("error").as_deref(), Some("invalid_scope"), "{page:#?}");
}

/// Initiating User Registration §4.1: on a page, by name, with status 400.
#[tokio::test]
async fn an_unknown_prompt_is_refused() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let mut browser = tenant.browser();
    let page = browser.open(&tenant.rp("app").depart(&[("prompt", "dance")]).url).await;
    assert!(!page.is_outside, "{page:#?}");
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.text("#error-code"), "invalid_request");
    assert!(page.text("#error-page").contains("dance"), "the value is named");
    // OIDC Core §3.1.2.1: but no page when the client asked for silence.
    let departure = tenant.rp("app").depart(&[("prompt", "none dance")]);
    let page = browser.open(&departure.url).await;
    assert_eq!(page.query("error").as_deref(), Some("invalid_request"), "{page:#?}");
    assert_eq!(page.query("state"), Some(departure.state));
}

/// RFC 6749 §4.1.2.1, §3.1.2.4: no redirect, and no link to the bad address.
#[tokio::test]
async fn an_unverified_address_is_never_used() {
    let plan = TenantPlan::usual()
        .client(
            "two",
            json!({"redirect_uris": ["http://127.0.0.1:9/one", "http://127.0.0.1:9/two?a=b"]}),
        )
        .client(
            "web",
            json!({"application_type": "web", "redirect_uris": ["https://app.example/cb"]}),
        );
    let tenant = Op::shared().await.tenant(&plan).await;
    let evil = "https://evil.example/x";
    let cases: Vec<(&str, Vec<(&str, &str)>)> = vec![
        ("app", vec![("client_id", "nobody")]),
        ("app", vec![("client_id", "")]),
        ("app", vec![("redirect_uri", evil)]),
        ("app", vec![("redirect_uri", "http://127.0.0.1:9/callback/")]),
        ("app", vec![("redirect_uri", "http://127.0.0.1:9/callback?x=y")]),
        ("app", vec![("redirect_uri", "http://127.0.0.1:9/Callback")]),
        ("app", vec![("redirect_uri", "javascript:alert(1)")]),
        ("two", vec![("redirect_uri", "")]),
        ("two", vec![("redirect_uri", "http://127.0.0.1:9/two")]),
        ("web", vec![("redirect_uri", "https://app.example:8443/cb")]),
    ];
    for (client, extra) in cases {
        let mut browser = tenant.browser();
        let page = browser.open(&tenant.rp(client).depart(&extra).url).await;
        assert!(!page.is_outside, "{client} {extra:?} redirects to {}", page.url);
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{client} {extra:?}");
        assert!(page.has("#error-page"), "{client} {extra:?}: {}", page.html);
        assert!(!page.text("#error-reference").is_empty());
        let links =
            page.attributes("a", "href").join(" ") + &page.attributes("form", "action").join(" ");
        assert!(!links.contains("evil.example"), "{links}");
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.header("cache-control").contains("no-store"));
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    }
}

/// RFC 8252 §7.3: the one exception, the port of a native client's loopback address.
#[tokio::test]
async fn a_native_client_may_vary_the_loopback_port() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let moved = "http://127.0.0.1:51004/callback";
    let page = browser.open(&rp.depart(&[("redirect_uri", moved), ("prompt", "none")]).url).await;
    assert!(page.url.as_str().starts_with(moved), "{}", page.url);
}

/// House rule 5 of the pages: a POST of another site changes nothing.
#[tokio::test]
async fn a_post_without_the_token_of_the_page_is_refused() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let mut browser = tenant.browser();
    browser.open(&tenant.rp("app").depart(&[]).url).await;
    let action = browser.page().form("login-form").action;
    let page = browser.post(&action, &[("username", "alice"), ("csrf", "guessed")]).await;
    assert!(!page.has("#password"), "{}", page.html);
    let page = browser.post(&action, &[("username", "alice")]).await;
    assert!(!page.has("#password"), "{}", page.html);
}

/// Nothing of a request comes back as markup.
#[tokio::test]
async fn nothing_is_echoed_unescaped() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let probe = "\"'><img src=x onerror=alert(1)>";
    for name in ["client_id", "redirect_uri", "scope", "state", "prompt", "ui_locales"] {
        let mut browser = tenant.browser();
        let page = browser.open(&rp.depart(&[(name, probe)]).url).await;
        assert!(!page.html.contains("<img src=x"), "{name}: {}", page.html);
    }
    for path in [
        "/interaction/%3Cimg src=x%3E",
        "/%3Cimg%20src=x%3E",
        "/verifyaccount?code=%3Cimg src=x%3E",
    ] {
        let page = rp.get(path).await;
        assert!(!page.text.contains("<img src=x"), "{path}");
    }
}
