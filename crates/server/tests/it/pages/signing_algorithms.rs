//! ID tokens under every algorithm that a tenant can have a key for (RFC 7518 §3.1).
use super::{Op, quick, register, sign_in};
use latchkey_jose::{ASYMMETRIC_ALGORITHMS, Algorithm, JwkSet, VerificationKeys, verify};
use latchkey_oidc::{ApplicationType, ClientMetadata};
use latchkey_testkit::{Authentication, REDIRECT_URI, RelyingParty};
use serde_json::json;
use std::collections::HashSet;

fn app(alg: Algorithm) -> ClientMetadata {
    ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        application_type: ApplicationType::Native,
        token_endpoint_auth_method: Some("none".to_owned()),
        id_token_signed_response_alg: Some(alg.into()),
        client_skip_consent: true,
        ..ClientMetadata::default()
    }
}

/// OIDC Core §3.1.3.7, RFC 8725 §3.1: each client gets the algorithm that it registered, by a key of
/// its own that is published; discovery names them all.
#[tokio::test]
async fn a_tenant_signs_with_each_algorithm_that_it_has_a_key_for() {
    let op = Op::start_with(quick(), |config| {
        config.keys.algorithms = ASYMMETRIC_ALGORITHMS.to_vec();
    });
    let op = op.await;
    let all = ASYMMETRIC_ALGORITHMS.iter().copied();
    register(&op, all.clone().map(|alg| (alg.name(), app(alg))).collect()).await;
    let document = op.rp().get("/.well-known/openid-configuration").await.ok();
    let listed = &document.json["id_token_signing_alg_values_supported"];
    let keys: JwkSet = serde_json::from_value(op.rp().get("/jwks").await.ok().json).unwrap();
    let published = VerificationKeys::from_jwk_set(&keys);
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let issuer = format!("{}/t", op.running.public_url);
    let mut kids = HashSet::new();
    for alg in all {
        let rp = RelyingParty::new(&issuer, alg.name(), REDIRECT_URI, Authentication::None);
        let departure = rp.depart(&[]);
        let code = browser.open(&departure.url).await.query("code").unwrap();
        let tokens = rp.redeem(&code, &departure).await.ok();
        let verified = verify(tokens.str("id_token"), &published, &[alg]).unwrap();
        assert_eq!(verified.claims["aud"], alg.name());
        let (header, _) = latchkey_testkit::decode_jwt(tokens.str("id_token"));
        assert_eq!(header["alg"], alg.name());
        kids.insert(header["kid"].as_str().unwrap().to_owned());
        assert!(listed.as_array().unwrap().contains(&json!(alg.name())), "{listed}");
    }
    assert_eq!(kids.len(), ASYMMETRIC_ALGORITHMS.len(), "one key, one algorithm");
}

/// RFC 6749 §4.1.2.1: an ID token that cannot be signed is a fault of ours. The client is told, at its
/// address and with nothing beside it.
#[tokio::test]
async fn a_client_is_told_that_there_is_no_key() {
    let mut settings = quick();
    settings.protocol.front_channel_tokens = true;
    let op = Op::start_with(settings, |config| config.keys.algorithms = vec![Algorithm::ES256]);
    let op = op.await;
    let metadata = ClientMetadata {
        // RS256, that is (OIDC Registration §2).
        id_token_signed_response_alg: None,
        grant_types: Some(vec!["implicit".to_owned()]),
        response_types: Some(vec!["id_token".to_owned()]),
        ..app(Algorithm::ES256)
    };
    register(&op, vec![("unlucky", metadata)]).await;
    let rp = RelyingParty { client_id: "unlucky".to_owned(), ..op.rp() };
    let mut browser = op.browser();
    browser.open(&rp.depart(&[("response_type", "id_token")]).url).await;
    sign_in(&mut browser, "alice").await;
    let silent = rp.depart(&[("response_type", "id_token"), ("prompt", "none")]);
    let page = browser.open(&silent.url).await;
    assert!(page.url.as_str().starts_with(&format!("{REDIRECT_URI}#")), "{page:#?}");
    assert_eq!(page.fragment("error").as_deref(), Some("server_error"));
    assert_eq!(page.fragment("state"), Some(silent.state));
    assert_eq!(page.fragment("iss"), Some(rp.issuer));
    assert_eq!(page.fragment("id_token"), None);
}
