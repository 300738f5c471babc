//! The published documents.
use latchkey_testkit::{Answer, Op, RESPONSE_TYPES, TenantPlan};
use serde_json::Value;
use std::collections::BTreeSet;

async fn fetch(url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = reqwest::Client::new().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::read(request.send().await.unwrap()).await
}

/// OIDC Discovery §4, §4.1, RFC 8414 §3, §3.1, §3.2: both places, one document, which is JSON;
/// OIDC Discovery §4.3: the issuer.
/// RFC 8414 §3.3: it is the one that the address was made of; §5: inserted and appended.
#[tokio::test]
async fn metadata_is_found_in_both_forms() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&TenantPlan::usual()).await;
        let (base, group) = (op.url(), &tenant.group);
        let appended =
            fetch(&format!("{base}/{group}/.well-known/openid-configuration"), &[]).await.ok();
        for inserted in ["openid-configuration", "oauth-authorization-server"] {
            let other = fetch(&format!("{base}/.well-known/{inserted}/{group}"), &[]).await.ok();
            assert_eq!(other.json, appended.json, "{inserted}");
        }
        assert_eq!(appended.str("issuer"), tenant.issuer);
        assert!(appended.header("content-type").starts_with("application/json"));
        assert_eq!(appended.header("access-control-allow-origin"), "*");
    }
}

/// OIDC Discovery §4.3: the issuer is what was configured, whatever a request says of itself.
#[tokio::test]
async fn no_header_changes_the_issuer() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let url = format!("{}/.well-known/openid-configuration", tenant.issuer);
    let plain = fetch(&url, &[]).await.ok();
    for lie in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "gopher"),
        ("forwarded", "host=evil.example;proto=gopher"),
    ] {
        let answer = fetch(&url, &[lie]).await.ok();
        assert_eq!(answer.json, plain.json, "{lie:?}");
        let sent_on = fetch(tenant.rp("app").depart(&[]).url.as_str(), &[lie]).await;
        assert!(!sent_on.header("location").contains("evil"), "{lie:?}");
        assert!(!sent_on.text.contains("evil"), "{lie:?}");
    }
}

fn list(document: &Value, member: &str) -> BTreeSet<String> {
    let held = document[member].as_array().unwrap_or_else(|| panic!("no {member}"));
    held.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

fn set(values: &[&str]) -> BTreeSet<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

/// OIDC Discovery §3: what works is there, what does not is absent or said to be.
/// OIDC Core §5.6: that claims are our own; RP-Initiated Logout §2.1: where people sign out.
/// RFC 9207 §2.3, §3: that answers say who gave them.
#[tokio::test]
async fn metadata_advertises_exactly_what_works() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let document = rp.get("/.well-known/openid-configuration").await.ok().json;
    let at = |path: &str| Value::from(format!("{}{path}", tenant.issuer));
    for (member, path) in [
        ("authorization_endpoint", "/auth"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/me"),
        ("jwks_uri", "/jwks"),
        ("introspection_endpoint", "/token/introspection"),
        ("revocation_endpoint", "/token/revocation"),
        ("end_session_endpoint", "/session/end"),
        ("check_session_iframe", "/session/check"),
    ] {
        assert_eq!(document[member], at(path), "{member}");
    }
    assert_eq!(list(&document, "response_types_supported"), set(&RESPONSE_TYPES));
    assert_eq!(
        list(&document, "response_modes_supported"),
        set(&["query", "fragment", "form_post"])
    );
    assert_eq!(
        list(&document, "grant_types_supported"),
        set(&["authorization_code", "refresh_token", "client_credentials", "implicit"])
    );
    assert_eq!(list(&document, "code_challenge_methods_supported"), set(&["S256"]));
    let methods = list(&document, "token_endpoint_auth_methods_supported");
    let offered = [
        "none",
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
        "private_key_jwt",
    ];
    assert_eq!(methods, set(&offered));
    for (member, values) in LISTS {
        assert_eq!(list(&document, member), set(values), "{member}");
    }
    for (member, value) in [
        ("request_parameter_supported", true),
        ("request_uri_parameter_supported", true),
        ("require_request_uri_registration", true),
        ("require_signed_request_object", false),
        ("claims_parameter_supported", true),
        ("authorization_response_iss_parameter_supported", true),
        ("backchannel_logout_supported", true),
        ("backchannel_logout_session_supported", true),
        ("frontchannel_logout_supported", true),
        ("frontchannel_logout_session_supported", true),
    ] {
        assert_eq!(document[member], value, "{member}");
    }
    let members = document.as_object().unwrap();
    let names: BTreeSet<&str> = members.keys().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from_iter(MEMBERS.iter().copied()), "what is off is absent");
    let empty = members.values().filter(|value| value.as_array().is_some_and(Vec::is_empty));
    assert_eq!(empty.count(), 0, "OIDC Discovery §4.2");
}

/// What stands in the document of a tenant with the settings of these tests: no registration, no
/// devices, no encrypted request objects.
const MEMBERS: &[&str] = &[
    "acr_values_supported",
    "authorization_endpoint",
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_session_supported",
    "backchannel_logout_supported",
    "check_session_iframe",
    "claim_types_supported",
    "claims_parameter_supported",
    "claims_supported",
    "code_challenge_methods_supported",
    "end_session_endpoint",
    "frontchannel_logout_session_supported",
    "frontchannel_logout_supported",
    "grant_types_supported",
    "id_token_encryption_alg_values_supported",
    "id_token_encryption_enc_values_supported",
    "id_token_signing_alg_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "issuer",
    "jwks_uri",
    "prompt_values_supported",
    "request_object_signing_alg_values_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "require_signed_request_object",
    "response_modes_supported",
    "response_types_supported",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "scopes_supported",
    "subject_types_supported",
    "token_endpoint",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "ui_locales_supported",
    "userinfo_encryption_alg_values_supported",
    "userinfo_encryption_enc_values_supported",
    "userinfo_endpoint",
    "userinfo_signing_alg_values_supported",
];

/// Lists whose values are the same for every tenant with those settings.
const LISTS: &[(&str, &[&str])] = &[
    ("acr_values_supported", &["urn:latchkey:acr:1fa", "urn:latchkey:acr:2fa"]),
    ("prompt_values_supported", &["none", "select_account", "login", "consent"]),
    ("ui_locales_supported", &["en", "de", "fr", "es", "pt-BR", "ja", "ar"]),
    ("subject_types_supported", &["public", "pairwise"]),
    ("scopes_supported", &["openid", "profile", "email", "address", "phone", "offline_access"]),
    ("claim_types_supported", &["normal"]),
    ("claims_supported", CLAIMS),
    (
        "id_token_signing_alg_values_supported",
        &["RS256", "ES256", "EdDSA", "HS256", "HS384", "HS512", "none"],
    ),
    (
        "userinfo_signing_alg_values_supported",
        &["RS256", "ES256", "EdDSA", "HS256", "HS384", "HS512"],
    ),
    // By a secret only where that was registered.
    ("request_object_signing_alg_values_supported", SIGNATURES.split_at(3).1),
    ("token_endpoint_auth_signing_alg_values_supported", SIGNATURES),
    ("introspection_endpoint_auth_signing_alg_values_supported", SIGNATURES),
    ("revocation_endpoint_auth_signing_alg_values_supported", SIGNATURES),
    ("id_token_encryption_alg_values_supported", KEY_WRAPS),
    ("id_token_encryption_enc_values_supported", CIPHERS),
    ("userinfo_encryption_alg_values_supported", KEY_WRAPS),
    ("userinfo_encryption_enc_values_supported", CIPHERS),
];

const CLAIMS: &[&str] = &[
    "sub",
    "group",
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "address",
    "phone_number",
    "phone_number_verified",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "acr",
    "amr",
    "sid",
];

/// What clients can sign their assertions and request objects with.
const SIGNATURES: &[&str] = &[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
    "ES384", "ES512", "EdDSA",
];

const KEY_WRAPS: &[&str] = &[
    "RSA-OAEP",
    "RSA-OAEP-256",
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A256KW",
    "A128KW",
    "A256KW",
    "dir",
];

const CIPHERS: &[&str] = &["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"];

/// RFC 7517 §4.5, §8.5.1, RFC 7518 §6.1, §6.2.2, §6.3.2, RFC 8037 §2: public parts only, each key
/// named and said to be for signing.
#[tokio::test]
async fn the_key_set_holds_no_private_part() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let jwks = tenant.rp("app").get("/jwks").await.ok();
    let keys = jwks.json["keys"].as_array().unwrap();
    let kinds: BTreeSet<&str> = keys.iter().map(|key| key["kty"].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(["EC", "OKP", "RSA"]));
    let names: BTreeSet<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(names.len(), keys.len(), "distinct");
    for key in keys {
        assert_eq!(key["use"], "sig");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k", "oth"] {
            assert!(key.get(private).is_none(), "{private}");
        }
        let numbers = ["n", "e", "x", "y"].iter().filter_map(|part| key[*part].as_str());
        assert!(numbers.into_iter().all(|text| !text.contains('=')), "RFC 7518: no padding");
    }
    assert_eq!(jwks.header("content-type"), "application/jwk-set+json");
    assert!(jwks.header("cache-control").contains("max-age="), "OIDC Core §10.1.1");
}

/// RFC 9110 §8.8.3: an entity tag, and 304 for who has it.
#[tokio::test]
async fn documents_are_revalidated() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    for path in ["/jwks", "/.well-known/openid-configuration"] {
        let url = format!("{}{path}", tenant.issuer);
        let first = fetch(&url, &[]).await.ok();
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') || tag.starts_with("W/\""), "{path}: {tag}");
        let again = fetch(&url, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status, 304, "{path}");
        assert_eq!(again.text, "", "{path}");
        assert_eq!(fetch(&url, &[("if-none-match", "\"other\"")]).await.status, 200, "{path}");
    }
}

/// A tenant that does not exist is 404 everywhere.
#[tokio::test]
async fn an_unknown_tenant_is_not_found() {
    let op = Op::shared().await;
    for path in [
        "/nobody/.well-known/openid-configuration",
        "/.well-known/openid-configuration/nobody",
        "/nobody/auth",
        "/nobody/jwks",
        "/nobody/me",
    ] {
        assert_eq!(fetch(&format!("{}{path}", op.url()), &[]).await.status, 404, "{path}");
    }
    let health = fetch(&format!("{}/api/health", op.url()), &[]).await;
    assert_eq!(health.status, 200);
}

/// RFC 9110 §9.3.2, §15.5.6; RFC 8414 §3.1: HEAD, other methods, and the appended form of the
/// OAuth document.
#[tokio::test]
async fn documents_answer_get_and_head_only() {
    let tenant = Op::shared().await.tenant(&TenantPlan::usual()).await;
    let (http, issuer) = (reqwest::Client::new(), &tenant.issuer);
    let openid = fetch(&format!("{issuer}/.well-known/openid-configuration"), &[]).await.ok();
    for path in ["/jwks", "/.well-known/oauth-authorization-server"] {
        let url = format!("{issuer}{path}");
        let whole = fetch(&url, &[]).await.ok();
        let head = Answer::read(http.head(&url).send().await.unwrap()).await.ok();
        assert_eq!((head.header("etag"), head.text.as_str()), (whole.header("etag"), ""));
        assert!(head.header("cache-control").starts_with("public, max-age="), "{path}");
        let posted = Answer::read(http.post(&url).send().await.unwrap()).await;
        assert_eq!((posted.status.as_u16(), posted.header("allow")), (405, "GET, HEAD, OPTIONS"));
    }
    let oauth = fetch(&format!("{issuer}/.well-known/oauth-authorization-server"), &[]).await;
    assert_eq!(oauth.json, openid.json);
}
