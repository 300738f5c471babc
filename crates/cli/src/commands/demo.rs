//! `latchkey demo`: a provider and a small relying party, ready to be looked at.
use crate::failure::Failure;
use crate::opened::wait;
use crate::print;
use clap::Args;
use latchkey_accounts::{Profile, SignUp};
use latchkey_base::{Secret, SystemEntropy};
use latchkey_demo::DemoSettings;
use latchkey_jose::Algorithm;
use latchkey_oidc::ClientMetadata;
use latchkey_oidc::device::DEVICE_CODE;
use latchkey_server::config::Config;
use latchkey_server::provision::{ClientInput, Password, PersonInput, Provision, TenantInput};
use latchkey_server::shutdown::Signals;
use latchkey_server::{Running, StartError};
use latchkey_store::{OpenError, Store, TenantRecord, Tx};
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const GROUP: &str = "demo";
const CLIENT_ID: &str = "demo-app";
const TV_CLIENT_ID: &str = "demo-tv";
const PERSON: &str = "alice";

/// Options of `latchkey demo`.
#[derive(Args, Debug)]
#[command(after_help = "\
Open the app's address, press \"Sign in\" and use the name and password that are printed. Mails are
written to the folder `mail` in the data folder. A second start finds everything as it was.")]
pub struct Options {
    /// The provider's port
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The app's port
    #[arg(long, default_value_t = 8081)]
    app_port: u16,
    /// Where everything is kept
    #[arg(long, value_name = "FOLDER", default_value = "latchkey-demo")]
    data: PathBuf,
}

/// Runs both until told to stop.
///
/// # Errors
/// Why they do not start.
pub fn run(options: &Options) -> Result<ExitCode, Failure> {
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut config = Config { data: options.data.clone(), ..Config::default() };
    config.http.listen = local(options.port);
    config.log.level = "warn".to_owned();
    latchkey_server::logging::begin(&config.log).map_err(StartError::from)?;
    wait(async {
        let signals = Signals::listen()?;
        let provider = latchkey_server::start(config).await.map_err(|error| match error {
            StartError::PortTaken(..) => port_taken("the provider", options.port, "--port"),
            StartError::MasterKeyMissing(_) | StartError::Store(OpenError::WrongMasterKey) => {
                lost_key(&options.data)
            }
            other => Failure::from(other),
        })?;
        let credentials = Credentials::open(&options.data)?;
        let issuer = provider.app().issuer(GROUP);
        let app = latchkey_demo::start(DemoSettings {
            listen: local(options.app_port),
            issuer,
            client_id: CLIENT_ID.to_owned(),
            client_secret: credentials.client_secret.clone(),
            tv_client_id: TV_CLIENT_ID.to_owned(),
        })
        .map_err(|why| match why.kind() {
            std::io::ErrorKind::AddrInUse => port_taken("the app", options.app_port, "--app-port"),
            _ => Failure::new(format!("the app does not start: {why}")),
        })?;
        set_up(&provider, app.url().as_str(), &credentials).await?;
        welcome(&provider, app.url().as_str(), &credentials, &options.data)?;
        provider.until_told(signals).await;
        app.stop().await;
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The demo reads no variables and no configuration: its key is in its folder or nowhere.
fn lost_key(data: &Path) -> Failure {
    Failure::new(format!(
        "the demo's database is there, but {} is not the key it was made with; bring that file \
         back, or begin anew by removing the folder {}",
        data.join("master.key").display(),
        data.display()
    ))
}

fn port_taken(who: &str, port: u16, option: &str) -> Failure {
    Failure::new(format!(
        "port {port} for {who} is taken by another program; stop that one, or choose another port \
         with {option}"
    ))
}

/// What the demo must know again at its next start. The database holds only digests of it.
#[derive(Serialize, Deserialize)]
struct Credentials {
    password: String,
    client_secret: String,
    /// They were made just now.
    #[serde(skip)]
    fresh: bool,
}

impl Credentials {
    /// Reads them, or makes them in a file that only this user can read.
    fn open(data: &Path) -> Result<Self, Failure> {
        let path = data.join("demo.json");
        let trouble = |why| Failure::new(format!("cannot keep {}: {why}", path.display()));
        if path.exists() {
            let text = std::fs::read_to_string(&path).map_err(trouble)?;
            return serde_json::from_str(&text)
                .map_err(|why| Failure::new(format!("{} is damaged: {why}", path.display())));
        }
        let entropy = SystemEntropy::new();
        let token = |prefix| latchkey_base::Entropy::token(&entropy, prefix);
        let made = Self {
            password: latchkey_server::provision::readable_password(&entropy).expose().clone(),
            client_secret: token("lks_").expose().clone(),
            fresh: true,
        };
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(trouble)?;
        serde_json::to_writer_pretty(file, &made)?;
        Ok(made)
    }
}

/// Makes what is missing: the tenant, its client, its person.
async fn set_up(provider: &Running, app: &str, credentials: &Credentials) -> Result<(), Failure> {
    let server = provider.app();
    let provision = &server.provision;
    let tenant = match server.store.tenant(GROUP).await? {
        Some(found) => found.record.clone(),
        None => {
            let mut settings = provision.tenant_defaults().clone();
            settings.accounts.sign_up = true;
            settings.protocol.front_channel_tokens = true;
            settings.protocol.session_management = true;
            settings.protocol.device_flow = true;
            let input = TenantInput {
                group: GROUP.to_owned(),
                name: Some("Demo".to_owned()),
                settings: Some(settings),
                ..TenantInput::default()
            };
            provision.create_tenant(&server.store, input).await?
        }
    };
    for input in [app_client(app, credentials)?, tv_client()] {
        register(&server.store, provision, &tenant, input).await?;
    }
    add_person(&server.store, provision, &tenant, credentials).await
}

/// The app, reached at that address.
fn app_client(app: &str, credentials: &Credentials) -> Result<ClientInput, Failure> {
    let app = url::Url::parse(app).map_err(|why| Failure::new(why.to_string()))?;
    let grants = ["authorization_code", "refresh_token"];
    Ok(ClientInput {
        client_id: Some(CLIENT_ID.to_owned()),
        client_secret: Some(Secret::from(credentials.client_secret.as_str())),
        metadata: ClientMetadata {
            client_name: Some("Demo app".to_owned()),
            client_uri: Some(app.to_string()),
            id_token_signed_response_alg: Some(Algorithm::ES256.into()),
            redirect_uris: vec![DemoSettings::redirect_uri(&app)],
            post_logout_redirect_uris: vec![DemoSettings::post_logout_redirect_uri(&app)],
            grant_types: Some(grants.map(str::to_owned).to_vec()),
            ..ClientMetadata::default()
        },
        disabled: false,
    })
}

/// What the televisions at `/tv` are.
fn tv_client() -> ClientInput {
    ClientInput {
        client_id: Some(TV_CLIENT_ID.to_owned()),
        metadata: ClientMetadata {
            client_name: Some("Demo television".to_owned()),
            id_token_signed_response_alg: Some(Algorithm::ES256.into()),
            token_endpoint_auth_method: Some("none".to_owned()),
            grant_types: Some(vec![DEVICE_CODE.to_owned(), "refresh_token".to_owned()]),
            response_types: Some(Vec::new()),
            ..ClientMetadata::default()
        },
        ..ClientInput::default()
    }
}

async fn register(
    store: &Store,
    provision: &Provision,
    tenant: &TenantRecord,
    input: ClientInput,
) -> Result<(), Failure> {
    let client_id = input.client_id.clone().unwrap_or_default();
    let find = move |tx: &mut dyn Tx| tx.client(&client_id);
    match store.read(tenant.id, find).await? {
        None => {
            provision.create_client(store, tenant.id, input).await?;
        }
        Some(held) => {
            let record = provision.revise_client(&held, input)?.record;
            let update = move |tx: &mut dyn Tx| tx.update_client(&record);
            store.write(tenant.id, update).await?;
        }
    }
    Ok(())
}

async fn add_person(
    store: &Store,
    provision: &Provision,
    tenant: &TenantRecord,
    credentials: &Credentials,
) -> Result<(), Failure> {
    let password = || Password::Plain(Secret::from(credentials.password.as_str()));
    let find = |tx: &mut dyn Tx| tx.account_by_identifier(PERSON);
    match store.read(tenant.id, find).await? {
        None => {
            let profile = Profile {
                name: Some("Alice Example".to_owned()),
                given_name: Some("Alice".to_owned()),
                family_name: Some("Example".to_owned()),
                ..Profile::default()
            };
            let account = SignUp {
                username: Some(PERSON.to_owned()),
                email: Some("alice@example.com".to_owned()),
                profile,
            };
            let (email_verified, password) = (true, Some(password()));
            let input = PersonInput { account, email_verified, password, ..PersonInput::default() };
            provision.create_person(store, tenant.id, &tenant.settings, input).await?;
        }
        Some(account) if credentials.fresh => {
            let hash = provision.hash_password(password(), &tenant.settings)?;
            let (id, now) = (account.id, provision.now());
            let change = move |tx: &mut dyn Tx| tx.set_password_hash(id, &hash, now);
            store.write(tenant.id, change).await?;
        }
        Some(_) => {}
    }
    Ok(())
}

fn welcome(
    provider: &Running,
    app: &str,
    credentials: &Credentials,
    data: &Path,
) -> Result<(), Failure> {
    let app = app.trim_end_matches('/');
    print::line(&format!(
        "\n  Open {app} and press \"Sign in\".\n\n    \
         user name   {PERSON}\n    \
         password    {}\n\n  \
         provider    {}\n  \
         television  {app}/tv\n  \
         kept in     {}\n  \
         mails       {}\n\n  \
         Ctrl-C stops both.\n",
        credentials.password,
        provider.app().issuer(GROUP),
        data.display(),
        data.join("mail").display(),
    ))
}
