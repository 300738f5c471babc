use super::*;
use crate::Keys as _;
use crate::fixture::{ISSUER, KEYS, Op};
use latchkey_jose::encryption::KeyManagement;
use serde_json::Value;

fn document(op: &Op) -> Value {
    let tenant = Tenant {
        issuer: ISSUER,
        endpoints: &op.endpoints,
        policy: &op.policy,
        sign_up: op.sign_up,
        signing_algs: &KEYS.algorithms(),
        encryption_algs: &[KeyManagement::RsaOaep256, KeyManagement::EcdhEs],
        ui_locales: &["en", "ar"],
    };
    serde_json::to_value(metadata(&tenant)).unwrap()
}

/// OIDC Discovery §3, RFC 8414 §2: the whole document, as golden text.
#[test]
fn the_document_is_the_golden_one() {
    let golden: Value = serde_json::from_str(include_str!("golden.json")).unwrap();
    let document = document(&Op::new());
    let text = serde_json::to_string_pretty(&document).unwrap();
    assert_eq!(document, golden, "the document is now:\n{text}");
}

/// OIDC Discovery §4.2: no empty lists.
#[test]
fn empty_lists_are_left_out() {
    let mut op = Op::new();
    op.policy.acr_values.clear();
    let document = document(&op);
    assert_eq!(document.get("acr_values_supported"), None);
    for (name, value) in document.as_object().unwrap() {
        assert!(value.as_array().is_none_or(|list| !list.is_empty()), "{name}");
        assert!(!value.is_null(), "{name}");
    }
}

/// OIDC Discovery §3, RFC 8414 §2: JWT client authentication names its algorithms, without
/// `none`.
#[test]
fn assertion_algorithms_are_named_and_none_is_not_one() {
    let document = document(&Op::new());
    let algs = document["token_endpoint_auth_signing_alg_values_supported"].as_array().unwrap();
    assert!(algs.iter().any(|alg| alg == "HS256") && algs.iter().any(|alg| alg == "ES256"));
    assert!(algs.iter().all(|alg| alg != "none"));
}

/// A scope value of two resource servers is one scope value.
#[test]
fn scope_values_are_listed_once() {
    let mut op = Op::new();
    op.policy.resources[1].scopes = vec!["orders:read".into(), "extra".into()];
    let document = document(&op);
    let scopes = document["scopes_supported"].as_array().unwrap();
    assert_eq!(scopes.iter().filter(|scope| *scope == "orders:read").count(), 1);
    assert!(scopes.iter().any(|scope| scope == "extra"));
}

/// OIDC Discovery §3: what can be decrypted is said when it is switched on, and not before.
#[test]
fn encryption_of_request_objects_is_announced_when_it_is_switched_on() {
    let mut op = Op::new();
    let alg = "request_object_encryption_alg_values_supported";
    let enc = "request_object_encryption_enc_values_supported";
    let off = document(&op);
    assert!(off.get(alg).is_none() && off.get(enc).is_none());
    op.policy.request_object_encryption = true;
    let on = document(&op);
    assert_eq!(on[alg], serde_json::json!(["RSA-OAEP-256", "ECDH-ES"]));
    assert_eq!(on[enc].as_array().unwrap().len(), 4);
}

/// OIDC Discovery §3, RFC 9101 §10.5: what is said of request objects is what is on.
#[test]
fn request_objects_are_announced_as_they_are_taken() {
    use crate::authorize::request_object::UnsignedObjects;
    let mut op = Op::new();
    op.policy.request_object_encryption = true;
    let algs = "request_object_signing_alg_values_supported";
    let said = |op: &Op| {
        let document = document(op);
        let has_none = document.get(algs).map(|list| list.to_string().contains("\"none\""));
        let flags = [
            "request_parameter_supported",
            "request_uri_parameter_supported",
            "require_request_uri_registration",
            "require_signed_request_object",
        ];
        let encrypts = document.get("request_object_encryption_alg_values_supported").is_some();
        (flags.map(|name| document[name] == true), has_none, encrypts)
    };
    assert_eq!(said(&op), ([true, true, true, false], Some(false), true));
    op.policy.request_objects.unsigned = UnsignedObjects::Allowed;
    assert_eq!(said(&op), ([true, true, true, false], Some(true), true));
    op.policy.request_objects.require_signed = true;
    assert_eq!(said(&op), ([true, true, true, true], Some(false), true));
    op.policy.request_objects.require_signed = false;
    op.policy.request_objects.unsigned = UnsignedObjects::Refused;
    op.policy.request_objects.by_reference = false;
    assert_eq!(said(&op), ([true, false, false, false], Some(false), true));
    op.policy.request_objects.by_value = false;
    assert_eq!(said(&op), ([false, false, false, false], None, false));
}

/// RFC 7636 §4.3: the one method that is listed is the one that works.
#[test]
fn only_s256_is_listed() {
    let document = document(&Op::new());
    assert_eq!(document["code_challenge_methods_supported"], serde_json::json!(["S256"]));
}

/// OIDC Discovery §3, RFC 8414 §2: the document says what is on at this tenant, and no more.
#[test]
fn front_channel_tokens_are_listed_where_they_are_on() {
    let mut op = Op::new();
    let count = |document: &Value| document["response_types_supported"].as_array().unwrap().len();
    let implicit = |document: &Value| {
        document["grant_types_supported"].as_array().unwrap().iter().any(|it| it == "implicit")
    };
    assert_eq!((count(&document(&op)), implicit(&document(&op))), (2, false));
    op.policy.front_channel_tokens = true;
    assert_eq!((count(&document(&op)), implicit(&document(&op))), (7, true));
}

/// Initiating User Registration §4.2: `create` is listed where people can sign up.
#[test]
fn create_is_listed_where_people_can_sign_up() {
    let mut op = Op::new();
    let listed = |document: Value| {
        document["prompt_values_supported"].as_array().unwrap().iter().any(|it| it == "create")
    };
    assert!(!listed(document(&op)));
    op.sign_up = true;
    assert!(listed(document(&op)));
}

/// OIDC Discovery §3: the endpoint is named as soon as anybody may register.
#[test]
fn registration_is_named_unless_it_is_closed() {
    let mut op = Op::new();
    assert_eq!(document(&op).get("registration_endpoint"), None);
    op.policy.registration.mode = crate::registration::RegistrationMode::Open;
    assert_eq!(document(&op)["registration_endpoint"], format!("{ISSUER}/reg"));
}

/// RFC 8628 §4: the endpoint and the grant type are named together, where devices are wanted.
#[test]
fn devices_are_named_where_they_can_be_connected() {
    let mut op = Op::new();
    let said = |op: &Op| {
        let document = document(op);
        let grants = document["grant_types_supported"].to_string();
        let endpoint = document.get("device_authorization_endpoint").cloned();
        (endpoint, grants.contains(crate::device::DEVICE_CODE))
    };
    assert_eq!(said(&op), (None, false));
    op.policy.device_flow = true;
    assert_eq!(said(&op), (Some(format!("{ISSUER}/device/auth").into()), true));
}

/// Native contract U143: named where apps may ask.
#[test]
fn confirmations_are_named_where_apps_may_ask_for_them() {
    let mut op = Op::new();
    assert_eq!(document(&op).get("device_challenge_endpoint"), None);
    op.policy.confirmations.allowed = true;
    let expected = format!("{ISSUER}/device/challenge");
    assert_eq!(document(&op)["device_challenge_endpoint"], expected);
}

/// OIDC Discovery §3, RFC 8414 §2: pages for developers are named where a tenant has them, and
/// languages of claims nowhere, since nobody knows what languages people have names in.
#[test]
fn pages_for_developers_are_named_where_there_are_some() {
    let mut op = Op::new();
    let names = ["service_documentation", "op_policy_uri", "op_tos_uri"];
    let said = |op: &Op| names.map(|name| document(op).get(name).cloned());
    assert_eq!(said(&op), [None, None, None]);
    let pages = ["docs", "policy", "terms"].map(|page| format!("https://op.example/{page}"));
    op.policy.service_documentation = Some(pages[0].clone());
    op.policy.op_policy_uri = Some(pages[1].clone());
    op.policy.op_tos_uri = Some(pages[2].clone());
    assert_eq!(said(&op), pages.map(|page| Some(page.into())));
    assert_eq!(document(&op).get("claims_locales_supported"), None);
}
