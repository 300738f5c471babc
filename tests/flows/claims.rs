//! Claims: by scope and one by one, with the types of their definitions (OIDC Core §5).
use latchkey_testkit::{Browser, Op, Person, RelyingParty, Tenant, TenantPlan, decode_jwt};
use serde_json::{Map, Value, json};

/// Everything that OIDC Core §5.1 has a claim for, and two names by language.
fn profile() -> Value {
    json!({
        "name": "Alice Beispiel",
        "name#de": "Alice Beispiel (de)",
        "name#ja-Kana-JP": "アリス",
        "given_name": "Alice",
        "family_name": "Beispiel",
        "middle_name": "B.",
        "nickname": "Al",
        "preferred_username": "alice",
        "profile": "https://alice.example/",
        "picture": "https://alice.example/a.png",
        "website": "https://alice.example/blog",
        "gender": "female",
        "birthdate": "0000-10-31",
        "zoneinfo": "Europe/Berlin",
        "locale": "de-DE",
        "phone_number": "+4930123456",
        "phone_number_verified": true,
        "address": {
            "formatted": "Weg 1\n10115 Berlin",
            "street_address": "Weg 1",
            "locality": "Berlin",
            "postal_code": "10115",
            "country": "DE",
        },
        "shoe_size": null,
    })
}

fn plan() -> TenantPlan {
    TenantPlan::default()
        .hybrid_client("app", json!({}))
        .hybrid_client("fresh", json!({"default_max_age": 3600, "require_auth_time": true}))
        .hybrid_client("golden", json!({"default_acr_values": ["urn:latchkey:acr:1fa"]}))
        .person("alice", json!({"profile": profile()}))
}

/// Claims of the ID token and of userinfo.
async fn claims(tenant: &Tenant, changes: &[(&str, &str)]) -> (Value, Value) {
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    let departure = rp.depart(changes);
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    let tokens = rp.redeem(&page.query("code").expect("a code"), &departure).await.ok();
    let userinfo = rp.userinfo(tokens.str("access_token")).await.ok().json;
    (decode_jwt(tokens.str("id_token")).1, userinfo)
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

/// OIDC Core §5.1, §5.1.1, §5.3.2, §5.4: every standard claim, as text, boolean, number or object,
/// and nothing null or empty.
#[tokio::test]
async fn every_standard_claim_has_its_type() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let scope = ("scope", "openid profile email address phone");
        let (id_token, userinfo) = claims(&tenant, &[scope]).await;
        for name in ["email_verified", "phone_number_verified"] {
            assert_eq!(userinfo[name], true, "{name}");
        }
        assert!(userinfo["updated_at"].is_i64(), "{userinfo}");
        assert_eq!(userinfo["address"], profile()["address"]);
        let texts = object(&userinfo).iter().filter(|(_, value)| value.is_string()).count();
        // Fourteen of the profile, e-mail, phone number, `sub` and `group`; `updated_at` is none.
        assert_eq!(texts, 13 + 2 + 2, "{userinfo}");
        let says_nothing = |value: &Value| value.is_null() || *value == "" || *value == json!({});
        assert!(!object(&userinfo).values().any(says_nothing), "{userinfo}");
        assert!(!object(&userinfo).keys().any(|name| name.contains('#') || name == "shoe_size"));
        assert!(!object(&id_token).contains_key("email"), "{id_token}");
        assert_eq!(userinfo["sub"], id_token["sub"]);
    }
}

/// OIDC Core §5.2, §5.5, §5.5.1, §5.5.2: one by one, in either place, by language and by value; what is
/// not there is left out, essential or not.
#[tokio::test]
async fn claims_are_asked_for_one_by_one() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let asked = json!({
        "id_token": {
            "email": {"essential": true},
            "name#de-AT": null,
            "shoe_size": {"essential": true},
            "nickname": {"value": "Somebody"},
            "iss": {"value": "https://evil.example/"},
            "auth_time": {"essential": true},
        },
        "userinfo": {
            "name#ja-kana-jp": null,
            "given_name#fr": null,
            "zoneinfo": {"values": ["UTC", "Europe/Berlin"]},
            "locale": {"values": ["fr"]},
            "sub": null,
        },
        "unknown": {"email": null},
    });
    let (id_token, userinfo) = claims(&tenant, &[("claims", &asked.to_string())]).await;
    assert_eq!(id_token["email"], "alice@example.com");
    assert_eq!(id_token["name#de"], "Alice Beispiel (de)");
    assert_eq!(id_token["iss"], tenant.issuer);
    assert!(id_token["auth_time"].is_i64());
    for absent in ["shoe_size", "nickname", "zoneinfo"] {
        assert!(!object(&id_token).contains_key(absent), "{absent}");
    }
    assert_eq!(userinfo["name#ja-Kana-JP"], "アリス");
    assert_eq!(
        (&userinfo["given_name"], &userinfo["zoneinfo"]),
        (&json!("Alice"), &json!("Europe/Berlin"))
    );
    for absent in ["locale", "email", "name"] {
        assert!(!object(&userinfo).contains_key(absent), "{absent}");
    }
}

async fn silent(
    rp: &RelyingParty,
    browser: &mut Browser,
    extra: &[(&str, &str)],
) -> Option<String> {
    let departure = rp.depart(&[&[("prompt", "none")], extra].concat());
    browser.open(&departure.url).await.query("error")
}

/// OIDC Core §5.5.1.1, Unmet Authentication Requirements §2: an essential `acr` that cannot be met
/// fails the request, with a page or without; one that is met is said; a voluntary one fails
/// nothing.
#[tokio::test]
async fn an_essential_acr_must_be_met() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp("app");
    let (mut browser, tokens) = tenant.signed_in(&rp, &[]).await;
    let met = decode_jwt(tokens["id_token"].as_str().unwrap()).1["acr"].clone();
    assert_eq!(met, "urn:latchkey:acr:1fa");
    let acr = |request: Value| json!({"id_token": {"acr": request}}).to_string();
    let unmet = Some("unmet_authentication_requirements".to_owned());
    for (request, expected) in [
        (json!({"essential": true, "value": "gold"}), &unmet),
        (json!({"essential": true, "values": ["gold", "silver"]}), &unmet),
        (json!({"essential": true, "values": ["gold", met]}), &None),
        (json!({"essential": true}), &None),
        (json!({"values": ["gold"]}), &None),
    ] {
        let claims = acr(request.clone());
        assert_eq!(silent(&rp, &mut browser, &[("claims", &claims)]).await, *expected, "{request}");
        let departure = rp.depart(&[("claims", &claims)]);
        let page = browser.open(&departure.url).await;
        assert_eq!(page.query("error"), *expected, "{request}");
        assert_eq!(page.query("state"), Some(departure.state));
    }
    assert_eq!(silent(&rp, &mut browser, &[("acr_values", "gold silver")]).await, None);
}

/// OIDC Registration §2: `default_max_age`, `require_auth_time`, `default_acr_values`.
#[tokio::test]
async fn the_clients_own_defaults() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let (mut browser, _) = tenant.signed_in(&tenant.rp("app"), &[]).await;
    for (client, claim) in [("fresh", "auth_time"), ("golden", "acr")] {
        let rp = tenant.rp(client);
        let departure = rp.depart(&[]);
        browser.open(&departure.url).await;
        let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
        let tokens = rp.redeem(&page.query("code").unwrap(), &departure).await.ok();
        let said = decode_jwt(tokens.str("id_token")).1;
        assert!(!said[claim].is_null(), "{client}: {said}");
        assert_eq!(silent(&rp, &mut browser, &[]).await, None);
        let again = silent(&rp, &mut browser, &[("max_age", "0")]).await;
        assert_eq!(again.as_deref(), Some("login_required"));
    }
}
