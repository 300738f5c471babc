//! `latchkey organization member`.
use super::{organization, person};
use crate::failure::Failure;
use crate::opened::Opened;
use crate::print;
use clap::Subcommand;
use latchkey_accounts::{MemberRole, Membership};
use latchkey_store::{MemberRecord, Tx};
use serde_json::{Value, json};

/// How many are read at a time.
const PAGE: i64 = 200;

/// What to do with the people of an organization.
#[derive(Subcommand, Debug)]
pub enum Action {
    /// Add somebody, or change what they are in it
    Add {
        /// The tenant's group
        tenant: String,
        /// The organization's alias
        organization: String,
        /// User name or e-mail address
        person: String,
        /// They look after the other members; without, they do not (any more)
        #[arg(long)]
        admin: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List who belongs to it
    List {
        /// The tenant's group
        tenant: String,
        /// The organization's alias
        organization: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take somebody out of it; their account stays
    Remove {
        /// The tenant's group
        tenant: String,
        /// The organization's alias
        organization: String,
        /// User name or e-mail address
        person: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
///
/// # Errors
/// Why that did not work.
pub async fn run(opened: &Opened, action: Action) -> Result<(), Failure> {
    match action {
        Action::Add { tenant, organization, person, admin, json } => {
            add(opened, (&tenant, &organization, &person), admin, json).await
        }
        Action::List { tenant, organization, json } => {
            list(opened, (&tenant, &organization), json).await
        }
        Action::Remove { tenant, organization, person, json } => {
            remove(opened, (&tenant, &organization, &person), json).await
        }
    }
}

async fn add(
    opened: &Opened,
    of: (&str, &str, &str),
    is_admin: bool,
    as_json: bool,
) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let organization = organization::find(opened, &tenant, of.1).await?;
    let account = person::find(opened, &tenant, of.2).await?;
    let role = if is_admin { MemberRole::Admin } else { MemberRole::Member };
    let created_at = opened.provision.now();
    let membership =
        Membership { organization: organization.id, account: account.id, role, created_at };
    let joining = opened.provision.joining(&tenant, membership);
    let put = move |tx: &mut dyn Tx| {
        joining.put(tx)?;
        // Who was there already has been there for longer.
        let theirs = tx.memberships_of(membership.account)?;
        let held = theirs.into_iter().find(|held| held.organization == membership.organization);
        Ok(held.unwrap_or(membership))
    };
    let membership = opened.write(&tenant, put).await?;
    if as_json {
        let username = account.username;
        return print::json(&describe(&MemberRecord { username, membership })?);
    }
    let (who, alias) = (&account.username, &organization.alias);
    print::line(&match is_admin {
        true => format!("{who} is an administrator of {alias}."),
        false => format!("{who} is a member of {alias}."),
    })
}

async fn list(opened: &Opened, of: (&str, &str), as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let id = organization::find(opened, &tenant, of.1).await?.id;
    let mut found: Vec<MemberRecord> = Vec::new();
    loop {
        let after = found.last().map(|last| last.username.clone());
        let next = opened.read(&tenant, move |tx| Ok(tx.members(id, after.as_deref(), PAGE)?));
        let next = next.await?;
        if next.is_empty() {
            break;
        }
        found.extend(next);
    }
    let row = |held: &MemberRecord| {
        let MemberRecord { username, membership } = held;
        let (role, since) = (membership.role.name(), print::time(membership.created_at));
        [username.clone(), role.to_owned(), since]
    };
    print::list(&found, as_json, describe, (["user name", "role", "since"], row))
}

async fn remove(opened: &Opened, of: (&str, &str, &str), as_json: bool) -> Result<(), Failure> {
    let tenant = opened.tenant(of.0).await?;
    let organization = organization::find(opened, &tenant, of.1).await?;
    let account = person::find(opened, &tenant, of.2).await?;
    let key = (organization.id, account.id);
    let was_there = opened.write(&tenant, move |tx| Ok(tx.delete_membership(key)?)).await?;
    let (who, alias) = (&account.username, &organization.alias);
    if !was_there {
        return Err(Failure::new(format!("{who} is no member of {alias}")));
    }
    if as_json {
        return print::json(&json!({ "username": who, "organization": alias, "removed": true }));
    }
    print::line(&format!("{who} is no member of {alias} any more."))
}

fn describe(held: &MemberRecord) -> Result<Value, Failure> {
    let MemberRecord { username, membership } = held;
    Ok(json!({
        "sub": membership.account,
        "username": username,
        "role": membership.role.name(),
        "since": membership.created_at.seconds(),
    }))
}
