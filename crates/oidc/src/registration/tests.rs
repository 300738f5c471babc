use super::*;
use crate::{ClientLabel, ClientMetadata, ErrorCode, ProtocolPolicy};
use latchkey_base::{Secret, Timestamp};
use latchkey_jose::Algorithm;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const ALGORITHMS: [Algorithm; 2] = [Algorithm::ES256, Algorithm::RS256];

fn parse(body: &Value) -> Result<RegistrationRequest, RegistrationError> {
    let policy = RegistrationPolicy::default();
    RegistrationRequest::parse(body.to_string().as_bytes(), None, &policy, &ALGORITHMS)
}

fn metadata(body: &Value) -> ClientMetadata {
    parse(body).unwrap().metadata
}

fn code(body: &Value) -> ErrorCode {
    parse(body).unwrap_err().code
}

/// OIDC Registration §2, RFC 7591 §2: the client is told the defaults.
#[test]
fn defaults_are_written_out() {
    let read = metadata(&json!({ "redirect_uris": ["https://a.example/cb"] }));
    assert_eq!(read.grant_types.unwrap(), ["authorization_code"]);
    assert_eq!(read.response_types.unwrap(), ["code"]);
    assert_eq!(read.token_endpoint_auth_method.unwrap(), "client_secret_basic");
    assert_eq!(read.id_token_signed_response_alg, Some(Algorithm::RS256.into()));
    let machine = metadata(&json!({ "grant_types": ["client_credentials"] }));
    assert!(machine.response_types.unwrap().is_empty());
    let policy = RegistrationPolicy::default();
    let es = RegistrationRequest::parse(b"{}", None, &policy, &[Algorithm::ES256]).unwrap();
    assert_eq!(es.metadata.id_token_signed_response_alg, Some(Algorithm::ES256.into()));
}

/// RFC 7591 §2, §2.2, OIDC Registration §2.1.
#[test]
fn unknown_members_are_ignored_and_languages_kept() {
    let read = metadata(&json!({
        "wizardry": {"deep": [1]},
        "client_name": "Shop",
        "client_name#de": "Laden",
        "tos_uri#de": "https://a.example/agb",
        "jwks#de": {"keys": []},
        "software_id": "4NRB1",
        "client_name#<b>": "x",
        "logo_uri": null,
    }));
    let mut kept: Vec<&str> = read.other.keys().map(String::as_str).collect();
    kept.sort_unstable();
    assert_eq!(kept, ["client_name#de", "software_id", "tos_uri#de"]);
    assert_eq!(read.client_name.as_deref(), Some("Shop"));
    assert_eq!(read.logo_uri, None);
    let script = json!({ "logo_uri#de": "javascript:alert(1)" });
    assert_eq!(code(&script), ErrorCode::InvalidClientMetadata);
}

/// Native contract §10.9, U057.
#[test]
fn the_other_names_of_the_contract_work() {
    let read =
        metadata(&json!({ "tos_url": "https://a.example/1", "tos_uri": "https://a.example/2",
        "policy_url": "https://a.example/3" }));
    assert_eq!(read.tos_uri.as_deref(), Some("https://a.example/2"));
    assert_eq!(read.policy_uri.as_deref(), Some("https://a.example/3"));
}

/// All that only an operator sets.
fn operators_wish() -> Value {
    json!({
        "client_skip_consent": true,
        "client_optional_skip_logout_prompt": true,
        "client_require_second_factor": true,
        "client_refused_factors": ["sms"],
        "client_terms_version": "1",
        "client_theme": { "accent": "#b3261e", "corners": "round" },
        "client_device_challenge": true,
        "client_challenge_callbacks": ["https://a.example/told"],
        "client_account_security": true,
        "client_only_passwordless": true,
        "client_allow_org_federation": true,
        "client_skip_to_federated": "oidc.google.staff",
        "initialized_org_context": "01999999-0000-7000-8000-000000000000",
        "dynamic_scope": "read:ORDERS secret",
    })
}

/// RFC 7591 §5: nobody lets themselves in past consent, or gets more than what is offered to all.
/// An update neither takes nor gives what is the operator's (RFC 7592 §2.2).
#[test]
fn members_of_the_operator_are_not_taken() {
    let wish = operators_wish();
    let named: Vec<&String> = wish.as_object().unwrap().keys().collect();
    assert!(named.len() == request::OPERATORS_OWN.len(), "{named:?}");
    let read = serde_json::to_value(metadata(&wish)).unwrap();
    let held: ClientMetadata = serde_json::from_value(wish.clone()).unwrap();
    assert!(held.other.is_empty(), "each has its place: {:?}", held.other);
    let mut unwish = Value::Object(Map::new());
    for name in request::OPERATORS_OWN {
        assert_eq!(read.get(*name), None, "{name}");
        unwish[*name] = json!(false);
    }
    for update in [&json!({}), &unwish] {
        let kept = serde_json::to_value(parse(update).unwrap().applied_to(&held)).unwrap();
        for name in request::OPERATORS_OWN {
            assert_eq!(kept[*name], wish[*name], "{name}");
        }
    }
    let trusted = parse(&wish).unwrap().applied_to(&ClientMetadata::default());
    assert_eq!(serde_json::to_value(trusted).unwrap(), read);
}

/// Native contract 5.4: what a client may say of itself is kept with its type, and shown back.
#[test]
fn members_of_the_contract_are_kept() {
    let said = json!({
        "client_label": "api",
        "client_federation_options": ["oidc.google.staff", "saml.custom.our_idp"],
        "client_allow_org_self_identify": true,
        "register_url": "https://shop.example/join",
        "associated_product": "01999999-0000-7000-8000-000000000000",
        "introspection_endpoint_auth_method": "client_secret_basic",
        "revocation_endpoint_auth_method": "client_secret_basic",
    });
    let read = metadata(&said);
    assert!(read.other.is_empty() && read.client_allow_org_self_identify);
    let shown = serde_json::to_value(&read).unwrap();
    for (name, value) in said.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    assert_eq!(metadata(&json!({})).client_label, Some(ClientLabel::Login), "the default is told");
}

/// Native contract 5.4, U058: whoever names a tenant names the one that is asked; it is told with
/// every answer and kept nowhere.
#[test]
fn a_client_belongs_to_the_tenant_that_it_is_registered_with() {
    let check = |body: Value| parse(&body).unwrap().check_group("acme").map_err(|it| it.code);
    assert_eq!(check(json!({})), Ok(()));
    assert_eq!(check(json!({ "auth_group": "acme" })), Ok(()));
    let refused = Err(ErrorCode::InvalidClientMetadata);
    assert_eq!(check(json!({ "auth_group": "other" })), refused);
    assert_eq!(check(json!({ "auth_group": "" })), refused);
    assert!(metadata(&json!({ "auth_group": "acme" })).other.is_empty());
}

/// RFC 7591 §3.2.2, OIDC Registration §3.3: the error names the member.
#[test]
fn wrong_values_get_the_right_error() {
    let rows = [
        (json!({ "redirect_uris": "https://a.example" }), ErrorCode::InvalidRedirectUri),
        (json!({ "redirect_uris": [1] }), ErrorCode::InvalidRedirectUri),
        (json!({ "grant_types": "code" }), ErrorCode::InvalidClientMetadata),
        (json!({ "application_type": "desktop" }), ErrorCode::InvalidClientMetadata),
        (json!({ "id_token_signed_response_alg": "XX1" }), ErrorCode::InvalidClientMetadata),
        (json!({ "userinfo_signed_response_alg": "none" }), ErrorCode::InvalidClientMetadata),
        (json!({ "default_max_age": "soon" }), ErrorCode::InvalidClientMetadata),
        (json!({ "client_label": "admin" }), ErrorCode::InvalidClientMetadata),
        (json!({ "client_allow_org_self_identify": "yes" }), ErrorCode::InvalidClientMetadata),
        (json!({ "client_federation_options": true }), ErrorCode::InvalidClientMetadata),
        (json!({ "client_federation_options": ["google"] }), ErrorCode::InvalidClientMetadata),
        (json!({ "associated_product": "shop" }), ErrorCode::InvalidClientMetadata),
        (json!({ "associated_product": true }), ErrorCode::InvalidClientMetadata),
        (json!({ "register_url": ["x"] }), ErrorCode::InvalidClientMetadata),
        (json!({ "auth_group": 1 }), ErrorCode::InvalidClientMetadata),
        (json!({ "client_id": 7 }), ErrorCode::InvalidClientMetadata),
        (json!([]), ErrorCode::InvalidClientMetadata),
    ];
    for (body, expected) in rows {
        assert_eq!(code(&body), expected, "{body}");
    }
    let error = parse(&json!({ "grant_types": 1 })).unwrap_err();
    assert!(error.description.starts_with("grant_types "), "{}", error.description);
}

/// Attack: oversized and deeply nested metadata, RFC 8259 §9.
#[test]
fn what_is_too_long_is_refused() {
    let long = format!("https://a.example/{}", "x".repeat(2000));
    assert_eq!(code(&json!({ "redirect_uris": [long] })), ErrorCode::InvalidRedirectUri);
    let many = vec!["https://a.example"; 101];
    assert_eq!(code(&json!({ "redirect_uris": many })), ErrorCode::InvalidRedirectUri);
    let huge = json!({ "contacts": vec!["x".repeat(1900); 20] });
    assert_eq!(code(&huge), ErrorCode::InvalidClientMetadata);
    let policy = RegistrationPolicy::default();
    let deep = |depth: usize| {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let body = format!(r#"{{"redirect_uris":["https://a.example"],"x":{value}}}"#);
        RegistrationRequest::parse(body.as_bytes(), None, &policy, &ALGORITHMS).is_ok()
    };
    assert!(deep(3) && !deep(1000));
}

/// RFC 7592 §2.2.
#[test]
fn an_update_names_its_client_and_chooses_no_secret() {
    let is_secret = |given: &Secret<String>| given.expose() == "right";
    let check = |body: Value| parse(&body).unwrap().check_update("app", is_secret).is_ok();
    assert!(check(json!({ "client_id": "app" })));
    assert!(check(json!({ "client_id": "app", "client_secret": "right" })));
    assert!(!check(json!({})));
    assert!(!check(json!({ "client_id": "other" })));
    assert!(!check(json!({ "client_id": "app", "client_secret": "mine" })));
    for name in ["registration_access_token", "registration_client_uri"] {
        assert!(!check(json!({ "client_id": "app", name: "x" })), "{name}");
    }
    for name in ["client_secret_expires_at", "client_id_issued_at"] {
        assert!(!check(json!({ "client_id": "app", name: 0 })), "{name}");
    }
}

/// What a tenant lets others register (RFC 7591 §5).
#[test]
fn a_tenant_decides_what_may_be_registered() {
    let policy = RegistrationPolicy {
        scopes: vec!["openid".into(), "read".into()],
        redirect_hosts: vec!["a.example".into(), "*.b.example".into(), "com.example.app".into()],
        ..RegistrationPolicy::default()
    };
    let protocol = ProtocolPolicy::default();
    let check = |body: Value| {
        let text = body.to_string();
        let request =
            RegistrationRequest::parse(text.as_bytes(), None, &policy, &ALGORITHMS).unwrap();
        policy.check(&request.metadata, &protocol).map_err(|error| error.code)
    };
    let metadata = Err(ErrorCode::InvalidClientMetadata);
    for good in ["https://a.example/x", "https://c.b.example/", "com.example.app:/cb"] {
        assert_eq!(check(json!({ "redirect_uris": [good] })), Ok(()), "{good}");
    }
    for bad in [
        "https://b.example/",
        "https://xb.example/",
        "https://a.example.evil.example/",
        "com.example.other:/cb",
        "https://a.example@evil.example/",
        "http://127.0.0.1/",
    ] {
        let refused = check(json!({ "redirect_uris": [bad] }));
        assert_eq!(refused, Err(ErrorCode::InvalidRedirectUri), "{bad}");
    }
    assert_eq!(check(json!({ "scope": "openid write" })), metadata);
    assert_eq!(check(json!({ "scope": "openid" })), Ok(()));
    assert_eq!(check(json!({ "grant_types": ["client_credentials"] })), metadata);
    let implicit = json!({ "grant_types": ["implicit"], "response_types": ["id_token"] });
    assert_eq!(check(implicit.clone()), metadata, "tokens through the browser are off");
    let on = ProtocolPolicy { front_channel_tokens: true, ..ProtocolPolicy::default() };
    let request = parse(&implicit).unwrap();
    assert!(RegistrationPolicy::default().check(&request.metadata, &on).is_ok());
    let filled = RegistrationRequest::parse(b"{}", None, &policy, &ALGORITHMS).unwrap();
    assert_eq!(filled.metadata.scope.as_deref(), Some("openid read"));
}

/// Where people are sent after signing out is an address as well, and a host after a scheme of
/// one's own is nobody's (RFC 7591 §5).
#[test]
fn host_policies_hold_for_both_lists_and_for_hosts_of_the_web_only() {
    let policy = RegistrationPolicy {
        redirect_hosts: vec!["a.example".into(), "*.b.example".into()],
        ..RegistrationPolicy::default()
    };
    let check = |list: &str, uri: &str| {
        let text = json!({ list: [uri] }).to_string();
        let read = RegistrationRequest::parse(text.as_bytes(), None, &policy, &ALGORITHMS).unwrap();
        policy.check(&read.metadata, &ProtocolPolicy::default()).map_err(|error| error.code)
    };
    let lists = [
        ("redirect_uris", ErrorCode::InvalidRedirectUri),
        ("post_logout_redirect_uris", ErrorCode::InvalidClientMetadata),
    ];
    for (list, refused) in lists {
        for good in ["https://a.example/x", "http://a.example:8080/", "https://c.b.example/"] {
            assert_eq!(check(list, good), Ok(()), "{list} {good}");
        }
        for bad in [
            "https://evil.example/",
            "com.evil.app://a.example/cb",
            "com.evil.app:/a.example",
            "https://a.example.evil.example/",
            "https://evil.example/a.example",
            "https://evilb.example/",
        ] {
            assert_eq!(check(list, bad), Err(refused), "{list} {bad}");
        }
    }
}

/// RFC 7591 §3.2.1, RFC 7592 §3, OIDC Registration §3.2.
#[test]
fn the_answer_holds_everything() {
    let metadata = metadata(&json!({ "redirect_uris": ["https://a.example/cb"] }));
    let answer = |has_secret, new_secret| {
        let registered = Registered {
            client_id: "app",
            group: "acme",
            metadata: &metadata,
            issued_at: Timestamp::from_seconds(1000),
            has_secret,
            new_secret,
            registration_access_token: "lkr_1",
            endpoint: "https://op.example/t/reg",
        };
        registered.json().unwrap()
    };
    let full = answer(true, Some("lks_1"));
    assert_eq!((&full["client_id"], &full["auth_group"]), (&json!("app"), &json!("acme")));
    assert_eq!(full["client_id_issued_at"], 1000);
    assert_eq!(full["client_secret"], "lks_1");
    assert_eq!(full["client_secret_expires_at"], 0);
    assert_eq!(full["registration_client_uri"], "https://op.example/t/reg/app");
    assert_eq!(full["registration_access_token"], "lkr_1");
    assert_eq!(full["application_type"], "web");
    assert_eq!(full["subject_type"], "public");
    let later = answer(true, None);
    assert_eq!((later.get("client_secret"), &later["client_secret_expires_at"]), (None, &json!(0)));
    assert_eq!(answer(false, None).get("client_secret_expires_at"), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn any_member() -> impl Strategy<Value = String> {
    let known = [
        "redirect_uris",
        "grant_types",
        "response_types",
        "jwks",
        "client_name",
        "client_name#de",
        "scope",
        "client_skip_consent",
        "client_label",
        "client_federation_options",
        "dynamic_scope",
        "client_id",
        "default_max_age",
        "logo_uri",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(str::to_owned), any::<String>()]
}

proptest! {
    /// RFC 7591 §3.2.2: whatever is sent is taken or refused in ASCII, and what is taken never
    /// lets its sender past consent.
    #[test]
    fn any_document_is_taken_or_refused(
        members in prop::collection::hash_map(any_member(), any_json(), 0..8)
    ) {
        let body = Value::Object(members.into_iter().collect());
        match parse(&body) {
            Ok(request) => {
                prop_assert!(!request.metadata.client_skip_consent);
                prop_assert!(request.metadata.dynamic_scope.is_none());
                prop_assert!(request.metadata.grant_types.is_some());
                let kept = request.metadata.other.keys();
                prop_assert!(kept.into_iter().all(|name| name == "client_name#de"));
                // What was registered can be sent again, and stays what it is.
                let again = serde_json::to_value(&request.metadata).unwrap();
                prop_assert_eq!(serde_json::to_value(metadata(&again)).unwrap(), again);
            }
            Err(error) => {
                let plain = |b: u8| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\';
                prop_assert!(error.description.bytes().all(plain), "{}", error.description);
            }
        }
    }

    #[test]
    fn any_octets_are_taken_or_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let policy = RegistrationPolicy::default();
        let _ = RegistrationRequest::parse(&body, None, &policy, &ALGORITHMS);
    }
}
