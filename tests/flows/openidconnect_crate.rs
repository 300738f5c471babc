//! What the `openidconnect` crate has beyond the code flow: registration, hybrid flows, sign-out, and
//! what one can do beside it: request objects, and managing a registration.
use latchkey_jose::JwkSet;
use latchkey_jose::encryption::{ContentEncryption, Encrypter, KeyManagement};
use latchkey_testkit::{
    AssertionKey, Browser, OidcHttp, Op, Person, REDIRECT_URI, TenantPlan, unix_now,
};
use openidconnect::core::{
    CoreApplicationType, CoreAuthenticationFlow, CoreClient, CoreClientRegistrationRequest,
    CoreClientRegistrationResponse, CoreGrantType, CoreIdToken, CoreIdTokenClaims,
    CoreJwsSigningAlgorithm, CoreResponseType,
};
use openidconnect::{
    AuthorizationCode, AuthorizationCodeHash, CsrfToken, IssuerUrl, LogoutRequest, Nonce,
    PkceCodeChallenge, ProviderMetadataWithLogout, RedirectUrl, ResponseTypes, Scope,
    TokenResponse,
};
use serde_json::{Value, json};
use std::str::FromStr;

fn without_redirects() -> OidcHttp {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    OidcHttp(http.build().unwrap())
}

/// The client of the crate; a macro because its type names every endpoint there is.
macro_rules! client {
    ($provider:expr, $registered:expr) => {
        CoreClient::from_provider_metadata(
            $provider.clone(),
            $registered.client_id().clone(),
            $registered.client_secret().cloned(),
        )
        .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap())
    };
}

async fn register(
    provider: &ProviderMetadataWithLogout,
    http: &OidcHttp,
) -> CoreClientRegistrationResponse {
    let (code, id_token) = (CoreResponseType::Code, CoreResponseType::IdToken);
    let redirect_uri = RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap();
    let hybrid = ResponseTypes::new(vec![code, id_token.clone()]);
    let types = vec![hybrid, ResponseTypes::new(vec![id_token])];
    let grants = vec![CoreGrantType::AuthorizationCode, CoreGrantType::Implicit];
    let wishes = CoreClientRegistrationRequest::new(vec![redirect_uri], Default::default())
        .set_application_type(Some(CoreApplicationType::Native))
        .set_response_types(Some(types))
        .set_grant_types(Some(grants))
        .set_id_token_signed_response_alg(Some(CoreJwsSigningAlgorithm::EcdsaP256Sha256));
    let endpoint = provider.registration_endpoint().expect("a registration endpoint");
    wishes.register_async(endpoint, http).await.unwrap()
}

/// One implicit sign-in: the ID token and nothing else (OIDC Core §3.2).
async fn sign_in_implicitly(
    provider: &ProviderMetadataWithLogout,
    registered: &CoreClientRegistrationResponse,
    browser: &mut Browser,
) {
    let client = client!(provider, registered);
    let flow = CoreAuthenticationFlow::Implicit(false);
    let (url, state, nonce) =
        client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).url();
    let page = browser.open(url).await;
    assert_eq!(page.fragment("state").as_ref(), Some(state.secret()), "{page:#?}");
    let token = CoreIdToken::from_str(&page.fragment("id_token").unwrap()).unwrap();
    let claims: &CoreIdTokenClaims = token.claims(&client.id_token_verifier(), &nonce).unwrap();
    assert_eq!(claims.audiences().len(), 1);
}

/// One hybrid sign-in; the ID token of the token endpoint.
async fn sign_in(
    provider: &ProviderMetadataWithLogout,
    registered: &CoreClientRegistrationResponse,
    (browser, mode, http): (&mut Browser, &str, &OidcHttp),
) -> CoreIdToken {
    let client = client!(provider, registered);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow =
        CoreAuthenticationFlow::Hybrid(vec![CoreResponseType::Code, CoreResponseType::IdToken]);
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".to_owned()))
        .add_extra_param("response_mode", mode)
        .set_pkce_challenge(challenge)
        .url();
    browser.open(url).await;
    let page = Person::named("alice").sign_in_and_allow(browser).await;
    assert_eq!(page.answer("state").as_ref(), Some(state.secret()), "{mode}: {page:#?}");
    let verifies = client.id_token_verifier();
    let code = AuthorizationCode::new(page.answer("code").unwrap());
    let first = CoreIdToken::from_str(&page.answer("id_token").unwrap()).unwrap();
    let in_front: &CoreIdTokenClaims = first.claims(&verifies, &nonce).unwrap();
    let (alg, key) = (first.signing_alg().unwrap(), first.signing_key(&verifies).unwrap());
    let hash = AuthorizationCodeHash::from_code(&code, alg, key).unwrap();
    assert_eq!(in_front.code_hash(), Some(&hash), "{mode}");
    let exchange = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let tokens = exchange.request_async(http).await.unwrap();
    let second = tokens.id_token().unwrap();
    let claims = second.claims(&verifies, &nonce).unwrap();
    assert_eq!(claims.subject(), in_front.subject(), "{mode}");
    second.clone()
}

/// OIDC Registration §3.1, OIDC Core §3.2, §3.3, FPM §2, RP-Initiated Logout §2.
#[tokio::test]
async fn the_crate_registers_signs_in_and_signs_out() {
    let plan = TenantPlan::usual().set("protocol", "registration", json!({"mode": "open"}));
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan).await;
        let http = without_redirects();
        let issuer = IssuerUrl::new(tenant.issuer.clone()).unwrap();
        let provider = ProviderMetadataWithLogout::discover_async(issuer, &http).await.unwrap();
        let registered = register(&provider, &http).await;
        let mut browser = tenant.browser();
        let mut last = None;
        for mode in ["fragment", "form_post"] {
            last = Some(sign_in(&provider, &registered, (&mut browser, mode, &http)).await);
        }
        sign_in_implicitly(&provider, &registered, &mut browser).await;
        let endpoint = provider.additional_metadata().end_session_endpoint.clone().unwrap();
        let leaving = LogoutRequest::from(endpoint)
            .set_id_token_hint(&last.unwrap())
            .set_client_id(registered.client_id().clone());
        browser.open(leaving.http_get_url()).await;
        let page = browser.submit("logout-confirm", &[]).await;
        assert!(page.has("#logout-done"), "{}", page.html);
    }
}

/// A request object that says all that matters, signed by the key of the crate.
fn signed(client_id: &str, issuer: &str, state: &str, nonce: &str) -> String {
    AssertionKey::Rsa.sign(&json!({
        "iss": client_id,
        "aud": issuer,
        "exp": unix_now() + 60,
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": REDIRECT_URI,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "max_age": 300,
    }))
}

/// One sign-in by the code flow with an object beside the parameters that the crate sends anyhow.
async fn sign_in_by_object(
    provider: &ProviderMetadataWithLogout,
    registered: &CoreClientRegistrationResponse,
    (browser, http): (&mut Browser, &OidcHttp),
    seal: impl Fn(String) -> String,
) {
    let client = client!(provider, registered);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (state, nonce) = (CsrfToken::new_random(), Nonce::new_random());
    let (own_state, own_nonce) = (state.clone(), nonce.clone());
    let issuer = provider.issuer().as_str();
    let object = signed(registered.client_id(), issuer, state.secret(), nonce.secret());
    let (url, _, _) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || own_state,
            move || own_nonce,
        )
        .add_scope(Scope::new("email".to_owned()))
        .add_extra_param("request", seal(object))
        .set_pkce_challenge(challenge)
        .url();
    browser.open(url).await;
    let page = Person::named("alice").sign_in_and_allow(browser).await;
    assert_eq!(page.answer("state").as_ref(), Some(state.secret()), "{page:#?}");
    let code = AuthorizationCode::new(page.answer("code").unwrap());
    let exchange = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let tokens = exchange.request_async(http).await.unwrap();
    let claims = tokens.id_token().unwrap().claims(&client.id_token_verifier(), &nonce).unwrap();
    assert!(claims.auth_time().is_some(), "only the object asked for max_age");
}

/// OIDC Core §6.1, RFC 9101 §5.1: `request` as a parameter that the crate does not know.
#[tokio::test]
async fn the_crate_carries_request_objects() {
    let open = json!({"mode": "open"});
    let plan = TenantPlan::usual().set("protocol", "registration", open).set(
        "protocol",
        "request_object_encryption",
        true,
    );
    let tenant = Op::shared().await.tenant(&plan).await;
    let http = without_redirects();
    let issuer = IssuerUrl::new(tenant.issuer.clone()).unwrap();
    let provider = ProviderMetadataWithLogout::discover_async(issuer, &http).await.unwrap();
    let jwks = serde_json::from_value(AssertionKey::Rsa.jwks()).unwrap();
    let redirect_uri = RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap();
    let wishes = CoreClientRegistrationRequest::new(vec![redirect_uri], Default::default())
        .set_application_type(Some(CoreApplicationType::Native))
        .set_jwks(Some(jwks))
        .set_request_object_signing_alg(Some(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256));
    let endpoint = provider.registration_endpoint().unwrap();
    let registered = wishes.register_async(endpoint, &http).await.unwrap();

    let keys = reqwest::get(provider.jwks_uri().url().as_str()).await.unwrap();
    let keys: JwkSet = keys.json().await.unwrap();
    let mut browser = tenant.browser();
    sign_in_by_object(&provider, &registered, (&mut browser, &http), |object| object).await;
    for alg in [KeyManagement::RsaOaep256, KeyManagement::EcdhEs] {
        let sealed = |object: String| {
            let encrypter = Encrypter::for_key_set(&keys, alg, ContentEncryption::A256Gcm);
            encrypter.unwrap().encrypt_jwt(&object).unwrap()
        };
        sign_in_by_object(&provider, &registered, (&mut browser, &http), sealed).await;
    }
}

/// RFC 7592 §2, OIDC Registration §4: the crate reads what it got of a registration; what changes or
/// deletes it is sent beside.
#[tokio::test]
async fn a_registration_of_the_crate_is_changed_and_deleted() {
    let plan = TenantPlan::usual().set("protocol", "registration", json!({"mode": "open"}));
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan).await;
        let http = without_redirects();
        let issuer = IssuerUrl::new(tenant.issuer.clone()).unwrap();
        let provider = ProviderMetadataWithLogout::discover_async(issuer, &http).await.unwrap();
        let registered = register(&provider, &http).await;
        let address = registered.registration_client_uri().unwrap().url().clone();
        let token = registered.registration_access_token().unwrap().secret();
        let read = http.0.get(address.clone()).bearer_auth(token).send().await.unwrap();
        assert_eq!(read.status(), 200);
        let text = read.text().await.unwrap();
        // Nothing but the secret is missing, and the crate understands all of it.
        let again: CoreClientRegistrationResponse = serde_json::from_str(&text).unwrap();
        assert_eq!(again.client_id(), registered.client_id());
        assert_eq!(again.response_types(), registered.response_types());

        let mut changes: Value = serde_json::from_str(&text).unwrap();
        let changes_members = changes.as_object_mut().unwrap();
        for own in [
            "registration_access_token",
            "registration_client_uri",
            "client_id_issued_at",
            "client_secret_expires_at",
        ] {
            changes_members.remove(own);
        }
        changes["client_name"] = "Another name".into();
        let put = http.0.put(address.clone()).bearer_auth(token).json(&changes);
        let changed: CoreClientRegistrationResponse =
            put.send().await.unwrap().json().await.unwrap();
        let name = changed.client_name().unwrap().get(None).unwrap();
        assert_eq!(name.as_str(), "Another name");
        let token = changed.registration_access_token().unwrap().secret();
        let deleted = http.0.delete(address.clone()).bearer_auth(token).send().await.unwrap();
        assert_eq!(deleted.status(), 204);
        let gone = http.0.get(address).bearer_auth(token).send().await.unwrap();
        assert_eq!(gone.status(), 401);
    }
}
