//! `latchkey check`.
use crate::Deployment;
use crate::serving::Server;
use latchkey_testkit::free_port;
use serde_json::Value;

fn states(deployment: &Deployment, arguments: &[&str]) -> (i32, Vec<(String, String)>) {
    let ran = deployment.run(&[&["check", "--json"], arguments].concat());
    let findings: Value = serde_json::from_str(&ran.out).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let states = findings.as_array().unwrap().iter();
    (ran.code, states.map(|it| (text(it, "check"), text(it, "state"))).collect())
}

fn state<'a>(states: &'a [(String, String)], check: &str) -> &'a str {
    let found = states.iter().find(|(name, _)| name == check);
    &found.unwrap_or_else(|| panic!("{check} in {states:?}")).1
}

#[test]
fn a_fresh_folder_is_no_problem_and_stays_fresh() {
    let deployment = Deployment::new();
    let config = deployment.write("usual.toml", "");
    let (code, found) = states(&deployment, &["--config", &config]);
    assert_eq!(code, 0, "{found:?}");
    assert_eq!(state(&found, "database"), "skipped");
    assert!(!deployment.folder().join("data").exists(), "a check made something");
}

#[test]
fn a_server_that_does_not_run_is_told_with_what_to_do() {
    let deployment = Deployment::with_tenant();
    let config = deployment.write(
        "closed.toml",
        "[http]\nlisten = \"127.0.0.1:9\"\n[keys]\nalgorithms = [\"ES256\"]\n",
    );
    let (code, found) = states(&deployment, &["--config", &config]);
    assert_eq!((code, state(&found, "issuer acme")), (1, "problem"));
    for fine in ["configuration", "data folder", "master key", "clock", "database", "keys acme"] {
        assert_eq!(state(&found, fine), "ok", "{fine}");
    }
    let said = deployment.run(&["check", "--config", &config]).out;
    assert!(said.contains("PROBLEM  issuer acme") && said.contains("is the server running?"));
}

#[test]
fn a_key_that_tenants_lack_is_told() {
    let deployment = Deployment::with_tenant();
    let config = deployment.write("more.toml", "[keys]\nalgorithms = [\"ES256\", \"EdDSA\"]\n");
    let (_, found) = states(&deployment, &["--config", &config]);
    assert_eq!(state(&found, "keys acme"), "problem");
}

#[cfg(unix)]
#[test]
fn a_master_key_that_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let deployment = Deployment::with_tenant();
    let key = deployment.folder().join("data/master.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, found) = states(&deployment, &[]);
    assert_eq!((code, state(&found, "master key")), (1, "problem"));
}

#[test]
fn a_wrong_master_key_is_told() {
    let deployment = Deployment::with_tenant();
    let key = deployment.folder().join("data/master.key");
    std::fs::write(&key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n").unwrap();
    let (code, found) = states(&deployment, &[]);
    assert_eq!((code, state(&found, "database")), (1, "problem"));
    assert_eq!(state(&found, "keys"), "skipped");
}

#[test]
fn a_configuration_that_is_wrong_is_the_only_finding() {
    let deployment = Deployment::new();
    let config = deployment.write("wrong.toml", "[htp]\nlisten = \"x\"\n");
    let (code, found) = states(&deployment, &["--config", &config]);
    assert_eq!(code, 1);
    assert_eq!(found, [("configuration".to_owned(), "problem".to_owned())]);
}

/// OIDC Discovery §3: RS256 must be among the algorithms of ID tokens.
#[test]
fn keys_without_rs256_are_told() {
    let deployment = Deployment::new();
    let (code, found) = states(&deployment, &[]);
    assert_eq!((code, state(&found, "algorithms")), (1, "problem"));
    let said = deployment.run(&["check"]).out;
    assert!(said.contains("add RS256 to keys.algorithms"), "{said}");
    let config = deployment.write("with.toml", "[keys]\nalgorithms = [\"ES256\", \"RS256\"]\n");
    let (code, found) = states(&deployment, &["--config", &config]);
    assert!(code == 0 && found.iter().all(|(name, _)| name != "algorithms"), "{found:?}");
}

/// OIDC Discovery §4.3: the issuer is reached where apps look for it, and says its own name.
#[test]
fn a_server_that_runs_as_it_should_is_no_problem() {
    let deployment = Deployment::new();
    let listen = format!("[http]\nlisten = \"127.0.0.1:{}\"\n", free_port());
    let config = deployment.write("usual.toml", &listen);
    let config = ["--config", &config];
    deployment.done(&[&["migrate"], &config[..]].concat());
    deployment.done(&[&["tenant", "add", "acme"], &config[..]].concat());
    let _server = Server::start(&deployment, config[1]);
    let (code, found) = states(&deployment, &config);
    for fine in ["database", "keys acme", "issuer acme"] {
        assert_eq!(state(&found, fine), "ok", "{fine} in {found:?}");
    }
    assert!(code == 0 && found.iter().all(|(_, state)| state == "ok"), "{found:?}");
}

#[test]
fn health_trusts_the_configured_certificate_and_no_other() {
    let certificates =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../server/tests/it/certificates").to_owned();
    let deployment = Deployment::new();
    let port = free_port();
    let config = |name: &str, pair: &str| {
        let text = format!(
            "[http]\nlisten = \"127.0.0.1:{port}\"\n[http.tls]\n\
             certificate = \"{certificates}/{pair}.pem\"\nkey = \"{certificates}/{pair}.key.pem\"\n"
        );
        deployment.write(name, &text)
    };
    let (served, other) = (config("served.toml", "ecdsa"), config("other.toml", "rsa"));
    let _server = Server::start(&deployment, &served);
    let refused = deployment.run(&["health", "--config", &other]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("another certificate"), "{}", refused.err);
}

/// What blocks nobody, or lets nobody in, is told with its place.
#[test]
fn odd_domains_and_a_missing_list_of_passwords_are_told() {
    let deployment = Deployment::with_tenant();
    let domains = serde_json::json!({"tenants": [{"group": "odd", "settings": {"accounts": {
        "domains_allowed": ["a.example", "*.b.example"], "domains_blocked": ["c.example"],
    }}}]});
    let file = deployment.write("odd.json", &domains.to_string());
    deployment.done(&["import", &file]);
    let usual = std::fs::read_to_string(deployment.folder().join("latchkey.toml")).unwrap();
    let lists = format!("{usual}[passwords]\nbreached_file = \"nowhere\"\n");
    let config = deployment.write("lists.toml", &lists);
    let (_, found) = states(&deployment, &["--config", &config]);
    assert_eq!(state(&found, "settings odd"), "problem");
    assert_eq!(state(&found, "passwords"), "problem");
    let said = deployment.run(&["check", "--config", &config]).out;
    assert!(said.contains("accounts.domains_blocked[0] is not allowed anyway"), "{said}");
}

/// An app that asks on the phone is found, wanting or whole.
#[test]
fn a_companion_app_is_told() {
    let deployment = Deployment::with_tenant();
    let usual = std::fs::read_to_string(deployment.folder().join("latchkey.toml")).unwrap();
    let found = |lines: &str| {
        let config = deployment.write("app.toml", &format!("{usual}{lines}"));
        let (_, found) = states(&deployment, &["--config", &config]);
        found.into_iter().find(|(check, _)| check == "companion app").map(|(_, state)| state)
    };
    assert_eq!(found(""), None);
    let taken = "[tenant_defaults.factors]\nallowed = [\"companion_app\"]\n";
    assert_eq!(found(taken).as_deref(), Some("problem"), "there is none");
    let app = "[companion_app]\nname = \"Hearth\"\nenable_screen = \"https://hearth.example/\"\n\
               [companion_app.api]\ndomain = \"https://push.hearth.example\"\nchallenge = \"/c\"\n";
    assert_eq!(found(app).as_deref(), Some("problem"), "api.validate is missing");
    assert_eq!(found(&format!("{app}validate = \"/v\"\n{taken}")).as_deref(), Some("ok"));
}
