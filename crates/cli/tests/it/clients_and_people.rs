//! Tenants, clients, people and keys by hand.
use crate::Deployment;
use latchkey_base::{CodeDigest, CompanionId, Sealed, Timestamp};
use latchkey_store::{CompanionAppRecord, TotpRecord};
use serde_json::json;

#[test]
fn a_client_secret_is_shown_once() {
    let deployment = Deployment::with_tenant();
    let made = deployment.json(&[
        "client",
        "add",
        "acme",
        "--json",
        "--redirect-uri",
        "https://app.example/callback",
    ]);
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str());
    assert!(secret.unwrap().starts_with("lks_"));
    let shown = deployment.done(&["client", "show", "acme", id]);
    assert!(!shown.contains(secret.unwrap()), "{shown}");
    let other = deployment.json(&["client", "secret", "acme", id, "--json"]);
    assert_ne!(other["client_secret"].as_str(), secret);
}

#[test]
fn a_client_that_cannot_be_is_refused_with_the_reason() {
    let deployment = Deployment::with_tenant();
    let said = deployment.refused(&["client", "add", "acme"]);
    assert!(said.contains("redirect_uris is needed"), "{said}");
    let insecure = ["client", "add", "acme", "--redirect-uri", "http://app.example/cb"];
    assert!(deployment.refused(&insecure).contains("must be https"));
}

#[test]
fn a_public_client_has_no_secret() {
    let deployment = Deployment::with_tenant();
    let made = deployment.json(&[
        "client",
        "add",
        "acme",
        "--public",
        "--native",
        "--json",
        "--redirect-uri",
        "com.example.app:/callback",
    ]);
    assert_eq!(made["client_secret"], json!(null));
    let id = made["client_id"].as_str().unwrap();
    let shown = deployment.json(&["client", "show", "acme", id]);
    assert_eq!(shown["token_endpoint_auth_method"], "none");
    assert!(deployment.refused(&["client", "secret", "acme", id]).contains("has no secret"));
    deployment.done(&["client", "remove", "acme", id]);
    assert_eq!(deployment.json(&["client", "list", "acme", "--json"]), json!([]));
}

#[test]
fn apps_are_invited_where_they_may_register() {
    let deployment = Deployment::with_tenant();
    let closed = deployment.refused(&["client", "invite", "acme"]);
    assert!(closed.contains("protocol.registration.mode"), "{closed}");
    let open = json!({"tenants": [{"group": "open", "settings": {
        "protocol": {"registration": {"mode": "initial_access_token"}},
    }}]});
    let file = deployment.write("open.json", &open.to_string());
    deployment.done(&["import", &file]);
    let made = deployment.json(&["client", "invite", "open", "--uses", "3", "--json"]);
    assert!(made["initial_access_token"].as_str().unwrap().starts_with("lki_"));
    assert_eq!(made["uses"], 3);
    assert!(made["expires_at"].is_i64());
    assert_eq!(deployment.run(&["client", "invite", "open", "--uses", "0"]).code, 2);
}

/// RFC 8628 §3.1: the grant type by its short name.
#[test]
fn a_client_for_televisions_needs_no_redirect_uri() {
    let deployment = Deployment::with_tenant();
    let add = ["client", "add", "acme", "--client-id", "tv", "--public", "--grant", "device_code"];
    deployment.done(&add);
    let shown = deployment.json(&["client", "show", "acme", "tv"]);
    assert_eq!(shown["grant_types"], json!(["urn:ietf:params:oauth:grant-type:device_code"]));
}

#[test]
fn devices_are_listed_and_revoked_by_id() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    assert_eq!(
        deployment.json(&["person", "devices", "list", "acme", "alice", "--json"]),
        json!([])
    );
    let nobody = "00000000-0000-7000-8000-000000000000";
    let said = deployment.refused(&["person", "devices", "revoke", "acme", "alice", nobody]);
    assert!(said.contains("alice has no device"), "{said}");
    assert_eq!(deployment.run(&["person", "devices", "revoke", "acme", "alice", "x"]).code, 2);
}

#[test]
fn a_person_gets_a_password_that_is_shown_once_or_brings_one() {
    let deployment = Deployment::with_tenant();
    let alice = deployment.json(&["person", "add", "acme", "Alice@Example.com", "--json"]);
    assert_eq!(alice["username"], "alice@example.com");
    assert_eq!(alice["email"], "alice@example.com");
    assert_eq!(alice["password"].as_str().map(str::len), Some(19));

    let add = ["person", "add", "acme", "bob", "--password-stdin", "--json"];
    let bob = deployment.run_with_input(&add, "gravel umbrella\n");
    assert_eq!(bob.code, 0, "{}", bob.err);
    assert!(!bob.out.contains("gravel"));
    let nothing = ["person", "add", "acme", "carol", "--password-stdin"];
    assert_eq!(deployment.run_with_input(&nothing, "\n").code, 1);

    let anew = deployment.json(&["person", "password", "acme", "bob", "--json"]);
    assert_eq!(anew["username"], "bob");
    assert_eq!(anew["password"].as_str().map(str::len), Some(19));
    let brought = ["person", "password", "acme", "bob", "--password-stdin", "--json"];
    let brought = deployment.run_with_input(&brought, "gravel umbrella\n");
    assert_eq!(brought.code, 0, "{}", brought.err);
    assert!(brought.out.contains("\"password\": null") && !brought.out.contains("gravel"));

    let taken = deployment.refused(&["person", "add", "acme", "BOB"]);
    assert!(taken.contains("username is taken"), "{taken}");
    let people = deployment.json(&["person", "list", "acme", "--json"]);
    assert_eq!(people.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_person_is_suspended_activated_and_removed() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    let status = || deployment.json(&["person", "show", "acme", "alice"])["status"].clone();
    deployment.done(&["person", "suspend", "acme", "ALICE"]);
    assert_eq!(status(), "suspended");
    deployment.done(&["person", "activate", "acme", "alice"]);
    assert_eq!(status(), "active");
    deployment.done(&["person", "remove", "acme", "alice"]);
    assert!(deployment.refused(&["person", "show", "acme", "alice"]).contains("has no"));
}

/// A lock is its owner's to take back, or an operator's who says so: nothing undoes it in passing.
#[test]
fn a_locked_person_is_unlocked_by_that_word_only() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    let status = || deployment.json(&["person", "show", "acme", "alice"])["status"].clone();
    assert!(deployment.refused(&["person", "unlock", "acme", "alice"]).contains("not locked"));
    deployment.done(&["person", "lock", "acme", "alice"]);
    assert_eq!(status(), "locked");
    assert!(deployment.done(&["person", "list", "acme"]).contains("locked"));
    assert!(deployment.refused(&["person", "activate", "acme", "alice"]).contains("unlock"));
    assert_eq!(status(), "locked");
    let factors = ["person", "factors", "list", "acme", "alice", "--json"];
    assert_eq!(deployment.json(&factors).as_array().map(Vec::len), Some(0), "no password is left");
    assert!(deployment.done(&["person", "unlock", "acme", "alice"]).contains("no password"));
    assert_eq!(status(), "active");
    deployment.done(&["person", "suspend", "acme", "alice"]);
    assert!(deployment.done(&["person", "lock", "acme", "alice"]).contains("suspended"));
    assert_eq!(status(), "suspended", "the owner's word does not outweigh the operator's");
}

#[test]
fn keys_rotate_with_overlap() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["keys", "rotate", "acme"]);
    let keys = deployment.json(&["keys", "list", "acme", "--json"]);
    let states: Vec<_> = keys.as_array().unwrap().iter().map(|key| key["state"].clone()).collect();
    assert_eq!(states, ["waiting", "leaving"]);
    assert!(keys[0]["active_from"].as_i64() < keys[1]["retires_at"].as_i64());
    assert!(deployment.done(&["keys", "rotate", "acme"]).contains("no signing key is due"));
}

#[test]
fn a_tenant_is_switched_off_and_on() {
    let deployment = Deployment::with_tenant();
    let disabled = || deployment.json(&["tenant", "show", "acme"])["disabled"].clone();
    deployment.done(&["tenant", "disable", "acme"]);
    assert_eq!(disabled(), json!(true));
    let told = deployment.json(&["tenant", "enable", "acme", "--json"]);
    assert_eq!((&told["group"], &told["disabled"]), (&json!("acme"), &json!(false)));
    assert_eq!(disabled(), json!(false));
}

#[test]
fn a_tenant_is_removed_when_its_group_is_typed_again() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["tenant", "add", "other"]);
    for tenant in ["acme", "other"] {
        deployment.done(&["person", "add", tenant, "alice"]);
        let uri = "https://app.example/callback";
        deployment.done(&["client", "add", tenant, "--client-id", "app", "--redirect-uri", uri]);
    }
    let remove = ["tenant", "remove", "acme"];
    for wrong in ["", "other\n", "Acme\n"] {
        let ran = deployment.run_with_input(&remove, wrong);
        assert_eq!(ran.code, 1, "{wrong:?}");
        assert!(ran.err.contains("nothing was removed"), "{}", ran.err);
    }
    deployment.done(&["person", "show", "acme", "alice"]);

    let ran = deployment.run_with_input(&remove, "acme\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(deployment.refused(&["tenant", "show", "acme"]).contains("no tenant \"acme\""));
    deployment.done(&["person", "show", "other", "alice"]);
    deployment.done(&["client", "show", "other", "app"]);

    let removed = deployment.json(&["tenant", "remove", "other", "--yes", "--json"]);
    assert_eq!(removed["group"], "other");
    assert_eq!(deployment.json(&["tenant", "list", "--json"]), json!([]));
    // The word is free again, and nobody is left behind under it.
    deployment.done(&["tenant", "add", "acme"]);
    assert_eq!(deployment.json(&["person", "list", "acme", "--json"]), json!([]));
}

#[test]
fn migrations_go_up_and_down() {
    let deployment = Deployment::new();
    assert!(deployment.done(&["migrate"]).contains("applied"));
    assert!(deployment.done(&["migrate"]).contains("up to date"));
    assert!(deployment.done(&["migrate", "--down", "1"]).contains("took back"));
    assert!(deployment.done(&["migrate"]).contains("applied"));
}

/// What the release before cannot read is gone when its tables are back.
#[test]
fn a_companion_app_is_taken_back_with_its_migration() {
    let deployment = Deployment::with_tenant();
    let settings = json!({"factors": {"allowed": ["totp", "companion_app", "sms"]}});
    let other = json!({"factors": {"allowed": ["companion_app"]}});
    let tenants = json!({"tenants": [
        {"group": "acme", "settings": settings},
        {"group": "other", "settings": other},
    ]});
    let file = deployment.write("acme.json", &tenants.to_string());
    deployment.done(&["import", &file]);
    for (name, kinds) in [("alice", &["sms", "companion_app"][..]), ("bob", &["companion_app"])] {
        deployment.done(&["person", "add", "acme", name]);
        deployment.done(&["person", "factors", "require", "acme", name]);
        let refuse = ["person", "factors", "refuse", "acme", name];
        deployment.done(&[&refuse[..], kinds].concat());
    }
    // 0027, and what has come after it.
    deployment.done(&["migrate", "--down", "2"]);
    deployment.done(&["migrate"]);
    let allowed = |group| {
        let shown = deployment.json(&["tenant", "show", group]);
        shown["settings"]["factors"]["allowed"].clone()
    };
    assert_eq!(allowed("acme"), json!(["totp", "sms"]));
    assert_eq!(allowed("other"), json!([]));
    let refuses = |name| deployment.json(&["person", "show", "acme", name])["refuses"].clone();
    assert_eq!((refuses("alice"), refuses("bob")), (json!(["sms"]), json!([])));
}

#[test]
fn what_a_script_makes_is_told_as_json() {
    let deployment = Deployment::new();
    let migrated = deployment.json(&["migrate", "--json"]);
    assert!(
        !migrated["applied"].as_array().unwrap().is_empty() && migrated["taken_back"] == json!([])
    );
    assert_eq!(deployment.json(&["migrate", "--json"])["applied"], json!([]));
    let tenant = deployment.json(&["tenant", "add", "acme", "--name", "Acme Ltd", "--json"]);
    assert_eq!((&tenant["group"], &tenant["name"]), (&json!("acme"), &json!("Acme Ltd")));
    assert_eq!(tenant, deployment.json(&["tenant", "list", "--json"])[0]);

    let rotated = deployment.json(&["keys", "rotate", "acme", "--json"]);
    let listed = deployment.json(&["keys", "list", "acme", "--json"]);
    assert_eq!(rotated, json!([listed[0]]));
    assert_eq!((&rotated[0]["tenant"], &rotated[0]["state"]), (&json!("acme"), &json!("waiting")));
    assert_eq!(deployment.json(&["keys", "rotate", "--all-tenants", "--json"]), json!([]));

    let back = deployment.json(&["migrate", "--down", "1", "--json"]);
    assert_eq!(back["applied"], json!([]));
    assert_eq!(back["taken_back"].as_array().map(Vec::len), Some(1));
}

/// What nobody has set up cannot be taken away, and says so.
#[test]
fn the_factors_of_a_person_are_listed_and_removed() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    let listed = deployment.json(&["person", "factors", "list", "acme", "alice", "--json"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed[0]["factor"], "password");
    assert!(deployment.done(&["person", "factors", "list", "acme", "alice"]).contains("password"));
    let remove = ["person", "factors", "remove", "acme", "alice", "totp"];
    assert!(deployment.done(&remove).contains("alice has no totp"));
    let removed = deployment.json(&[&remove[..], &["--json"]].concat());
    assert_eq!(
        removed,
        json!({"factor": "totp", "removed": false, "recovery_codes_removed": false})
    );
    let remove = ["person", "factors", "remove", "acme", "alice", "sms"];
    assert!(deployment.done(&remove).contains("alice has no sms"));
    let remove = ["person", "factors", "remove", "acme", "alice", "passkey", "--name", "Phone"];
    assert!(deployment.done(&remove).contains("alice has no passkey"));
    let odd = ["person", "factors", "remove", "acme", "alice", "totp", "--name", "Phone"];
    assert_ne!(deployment.run(&odd).code, 0);
    assert_eq!(deployment.run(&["person", "factors", "remove", "acme", "alice", "nose"]).code, 2);
}

#[test]
fn a_companion_app_is_listed_and_removed() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    let remove = ["person", "factors", "remove", "acme", "alice", "companion_app"];
    assert!(deployment.done(&remove).contains("alice has no companion_app"));
    let created_at = Timestamp::from_seconds(1_000_000_000);
    deployment.write_in_acme(move |tx| {
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        let handle = CompanionId::from_bytes([1; 16]);
        tx.put_totp(&TotpRecord {
            account,
            sealed: Sealed::from_bytes(vec![1]),
            last_step: 0,
            created_at,
            used_at: None,
        })?;
        tx.put_recovery_codes(account, &[CodeDigest::from_bytes([1; 32])], created_at)?;
        tx.put_companion_app(&CompanionAppRecord { account, handle, created_at, used_at: None })
    });
    let totp = ["person", "factors", "remove", "acme", "alice", "totp", "--json"];
    assert_eq!(deployment.json(&totp)["recovery_codes_removed"], false, "they stand in for it");
    let listed = deployment.json(&["person", "factors", "list", "acme", "alice", "--json"]);
    assert_eq!(listed[1]["factor"], "companion_app", "{listed}");
    assert_eq!(listed[1]["created_at"], 1_000_000_000);
    let said = deployment.done(&remove);
    assert!(said.contains("no longer has companion_app, nor the recovery codes"), "{said}");
    assert!(deployment.done(&remove).contains("alice has no companion_app"));
}

/// Two factors are demanded of one person, if they can have them, until that is taken back.
#[test]
fn two_factors_are_demanded_of_a_person() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    let demanded = || deployment.json(&["person", "show", "acme", "alice"])["two_factors"].clone();
    assert_eq!(demanded(), false);
    let require = ["person", "factors", "require", "acme", "ALICE"];
    assert!(deployment.done(&require).contains("alice signs in with two factors"));
    assert_eq!(demanded(), true);
    let release = ["person", "factors", "release", "acme", "alice"];
    assert!(deployment.done(&release).contains("what others are asked for"));
    assert_eq!(demanded(), false);
    let as_json = deployment.json(&[&require[..], &["--json"]].concat());
    assert_eq!(as_json, json!({"two_factors": true}));
    let nobody = ["person", "factors", "require", "acme", "bob"];
    assert!(deployment.refused(&nobody).contains("bob"));
    let mail =
        json!({"tenants": [{"group": "mail", "settings": {"factors": {"allowed": ["email"]}}}]});
    let file = deployment.write("mail.json", &mail.to_string());
    deployment.done(&["import", &file]);
    deployment.done(&["person", "add", "mail", "carol"]);
    let said = deployment.refused(&["person", "factors", "require", "mail", "carol"]);
    assert!(said.contains("carol can have no second factor at mail"), "{said}");
}

/// Where nobody is remembered, nobody is forgotten, and that is said.
#[test]
fn the_remembered_browsers_of_a_person_are_listed_and_forgotten() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    let list = ["person", "browsers", "list", "acme", "alice", "--json"];
    assert_eq!(deployment.json(&list), json!([]));
    let forget = ["person", "browsers", "forget", "acme", "alice"];
    assert!(deployment.done(&forget).contains("alice has no remembered browser"));
    assert_eq!(deployment.json(&[&forget[..], &["--json"]].concat()), json!({"forgotten": 0}));
    let nobody = "01900000-0000-7000-8000-000000000000";
    let said = deployment.refused(&[&forget[..], &[nobody]].concat());
    assert!(said.contains("no remembered browser"), "{said}");
    assert_eq!(deployment.run(&[&forget[..], &["x"]].concat()).code, 2);
}

/// Where nobody has asked, there is nothing to decide on, and that is said.
#[test]
fn requests_of_people_who_lost_their_second_step_are_listed_and_decided_on() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    let list = ["person", "recovery", "list", "acme", "--json"];
    assert_eq!(deployment.json(&list), json!([]));
    let approve = ["person", "recovery", "approve", "acme", "alice"];
    assert!(deployment.refused(&approve).contains("alice has no request that waits"));
    let stop = ["person", "recovery", "stop", "acme", "alice"];
    assert!(deployment.refused(&stop).contains("alice has no request that is open"));
    assert!(deployment.refused(&["person", "recovery", "stop", "acme", "bob"]).contains("bob"));
    assert_eq!(deployment.run(&["person", "recovery", "approve", "acme"]).code, 2);
}

/// A demand for another password is on the account until one is chosen.
#[test]
fn another_password_is_demanded_of_whoever_has_one() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice", "--must-change"]);
    let demand =
        |name| deployment.json(&["person", "show", "acme", name])["password_demand"].clone();
    assert_eq!(demand("alice"), "operator");
    deployment.done(&["person", "password", "acme", "alice"]);
    assert_eq!(demand("alice"), json!(null));
    let shown = deployment.json(&["person", "require-password-change", "acme", "ALICE", "--json"]);
    assert_eq!(shown["password_demand"], "operator");
    deployment.done(&["person", "require-password-change", "acme", "alice", "--off"]);
    assert_eq!(demand("alice"), json!(null));
    deployment.done(&["person", "password", "acme", "alice", "--must-change"]);
    assert_eq!(demand("alice"), "operator");
    deployment.done(&["person", "add", "acme", "bob", "--no-password"]);
    let said = deployment.refused(&["person", "require-password-change", "acme", "bob"]);
    assert!(said.contains("bob has no password"), "{said}");
}

/// A link for an address without an account, printed where no mail shall go.
#[test]
fn somebody_is_invited_with_a_link() {
    let deployment = Deployment::with_tenant();
    let invite = ["person", "invite", "acme", "--email", "Carol@Example.com", "--json"];
    let made = deployment.json(&[&invite[..], &["--no-mail"]].concat());
    assert_eq!((&made["email"], &made["mailed"]), (&json!("carol@example.com"), &json!(false)));
    assert!(made["link"].as_str().unwrap().contains("/acme/invitation?code="), "{made}");
    assert!(made["expires_at"].is_i64());
    let mailed = deployment.json(&invite);
    assert_eq!((&mailed["link"], &mailed["mailed"]), (&json!(null), &json!(true)));
    deployment.done(&["person", "add", "acme", "carol@example.com"]);
    assert!(deployment.refused(&invite[..5]).contains("email is taken"));
    let said = deployment.refused(&["person", "invite", "acme", "--email", "nonsense"]);
    assert!(said.contains("email is malformed"), "{said}");
}

#[test]
fn terms_of_use_are_set_and_taken_away() {
    let deployment = Deployment::with_tenant();
    let nothing = deployment.refused(&["tenant", "terms", "acme", "--terms-version", "1"]);
    assert!(nothing.contains("needs an uri"), "{nothing}");
    let set = ["tenant", "terms", "acme", "--terms-version", "2", "--from", "2027-01-31", "--json"];
    let uri = ["--uri", "https://acme.example/terms"];
    let shown = deployment.json(&[&set[..], &uri].concat());
    assert_eq!((&shown["version"], &shown["uri"]), (&json!("2"), &json!(uri[1])));
    let odd = ["tenant", "terms", "acme", "--terms-version", "2", "--from", "soon"];
    assert!(deployment.refused(&odd).contains("must be a day"));
    deployment.done(&["tenant", "terms", "acme", "--none"]);
    let settings = &deployment.json(&["tenant", "show", "acme"])["settings"]["terms"];
    assert_eq!(settings["version"], json!(null));
}

/// A word by itself: whoever sets passwords by hand hears that one is known from a leak.
#[test]
fn a_leaked_password_is_refused_unless_it_is_wanted() {
    let deployment = Deployment::with_tenant();
    // SHA-1 of "password".
    deployment.write("leaked.txt", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9\n");
    let usual = std::fs::read_to_string(deployment.folder().join("latchkey.toml")).unwrap();
    let text = format!("{usual}[passwords]\nbreached_file = \"leaked.txt\"\n");
    let config = deployment.write("leaks.toml", &text);
    let add = ["person", "add", "acme", "bob", "--config", &config, "--password-stdin"];
    let ran = deployment.run_with_input(&add, "password\n");
    assert!(ran.code == 1 && ran.err.contains("known from a leak"), "{}", ran.err);
    let nevertheless = [&add[..], &["--even-if-breached"]].concat();
    assert_eq!(deployment.run_with_input(&nevertheless, "password\n").code, 0);
}
