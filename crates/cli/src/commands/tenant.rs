//! `latchkey tenant`.
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{Opened, wait};
use crate::print;
use clap::{Args, Subcommand};
use latchkey_server::provision::TenantInput;
use latchkey_store::TenantRecord;
use serde_json::{Value, json};
use std::process::ExitCode;

/// What to do with tenants.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// Make a tenant with its signing keys
    Add(Add),
    /// List all tenants
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a tenant with its settings, as JSON
    Show {
        /// Its group
        tenant: String,
    },
    /// Switch a tenant off: every path of it then answers 404
    Disable {
        /// Its group
        tenant: String,
    },
    /// Switch a tenant on again
    Enable {
        /// Its group
        tenant: String,
    },
}

/// Options of `latchkey tenant add`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  latchkey tenant add acme --name 'Acme Ltd' --sign-up

All other settings come from [tenant_defaults] of the configuration; change them for one tenant
with `latchkey import`.")]
pub struct Add {
    /// The word in its paths and its issuer; it never changes
    group: String,
    /// What people see [default: the group]
    #[arg(long)]
    name: Option<String>,
    /// Another word that leads to it
    #[arg(long)]
    pretty_name: Option<String>,
    /// People may make their own account
    #[arg(long)]
    sign_up: bool,
}

/// Does something with tenants.
///
/// # Errors
/// Why that did not work.
pub fn run(common: &Common, action: Action) -> Result<ExitCode, Failure> {
    let opened = Opened::open(common)?;
    wait(async {
        match action {
            Action::Add(options) => add(&opened, options).await,
            Action::List { json } => list(&opened, json).await,
            Action::Show { tenant } => {
                print::json(&describe(&opened, &opened.tenant(&tenant).await?))
            }
            Action::Disable { tenant } => switch(&opened, &tenant, true).await,
            Action::Enable { tenant } => switch(&opened, &tenant, false).await,
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn add(opened: &Opened, options: Add) -> Result<(), Failure> {
    let mut settings = opened.provision.tenant_defaults().clone();
    settings.accounts.sign_up |= options.sign_up;
    let input = TenantInput {
        group: options.group,
        pretty_name: options.pretty_name,
        name: options.name,
        settings: Some(settings),
        disabled: false,
    };
    let made = opened.provision.create_tenant(&opened.store, input).await?;
    print::line(&format!("Made tenant {}. Its issuer is {}", made.group, issuer(opened, &made)))
}

async fn list(opened: &Opened, as_json: bool) -> Result<(), Failure> {
    let tenants = opened.tenants().await?;
    if as_json {
        let all: Vec<Value> = tenants.iter().map(|tenant| describe(opened, tenant)).collect();
        return print::json(&all);
    }
    let row = |tenant: &TenantRecord| {
        let state = if tenant.disabled { "off" } else { "on" };
        [tenant.group.clone(), tenant.name.clone(), issuer(opened, tenant), state.to_owned()]
    };
    print::table(["group", "name", "issuer", "state"], &tenants.iter().map(row).collect::<Vec<_>>())
}

async fn switch(opened: &Opened, word: &str, off: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(word).await?;
    let held = tenant.clone();
    let change = move |tx: &mut dyn latchkey_store::Tx| {
        let pretty_name = held.pretty_name.as_deref();
        Ok(tx.update_tenant(&held.name, pretty_name, &held.settings, off)?)
    };
    opened.write(&tenant, change).await?;
    let state = if off { "off" } else { "on" };
    print::line(&format!("Tenant {} is {state}.", tenant.group))
}

fn issuer(opened: &Opened, tenant: &TenantRecord) -> String {
    format!("{}/{}", opened.config.http.public_url(), tenant.group)
}

fn describe(opened: &Opened, tenant: &TenantRecord) -> Value {
    json!({
        "group": tenant.group,
        "pretty_name": tenant.pretty_name,
        "name": tenant.name,
        "issuer": issuer(opened, tenant),
        "disabled": tenant.disabled,
        "created_at": tenant.created_at.seconds(),
        "settings": tenant.settings,
    })
}
