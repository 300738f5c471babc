//! `latchkey import`.
use crate::Deployment;
use serde_json::{Value, json};

const ACME: &str = r#"
[[tenants]]
group = "acme"
name = "Acme Ltd"
settings.accounts.sign_up = true

[[tenants.clients]]
client_id = "shop"
client_name = "Shop"
redirect_uris = ["https://shop.example/callback"]

[[tenants.people]]
username = "Alice"
email = "Alice@Example.com"
email_verified = true
password = "gravel umbrella"
profile = { name = "Alice Example" }
"#;

#[test]
fn a_second_import_changes_nothing_and_says_so() {
    let deployment = Deployment::ready();
    let file = deployment.write("acme.toml", ACME);
    let first = deployment.done(&["import", &file]);
    assert!(first.contains("client_secret lks_") && first.contains("3 made"), "{first}");
    let key = deployment.json(&["keys", "list", "--json"])[0]["kid"].clone();
    let second = deployment.done(&["import", &file]);
    assert_eq!(second, "Nothing to do: all 3 are as described.\n");
    assert_eq!(deployment.json(&["keys", "list", "--json"])[0]["kid"], key);
}

#[test]
fn a_dry_run_writes_nothing() {
    let deployment = Deployment::ready();
    let file = deployment.write("acme.toml", ACME);
    let said = deployment.done(&["import", "--dry-run", &file]);
    assert!(said.contains("tenant acme: client shop would be made") && !said.contains("lks_"));
    assert_eq!(deployment.json(&["tenant", "list", "--json"]), json!([]));
}

#[test]
fn only_what_the_file_says_changes() {
    let deployment = Deployment::ready();
    let file = deployment.write("acme.toml", ACME);
    deployment.done(&["import", &file]);
    let before = deployment.json(&["person", "show", "acme", "alice"]);

    let changed = r#"
        [[tenants]]
        group = "acme"
        [[tenants.people]]
        email = "alice@example.com"
        profile = { name = "Alice B." }
    "#;
    let file = deployment.write("changed.toml", changed);
    let said = deployment.done(&["import", &file]);
    let line = "tenant acme: person alice@example.com changed: profile";
    assert!(said.starts_with(line), "{said}");
    let after = deployment.json(&["person", "show", "acme", "alice"]);
    assert_eq!(after["profile"]["name"], "Alice B.");
    assert_eq!((&after["sub"], &after["email_verified"]), (&before["sub"], &json!(true)));
    let tenant = deployment.json(&["tenant", "show", "acme"]);
    assert_eq!(tenant["name"], "Acme Ltd");
    assert_eq!(tenant["settings"]["accounts"]["sign_up"], json!(true));
}

#[test]
fn json_is_read_like_toml() {
    let deployment = Deployment::ready();
    let document = json!({ "tenants": [{ "group": "acme", "clients": [{
        "client_id": "service",
        "client_secret": "a-secret-that-is-long-enough",
        "grant_types": ["client_credentials"],
        "response_types": [],
    }] }] });
    let file = deployment.write("acme.json", &document.to_string());
    let said = deployment.json(&["import", "--json", &file]);
    assert_eq!(said["steps"][1]["action"], "make");
    assert_eq!(said["steps"][1]["client_secret"], json!(null), "a secret of one's own is repeated");
    let again = deployment.json(&["import", "--json", &file]);
    assert_eq!(again["steps"][1]["action"], "keep");
}

#[test]
fn every_mistake_is_told_with_its_place_and_nothing_is_written() {
    let deployment = Deployment::ready();
    let wrong = r#"
        [[tenants]]
        group = "good"
        [[tenants]]
        group = "not good"
        settings.throttle.frist_wait = 1
        [[tenants.clients]]
        client_id = "one"
        redirect_uri = "https://one.example"
        [[tenants.people]]
        username = "alice"
        password = 7
        [[tenants.people]]
        username = "bob"
        profile.birthdate = "yesterday"
    "#;
    let file = deployment.write("wrong.toml", wrong);
    let ran = deployment.run(&["import", &file]);
    assert_eq!(ran.code, 1);
    for place in [
        "wrong.toml: tenants[1].group must be",
        "wrong.toml: tenants[1].settings.throttle.frist_wait",
        "wrong.toml: tenants[1].clients[0].redirect_uri is no client metadata; did you mean \
         redirect_uris?",
        "wrong.toml: tenants[1].people[0].password",
        "wrong.toml: tenants[1].people[1].birthdate must be a date",
    ] {
        assert!(ran.err.contains(place), "{place}\n{}", ran.err);
    }
    assert_eq!(deployment.json(&["tenant", "list", "--json"]), json!([]));
}

#[test]
fn a_file_that_is_none_is_named() {
    let deployment = Deployment::ready();
    assert!(deployment.refused(&["import", "missing.toml"]).contains("missing.toml"));
    let broken = deployment.write("broken.toml", "[[tenants");
    assert!(deployment.refused(&["import", &broken]).starts_with("broken.toml is not TOML"));
    let other = deployment.write("acme.yaml", "");
    assert!(deployment.refused(&["import", &other]).contains("must be .toml or .json"));
}

/// A password that its owner has chosen since is not set back by the file.
#[test]
fn a_password_that_somebody_has_is_never_replaced() {
    let deployment = Deployment::ready();
    let file = deployment.write("acme.toml", ACME);
    deployment.done(&["import", &file]);
    let changed = ACME.replace("gravel umbrella", "another one");
    let file = deployment.write("again.toml", &changed);
    assert!(deployment.done(&["import", &file]).starts_with("Nothing to do"));
}

/// Security: nor is one that a lock took away, since somebody else may know it.
#[test]
fn a_password_that_was_taken_away_does_not_come_back() {
    let deployment = Deployment::ready();
    let file = deployment.write("acme.toml", ACME);
    deployment.done(&["import", &file]);
    for what in ["lock", "unlock"] {
        deployment.done(&["person", what, "acme", "alice"]);
        assert!(deployment.done(&["import", &file]).starts_with("Nothing to do"), "{what}");
    }
}

/// Files are read together: a mistake in one keeps the other back as well.
#[test]
fn several_files_are_one_import() {
    let deployment = Deployment::ready();
    let one = deployment.write("acme.toml", ACME);
    let two = json!({ "tenants": [{ "group": "beta", "clients": [{
        "client_id": "shop",
        "redirect_uris": ["https://beta.example/callback"],
    }] }] });
    let two = deployment.write("beta.json", &two.to_string());
    let wrong = deployment.write("wrong.toml", "[[tenants]]\ngroup = \"not good\"\n");
    let ran = deployment.run(&["import", &one, &wrong]);
    assert!(ran.code == 1 && ran.err.contains("wrong.toml: tenants[0].group"), "{}", ran.err);
    assert_eq!(deployment.json(&["tenant", "list", "--json"]), json!([]));

    let said = deployment.done(&["import", &one, &two]);
    assert!(said.contains("5 made"), "{said}");
    deployment.done(&["person", "show", "acme", "alice"]);
    let shop =
        |tenant| deployment.json(&["client", "show", tenant, "shop"])["redirect_uris"].clone();
    assert_eq!(shop("acme"), json!(["https://shop.example/callback"]));
    assert_eq!(shop("beta"), json!(["https://beta.example/callback"]));
}

/// Native contract 5.4: an operator sets all its members; each is judged by its type.
#[test]
fn the_members_of_the_contract_have_their_place() {
    let deployment = Deployment::ready();
    let members = json!({
        "client_label": "product-key",
        "client_only_passwordless": true,
        "client_federation_options": ["oidc.google.staff", "saml.custom.our_idp"],
        "client_allow_org_federation": true,
        "client_allow_org_self_identify": true,
        "client_skip_to_federated": "oidc.google.staff",
        "register_url": "https://shop.example/join",
        "associated_product": "01999999-0000-7000-8000-000000000000",
        "initialized_org_context": "01999999-0000-7000-8000-00000000000a",
        "introspection_endpoint_auth_method": "client_secret_basic",
        "revocation_endpoint_auth_method": "client_secret_basic",
        "auth_group": "acme",
        "dynamic_scope": "read:ORDERS secret",
    });
    let document = |over: &Value| {
        let mut client = json!({ "client_id": "shop", "redirect_uris": ["https://shop.example/"] });
        let client_members = client.as_object_mut().unwrap();
        client_members.extend(members.as_object().unwrap().clone());
        client_members.extend(over.as_object().unwrap().clone());
        json!({ "tenants": [{ "group": "acme", "clients": [client] }] }).to_string()
    };
    let file = deployment.write("acme.json", &document(&json!({})));
    deployment.done(&["import", &file]);
    let shown = deployment.json(&["client", "show", "acme", "shop"]);
    for (name, value) in members.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    assert!(deployment.done(&["import", &file]).starts_with("Nothing to do"));
    for (name, value) in [
        ("client_label", json!("admin")),
        ("client_only_passwordless", json!("yes")),
        ("client_federation_options", json!(true)),
        ("client_federation_options", json!(["google"])),
        ("client_skip_to_federated", json!(true)),
        ("dynamic_scope", json!("read \"all\"")),
        ("register_url", json!("/join")),
        ("associated_product", json!("shop")),
        ("initialized_org_context", json!(7)),
        ("introspection_endpoint_auth_method", json!("none")),
        ("auth_group", json!("beta")),
        ("client_only_passwordles", json!(true)),
    ] {
        let file = deployment.write("wrong.json", &document(&json!({ name: value })));
        let ran = deployment.run(&["import", &file]);
        let place = format!("wrong.json: tenants[0].clients[0].{name}");
        assert!(ran.code == 1 && ran.err.contains(&place), "{place}\n{}", ran.err);
    }
}
