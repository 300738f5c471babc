//! `openid-client` from npm and Authlib from PyPI, at pinned versions, each with its own idea of
//! the specifications.
use latchkey_testkit::{
    AssertionKey, Need, Op, Person, REDIRECT_URI, SECRET, Setup, Tenant, TenantPlan, free_port,
    skipped,
};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tokio::process::Command;

const METHODS: [&str; 4] =
    ["client_secret_basic", "client_secret_post", "client_secret_jwt", "none"];

pub fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// The Node.js to run the scripts of `folder` with; `None`, with a line that says so, when it or
/// their packages are missing.
pub async fn node(folder: &Path) -> Option<OsString> {
    let node = std::env::var_os("LATCHKEY_NODE").unwrap_or_else(|| "node".into());
    let runs = Command::new(&node).arg("--version").output().await.is_ok();
    if runs && folder.join("node_modules/openid-client").exists() {
        return Some(node);
    }
    let remedy = "install Node.js 20 or later and run `npm ci` in tests/clients/node";
    skipped(Need::Node, &format!("{remedy}, or let `cargo xtask test` do it"));
    None
}

/// The Python of the folder's virtual environment; `None`, with a line that says so, when it is
/// missing.
pub fn python(folder: &Path) -> Option<PathBuf> {
    let own = folder.join(".venv/bin/python");
    let python = std::env::var_os("LATCHKEY_PYTHON").map_or(own, PathBuf::from);
    if python.exists() {
        return Some(python);
    }
    let remedy = "make a virtual environment from tests/clients/python/requirements.txt";
    skipped(Need::Python, &format!("{remedy}, or let `cargo xtask test` do it"));
    None
}

async fn tenant() -> Tenant {
    let plan = METHODS.iter().fold(TenantPlan::usual(), |plan, method| {
        plan.client(method, json!({"token_endpoint_auth_method": method}))
    });
    Op::shared().await.tenant(&plan).await
}

/// Runs a script with its settings; it says `last` at its end.
pub async fn run_script(command: &mut Command, settings: &Value, last: &str) {
    let done = command.arg(settings.to_string()).output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = format!("{}{}", text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{settings}: {said}");
    assert!(text(&done.stdout).ends_with(&format!("{last}\n")), "not through to the end: {said}");
}

/// One flow of a script, with a client that authenticates by `method`; it says `last` at its end.
async fn run(
    command: &mut Command,
    tenant: &Tenant,
    (client_id, method): (&str, &str),
    last: &str,
) {
    let alice = Person::named("alice");
    let settings = json!({
        "issuer": tenant.issuer,
        "client_id": client_id,
        "client_secret": SECRET,
        "method": method,
        "redirect_uri": REDIRECT_URI,
        "post_logout_redirect_uri": "http://127.0.0.1:9/bye",
        "username": alice.username,
        "password": alice.password,
    });
    run_script(command, &settings, last).await;
}

/// OIDC Core §3.2, §3.3, FPM §2: the hybrid and implicit flows of a library that checks every hash.
#[tokio::test]
async fn openid_client_in_the_hybrid_and_implicit_flows() {
    let folder = clients().join("node");
    let Some(node) = node(&folder).await else { return };
    let plan = TenantPlan::usual().hybrid_client("hybrid", json!({}));
    let tenant = Op::shared().await.tenant(&plan).await;
    let script = folder.join("hybrid.mjs");
    run(Command::new(node).arg(script), &tenant, ("hybrid", "client_secret_basic"), "done").await;
}

/// OIDC Core §6.1, §6.2, RFC 9101 §5: requests that say nothing beside the object, which is signed,
/// at an address of the client's, and signed and encrypted; Back-Channel Logout §2.5, Front-Channel
/// Logout §3.
#[tokio::test]
async fn openid_client_sends_request_objects() {
    let folder = clients().join("node");
    let Some(node) = node(&folder).await else { return };
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let mut signs = signer(&origin);
    signs["require_signed_request_object"] = true.into();
    let plan = TenantPlan::usual()
        .set("protocol", "request_object_encryption", true)
        .client("signer", signs);
    let lines = vec![format!("fetch.allow = [\"127.0.0.1:{port}\"]")];
    for op in Op::own_on_every_store(&Setup { lines, ..Setup::default() }).await {
        let tenant = op.tenant(&plan).await;
        let alice = Person::named("alice");
        let settings = json!({
            "issuer": tenant.issuer,
            "client_id": "signer",
            "client_secret": SECRET,
            "redirect_uri": format!("{origin}/callback"),
            "port": port,
            "username": alice.username,
            "password": alice.password,
            "key": include_str!("../../crates/testkit/keys/rsa.pem"),
            "kid": AssertionKey::Rsa.jwks()["keys"][0]["kid"],
        });
        let script = folder.join("request_objects.mjs");
        run_script(Command::new(&node).arg(script), &settings, "done").await;
    }
}

/// A client that signs its requests with the RSA key of the tests and has its server at `origin`.
pub fn signer(origin: &str) -> Value {
    json!({
        "redirect_uris": [format!("{origin}/callback")],
        "jwks": AssertionKey::Rsa.jwks(),
        "request_object_signing_alg": "RS256",
        "request_uris": [format!("{origin}/request.jwt")],
        "post_logout_redirect_uris": [format!("{origin}/bye")],
        "backchannel_logout_uri": format!("{origin}/back-channel"),
        "backchannel_logout_session_required": true,
        "frontchannel_logout_uri": format!("{origin}/front-channel"),
        "frontchannel_logout_session_required": true,
    })
}

/// OIDC Registration §3, RFC 7591 §3, RFC 7592 §2: from nothing to a client and back, with what
/// deleting ends.
#[tokio::test]
async fn openid_client_registers_changes_and_deletes_itself() {
    let folder = clients().join("node");
    let Some(node) = node(&folder).await else { return };
    let mode = json!({"mode": "initial_access_token"});
    let plan = TenantPlan::usual().set("protocol", "registration", mode);
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan).await;
        let invited = op.cli(&["client", "invite", &tenant.group, "--json"]).await;
        let invited: Value = serde_json::from_slice(&invited.stdout).unwrap();
        let alice = Person::named("alice");
        let settings = json!({
            "issuer": tenant.issuer,
            "initial_access_token": invited["initial_access_token"],
            "redirect_uri": REDIRECT_URI,
            "username": alice.username,
            "password": alice.password,
        });
        let script = folder.join("registration.mjs");
        run_script(Command::new(&node).arg(script), &settings, "deleted").await;
    }
}

/// OIDC Core §3.1, RP-Initiated Logout §2: the code flow to its end, with each way to authenticate.
#[tokio::test]
async fn openid_client_for_node() {
    let folder = clients().join("node");
    let Some(node) = node(&folder).await else { return };
    let tenant = tenant().await;
    for method in METHODS {
        let mut node = Command::new(&node);
        let script = folder.join("flow.mjs");
        run(node.arg(script), &tenant, (method, method), "signed out").await;
    }
}

#[tokio::test]
async fn authlib_for_python() {
    let folder = clients().join("python");
    let Some(python) = python(&folder) else { return };
    let tenant = tenant().await;
    for method in ["client_secret_basic", "client_secret_post"] {
        run(
            Command::new(&python).arg(folder.join("flow.py")),
            &tenant,
            (method, method),
            "revocation",
        )
        .await;
    }
}
