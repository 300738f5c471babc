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
