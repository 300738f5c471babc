//! `latchkey tenant`.
use super::tenant_terms;
use crate::arguments::Common;
use crate::failure::Failure;
use crate::input::ask;
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
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Switch a tenant on again
    Enable {
        /// Its group
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Set the terms of use that people accept before they go on to an app
    Terms(tenant_terms::Terms),
    /// Remove a tenant with everything in it: keys, apps, people, tokens
    Remove(Remove),
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
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Options of `latchkey tenant remove`.
#[derive(Args, Debug)]
#[command(after_help = "\
Asks for the group once more and then removes all of it, which only a backup brings back. To keep
everything and only stop it, use `latchkey tenant disable`. A server may run beside: it answers
404 for the tenant from then on.

Examples:
  latchkey tenant remove acme
  latchkey tenant remove acme --yes    in a script")]
pub struct Remove {
    /// Its group
    tenant: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print JSON: the tenant as it was
    #[arg(long)]
    json: bool,
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
            Action::Disable { tenant, json } => switch(&opened, &tenant, true, json).await,
            Action::Enable { tenant, json } => switch(&opened, &tenant, false, json).await,
            Action::Terms(options) => tenant_terms::run(&opened, options).await,
            Action::Remove(options) => remove(&opened, options).await,
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
    if options.json {
        return print::json(&describe(opened, &made));
    }
    print::line(&format!("Made tenant {}. Its issuer is {}", made.group, issuer(opened, &made)))
}

async fn list(opened: &Opened, as_json: bool) -> Result<(), Failure> {
    let tenants = opened.tenants().await?;
    let describe = |tenant: &TenantRecord| Ok(describe(opened, tenant));
    let row = |tenant: &TenantRecord| {
        let state = if tenant.disabled { "off" } else { "on" };
        [tenant.group.clone(), tenant.name.clone(), issuer(opened, tenant), state.to_owned()]
    };
    print::list(&tenants, as_json, describe, (["group", "name", "issuer", "state"], row))
}

async fn switch(opened: &Opened, word: &str, off: bool, as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(word).await?;
    let held = tenant.clone();
    let change = move |tx: &mut dyn latchkey_store::Tx| {
        let pretty_name = held.pretty_name.as_deref();
        Ok(tx.update_tenant(&held.name, pretty_name, &held.settings, off)?)
    };
    opened.write(&tenant, change).await?;
    if as_json {
        return print::json(&describe(opened, &opened.tenant(&tenant.group).await?));
    }
    let state = if off { "off" } else { "on" };
    print::line(&format!("Tenant {} is {state}.", tenant.group))
}

async fn remove(opened: &Opened, options: Remove) -> Result<(), Failure> {
    let tenant = opened.tenant(&options.tenant).await?;
    let group = &tenant.group;
    if !options.yes {
        let typed = ask(&format!(
            "This removes tenant {group} with its keys, apps and people; there is no way back.\n\
             Type its group again to go on: "
        ))?;
        if typed.expose() != group {
            let text = "was not typed again, so nothing was removed (--yes does not ask)";
            return Err(Failure::new(format!("{group:?} {text}")));
        }
    }
    opened.provision.remove_tenant(&opened.store, tenant.id).await?;
    if options.json {
        return print::json(&describe(opened, &tenant));
    }
    print::line(&format!("Removed tenant {group} with everything in it."))
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
