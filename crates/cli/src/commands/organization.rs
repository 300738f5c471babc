//! `latchkey organization`.
use super::organization_member;
use crate::arguments::Common;
use crate::failure::Failure;
use crate::opened::{Opened, wait};
use crate::print;
use clap::{Args, Subcommand};
use latchkey_accounts::{Organization, RefusedFactors};
use latchkey_server::provision::OrganizationInput;
use latchkey_store::TenantRecord;
use serde_json::{Value, json};
use std::process::ExitCode;

/// What to do with organizations.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// Make an organization
    Add(Add),
    /// List a tenant's organizations
    List {
        /// The tenant's group
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show an organization, as JSON
    Show {
        /// The tenant's group
        tenant: String,
        /// Its alias
        organization: String,
    },
    /// Add, list and remove the people of an organization
    Member {
        /// What to do with them.
        #[command(subcommand)]
        action: organization_member::Action,
    },
    /// Say what an organization wants of its members when they sign in
    Factors {
        /// What to say.
        #[command(subcommand)]
        action: Factors,
    },
    /// Remove an organization; its people stay
    Remove {
        /// The tenant's group
        tenant: String,
        /// Its alias
        organization: String,
        /// Print JSON: the organization as it was
        #[arg(long)]
        json: bool,
    },
}

/// What an organization wants of its members.
#[derive(Subcommand, Debug)]
pub enum Factors {
    /// Demand two factors of all members at every sign-in, whatever the tenant asks of others; who has no
    /// second one sets one up after a mailed code. Sessions, apps and devices of theirs that go on end
    Require {
        /// The tenant's group
        tenant: String,
        /// Its alias
        organization: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Ask its members for no more than others again
    Release {
        /// The tenant's group
        tenant: String,
        /// Its alias
        organization: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Refuse kinds of second factors of its members, in an organization that demands two. What they have set up stays and
    /// counts for nothing; who has nothing else shows it once more and sets up another
    Refuse(Kinds),
    /// Accept such kinds again, where the tenant does
    Accept(Kinds),
}

/// Kinds of second factors.
#[derive(Args, Debug)]
pub struct Kinds {
    /// The tenant's group
    tenant: String,
    /// Its alias
    organization: String,
    /// Which: email, sms, totp, companion_app, approval, recovery_code
    #[arg(required = true, value_name = "KIND")]
    kinds: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Options of `latchkey organization add`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  latchkey organization add acme sales --name 'Acme Sales'
  latchkey organization member add acme sales alice --admin")]
pub struct Add {
    /// The tenant's group
    tenant: String,
    /// The word it is found by: lower-case letters, digits, hyphens
    alias: String,
    /// What people call it [default: the alias]
    #[arg(long)]
    name: Option<String>,
    /// Its members sign in with two factors
    #[arg(long)]
    require_factors: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does something with organizations.
///
/// # Errors
/// Why that did not work.
pub fn run(common: &Common, action: Action) -> Result<ExitCode, Failure> {
    let opened = Opened::open(common)?;
    wait(async {
        match action {
            Action::Add(options) => add(&opened, options).await,
            Action::List { tenant, json } => list(&opened, &tenant, json).await,
            Action::Show { tenant, organization } => {
                let tenant = opened.tenant(&tenant).await?;
                print::json(&describe(&find(&opened, &tenant, &organization).await?))
            }
            Action::Member { action } => organization_member::run(&opened, action).await,
            Action::Factors { action } => factors(&opened, action).await,
            Action::Remove { tenant, organization, json } => {
                remove(&opened, (&tenant, &organization), json).await
            }
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The organization of that alias.
///
/// # Errors
/// When there is none, or the database does not answer.
pub async fn find(
    opened: &Opened,
    tenant: &TenantRecord,
    alias: &str,
) -> Result<Organization, Failure> {
    let wanted = alias.to_owned();
    let found = opened.read(tenant, move |tx| Ok(tx.organization_by_alias(&wanted)?)).await?;
    let group = &tenant.group;
    found.ok_or_else(|| {
        let text = format!("`latchkey organization list {group}` names them");
        Failure::new(format!("tenant {group} has no organization {alias:?}; {text}"))
    })
}

async fn add(opened: &Opened, options: Add) -> Result<(), Failure> {
    let tenant = opened.tenant(&options.tenant).await?;
    let input = OrganizationInput {
        alias: options.alias,
        name: options.name,
        two_factors: options.require_factors,
        refuses: RefusedFactors::default(),
    };
    let made = opened.provision.prepare_organization(input)?;
    let put = made.clone();
    opened.write(&tenant, move |tx| Ok(tx.insert_organization(&put)?)).await?;
    if options.json {
        return print::json(&describe(&made));
    }
    print::line(&format!("Made organization {}.", made.alias))
}

async fn list(opened: &Opened, tenant: &str, as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let page = |tx: &mut dyn latchkey_store::Tx, after: Option<&str>, limit| {
        tx.organizations(after, limit)
    };
    let found = opened.all(&tenant, page, |held| &held.alias).await?;
    let row = |held: &Organization| {
        let mut factors = if held.two_factors { vec!["two".to_owned()] } else { Vec::new() };
        factors.extend(held.refuses.names().iter().map(|name| format!("no {name}")));
        [held.alias.clone(), held.name.clone(), factors.join(", ")]
    };
    print::list(&found, as_json, |held| Ok(describe(held)), (["alias", "name", "factors"], row))
}

async fn factors(opened: &Opened, action: Factors) -> Result<(), Failure> {
    let (tenant, alias, as_json, is_demanded) = match action {
        Factors::Require { tenant, organization, json } => (tenant, organization, json, true),
        Factors::Release { tenant, organization, json } => (tenant, organization, json, false),
        Factors::Refuse(kinds) => return refuse(opened, kinds, true).await,
        Factors::Accept(kinds) => return refuse(opened, kinds, false).await,
    };
    let tenant = opened.tenant(&tenant).await?;
    let held = find(opened, &tenant, &alias).await?;
    let demand = (held.id, is_demanded);
    opened.provision.demand_of_members(&opened.store, &tenant, demand).await?;
    if as_json {
        return print::json(&describe(&find(opened, &tenant, &alias).await?));
    }
    print::line(&match is_demanded {
        true => format!("Members of {alias} sign in with two factors from now on."),
        false => format!("Members of {alias} are asked for what others are asked for."),
    })
}

async fn refuse(opened: &Opened, of: Kinds, is_refused: bool) -> Result<(), Failure> {
    let Kinds { tenant, organization: alias, kinds, json: as_json } = of;
    let kinds = RefusedFactors::parse(&kinds).map_err(|why| Failure::new(why.to_string()))?;
    let tenant = opened.tenant(&tenant).await?;
    let held = find(opened, &tenant, &alias).await?;
    let change = (held.id, kinds, is_refused);
    opened.provision.refuse_to_members(&opened.store, &tenant, change).await?;
    let now = find(opened, &tenant, &alias).await?;
    if as_json {
        return print::json(&describe(&now));
    }
    let names = now.refuses;
    if names.is_empty() {
        return print::line(&format!("{alias}: nothing is refused."));
    }
    print::line(&format!("{alias}: refused of its members: {names}."))
}

async fn remove(opened: &Opened, of: (&str, &str), as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let held = find(opened, &tenant, of.1).await?;
    let id = held.id;
    opened.write(&tenant, move |tx| Ok(tx.delete_organization(id)?)).await?;
    if as_json {
        return print::json(&describe(&held));
    }
    print::line(&format!("Removed organization {}; its people stay.", held.alias))
}

fn describe(held: &Organization) -> Value {
    json!({
        "id": held.id,
        "alias": held.alias,
        "name": held.name,
        "two_factors": held.two_factors,
        "refuses": held.refuses,
        "created_at": held.created_at.seconds(),
        "updated_at": held.updated_at.seconds(),
    })
}
