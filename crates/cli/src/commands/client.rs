//! `latchkey client`.
use super::{client_check, client_logouts};
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{Opened, wait};
use crate::print;
use clap::{Args, Subcommand};
use latchkey_base::Seconds;
use latchkey_oidc::device::DEVICE_CODE;
use latchkey_oidc::registration::RegistrationMode;
use latchkey_oidc::{ACCOUNT_CLIENT_ID, ApplicationType, ClientMetadata, SigningAlg};
use latchkey_server::provision::{ClientInput, NewClient, ProvisionError};
use latchkey_store::{ClientRecord, TenantRecord, Tx};
use serde_json::{Value, json};
use std::process::ExitCode;

/// What to do with clients.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// Register an app and print its secret, this one time
    Add(Add),
    /// List a tenant's clients
    List {
        /// The tenant's group
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a client's metadata, as JSON
    Show {
        /// The tenant's group
        tenant: String,
        /// Its client_id
        client_id: String,
    },
    /// Try a registration and say what will not work; the exit code is 1 if something will fail
    Check {
        /// The tenant's group
        tenant: String,
        /// Its client_id
        client_id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List what came of telling a client that sessions have ended, the latest first
    Logouts {
        /// The tenant's group
        tenant: String,
        /// Its client_id
        client_id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a client a new secret and print it; the old one stops working at once
    Secret {
        /// The tenant's group
        tenant: String,
        /// Its client_id
        client_id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a token with which apps can register themselves and print it, this one time
    Invite {
        /// The tenant's group
        tenant: String,
        /// How many apps may register with it
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        uses: u32,
        /// How long it works, in seconds
        #[arg(long, default_value_t = 604_800, value_parser = clap::value_parser!(u32).range(1..))]
        lifetime: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a client with all that was granted to it
    Remove {
        /// The tenant's group
        tenant: String,
        /// Its client_id
        client_id: String,
    },
}

/// Options of `latchkey client add`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  a web app with a server:
    latchkey client add acme --name Shop --redirect-uri https://shop.example/callback
  an app on a phone or in a browser, which can keep no secret:
    latchkey client add acme --public --native --redirect-uri com.example.shop:/callback
  a service of its own:
    latchkey client add acme --grant client_credentials --scope 'read write'

  an app on televisions (the tenant needs protocol.device_flow):
    latchkey client add acme --public --grant device_code --grant refresh_token

Everything else of RFC 7591: `latchkey import`.")]
pub struct Add {
    /// The tenant's group
    tenant: String,
    /// Its public name [default: a random one]
    #[arg(long)]
    client_id: Option<String>,
    /// The name people see
    #[arg(long)]
    name: Option<String>,
    /// Where answers may go; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where people may be sent after signing out; may be repeated
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// A grant type, device_code for RFC 8628; may be repeated [default: authorization_code and refresh_token]
    #[arg(long = "grant", value_name = "TYPE")]
    grants: Vec<String>,
    /// What the authorization endpoint answers with, such as "code id_token"; may be repeated
    /// [default: code, if there is such a grant]
    #[arg(long = "response-type", value_name = "TYPES")]
    response_types: Vec<String>,
    /// The scope values it may ask for, separated by blanks [default: all]
    #[arg(long)]
    scope: Option<String>,
    /// It can keep no secret (token_endpoint_auth_method "none")
    #[arg(long)]
    public: bool,
    /// It runs on a device: redirects to its own scheme or to a loopback address
    #[arg(long)]
    native: bool,
    /// How it authenticates [default: client_secret_basic]
    #[arg(long, value_name = "METHOD", conflicts_with = "public")]
    auth_method: Option<String>,
    /// How its ID tokens are signed; ES256 costs least, RS256 is what every library knows
    #[arg(long, value_name = "ALG", default_value = "ES256")]
    id_token_alg: String,
    /// People are not asked for consent: for apps of one's own
    #[arg(long)]
    first_party: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does something with clients.
///
/// # Errors
/// Why that did not work.
pub fn run(common: &Common, action: Action) -> Result<ExitCode, Failure> {
    let opened = Opened::open(common)?;
    wait(async {
        match action {
            Action::Add(options) => add(&opened, options).await,
            Action::List { tenant, json } => list(&opened, &tenant, json).await,
            Action::Show { tenant, client_id } => {
                let tenant = opened.tenant(&tenant).await?;
                print::json(&describe(&tenant, &find(&opened, &tenant, &client_id).await?)?)
            }
            Action::Logouts { tenant, client_id, json } => {
                client_logouts::list(&opened, (&tenant, &client_id), json).await
            }
            Action::Secret { tenant, client_id, json } => {
                new_secret(&opened, &tenant, &client_id, json).await
            }
            Action::Invite { tenant, uses, lifetime, json } => {
                invite(&opened, &tenant, (uses, lifetime), json).await
            }
            Action::Remove { tenant, client_id } => remove(&opened, &tenant, &client_id).await,
            Action::Check { tenant, client_id, json } => {
                let tenant = opened.tenant(&tenant).await?;
                let client = find(&opened, &tenant, &client_id).await?;
                return client_check::run(&opened, (&tenant, &client), json).await;
            }
        }?;
        Ok(ExitCode::SUCCESS)
    })
}

async fn add(opened: &Opened, options: Add) -> Result<(), Failure> {
    let tenant = opened.tenant(&options.tenant).await?;
    let as_json = options.json;
    let input = ClientInput {
        client_id: options.client_id.clone(),
        client_secret: None,
        metadata: metadata(options)?,
        disabled: false,
    };
    let made = opened.provision.create_client(&opened.store, tenant.id, input).await?;
    show_secret(&made, as_json)
}

/// The short name of a grant type that is registered under a long one.
fn grant_type(given: String) -> String {
    if given == "device_code" { DEVICE_CODE.to_owned() } else { given }
}

fn metadata(options: Add) -> Result<ClientMetadata, Failure> {
    let alg = SigningAlg::parse(&options.id_token_alg).ok_or_else(|| {
        Failure::new(format!("{:?} is no algorithm (RFC 7518 §3.1)", options.id_token_alg))
    })?;
    let grants = match options.grants {
        none if none.is_empty() => {
            vec!["authorization_code".to_owned(), "refresh_token".to_owned()]
        }
        grants => grants.into_iter().map(grant_type).collect(),
    };
    let has_codes = grants.iter().any(|grant| grant == "authorization_code");
    let said = options.response_types;
    let method = if options.public { Some("none".to_owned()) } else { options.auth_method };
    let native = options.native;
    Ok(ClientMetadata {
        client_name: options.name,
        redirect_uris: options.redirect_uris,
        post_logout_redirect_uris: options.post_logout_redirect_uris,
        response_types: (!said.is_empty() || !has_codes).then_some(said),
        grant_types: Some(grants),
        scope: options.scope,
        application_type: if native { ApplicationType::Native } else { ApplicationType::Web },
        token_endpoint_auth_method: method,
        id_token_signed_response_alg: Some(alg),
        client_skip_consent: options.first_party,
        ..ClientMetadata::default()
    })
}

fn show_secret(made: &NewClient, as_json: bool) -> Result<(), Failure> {
    let (client_id, secret) = (&made.record.client_id, made.secret.as_ref());
    if as_json {
        let secret = secret.map(|secret| secret.expose().as_str());
        return print::json(&json!({ "client_id": client_id, "client_secret": secret }));
    }
    print::line(&format!("client_id:     {client_id}"))?;
    match secret {
        Some(secret) => {
            print::line(&format!("client_secret: {}", secret.expose()))?;
            print::line("Keep the secret now: it is not shown again.")
        }
        None => print::line("It has no secret."),
    }
}

async fn list(opened: &Opened, tenant: &str, as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let page = |tx: &mut dyn Tx, after: Option<&str>, limit| tx.clients(after, limit);
    let clients = opened.all(&tenant, page, |client: &ClientRecord| &client.client_id).await?;
    let row = |client: &ClientRecord| {
        let name = client.metadata.client_name.clone().unwrap_or_default();
        let state = match client {
            _ if client.client_id == ACCOUNT_CLIENT_ID => "built in",
            _ if client.disabled => "off",
            _ => "on",
        };
        let method = client.metadata.auth_method().to_owned();
        [client.client_id.clone(), name, method, state.to_owned()]
    };
    print::list(
        &clients,
        as_json,
        |client| describe(&tenant, client),
        (["client_id", "name", "authentication", "state"], row),
    )
}

pub(super) async fn find(
    opened: &Opened,
    tenant: &TenantRecord,
    client_id: &str,
) -> Result<ClientRecord, Failure> {
    let name = client_id.to_owned();
    let found = opened.read(tenant, move |tx| Ok(tx.client(&name)?)).await?;
    found
        .ok_or_else(|| Failure::new(format!("tenant {} has no client {client_id:?}", tenant.group)))
}

fn describe(tenant: &TenantRecord, client: &ClientRecord) -> Result<Value, Failure> {
    let mut value = serde_json::to_value(&client.metadata)?;
    value["auth_group"] = tenant.group.as_str().into();
    value["client_id"] = client.client_id.as_str().into();
    value["disabled"] = client.disabled.into();
    value["client_id_issued_at"] = client.created_at.seconds().into();
    Ok(value)
}

async fn new_secret(
    opened: &Opened,
    tenant: &str,
    client_id: &str,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let mut held = find(opened, &tenant, client_id).await?;
    if held.secret_digest.is_none() {
        let method = held.metadata.auth_method();
        return Err(Failure::new(format!(
            "{client_id} has no secret: it authenticates by {method}"
        )));
    }
    (held.secret_digest, held.secret_sealed) = (None, None);
    let (metadata, disabled) = (held.metadata.clone(), held.disabled);
    let input = ClientInput { metadata, disabled, ..ClientInput::default() };
    let made = opened.provision.revise_client(&held, input)?;
    let record = made.record.clone();
    opened.write(&tenant, move |tx| Ok(tx.update_client(&record)?)).await?;
    show_secret(&made, as_json)
}

async fn invite(
    opened: &Opened,
    tenant: &str,
    (uses, lifetime): (u32, u32),
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let mode = tenant.settings.protocol.registration.mode;
    if mode == RegistrationMode::Closed {
        return Err(Failure::new(format!(
            "no app can register itself at tenant {}: set protocol.registration.mode to \
             \"initial_access_token\" in its settings",
            tenant.group
        )));
    }
    let terms = (uses, Seconds::new(lifetime.into()));
    let made = opened.provision.invite(&opened.store, tenant.id, terms).await?;
    let expires_at = made.record.expires_at;
    if as_json {
        return print::json(&json!({
            "initial_access_token": made.token.expose(),
            "uses": uses,
            "expires_at": expires_at.seconds(),
        }));
    }
    print::line(&format!("initial access token: {}", made.token.expose()))?;
    print::line(&format!("Good for {uses} until {}.", print::time(expires_at)))?;
    print::line("Keep it now: it is not shown again.")
}

async fn remove(opened: &Opened, tenant: &str, client_id: &str) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let key = find(opened, &tenant, client_id).await?.key;
    let remove =
        move |tx: &mut dyn Tx| -> Result<bool, ProvisionError> { Ok(tx.delete_client(key)?) };
    opened.write(&tenant, remove).await?;
    print::line(&format!("Removed client {client_id}."))
}
