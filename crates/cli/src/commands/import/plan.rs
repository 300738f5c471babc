//! What has to be done so that the database says what the files say.
use super::document::{Client, Person, Tenant};
use super::organizations;
use crate::failure::Failure;
use crate::opened::Opened;
use latchkey_accounts::{
    Account, AccountStatus, Organization, PasswordDemand, change_email, check_profile, normal_form,
    tidy_profile,
};
use latchkey_base::{Secret, Timestamp};
use latchkey_server::provision::{Joining, NewPerson, NewTenant, TenantInput};
use latchkey_store::{ClientRecord, TenantRecord, TenantSettings, Tx, TxError};
use serde::Serialize;

/// What is done with one thing.
#[derive(Debug)]
pub struct Step {
    /// `tenant`, `client`, `person`, `organization` or `member`.
    pub kind: &'static str,
    /// Which.
    pub name: String,
    /// What.
    pub action: Action,
    /// A secret that was made for it.
    pub secret: Option<Secret<String>>,
}

/// What is done.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    Keep,
    /// A tenant is made.
    MakeTenant(Box<NewTenant>),
    /// A tenant changes, in these members.
    ChangeTenant(Box<TenantRecord>, Vec<&'static str>),
    /// A client is registered.
    MakeClient(Box<ClientRecord>),
    /// A client changes.
    ChangeClient(Box<ClientRecord>, Vec<&'static str>),
    /// An account is made.
    MakePerson(Box<NewPerson>),
    /// An account changes; it may get its first password.
    ChangePerson(Box<Account>, Option<String>, Vec<&'static str>),
    /// An organization is made.
    MakeOrganization(Organization),
    /// An organization changes.
    ChangeOrganization(Organization, Vec<&'static str>),
    /// Somebody is to belong to one.
    AddMember(Box<Joining>),
    /// A member is something else in it from now on.
    ChangeMember(Box<Joining>, Vec<&'static str>),
}

/// What is done within one tenant, itself first.
#[derive(Debug)]
pub struct TenantPlan {
    /// The tenant.
    pub record: TenantRecord,
    /// In order.
    pub steps: Vec<Step>,
}

/// Compares the files with the database and makes what will be written, keys and password hashes
/// among it.
///
/// # Errors
/// Names that belong to somebody else; the database.
pub async fn plan(opened: &Opened, tenants: Vec<Tenant>) -> Result<Vec<TenantPlan>, Failure> {
    let mut plans = Vec::new();
    for tenant in tenants {
        let found = opened.store.tenant(&tenant.group).await?;
        let (record, first, is_new) = match found {
            None => {
                let made = make_tenant(opened, &tenant)?;
                let record = made.record.clone();
                (record, Action::MakeTenant(Box::new(made)), true)
            }
            Some(found) if found.record.group != tenant.group => {
                let text = format!("{:?} is the pretty name of tenant", tenant.group);
                return Err(Failure::new(format!("{text} {:?}", found.record.group)));
            }
            Some(found) => {
                let (record, changed) = revised_tenant(&found.record, &tenant)?;
                let action = match changed {
                    none if none.is_empty() => Action::Keep,
                    changed => Action::ChangeTenant(Box::new(record.clone()), changed),
                };
                (record, action, false)
            }
        };
        let step = Step { kind: "tenant", name: tenant.group, action: first, secret: None };
        let mut steps = vec![step];
        for client in &tenant.clients {
            steps.push(plan_client(opened, &record, is_new, client).await?);
        }
        for person in &tenant.people {
            steps.push(plan_person(opened, &record, is_new, person).await?);
        }
        for organization in &tenant.organizations {
            let of = (&record, is_new);
            let some = organizations::plan(opened, of, organization, &steps).await?;
            steps.extend(some);
        }
        plans.push(TenantPlan { record, steps });
    }
    Ok(plans)
}

fn make_tenant(opened: &Opened, tenant: &Tenant) -> Result<NewTenant, Failure> {
    let input = TenantInput {
        group: tenant.group.clone(),
        pretty_name: tenant.pretty_name.clone(),
        name: tenant.name.clone(),
        settings: tenant.settings.clone(),
        disabled: tenant.disabled.unwrap_or(false),
    };
    Ok(opened.provision.prepare_tenant(input)?)
}

fn revised_tenant(
    held: &TenantRecord,
    tenant: &Tenant,
) -> Result<(TenantRecord, Vec<&'static str>), Failure> {
    let mut record = held.clone();
    let mut changed = Vec::new();
    if let Some(name) = tenant.name.as_ref().filter(|name| **name != held.name) {
        record.name.clone_from(name);
        changed.push("name");
    }
    if tenant.pretty_name.is_some() && tenant.pretty_name != held.pretty_name {
        record.pretty_name.clone_from(&tenant.pretty_name);
        changed.push("pretty_name");
    }
    if let Some(disabled) = tenant.disabled.filter(|disabled| *disabled != held.disabled) {
        record.disabled = disabled;
        changed.push("disabled");
    }
    if let Some(settings) = &tenant.settings
        && differ::<TenantSettings>(settings, &held.settings)?
    {
        record.settings = settings.clone();
        changed.push("settings");
    }
    Ok((record, changed))
}

fn differ<T: Serialize>(one: &T, other: &T) -> Result<bool, Failure> {
    Ok(serde_json::to_value(one)? != serde_json::to_value(other)?)
}

async fn plan_client(
    opened: &Opened,
    tenant: &TenantRecord,
    is_new: bool,
    client: &Client,
) -> Result<Step, Failure> {
    opened.provision.check_sector(&client.metadata).await?;
    let name = client.client_id.clone();
    let wanted = name.clone();
    let held = match is_new {
        true => None,
        false => opened.read(tenant, move |tx| Ok(tx.client(&wanted)?)).await?,
    };
    let Some(held) = held else {
        let made = opened.provision.prepare_client(client.input(false))?;
        let (action, secret) = (Action::MakeClient(Box::new(made.record)), made.secret);
        return Ok(Step { kind: "client", name, action, secret });
    };
    let revised = opened.provision.revise_client(&held, client.input(held.disabled))?;
    let record = revised.record;
    let mut changed = Vec::new();
    if differ(&record.metadata, &held.metadata)? {
        changed.push("metadata");
    }
    let digest = |record: &ClientRecord| record.secret_digest.map(|digest| *digest.as_bytes());
    if digest(&record) != digest(&held) || record.secret_sealed != held.secret_sealed {
        changed.push("client_secret");
    }
    if record.disabled != held.disabled {
        changed.push("disabled");
    }
    let action = match changed {
        none if none.is_empty() => Action::Keep,
        changed => Action::ChangeClient(Box::new(record), changed),
    };
    Ok(Step { kind: "client", name, action, secret: revised.secret })
}

async fn plan_person(
    opened: &Opened,
    tenant: &TenantRecord,
    is_new: bool,
    person: &Person,
) -> Result<Step, Failure> {
    let name = person.name().to_owned();
    let wanted = normal_form(&name);
    let held = match is_new {
        true => None,
        false => {
            let now = opened.provision.now();
            let find = move |tx: &mut dyn latchkey_store::Tx| {
                let Some(account) = tx.account_by_identifier(&wanted)? else { return Ok(None) };
                let takes_one = takes_password(tx, &account, now)?;
                Ok(Some((account, takes_one)))
            };
            opened.read(tenant, find).await?
        }
    };
    let action = match held {
        None => {
            let input = person.input(person.password());
            let made = opened.provision.prepare_person(input, &tenant.settings)?;
            Action::MakePerson(Box::new(made))
        }
        Some(held) => revise_person(opened, tenant, person, held)?,
    };
    Ok(Step { kind: "person", name, action, secret: None })
}

/// Whether somebody who is there gets the password that a file has for them: whoever never had any. One that its owner
/// has chosen, removed or locked away is not for a list to bring back.
///
/// # Errors
/// As the transaction.
pub fn takes_password(tx: &mut dyn Tx, account: &Account, now: Timestamp) -> Result<bool, TxError> {
    let id = account.id;
    Ok(account.status != AccountStatus::Locked
        && tx.password_hash(id)?.is_none()
        && !tx.chose_no_password(id)?
        && tx.former_passwords(id, now)?.is_empty())
}

fn revise_person(
    opened: &Opened,
    tenant: &TenantRecord,
    person: &Person,
    (held, takes_one): (Account, bool),
) -> Result<Action, Failure> {
    let now = opened.provision.now();
    let name = person.name();
    if person.username.as_deref().is_some_and(|name| normal_form(name) != held.username) {
        let text = format!("tenant {}: {name:?} is the address of", tenant.group);
        return Err(Failure::new(format!("{text} {:?}", held.username)));
    }
    let mut account = held.clone();
    let mut changed = Vec::new();
    if let Some(address) = &person.email {
        account = change_email(&account, address, now)
            .map_err(|why| Failure::new(format!("{name}: the address {why}")))?;
        if account.email != held.email {
            changed.push("email");
        }
    }
    if let Some(verified) = person.email_verified.filter(|v| *v != account.email_verified) {
        account.email_verified = verified;
        changed.push("email_verified");
    }
    let status = person.suspended.map(|suspended| match suspended {
        true => AccountStatus::Suspended,
        // What its owner has locked is not for a list to open.
        false if held.status == AccountStatus::Locked => AccountStatus::Locked,
        false => AccountStatus::Active,
    });
    if let Some(status) = status.filter(|status| *status != held.status) {
        account.status = status;
        changed.push("suspended");
    }
    let profile = person.profile.clone().map(tidy_profile);
    if let Some(profile) = profile.filter(|profile| *profile != held.profile) {
        if let Some(problem) = check_profile(&profile).first() {
            let text = format!("{name}: {} {}", problem.claim, problem.expected);
            return Err(Failure::new(text));
        }
        account.profile = profile;
        changed.push("profile");
    }
    let first = person.password().filter(|_| takes_one);
    let hash = first.map(|first| opened.provision.hash_password(first, &tenant.settings));
    let hash = hash.transpose()?;
    if hash.is_some() {
        if person.must_change_password {
            account.password_demand = Some(PasswordDemand::Operator);
        }
        changed.push("password");
    }
    if changed.is_empty() {
        return Ok(Action::Keep);
    }
    account.updated_at = now;
    Ok(Action::ChangePerson(Box::new(account), hash, changed))
}
