//! What the `openidconnect` crate has beyond the code flow: registration, hybrid flows, sign-out.
use latchkey_testkit::{Browser, OidcHttp, Op, Person, REDIRECT_URI, TenantPlan};
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
use serde_json::json;
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
