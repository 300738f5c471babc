//! Userinfo, introspection, revocation.
use latchkey_jose::{ALGORITHMS, JwkSet, VerificationKeys, verify};
use latchkey_testkit::{Answer, Op, Person, Setup, TenantPlan, decode_jwt};
use serde_json::json;

const OFFLINE: &[(&str, &str)] =
    &[("scope", "openid email profile offline_access"), ("prompt", "consent")];

/// OIDC Core §5.3.1, §5.3.2; RFC 6750 §2.1, §2.2. Attack: a token found in the history of a browser,
/// RFC 9700 §4.3.2, RFC 6750 §2.3, §5.3: it is never taken from the address.
#[tokio::test]
async fn userinfo_by_get_and_post() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let (_, tokens) = tenant.signed_in(&rp, OFFLINE).await;
    let token = tokens["access_token"].as_str().unwrap();
    let (_, id_token) = decode_jwt(tokens["id_token"].as_str().unwrap());

    let http = reqwest::Client::new();
    let url = rp.endpoint("/me");
    let by_header = http.post(url.clone()).bearer_auth(token).send().await.unwrap();
    let form = format!("access_token={token}");
    let by_form = http
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .unwrap();
    let in_address = http.get(format!("{}?access_token={token}", rp.endpoint("/me"))).send();
    assert_eq!(in_address.await.unwrap().status(), 401);
    let answers =
        [rp.userinfo(token).await, Answer::read(by_header).await, Answer::read(by_form).await];
    for answer in answers {
        let answer = answer.ok();
        assert_eq!(answer.json["sub"], id_token["sub"]);
        assert_eq!(answer.str("email"), "alice@example.com");
        assert_eq!(answer.json["email_verified"], true);
        assert_eq!(answer.str("name"), "alice Example");
        assert!(answer.json["updated_at"].is_number(), "OIDC Core §5.1");
        assert!(answer.header("content-type").starts_with("application/json"));
        assert!(answer.header("cache-control").contains("no-store"));
        let nulls = answer.json.as_object().unwrap().values().filter(|value| value.is_null());
        assert_eq!(nulls.count(), 0, "OIDC Core §5.3.2: {}", answer.text);
    }
}

/// OIDC Core §5.3.2: signed, with `iss` and `aud`.
#[tokio::test]
async fn userinfo_as_a_signed_jwt() {
    let op = Op::shared().await;
    let plan =
        TenantPlan::usual().client("signed", json!({"userinfo_signed_response_alg": "ES256"}));
    let tenant = op.tenant(&plan).await;
    let rp = tenant.rp("signed");
    let (_, tokens) = tenant.signed_in(&rp, OFFLINE).await;
    let answer = rp.userinfo(tokens["access_token"].as_str().unwrap()).await.ok();
    assert!(answer.header("content-type").starts_with("application/jwt"));
    let (header, claims) = decode_jwt(&answer.text);
    assert_eq!(header["alg"], "ES256");
    assert_eq!(claims["iss"], tenant.issuer.as_str());
    assert_eq!(claims["aud"], "signed");
    assert_eq!(claims["email"], "alice@example.com");
}

/// RFC 6750 §3, §3.1; OIDC Core §5.3.3.
#[tokio::test]
async fn userinfo_refuses_in_the_words_of_rfc_6750() {
    let op = Op::shared().await;
    let plan = TenantPlan::usual()
        .client("machine", json!({"grant_types": ["client_credentials"]}))
        .set("protocol", "scopes", json!([{"name": "read"}]));
    let tenant = op.tenant(&plan).await;
    let rp = tenant.rp("app");

    let none = rp.get("/me").await;
    assert_eq!(none.status, 401);
    assert!(none.header("www-authenticate").starts_with("Bearer"));
    assert!(!none.header("www-authenticate").contains("error="), "no token, no error code");

    let wrong = rp.userinfo("lka_wrong").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.header("www-authenticate").contains("error=\"invalid_token\""));

    let machine = tenant.rp("machine");
    let fields = [("grant_type", "client_credentials"), ("scope", "read")];
    let token = machine.token(&fields).await.ok();
    let narrow = rp.userinfo(token.str("access_token")).await;
    assert_eq!(narrow.status, 403, "{}", narrow.text);
    assert!(narrow.header("www-authenticate").contains("error=\"insufficient_scope\""));

    let (_, tokens) = tenant.signed_in(&rp, &[]).await;
    let token = tokens["access_token"].as_str().unwrap();
    let in_query = rp.get(&format!("/me?access_token={token}")).await;
    assert_eq!(in_query.status, 401, "RFC 9700 §4.3.2: never in a query");
}

/// RFC 7662 §2, §2.2, §4.
#[tokio::test]
async fn introspection_tells_no_stranger() {
    for op in Op::on_every_store().await {
        let public = json!({"token_endpoint_auth_method": "none"});
        let plan = TenantPlan::usual().client("other", json!({})).client("public", public);
        let tenant = op.tenant(&plan).await;
        let rp = tenant.rp("app");
        let (_, tokens) = tenant.signed_in(&rp, OFFLINE).await;
        let (_, id_token) = decode_jwt(tokens["id_token"].as_str().unwrap());
        let access = tokens["access_token"].as_str().unwrap();
        let known = rp.introspect(access).await.ok();
        assert_eq!(known.json["active"], true);
        assert_eq!(known.str("client_id"), "app");
        assert_eq!(known.json["sub"], id_token["sub"]);
        assert_eq!(known.str("iss"), tenant.issuer);
        assert!(known.json["exp"].as_u64() > known.json["iat"].as_u64());
        assert!(known.str("scope").split(' ').any(|scope| scope == "openid"));
        assert!(rp.is_active(tokens["refresh_token"].as_str().unwrap()).await);

        let inactive = json!({"active": false});
        assert_eq!(rp.introspect("lka_unknown").await.ok().json, inactive);
        // A resource server may look at the access tokens it is shown, not at refresh tokens.
        assert!(tenant.rp("other").is_active(access).await);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(tenant.rp("other").introspect(refresh).await.ok().json, inactive);
        let stranger = tenant.rp("public").introspect(access).await.ok();
        assert_eq!(stranger.json, inactive, "a public client looks at its own tokens only");
        let nobody = reqwest::Client::new().post(rp.endpoint("/token/introspection"));
        let nobody = nobody
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("token={access}"));
        let answer = Answer::read(nobody.send().await.unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (401, "invalid_client"));
    }
}

/// RFC 7009 §2, §2.1, §2.2.
#[tokio::test]
async fn a_revoked_refresh_token_takes_its_access_tokens_along() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&TenantPlan::usual().client("other", json!({}))).await;
        let rp = tenant.rp("app");
        let (_, tokens) = tenant.signed_in(&rp, OFFLINE).await;
        let access = tokens["access_token"].as_str().unwrap();
        let refresh = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(rp.userinfo(access).await.status, 200);

        tenant.rp("other").revoke(refresh).await;
        assert!(rp.is_active(refresh).await, "another client's revocation has no effect");
        rp.revoke(refresh).await.ok();
        assert_eq!(rp.userinfo(access).await.status, 401, "at once");
        assert!(!rp.is_active(access).await);
        assert_eq!(rp.refresh(refresh).await.error(), "invalid_grant");
        rp.revoke(refresh).await.ok();
        rp.revoke("lkr_unknown").await.ok();
    }
}

/// RFC 7009 §2.1: an access token on its own.
#[tokio::test]
async fn a_revoked_access_token_fails_at_once() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&TenantPlan::usual()).await;
        let rp = tenant.rp("app");
        let (_, tokens) = tenant.signed_in(&rp, &[]).await;
        let access = tokens["access_token"].as_str().unwrap();
        rp.revoke(access).await.ok();
        assert_eq!(rp.userinfo(access).await.status, 401);
        assert!(!rp.is_active(access).await);
    }
}

/// OIDC Core §5.5, §5.5.1: claims asked for one by one.
#[tokio::test]
async fn the_claims_parameter_brings_claims_where_they_were_asked_for() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let claims = json!({
        "id_token": {"email": null, "auth_time": {"essential": true}},
        "userinfo": {"given_name": {"essential": true}, "unknown_to_us": null},
    });
    let (_, tokens) = tenant.signed_in(&rp, &[("claims", &claims.to_string())]).await;
    let (_, id_token) = decode_jwt(tokens["id_token"].as_str().unwrap());
    assert_eq!(id_token["email"], "alice@example.com");
    assert!(id_token["auth_time"].is_u64());
    let userinfo = rp.userinfo(tokens["access_token"].as_str().unwrap()).await.ok();
    assert_eq!(userinfo.str("given_name"), "alice");
    assert!(userinfo.json.get("email").is_none(), "{}", userinfo.text);
}

/// RFC 6750 §2.1: the header suffices, whatever the body of a POST is.
#[tokio::test]
async fn userinfo_does_not_mind_a_body_that_is_no_form() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let (_, tokens) = tenant.signed_in(&rp, &[]).await;
    let post = || {
        let request = rp.http.post(rp.endpoint("/me")).body("{}");
        request.header("content-type", "application/json")
    };
    let token = tokens["access_token"].as_str().unwrap();
    let answer = Answer::read(post().bearer_auth(token).send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let without = Answer::read(post().send().await.unwrap()).await;
    assert_eq!(without.status, 401, "{}", without.text);
    assert!(without.header("www-authenticate").starts_with("Bearer"), "RFC 6750 §3");
}

/// RFC 6749 §5.1, §5.2, RFC 9110 §15.5.6: what every answer of the token endpoint says about
/// itself, and how other methods and other kinds of body are met.
#[tokio::test]
async fn the_token_endpoint_keeps_to_the_form() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let refused = rp.token(&[("grant_type", "authorization_code"), ("code", "lkc_x")]).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "invalid_grant"));
    assert_eq!(refused.header("cache-control"), "no-store");
    assert_eq!(refused.header("pragma"), "no-cache");
    assert!(refused.header("content-type").starts_with("application/json"));
    assert_eq!(refused.header("access-control-allow-origin"), "*");

    let got = rp.get("/token?grant_type=authorization_code&code=lkc_x").await;
    assert_eq!(got.status, 405);
    assert_eq!(got.header("allow"), "POST, OPTIONS");
    let json = rp.http.post(rp.endpoint("/token")).header("content-type", "application/json");
    let answer = Answer::read(json.body("{}").send().await.unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.error()), (400, "invalid_request"));
    // Credentials in the URL are not read (RFC 6749 §2.3.1).
    let url = rp.endpoint("/token?client_id=app&grant_type=authorization_code");
    let form = rp.http.post(url).header("content-type", "application/x-www-form-urlencoded");
    let answer = Answer::read(form.body("code=x").send().await.unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.error()), (401, "invalid_client"));
}

/// RFC 9068 §2.2, RFC 8707 §2: a person's JWT access token for two of three resources, and what
/// its end means for it.
#[tokio::test]
async fn a_jwt_access_token_of_a_person() {
    const API: &str = "https://api.example.com/";
    const MAIL: &str = "https://mail.example.com/";
    let op = Op::shared().await;
    let plan = TenantPlan::usual().set(
        "protocol",
        "resources",
        json!([{"resource": API}, {"resource": MAIL}]),
    );
    let tenant = op.tenant(&plan).await;
    let rp = tenant.rp("app");
    let mut departure = rp.depart(OFFLINE);
    departure.url.query_pairs_mut().append_pair("resource", API).append_pair("resource", MAIL);
    let mut browser = tenant.browser();
    browser.open(&departure.url).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    let tokens = rp.redeem(&page.query("code").unwrap(), &departure).await.ok();
    let (header, claims) = decode_jwt(tokens.str("access_token"));
    let (_, id_token) = decode_jwt(tokens.str("id_token"));
    assert_eq!(header["typ"], "at+jwt");
    assert!(header["kid"].is_string());
    assert_eq!(claims["aud"], json!([API, MAIL]));
    for same in ["iss", "sub", "auth_time", "acr", "amr"] {
        assert!(!claims[same].is_null(), "{same}");
        assert_eq!(claims[same], id_token[same], "{same}");
    }
    assert_eq!(id_token["aud"], "app");
    assert_eq!(rp.userinfo(tokens.str("access_token")).await.status, 401, "not for us");
    assert_eq!(rp.userinfo(tokens.str("id_token")).await.status, 401, "RFC 9068 §4");

    let refresh = tokens.str("refresh_token");
    let narrow = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("resource", API)];
    let narrow = rp.token(&narrow).await.ok();
    assert_eq!(decode_jwt(narrow.str("access_token")).1["aud"], API);
    assert!(rp.is_active(narrow.str("access_token")).await);
    let one = rp.revoke(narrow.str("access_token")).await;
    assert_eq!((one.status.as_u16(), one.error()), (400, "unsupported_token_type"));
    rp.revoke(narrow.str("refresh_token")).await.ok();
    assert!(!rp.is_active(narrow.str("access_token")).await, "RFC 7009 §2.1");
}

/// OIDC Registration §2: ID tokens and userinfo are signed by the algorithm that the client chose,
/// whichever of the tenant's it is; by the secret for HMAC (OIDC Core §10.1).
#[tokio::test]
async fn each_algorithm_of_the_tenant_signs_for_whoever_chose_it() {
    let signing = ALGORITHMS.iter().filter(|alg| !alg.is_symmetric());
    let names: Vec<&str> = signing.map(|alg| alg.name()).collect();
    assert_eq!(names.len(), 10, "RS, PS and ES with three hashes each, EdDSA: {names:?}");
    let lines = vec![format!("keys.algorithms = {names:?}")];
    let op = Op::start(Setup { lines, ..Setup::default() }).await;
    let secret = "a secret of sixty-four octets and more, for the longest of all hashes there are";
    let plan = ALGORITHMS.iter().fold(TenantPlan::usual(), |plan, alg| {
        let metadata = json!({
            "id_token_signed_response_alg": alg.name(),
            "userinfo_signed_response_alg": alg.name(),
            "client_secret": secret,
        });
        plan.client(alg.name(), metadata)
    });
    let tenant = op.tenant(&plan).await;
    let app = tenant.rp("app");
    let document = app.get("/.well-known/openid-configuration").await.ok().json;
    let keys: JwkSet = serde_json::from_value(app.get("/jwks").await.ok().json).unwrap();
    for alg in ALGORITHMS {
        let name = alg.name();
        for member in
            ["id_token_signing_alg_values_supported", "userinfo_signing_alg_values_supported"]
        {
            let offered = document[member].as_array().unwrap();
            assert!(offered.contains(&json!(name)), "{member}: {name}");
        }
        let of_this = keys.keys.iter().filter(|key| key.alg.as_deref() == Some(name)).count();
        let set = if alg.is_symmetric() {
            VerificationKeys::from_secret(secret.as_bytes())
        } else {
            VerificationKeys::from_jwk_set(&keys)
        };
        assert_eq!(of_this > 0, !alg.is_symmetric(), "{name}");
        let rp = tenant.rp(name);
        let (_, tokens) = tenant.signed_in(&rp, &[]).await;
        let id_token = tokens["id_token"].as_str().unwrap();
        let claims = verify(id_token, &set, &[*alg]).expect(name).claims;
        assert_eq!(claims["aud"], name);
        let userinfo = rp.userinfo(tokens["access_token"].as_str().unwrap()).await.ok();
        let said = verify(&userinfo.text, &set, &[*alg]).expect(name).claims;
        assert_eq!((&said["sub"], &said["iss"]), (&claims["sub"], &claims["iss"]), "{name}");
        assert_eq!(said["aud"], name);
        let (header, _) = decode_jwt(id_token);
        assert_eq!(header["kid"].is_string(), !alg.is_symmetric(), "{name}: no key is published");
    }
}
