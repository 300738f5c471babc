//! The provider under measurement: configured, filled, started, asked.
use crate::browser::Browser;
use crate::http::{self, Connection};
use crate::keys::Keys;
use crate::load::expect;
use crate::operations::Stock;
use crate::process::{Server, free_port, pinned};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_authenticators::Device;
use serde_json::{Value, json};
use std::cell::Cell;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

/// What issuers begin with. Nobody resolves it: requests name no host that matters.
pub const PUBLIC_URL: &str = "http://localhost:8080";
/// Where answers go. Nothing listens there.
pub const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";
/// RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const SECRET: &str = "bench-secret-bench-secret-bench-secret-bench";
/// Who has a password.
pub const ALICE: &str = "alice";
/// Who has a passkey too.
const BOB: &str = "bob";
/// Everybody's.
pub const PASSWORD: &str = "correct horse battery staple";

/// A running provider with one tenant `bench` and one, `brief`, whose tokens live two seconds.
pub struct Provider {
    program: PathBuf,
    configuration: PathBuf,
    port: u16,
    metrics: SocketAddr,
    /// The process.
    pub server: Server,
    /// Keys of its clients.
    pub keys: Rc<Keys>,
    /// From how many networks clients have registered themselves.
    pub networks: Rc<Cell<u32>>,
    /// Codes of devices that wait for somebody.
    pub devices: Stock,
}

/// Statements since the start.
#[derive(Clone, Copy, Default)]
pub struct Statements {
    /// That read.
    pub read: f64,
    /// That wrote.
    pub written: f64,
}

impl Provider {
    /// Makes the database, imports, starts.
    pub async fn start(program: &Path, folder: &Path, url: Option<&str>) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        let (port, metrics) = (free_port()?, free_port()?);
        let configuration = folder.join("latchkey.toml");
        let text = |text: &str| Value::from(text).to_string();
        let database =
            url.map_or_else(String::new, |url| format!("database.url = {}\n", text(url)));
        let lines = format!(
            "data = {}\n{database}http.listen = \"127.0.0.1:{port}\"\nhttp.public_url = {}\n\
             metrics.listen = \"127.0.0.1:{metrics}\"\nlog.level = \"warn\"\n\
             http.trusted_proxies = [\"127.0.0.1/32\"]\nworkers.sweep_every = 1\n\
             http.interactions_per_minute = 1000000\n",
            text(&folder.join("data").to_string_lossy()),
            text(PUBLIC_URL),
        );
        std::fs::write(&configuration, lines).map_err(|e| e.to_string())?;
        let import = folder.join("import.json");
        let keys = Rc::new(Keys::generate().map_err(|e| e.to_string())?);
        std::fs::write(&import, tenants(&keys).to_string()).map_err(|e| e.to_string())?;
        std::fs::create_dir_all(folder.join("data")).map_err(|e| e.to_string())?;
        let tool = |arguments: &[&str]| run(program, &configuration, arguments);
        tool(&["migrate"])?;
        tool(&["import", &import.to_string_lossy()])?;
        let server = serve(program, &configuration, (port, &[])).await?;
        let metrics = SocketAddr::from((Ipv4Addr::LOCALHOST, metrics));
        let (program, networks, devices) = (program.to_owned(), Rc::default(), Stock::default());
        Ok(Self { program, configuration, port, metrics, server, keys, networks, devices })
    }

    /// Stops it and starts it again on the database that it has filled.
    pub async fn restart(&mut self) -> Result<(), String> {
        self.restart_with(&[]).await
    }

    /// The same with settings of the environment, until the next start.
    pub async fn restart_with(&mut self, settings: &[(&str, &str)]) -> Result<(), String> {
        self.server.stop()?;
        self.server = serve(&self.program, &self.configuration, (self.port, settings)).await?;
        Ok(())
    }

    /// What the store has counted so far.
    pub async fn statements(&self) -> Result<Statements, String> {
        let mut connection = Connection::open(self.metrics).await?;
        let answer = connection.exchange(&http::get("/metrics", "")).await?;
        expect(&answer, 200)?;
        let figure = |name: &str| {
            let line = answer.body.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.trim().parse().ok())
                .ok_or_else(|| format!("the metrics have no {name}"))
        };
        Ok(Statements {
            read: figure("latchkey_store_statements_read_total")?,
            written: figure("latchkey_store_statements_written_total")?,
        })
    }

    /// Signs somebody in; gives their browser.
    pub async fn sign_in(&self) -> Result<Browser, String> {
        let mut connection = Connection::open(self.server.address).await?;
        let (mut browser, path) = (Browser::default(), authorize_path("app", "code"));
        let arrived = browser.sign_in(&mut connection, &path, ALICE, PASSWORD).await?;
        with_code(&arrived)?;
        Ok(browser)
    }

    /// A device with a passkey.
    pub async fn make_passkey(&self) -> Result<Device, String> {
        let mut connection = Connection::open(self.server.address).await?;
        let (mut browser, mut device) = (Browser::default(), Device::default());
        let (path, bob) = (authorize_path("app", "code"), (BOB, PASSWORD));
        let arrived = browser.make_passkey(&mut connection, &path, bob, &mut device).await?;
        with_code(&arrived)?;
        Ok(device)
    }
}

/// An answer of the authorization endpoint has a code.
pub fn with_code(arrived: &str) -> Result<(), String> {
    let there = arrived.contains("code=");
    if there { Ok(()) } else { Err(format!("signing in ends at {arrived}")) }
}

async fn serve(
    program: &Path,
    configuration: &Path,
    (port, settings): (u16, &[(&str, &str)]),
) -> Result<Server, String> {
    let mut command = pinned(program);
    command.arg("serve").env("LATCHKEY_CONFIG", configuration);
    command.envs(settings.iter().copied());
    Server::start(command, port, "/ready-check").await
}

fn run(program: &Path, configuration: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(arguments).env("LATCHKEY_CONFIG", configuration).stdin(Stdio::null());
    let done = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&done.stderr)))
}

/// The tenants in the form that `latchkey import` reads.
fn tenants(keys: &Keys) -> Value {
    let client = |client_id: &str, alg: &str| {
        json!({
            "client_id": client_id,
            "client_name": client_id,
            "client_secret": SECRET,
            "redirect_uris": [REDIRECT_URI],
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
            "response_types": ["code"],
            "application_type": "native",
            "token_endpoint_auth_method": "client_secret_basic",
            "id_token_signed_response_alg": alg,
            "client_skip_consent": true,
        })
    };
    let mut front = client("app-front", "ES256");
    front["grant_types"] = json!(["authorization_code", "implicit"]);
    front["response_types"] = json!(["code id_token", "id_token token"]);
    let mut encrypted = client("app-jwe", "ES256");
    encrypted["jwks"] = keys.recipient_jwks();
    encrypted["id_token_encrypted_response_alg"] = "RSA-OAEP-256".into();
    encrypted["id_token_encrypted_response_enc"] = "A128GCM".into();
    let by_key = json!({
        "client_id": "app-key", "client_name": "app-key", "jwks": keys.signing_jwks(),
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["client_credentials"], "response_types": [],
    });
    let tv = json!({
        "client_id": "tv", "client_name": "tv", "token_endpoint_auth_method": "none",
        "grant_types": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        "response_types": [],
    });
    let person = |name: &str| {
        json!({
            "username": name, "email": format!("{name}@example.com"), "email_verified": true,
            "password": PASSWORD, "profile": {"name": format!("{name} Example")},
        })
    };
    json!({"tenants": [
        {
            "group": "bench", "name": "Bench",
            "settings": {
                // All of them come from one address.
                "throttle": {
                    "account_burst": 1_000_000, "stranger_burst": 1_000_000,
                    "address_burst": 1_000_000,
                },
                "accounts": {"one_page_sign_in": true},
                "protocol": {
                    "front_channel_tokens": true, "device_flow": true,
                    "registration": {"mode": "open"},
                },
            },
            "clients": [
                client("app", "ES256"), client("app-rs256", "RS256"), front, encrypted, by_key, tv,
            ],
            "people": [person(ALICE), person(BOB)],
        },
        {
            "group": "brief", "name": "Brief",
            "settings": {"protocol": {"lifetimes": {"client_credentials": 2}}},
            "clients": [client("app", "ES256")],
        },
    ]})
}

/// The header by which a client authenticates.
pub fn credentials(client: &str) -> String {
    format!("Authorization: Basic {}\r\n", STANDARD.encode(format!("{client}:{SECRET}")))
}

/// An authorization request of a client.
pub fn authorize_path(client: &str, response_type: &str) -> String {
    format!(
        "/bench/auth?response_type={}&client_id={client}&redirect_uri={}&scope=openid+email+\
         offline_access&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj&code_challenge={CHALLENGE}\
         &code_challenge_method=S256",
        http::encode(response_type),
        http::encode(REDIRECT_URI),
    )
}
