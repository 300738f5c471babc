use super::*;
use latchkey_base::{ClientKey, CodeDigest, TenantId, Timestamp};
use latchkey_jose::JwkSet;
use latchkey_oidc::authorize::request_object::UnsignedObjects;
use latchkey_store::TenantSettings;
use serde_json::{Value, json};

fn tenant() -> TenantRecord {
    TenantRecord {
        id: TenantId::from_bytes([1; 16]),
        group: "acme".to_owned(),
        pretty_name: None,
        name: "Acme".to_owned(),
        settings: TenantSettings::default(),
        disabled: false,
        revision: 1,
        created_at: Timestamp::from_seconds(0),
    }
}

fn client(metadata: Value) -> ClientRecord {
    ClientRecord {
        key: ClientKey::from_bytes([2; 16]),
        client_id: "shop".to_owned(),
        metadata: serde_json::from_value(metadata).unwrap(),
        secret_digest: Some(CodeDigest::from_bytes([3; 32])),
        secret_sealed: None,
        registration_token: None,
        disabled: false,
        created_at: Timestamp::from_seconds(0),
    }
}

fn good() -> Value {
    json!({
        "client_name": "Shop",
        "redirect_uris": ["https://shop.example/cb"],
        "post_logout_redirect_uris": ["https://shop.example/"],
        "id_token_signed_response_alg": "ES256",
    })
}

/// The key of RFC 7515 appendix A.3.
fn ec() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "kid": "1",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

/// What is not fine, by check.
fn found(
    tenant: &TenantRecord,
    client: &ClientRecord,
    facts: &Facts,
) -> Vec<(&'static str, Verdict)> {
    let judged = Trial::new(tenant, client, &[Algorithm::ES256], facts).judge();
    let bad = judged.into_iter().filter(|it| it.verdict != Verdict::Fine);
    bad.map(|it| {
        assert!(it.advice.is_some(), "{it:?} says what to do");
        (it.check, it.verdict)
    })
    .collect()
}

fn of(change: impl FnOnce(&mut Value)) -> Vec<(&'static str, Verdict)> {
    let mut metadata = good();
    change(&mut metadata);
    found(&tenant(), &client(metadata), &Facts::default())
}

#[test]
fn a_good_client_is_fine_in_every_check() {
    let (tenant, client, facts) = (tenant(), client(good()), Facts::default());
    let judged = Trial::new(&tenant, &client, &[Algorithm::ES256], &facts).judge();
    assert_eq!(judged.len(), CHECKS.len());
    assert!(judged.iter().all(|it| it.verdict == Verdict::Fine), "{judged:?}");
}

#[test]
fn each_check_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<&str> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), CHECKS.len());
}

#[test]
fn what_the_rules_of_registration_refuse_will_fail() {
    let bad = of(|it| it["redirect_uris"] = json!(["https://shop.example/cb#x"]));
    assert_eq!(bad, [("registration", Verdict::WillFail)]);
}

#[test]
fn what_the_tenant_does_not_offer_will_fail() {
    let bad = of(|it| {
        it["response_types"] = json!(["code id_token"]);
        it["grant_types"] = json!(["authorization_code", "implicit"]);
    });
    assert_eq!(bad, [("response_types", Verdict::WillFail)]);
    let bad = of(|it| it["id_token_signed_response_alg"] = json!("RS256"));
    assert_eq!(bad, [("registration", Verdict::WillFail), ("algorithms", Verdict::WillFail)]);
    let bad = of(|it| it["scope"] = json!("openid wizardry"));
    assert_eq!(bad, [("scope", Verdict::Warning)]);
}

#[test]
fn switched_off_is_said_first() {
    let (mut off, mut shop) = (tenant(), client(good()));
    (off.disabled, shop.disabled) = (true, true);
    let bad = found(&off, &shop, &Facts::default());
    assert_eq!(bad, [("state", Verdict::WillFail), ("state", Verdict::WillFail)]);
}

#[test]
fn a_secret_is_of_the_kind_that_the_method_needs() {
    let mut bare = client(good());
    bare.secret_digest = None;
    let bad = found(&tenant(), &bare, &Facts::default());
    assert_eq!(bad, [("authentication", Verdict::WillFail)]);
    let bad = of(|it| it["token_endpoint_auth_method"] = json!("client_secret_jwt"));
    assert_eq!(bad, [("authentication", Verdict::WillFail)]);
}

/// Native contract 5.4: nobody shall count on what is merely kept.
#[test]
fn members_without_effect_are_named() {
    for (name, value) in [
        ("client_only_passwordless", json!(true)),
        ("client_federation_options", json!(["oidc.google.staff"])),
        ("client_allow_org_federation", json!(true)),
        ("client_allow_org_self_identify", json!(true)),
        ("client_skip_to_federated", json!("oidc.google.staff")),
        ("dynamic_scope", json!("read:ORDERS")),
    ] {
        assert_eq!(of(|it| it[name] = value), [("kept_only", Verdict::Warning)], "{name}");
    }
    assert_eq!(of(|it| it["client_label"] = json!("api")), []);
}

/// RFC 8252 §7.1, §7.3, §8.3.
#[test]
fn addresses_that_will_disappoint_are_named() {
    let native = |uri: &str| {
        of(|it| {
            it["application_type"] = json!("native");
            it["redirect_uris"] = json!([uri]);
        })
    };
    assert_eq!(native("http://127.0.0.1/cb"), []);
    assert_eq!(native("com.example.shop:/cb"), []);
    assert_eq!(native("http://localhost/cb"), [("redirect_uris", Verdict::Warning)]);
    assert_eq!(native("com.example.shop://cb"), [("redirect_uris", Verdict::Warning)]);
}

#[test]
fn keys_must_be_there_and_serve_the_registered_algorithm() {
    let mut metadata = good();
    metadata["token_endpoint_auth_method"] = json!("private_key_jwt");
    metadata["token_endpoint_auth_signing_alg"] = json!("ES256");
    metadata["jwks_uri"] = json!("https://shop.example/jwks");
    let shop = client(metadata);
    let with = |keys: Result<JwkSet, String>| {
        found(&tenant(), &shop, &Facts { keys: Some(keys), ..Facts::default() })
    };
    let set = |keys: Value| Ok(serde_json::from_value(json!({ "keys": keys })).unwrap());
    let ec = ec();
    assert_eq!(with(set(json!([ec]))), []);
    assert_eq!(with(Err("no answer".to_owned())), [("keys", Verdict::WillFail)]);
    assert_eq!(with(set(json!([]))), [("keys", Verdict::WillFail)]);
    let mut other = ec.clone();
    other["alg"] = json!("ES384");
    assert_eq!(with(set(json!([other]))), [("keys", Verdict::WillFail)]);
    let mut nameless = ec.clone();
    nameless.as_object_mut().unwrap().remove("kid");
    assert_eq!(with(set(json!([ec, nameless]))), [("keys", Verdict::Warning)]);
}

/// OIDC Core §10.2: what shall be encrypted does not leave in clear, so it does not leave.
#[test]
fn encryption_needs_a_key_that_goes_with_it() {
    let mut metadata = good();
    metadata["userinfo_encrypted_response_alg"] = json!("RSA-OAEP-256");
    metadata["jwks_uri"] = json!("https://shop.example/jwks");
    let facts = Facts { keys: Some(Ok(JwkSet { keys: vec![] })), ..Facts::default() };
    let bad = found(&tenant(), &client(metadata), &facts);
    assert_eq!(bad, [("encryption", Verdict::WillFail)]);
    let bad = of(|it| it["id_token_encrypted_response_alg"] = json!("dir"));
    assert_eq!(bad, [("encryption", Verdict::WillFail)]);
}

/// OIDC Core §6.1, OIDC Registration §2: signed with what can be checked.
#[test]
fn request_objects_need_a_key_that_checks_them() {
    let fails = [("request_objects", Verdict::WillFail)];
    let with = |alg: &str, keys: Value| {
        let mut metadata = good();
        metadata["request_object_signing_alg"] = json!(alg);
        metadata["jwks_uri"] = json!("https://shop.example/jwks");
        let keys = serde_json::from_value(json!({ "keys": keys })).unwrap();
        found(&tenant(), &client(metadata), &Facts { keys: Some(Ok(keys)), ..Facts::default() })
    };
    assert_eq!(with("ES256", json!([ec()])), []);
    assert_eq!(with("ES384", json!([ec()])), fails);
    assert_eq!(with("ES256", json!([])), fails);
    assert_eq!(with("HS256", json!([ec()])), fails, "its secret is kept as a digest only");
    assert_eq!(with("none", json!([])), []);
    let bad = of(|it| it["require_signed_request_object"] = json!(true));
    assert_eq!(bad, fails, "nothing to check a signature with");
}

/// RFC 9101 §10.5: the tenant may take no unsigned ones, none by reference, none encrypted.
#[test]
fn request_objects_are_held_against_the_tenants_settings() {
    let fails = [("request_objects", Verdict::WillFail)];
    let mut strict = tenant();
    let policy = &mut strict.settings.protocol.request_objects;
    policy.unsigned = UnsignedObjects::Refused;
    policy.by_reference = false;
    let of = |member: &str, value: Value| {
        let mut metadata = good();
        metadata[member] = value;
        found(&strict, &client(metadata), &Facts::default())
    };
    assert_eq!(of("request_object_signing_alg", json!("none")), fails);
    assert_eq!(of("request_uris", json!(["https://shop.example/r"])), fails);
    assert_eq!(of("request_object_encryption_alg", json!("ECDH-ES")), fails);
    let twice = [fails, fails].concat();
    assert_eq!(of("request_object_encryption_alg", json!("dir")), twice, "nor is its secret kept");
}

#[test]
fn what_cannot_be_fetched_is_said() {
    let facts = Facts {
        keys: None,
        sector: Some(Err("cannot be read".to_owned())),
        logo: Some(Err("status 404".to_owned())),
        request_uris: vec![("https://shop.example/r".to_owned(), Err("status 404".to_owned()))],
    };
    let bad = found(&tenant(), &client(good()), &facts);
    let warned = ["request_objects", "sector", "logo"].map(|check| (check, Verdict::Warning));
    assert_eq!(bad, warned);
}

#[test]
fn a_client_that_registered_itself_is_held_to_the_policy() {
    let mut tenant = tenant();
    tenant.settings.protocol.registration.redirect_hosts = vec!["other.example".to_owned()];
    tenant.settings.protocol.skip_consent = true;
    let mut shop = client(good());
    assert_eq!(found(&tenant, &shop, &Facts::default()), []);
    shop.registration_token = Some(latchkey_base::TokenHash::of("x"));
    let bad = found(&tenant, &shop, &Facts::default());
    assert_eq!(bad, [("registration", Verdict::Warning), ("consent", Verdict::Warning)]);
}
