//! The `sub` that each client sees (OIDC Core §8).
use latchkey_testkit::{Browser, Op, Person, RelyingParty, Setup, Tenant, TenantPlan, decode_jwt};
use serde_json::{Value, json};

const API: &str = "https://api.example/";

fn plan() -> TenantPlan {
    let pairwise = |uri: &str| {
        json!({
            "subject_type": "pairwise",
            "redirect_uris": [uri],
            "client_optional_skip_logout_prompt": true,
        })
    };
    TenantPlan::usual()
        .hybrid_client("first", pairwise("http://127.0.0.1:9/first"))
        .hybrid_client("neighbour", pairwise("http://127.0.0.1:9/neighbour"))
        .hybrid_client("stranger", pairwise("http://localhost:9/stranger"))
        .set("protocol", "resources", json!([{"resource": API}]))
}

/// Signs Alice in if she is not, and says which `sub` the client sees.
async fn sub(tenant: &Tenant, browser: &mut Browser, client_id: &str) -> String {
    let departure = tenant.rp(client_id).depart(&[("response_type", "id_token")]);
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(browser).await;
    subject(&page.fragment("id_token").expect("an ID token"))
}

fn subject(jwt: &str) -> String {
    decode_jwt(jwt).1["sub"].as_str().expect("a sub").to_owned()
}

async fn code_tokens(rp: &RelyingParty, browser: &mut Browser, extra: &[(&str, &str)]) -> Value {
    let departure = rp.depart(extra);
    let page = browser.open(&departure.url).await;
    let page = if page.is_outside {
        page.clone()
    } else {
        Person::named("alice").sign_in_and_allow(browser).await.clone()
    };
    rp.redeem(&page.query("code").expect("a code"), &departure).await.ok().json
}

/// OIDC Core §5.7, §8.1, §17.3: one `sub` per sector, another than the public one, and the same for ever:
/// also for a process that has heard of nobody yet.
#[tokio::test]
async fn a_sector_sees_its_own_subject() {
    for op in Op::own_on_every_store(&Setup::default()).await {
        let tenant = op.tenant(&plan()).await;
        let mut browser = tenant.browser();
        let first = sub(&tenant, &mut browser, "first").await;
        assert_eq!(sub(&tenant, &mut browser, "neighbour").await, first);
        let stranger = sub(&tenant, &mut browser, "stranger").await;
        assert_ne!(stranger, first);
        let public = code_tokens(&tenant.rp("app"), &mut browser, &[]).await;
        assert_ne!(subject(public["id_token"].as_str().unwrap()), first);
        let document = tenant.rp("app").get("/.well-known/openid-configuration").await.ok().json;
        assert_eq!(document["subject_types_supported"], json!(["public", "pairwise"]));

        op.stop();
        op.run().await;
        for mut browser in [browser, tenant.browser()] {
            assert_eq!(sub(&tenant, &mut browser, "neighbour").await, first);
            assert_eq!(sub(&tenant, &mut browser, "stranger").await, stranger);
        }
    }
}

/// OIDC Core §8: the same in every place that names the person to this client.
#[tokio::test]
async fn a_pairwise_subject_is_the_same_everywhere() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp("first");
    let mut browser = tenant.browser();
    let expected = sub(&tenant, &mut browser, "first").await;
    let changes = [("scope", "openid offline_access"), ("prompt", "consent")];
    let tokens = code_tokens(&rp, &mut browser, &changes).await;
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    assert_eq!(subject(&text("id_token")), expected);
    let access = text("access_token");
    assert_eq!(rp.userinfo(&access).await.ok().json["sub"], *expected);
    assert_eq!(rp.introspect(&access).await.ok().json["sub"], *expected);
    let renewed = rp.refresh(&text("refresh_token")).await.ok();
    assert_eq!(subject(renewed.str("id_token")), expected);
    let jwt = code_tokens(&rp, &mut browser, &[("resource", API)]).await;
    assert_eq!(subject(jwt["access_token"].as_str().unwrap()), expected);
}

/// OIDC Core §3.1.2.1, §5.5.1, RP-Initiated Logout §2: hints with a pairwise subject find the
/// person.
#[tokio::test]
async fn hints_with_a_pairwise_subject_find_the_person() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp("first");
    let mut browser = tenant.browser();
    let tokens = code_tokens(&rp, &mut browser, &[]).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    let expected = subject(id_token);
    let silent = rp.depart(&[("prompt", "none"), ("id_token_hint", id_token)]);
    assert!(browser.open(&silent.url).await.query("code").is_some());
    for (sub, passes) in [(expected.as_str(), true), ("somebody-else", false)] {
        let claims = json!({"id_token": {"sub": {"value": sub}}}).to_string();
        let silent = rp.depart(&[("prompt", "none"), ("claims", &claims)]);
        let page = browser.open(&silent.url).await;
        let error = page.query("error");
        assert_eq!(error.as_deref(), (!passes).then_some("login_required"), "{sub}");
    }
    let mut end = rp.endpoint("/session/end");
    end.query_pairs_mut()
        .append_pair("id_token_hint", id_token)
        .append_pair("post_logout_redirect_uri", "http://127.0.0.1:9/bye");
    let page = browser.open(&end).await;
    assert!(page.is_outside, "the hint is about whoever is signed in here: {}", page.html);
    let silent = rp.depart(&[("prompt", "none")]);
    let page = browser.open(&silent.url).await;
    assert_eq!(page.query("error").as_deref(), Some("login_required"));
}

/// OIDC Registration §5: a `sector_identifier_uri` that cannot be read is no sector.
#[tokio::test]
async fn a_sector_file_must_be_readable() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let file = op.folder().join(format!("sector-{}.json", tenant.group));
    let document = json!({"tenants": [{
        "group": tenant.group,
        "clients": [{
            "client_id": "sector",
            "redirect_uris": ["https://a.example/cb", "https://b.example/cb"],
            "subject_type": "pairwise",
            "sector_identifier_uri": "https://127.0.0.1:9/sector.json",
        }],
    }]});
    std::fs::write(&file, document.to_string()).unwrap();
    let done = op.cli(&["import", &file.display().to_string()]).await;
    let text = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && text.contains("sector_identifier_uri"), "{text}");
}
