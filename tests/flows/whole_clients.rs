//! Relying parties that do all that their library can, each in one go: registration, hybrid flows,
//! form_post, request objects, encrypted answers, signing out. `docs/conformance.md` lists which
//! library can what.
use crate::clients_as_they_ship::{clients, node, python, run_script, signer};
use latchkey_testkit::{AssertionKey, Op, Person, SECRET, Setup, Tenant, TenantPlan, free_port};
use serde_json::{Value, json};
use tokio::process::Command;

fn plan() -> TenantPlan {
    TenantPlan::usual().set("protocol", "request_object_encryption", true)
}

/// On each database a tenant where clients register themselves, and the port at which such a
/// client may have a server that the provider calls.
async fn tenants(registration: &str) -> Vec<(Tenant, u16)> {
    let port = free_port();
    let lines = vec![format!("fetch.allow = [\"127.0.0.1:{port}\"]")];
    let plan = plan().set("protocol", "registration", json!({"mode": registration}));
    let mut tenants = Vec::new();
    for op in Op::own_on_every_store(&Setup { lines, ..Setup::default() }).await {
        tenants.push((op.tenant(&plan).await, port));
    }
    tenants
}

fn settings(tenant: &Tenant) -> Value {
    let alice = Person::named("alice");
    json!({"issuer": tenant.issuer, "username": alice.username, "password": alice.password})
}

/// OIDC Registration §3, RFC 7592 §2, OIDC Core §3.3, §6, §10.2, FPM §2, Back-Channel Logout §2.5,
/// Front-Channel Logout §3.
#[tokio::test]
async fn oauth4webapi_from_registration_to_deletion() {
    let folder = clients().join("node");
    let Some(node) = node(&folder).await else { return };
    for (tenant, port) in tenants("initial_access_token").await {
        let invited = tenant.op.cli(&["client", "invite", &tenant.group, "--json"]).await;
        let invited: Value = serde_json::from_slice(&invited.stdout).unwrap();
        let mut settings = settings(&tenant);
        settings["initial_access_token"] = invited["initial_access_token"].clone();
        settings["port"] = port.into();
        let script = folder.join("oauth4webapi.mjs");
        run_script(Command::new(&node).arg(script), &settings, "done").await;
    }
}

/// The same of pyoidc, which takes initial access tokens for JWTs: so anybody may register here.
#[tokio::test]
async fn pyoidc_from_registration_to_deletion() {
    let folder = clients().join("python");
    let Some(python) = python(&folder) else { return };
    for (tenant, port) in tenants("open").await {
        let mut settings = settings(&tenant);
        settings["port"] = port.into();
        let script = folder.join("pyoidc.py");
        run_script(Command::new(&python).arg(script), &settings, "done").await;
    }
}

/// OIDC Core §3.3, §6.2, RFC 9101 §5, RP-Initiated Logout §2, Back-Channel Logout §2.5, Front-Channel
/// Logout §3, OIDC Registration §3, RFC 7592 §2: the application class of Authlib, and its session.
#[tokio::test]
async fn authlib_in_hybrid_flows_with_request_objects() {
    let folder = clients().join("python");
    let Some(python) = python(&folder) else { return };
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let open = json!({"mode": "initial_access_token"});
    let plan =
        plan().set("protocol", "registration", open).hybrid_client("signer", signer(&origin));
    let lines = vec![format!("fetch.allow = [\"127.0.0.1:{port}\"]")];
    for op in Op::own_on_every_store(&Setup { lines, ..Setup::default() }).await {
        let tenant = op.tenant(&plan).await;
        let invited = op.cli(&["client", "invite", &tenant.group, "--json"]).await;
        let invited: Value = serde_json::from_slice(&invited.stdout).unwrap();
        let mut settings = settings(&tenant);
        for (name, value) in [
            ("client_id", "signer"),
            ("client_secret", SECRET),
            ("key", include_str!("../../crates/testkit/keys/rsa.pem")),
        ] {
            settings[name] = value.into();
        }
        settings["port"] = port.into();
        settings["initial_access_token"] = invited["initial_access_token"].clone();
        settings["kid"] = AssertionKey::Rsa.jwks()["keys"][0]["kid"].clone();
        let script = folder.join("authlib_app.py");
        run_script(Command::new(&python).arg(script), &settings, "done").await;
    }
}
