use super::*;
use crate::config::{LogFormat, Network};
use latchkey_base::Seconds;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Config::read(Some(("latchkey.toml", text)), variables)
}

fn refused(text: &str, variables: &[(&str, &str)]) -> String {
    read(text, variables).unwrap_err().to_string()
}

#[test]
fn nothing_set_means_the_defaults() {
    let config = read("", &[]).unwrap();
    assert_eq!(
        serde_json::to_value(&config).unwrap(),
        serde_json::to_value(Config::default()).unwrap()
    );
}

#[test]
fn the_environment_overrides_the_file_and_the_file_the_defaults() {
    let file = "[http]\nworkers = 3\nkeep_alive = 5\n[log]\nformat = \"json\"";
    let config = read(file, &[("LATCHKEY_HTTP__WORKERS", "7"), ("HOME", "/root")]).unwrap();
    assert_eq!(config.http.workers, 7);
    assert_eq!(config.http.keep_alive, Seconds::new(5));
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.http.longest_body, 65_536);
}

#[test]
fn a_variable_has_the_type_of_its_setting() {
    let variables = [
        ("LATCHKEY_HTTP__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1"),
        ("LATCHKEY_TENANT_DEFAULTS__ACCOUNTS__SIGN_UP", "true"),
        ("LATCHKEY_MASTER_KEY", "0123"),
        ("LATCHKEY_TENANT_DEFAULTS__BRANDING__DISPLAY_NAME", "42"),
    ];
    let config = read("", &variables).unwrap();
    let expected: Vec<Network> =
        ["10.0.0.0/8", "192.0.2.1"].iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!(config.http.trusted_proxies, expected);
    assert!(config.tenant_defaults.accounts.sign_up);
    assert_eq!(config.master_key.get().unwrap().expose(), "0123");
    assert_eq!(config.tenant_defaults.branding.display_name.as_deref(), Some("42"));
}

#[test]
fn an_empty_variable_counts_as_absent() {
    let config = read("", &[("LATCHKEY_HTTP__PUBLIC_URL", "")]).unwrap();
    assert_eq!(config.http.public_url, None);
}

#[test]
fn a_misspelt_key_is_refused_with_the_nearest_name() {
    assert_eq!(
        refused("[http]\nlisten_on = \"127.0.0.1:1\"\n", &[]),
        "latchkey.toml sets http.listen_on, which is no setting; did you mean http.listen?"
    );
    assert_eq!(
        refused("", &[("LATCHKEY_HTTP__LISEN", "127.0.0.1:1")]),
        "the environment sets LATCHKEY_HTTP__LISEN, which is no setting; \
         did you mean LATCHKEY_HTTP__LISTEN?"
    );
}

#[test]
fn a_table_cannot_be_set_by_one_variable() {
    assert!(refused("", &[("LATCHKEY_HTTP", "x")]).contains("LATCHKEY_HTTP"));
}

#[test]
fn variables_of_other_purposes_are_left_alone() {
    let others = [
        ("LATCHKEY_CONFIG", "x"),
        ("LATCHKEY_REQUIRE", "postgres"),
        ("LATCHKEY_TEST_X", "1"),
        ("LATCHKEY_SERVICE_HOST", "10.0.0.1"),
        ("LATCHKEY_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
    ];
    assert!(read("", &others).is_ok());
}

#[test]
fn a_wrong_value_is_told_with_key_and_place() {
    let message = refused("[http]\nworkers = \"many\"", &[]);
    assert!(message.starts_with("http.workers in latchkey.toml: "), "{message}");
    let message = refused("", &[("LATCHKEY_HTTP__WORKERS", "many")]);
    assert!(message.starts_with("http.workers in the environment: "), "{message}");
    let message = refused("[http]\nlisten = \"localhost\"", &[]);
    assert!(message.starts_with("http.listen in latchkey.toml: "), "{message}");
    let message = refused("http = [", &[]);
    assert!(message.starts_with("latchkey.toml is not TOML: ") && !message.contains('\n'));
}

#[test]
fn a_key_inside_a_list_is_checked_too() {
    let file = "[[tenant_defaults.protocol.scopes]]\nname = \"read\"\ndescriptio = \"x\"";
    assert!(refused(file, &[]).contains("descriptio"));
}

#[test]
fn a_symmetric_key_for_a_tenant_is_refused() {
    assert!(refused("[keys]\nalgorithms = [\"HS256\"]", &[]).contains("keys.algorithms"));
}

#[test]
fn the_master_key_does_not_come_out_again() {
    let config = read("master_key = \"hush\"", &[]).unwrap();
    assert!(!serde_json::to_string(&config).unwrap().contains("hush"));
    assert!(!format!("{config:?}").contains("hush"));
}

#[test]
fn impossible_defaults_for_tenants_are_refused() {
    let file = "[tenant_defaults.protocol.lifetimes]\nauthorization_code = 3600";
    let expected = "tenant_defaults.protocol.lifetimes.authorization_code must be at most 600";
    assert_eq!(refused(file, &[]), expected);
}

#[test]
fn lifetimes_and_shares_have_bounds() {
    for (file, expected) in [
        ("[http]\nbrowser_cookies_kept = 0", "http.browser_cookies_kept must be above 0"),
        (
            "[passkeys]\ntimeout = 0",
            "passkeys.timeout must be from 1 to passkeys.question_lifetime",
        ),
        (
            "[passkeys]\nquestion_lifetime = 60\ntimeout = 61",
            "passkeys.timeout must be from 1 to passkeys.question_lifetime",
        ),
        (
            "[passkeys]\nquestion_lifetime = 86401",
            "passkeys.question_lifetime must be from 1 to 86400 (a day)",
        ),
        ("[explain]\nclient_share = 0", "explain.client_share must be from 1 to 100"),
        ("[explain]\nclient_share = 101", "explain.client_share must be from 1 to 100"),
        ("[fetch]\nclient_copies_share = 0", "fetch.client_copies_share must be from 1 to 100"),
    ] {
        assert_eq!(refused(file, &[]), expected);
    }
}

/// Security: nor does it stand in the configuration that is printed.
#[test]
fn the_token_of_the_gateway_may_be_in_a_file() {
    let file = std::env::temp_dir().join(format!("latchkey-sms-{}", std::process::id()));
    std::fs::write(&file, "s3cret\n").unwrap();
    let text = format!("[sms.http]\ntoken_file = {:?}", file.display().to_string());
    let config = read(&text, &[]);
    std::fs::remove_file(&file).unwrap();
    let config = config.unwrap();
    assert!(!format!("{config:?}").contains("s3cret"));
    assert!(!serde_json::to_string(&config).unwrap().contains("s3cret"));
    assert_eq!(config.sms.http.token.unwrap().expose(), "s3cret");
    assert!(refused(&text, &[]).starts_with("cannot read "));
    assert!(refused("[sms]\ngateway = 1", &[]).contains("sms.gateway"));
}

#[test]
fn the_mail_password_may_be_in_a_file() {
    let file = std::env::temp_dir().join(format!("latchkey-smtp-{}", std::process::id()));
    std::fs::write(&file, "hunter2\n").unwrap();
    let text = format!("[mail.smtp]\npassword_file = {:?}", file.display().to_string());
    let config = read(&text, &[]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(config.unwrap().mail.smtp.password.unwrap().expose(), "hunter2");
    assert!(refused(&text, &[]).starts_with("cannot read "));
}
