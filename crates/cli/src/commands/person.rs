//! `latchkey person`.
use super::{
    person_browsers, person_devices, person_factors, person_invite, person_recovery, person_status,
};
use crate::arguments::Common;
use crate::failure::Failure;
use crate::input::ask;
use crate::opened::{Opened, wait};
use crate::print;
use clap::{Args, Subcommand};
use latchkey_accounts::{Account, EventKind, PasswordDemand, Profile, SignUp, normal_form};
use latchkey_base::Secret;
use latchkey_server::provision::{
    Password, PersonInput, Provision, ProvisionError, chosen_password,
};
use latchkey_store::{TenantRecord, Tx};
use latchkey_ui::mail::Notice;
use serde_json::{Value, json};
use std::process::ExitCode;

/// What to do with people.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// Make an account
    Add(Add),
    /// Invite somebody to make an account
    Invite(person_invite::Invite),
    /// List a tenant's people
    List {
        /// The tenant's group
        tenant: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show an account, as JSON
    Show {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
    },
    /// Set a new password; all browsers of the person are signed out
    Password {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
        /// They choose another one when they next sign in
        #[arg(long)]
        must_change: bool,
        /// Take a password that is known from a leak
        #[arg(long)]
        even_if_breached: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Have somebody choose another password when they next sign in
    RequirePasswordChange {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
        /// Not any more
        #[arg(long)]
        off: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List and take away what somebody signs in with
    #[command(subcommand)]
    Factors(person_factors::Action),
    /// Nobody signs in to the account any more; sessions and tokens end
    Suspend {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
    },
    /// Take a suspension back
    Activate {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
    },
    /// Lock an account as its owner would: sessions, tokens and the password end, recently added
    /// passkeys and apps go; its owner unlocks it by e-mail
    Lock {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
    },
    /// Unlock a locked account; its owner has to ask for a new password
    Unlock {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
    },
    /// See and end the devices that somebody has connected
    #[command(subcommand)]
    Devices(person_devices::Action),
    /// See and forget the browsers in which somebody is not asked for the second step
    #[command(subcommand)]
    Browsers(person_browsers::Action),
    /// See and decide on requests of people who have lost their second step
    #[command(subcommand)]
    Recovery(person_recovery::Action),
    /// Remove an account with everything that belongs to it
    Remove {
        /// The tenant's group
        tenant: String,
        /// User name or e-mail address
        person: String,
    },
}

/// Options of `latchkey person add`.
#[derive(Args, Debug)]
#[command(after_help = "\
Without --password-stdin or --no-password a random password is made and printed, this one time.

Examples:
  latchkey person add acme alice --email alice@example.com --name 'Alice Example'
  pass show alice | latchkey person add acme alice --password-stdin")]
pub struct Add {
    /// The tenant's group
    tenant: String,
    /// What they sign in with; may be their e-mail address
    username: String,
    /// Their e-mail address
    #[arg(long)]
    email: Option<String>,
    /// The address needs no proof
    #[arg(long)]
    email_verified: bool,
    /// Their full name
    #[arg(long)]
    name: Option<String>,
    /// Read the password from standard input, or ask for it on a terminal
    #[arg(long)]
    password_stdin: bool,
    /// They choose another password when they first sign in
    #[arg(long, conflicts_with = "no_password")]
    must_change: bool,
    /// Take a password that is known from a leak
    #[arg(long)]
    even_if_breached: bool,
    /// No password: they have to ask for one by e-mail
    #[arg(long, conflicts_with = "password_stdin")]
    no_password: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does something with people.
///
/// # Errors
/// Why that did not work.
pub fn run(common: &Common, action: Action) -> Result<ExitCode, Failure> {
    let opened = Opened::open(common)?;
    wait(async {
        match action {
            Action::Add(options) => add(&opened, options).await,
            Action::List { tenant, json } => list(&opened, &tenant, json).await,
            Action::Show { tenant, person } => {
                let tenant = opened.tenant(&tenant).await?;
                print::json(&describe(&find(&opened, &tenant, &person).await?)?)
            }
            Action::Invite(options) => person_invite::run(&opened, options).await,
            Action::Password {
                tenant,
                person,
                password_stdin,
                must_change,
                even_if_breached,
                json,
            } => {
                let new = NewPassword { from_stdin: password_stdin, must_change, even_if_breached };
                set_password(&opened, (&tenant, &person), new, json).await
            }
            Action::RequirePasswordChange { tenant, person, off, json } => {
                demand_password(&opened, (&tenant, &person), off, json).await
            }
            Action::Factors(action) => person_factors::run(&opened, action).await,
            Action::Suspend { tenant, person } => {
                person_status::suspend(&opened, &tenant, &person).await
            }
            Action::Activate { tenant, person } => {
                person_status::activate(&opened, &tenant, &person).await
            }
            Action::Lock { tenant, person } => person_status::lock(&opened, &tenant, &person).await,
            Action::Unlock { tenant, person } => {
                person_status::unlock(&opened, &tenant, &person).await
            }
            Action::Devices(action) => person_devices::run(&opened, action).await,
            Action::Browsers(action) => person_browsers::run(&opened, action).await,
            Action::Recovery(action) => person_recovery::run(&opened, action).await,
            Action::Remove { tenant, person } => remove(&opened, &tenant, &person).await,
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn add(opened: &Opened, options: Add) -> Result<(), Failure> {
    let tenant = opened.tenant(&options.tenant).await?;
    let is_address = options.email.is_none() && options.username.contains('@');
    let email = if is_address { Some(options.username.clone()) } else { options.email };
    let made = (!options.no_password && !options.password_stdin)
        .then(|| opened.provision.random_password());
    let typed = match options.password_stdin {
        true => Some(read_password(&opened.provision, options.even_if_breached).await?),
        false => None,
    };
    let shown = made.as_ref().map(|made| made.expose().clone()).map(Secret::new);
    let input = PersonInput {
        account: SignUp {
            username: Some(options.username),
            email,
            profile: Profile { name: options.name, ..Profile::default() },
        },
        email_verified: options.email_verified,
        suspended: false,
        password: typed.or(made).map(Password::Plain),
        must_change_password: options.must_change,
    };
    let account =
        opened.provision.create_person(&opened.store, tenant.id, &tenant.settings, input).await?;
    if options.json {
        return print::json(&with_password(&account, shown)?);
    }
    print::line(&format!("Made {} (sub {}).", account.username, account.id))?;
    match shown {
        Some(made) => print::line(&format!("Password: {}  (not shown again)", made.expose())),
        None => Ok(()),
    }
}

async fn read_password(
    provision: &Provision,
    even_if_breached: bool,
) -> Result<Secret<String>, Failure> {
    let password = ask("Password (visible while you type): ")?;
    if password.expose().is_empty() {
        return Err(Failure::new("no password came in on standard input"));
    }
    if !even_if_breached {
        provision.refuse_breached(&password).await?;
    }
    Ok(password)
}

async fn list(opened: &Opened, tenant: &str, as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let page = |tx: &mut dyn Tx, after: Option<&str>, limit| tx.accounts(after, limit);
    let people = opened.all(&tenant, page, |account: &Account| &account.username).await?;
    let row = |account: &Account| {
        let email = account.email.clone().unwrap_or_default();
        let verified = if account.email_verified { "yes" } else { "no" };
        let state = person_status::word(account.status);
        let (name, sub) = (account.username.clone(), account.id.to_string());
        [name, email, verified.to_owned(), state.to_owned(), sub]
    };
    let heading = ["user name", "e-mail", "verified", "state", "sub"];
    print::list(&people, as_json, describe, (heading, row))
}

/// The person of that user name or address.
///
/// # Errors
/// There is none.
pub async fn find(
    opened: &Opened,
    tenant: &TenantRecord,
    person: &str,
) -> Result<Account, Failure> {
    let name = normal_form(person);
    let found = opened.read(tenant, move |tx| Ok(tx.account_by_identifier(&name)?)).await?;
    found.ok_or_else(|| Failure::new(format!("tenant {} has no {person:?}", tenant.group)))
}

fn describe(account: &Account) -> Result<Value, Failure> {
    Ok(json!({
        "sub": account.id,
        "username": account.username,
        "email": account.email,
        "email_verified": account.email_verified,
        "status": account.status,
        "password_demand": account.password_demand,
        "two_factors": account.two_factors,
        "refuses": account.refuses,
        "organization_two_factors": account.organization_two_factors,
        "organization_refuses": account.organization_refuses,
        "profile": serde_json::to_value(&account.profile)?,
        "created_at": account.created_at.seconds(),
        "updated_at": account.updated_at.seconds(),
    }))
}

/// The account with the password that was made for it; `null` if it brought its own.
fn with_password(account: &Account, made: Option<Secret<String>>) -> Result<Value, Failure> {
    let mut value = describe(account)?;
    value["password"] = made.map_or(Value::Null, |made| made.expose().as_str().into());
    Ok(value)
}

/// How a new password comes about.
#[derive(Clone, Copy)]
struct NewPassword {
    from_stdin: bool,
    must_change: bool,
    even_if_breached: bool,
}

async fn set_password(
    opened: &Opened,
    (tenant, person): (&str, &str),
    new: NewPassword,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let account = find(opened, &tenant, person).await?;
    let password = match new.from_stdin {
        true => read_password(&opened.provision, new.even_if_breached).await?,
        false => opened.provision.random_password(),
    };
    let shown = (!new.from_stdin).then(|| Secret::new(password.expose().clone()));
    let hash = opened.provision.hash_password(Password::Plain(password), &tenant.settings)?;
    let (id, now, policy) = (account.id, opened.provision.now(), tenant.settings.password.clone());
    let demand = new.must_change.then_some(PasswordDemand::Operator);
    let event = opened.provision.event(&tenant, id, EventKind::PasswordChanged);
    let told = opened.notice(&tenant, &account, &Notice::PasswordChanged { others_ended: true })?;
    let change = move |tx: &mut dyn Tx| -> Result<Option<Account>, ProvisionError> {
        tx.choose_password(id, chosen_password(&hash, &policy, now), now)?;
        let changed = tx.account(id)?.map(|held| Account { password_demand: demand, ..held });
        if let Some(changed) = changed.as_ref().filter(|_| demand.is_some()) {
            tx.update_account(changed, now)?;
        }
        tx.end_sessions_of(id, now)?;
        tx.end_authorizations_of(id, now)?;
        event.iter().try_for_each(|event| tx.add_event(event))?;
        told.iter().try_for_each(|told| tx.put_message(told))?;
        Ok(changed)
    };
    let account = opened.write(&tenant, change).await?.unwrap_or(account);
    if as_json {
        return print::json(&with_password(&account, shown)?);
    }
    match shown {
        Some(made) => print::line(&format!("Password: {}  (not shown again)", made.expose())),
        None => print::line(&format!("{} has a new password.", account.username)),
    }
}

/// Security: whoever knows the password there is stays signed in nowhere: the browsers and apps of
/// the person begin anew.
async fn demand_password(
    opened: &Opened,
    (tenant, person): (&str, &str),
    off: bool,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let account = find(opened, &tenant, person).await?;
    let (id, now, name) = (account.id, opened.provision.now(), account.username.clone());
    let demand = (!off).then_some(PasswordDemand::Operator);
    let event = opened.provision.event(&tenant, id, EventKind::PasswordDemanded);
    let change = move |tx: &mut dyn Tx| -> Result<Option<Account>, ProvisionError> {
        let (account, kept) = (tx.account(id)?, tx.password_hash(id)?);
        let Some(account) = account.filter(|_| kept.is_some()) else { return Ok(None) };
        let changed = Account { password_demand: demand, ..account };
        tx.update_account(&changed, now)?;
        if demand.is_some() {
            tx.end_sessions_of(id, now)?;
            tx.end_authorizations_of(id, now)?;
            event.iter().try_for_each(|event| tx.add_event(event))?;
        }
        Ok(Some(changed))
    };
    let Some(changed) = opened.write(&tenant, change).await? else {
        return Err(Failure::new(format!("{name} has no password to be changed")));
    };
    if as_json {
        return print::json(&describe(&changed)?);
    }
    match off {
        true => print::line(&format!("{name} may keep the password.")),
        false => print::line(&format!("{name} chooses another password at the next sign-in.")),
    }
}

async fn remove(opened: &Opened, tenant: &str, person: &str) -> Result<(), Failure> {
    let tenant = opened.tenant(tenant).await?;
    let account = find(opened, &tenant, person).await?;
    let (id, now) = (account.id, opened.provision.now());
    opened.write(&tenant, move |tx| Ok(tx.delete_account(id, now)?)).await?;
    print::line(&format!("Removed {}.", account.username))
}
