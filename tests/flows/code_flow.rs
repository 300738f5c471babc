//! The code flow with PKCE, driven by the `openidconnect` crate.
use latchkey_testkit::{OidcHttp, Op, Person, SECRET, Tenant, TenantPlan, decode_jwt, unix_now};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,
};
use serde_json::json;

fn without_redirects() -> OidcHttp {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    OidcHttp(http.build().unwrap())
}

async fn a_person_signs_in_with(tenant: &Tenant, client_id: &str, alg: &str) {
    let http = without_redirects();
    let issuer = IssuerUrl::new(tenant.issuer.clone()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &http).await.unwrap();
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(client_id.into()),
        Some(ClientSecret::new(SECRET.into())),
    )
    .set_redirect_uri(RedirectUrl::new(latchkey_testkit::REDIRECT_URI.into()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("email".into()))
        .add_scope(Scope::new("profile".into()))
        .set_pkce_challenge(challenge)
        .url();

    let mut browser = tenant.browser();
    browser.open(url).await;
    let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
    assert!(page.is_outside, "{page:#?}");
    assert_eq!(page.query("state").as_ref(), Some(state.secret()));
    assert_eq!(page.query("iss"), Some(tenant.issuer.clone()));

    let code = AuthorizationCode::new(page.query("code").unwrap());
    let request = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let tokens = request.request_async(&http).await.unwrap();
    let id_token = tokens.id_token().unwrap();
    let id_token_verifier = client.id_token_verifier();
    let claims = id_token.claims(&id_token_verifier, &nonce).unwrap();
    let at_hash = AccessTokenHash::from_token(
        tokens.access_token(),
        id_token.signing_alg().unwrap(),
        id_token.signing_key(&id_token_verifier).unwrap(),
    );
    assert_eq!(claims.access_token_hash(), Some(&at_hash.unwrap()));
    let (header, all) = decode_jwt(&id_token.to_string());
    assert_eq!(header["alg"], alg);
    assert!(header["kid"].is_string(), "OIDC Core §10.1");
    assert!(all["auth_time"].as_u64().unwrap().abs_diff(unix_now()) < 60);
    assert!(all["sid"].is_string(), "{all}");
    assert_eq!(all["amr"], json!(["pwd"]));
    assert!(all.get("email").is_none(), "scope claims come from userinfo: OIDC Core §5.4");

    let userinfo: openidconnect::core::CoreUserInfoClaims = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        .unwrap()
        .request_async(&http)
        .await
        .unwrap();
    assert_eq!(userinfo.email().unwrap().as_str(), "alice@example.com");
    assert_eq!(userinfo.email_verified(), Some(true));
}

/// RFC 6749 §4.1, OIDC Core §3.1, §3.1.3.1, RFC 7636, RFC 9207 §2, with each signing algorithm.
#[tokio::test]
async fn a_person_signs_in_with_each_algorithm() {
    for op in Op::on_every_store().await {
        let plan = ["RS256", "ES256", "EdDSA"].iter().fold(TenantPlan::usual(), |plan, alg| {
            let id = format!("app-{alg}");
            plan.client(&id, json!({"id_token_signed_response_alg": alg}))
        });
        let tenant = op.tenant(&plan).await;
        for alg in ["RS256", "ES256", "EdDSA"] {
            a_person_signs_in_with(&tenant, &format!("app-{alg}"), alg).await;
        }
    }
}

/// RFC 6749 §4.1.2: a code is good for one token set, however close the race, and its second
/// use ends what the first one got.
#[tokio::test]
async fn a_code_redeemed_twice_at_once_yields_one_token_set() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&TenantPlan::usual()).await;
        let rp = tenant.rp("app");
        let departure = rp.depart(&[]);
        let mut browser = tenant.browser();
        browser.open(&departure.url).await;
        let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
        let code = page.query("code").unwrap();

        let (first, second) =
            tokio::join!(rp.redeem(&code, &departure), rp.redeem(&code, &departure));
        let mut answers = [first, second];
        answers.sort_by_key(|answer| answer.status);
        let [won, lost] = answers;
        assert_eq!(won.status, 200, "{}", won.text);
        assert_eq!((lost.status.as_u16(), lost.error()), (400, "invalid_grant"));
        assert_eq!(rp.userinfo(won.str("access_token")).await.status, 401);
    }
}

/// Attack: authorization code injection, RFC 9700 §4.5: a stolen code, redeemed with what belongs to
/// another request; RFC 7636 §4.6, RFC 6749 §4.1.3, OIDC Core §3.1.3.2: whatever the code is bound to
/// must fit.
#[tokio::test]
async fn code_injection_fails_at_verifier_redirect_uri_and_client() {
    let op = Op::shared().await;
    let plan = TenantPlan::usual().client("other", json!({}));
    let tenant = op.tenant(&plan).await;
    let rp = tenant.rp("app");
    let mut browser = tenant.browser();
    browser.open(&rp.depart(&[]).url).await;
    Person::named("alice").sign_in_and_allow(&mut browser).await;

    for wrong in ["verifier", "no verifier", "redirect_uri", "client"] {
        let departure = rp.depart(&[]);
        let code = browser.open(&departure.url).await.query("code").unwrap();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", rp.redirect_uri.as_str()),
            ("code_verifier", departure.verifier.as_str()),
        ];
        match wrong {
            "verifier" => fields[3].1 = "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong",
            "no verifier" => drop(fields.pop()),
            "redirect_uri" => fields[2].1 = "http://127.0.0.1:9/callback/",
            _ => {}
        }
        let asking = if wrong == "client" { tenant.rp("other") } else { rp.clone() };
        let answer = asking.token(&fields).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (400, "invalid_grant"), "{wrong}");
        assert!(answer.header("cache-control").contains("no-store"), "{wrong}");
    }
}

/// RFC 7636 §4.4.1, RFC 9700 §2.1.1: a public client needs PKCE, and S256. Attack: PKCE downgrade,
/// §4.8.2.
#[tokio::test]
async fn a_public_client_signs_in_with_pkce_only() {
    let op = Op::shared().await;
    let plan = TenantPlan::usual().client("public", json!({"token_endpoint_auth_method": "none"}));
    let tenant = op.tenant(&plan).await;
    let rp = tenant.rp("public");
    let (_, tokens) = tenant.signed_in(&rp, &[]).await;
    assert_eq!(tokens["token_type"].as_str().unwrap().to_lowercase(), "bearer");
    for wrong in [
        [("code_challenge", ""), ("code_challenge_method", "")],
        [("code_challenge_method", "plain"), ("display", "page")],
    ] {
        let mut browser = tenant.browser();
        let page = browser.open(&rp.depart(&wrong).url).await;
        assert_eq!(page.query("error").as_deref(), Some("invalid_request"), "{wrong:?}");
    }
}

/// RFC 6749 §4.1.2, §10.5: a spent code that another client presents ends what it led to.
#[tokio::test]
async fn a_replay_by_another_client_ends_the_authorization() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&TenantPlan::usual().client("other", json!({}))).await;
        let (rp, other) = (tenant.rp("app"), tenant.rp("other"));
        let departure = rp.depart(&[]);
        let mut browser = tenant.browser();
        browser.open(&departure.url).await;
        let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
        let code = page.query("code").unwrap();
        let tokens = rp.redeem(&code, &departure).await.ok();
        assert_eq!(other.redeem(&code, &departure).await.error(), "invalid_grant");
        assert_eq!(rp.userinfo(tokens.str("access_token")).await.status, 401);
    }
}
