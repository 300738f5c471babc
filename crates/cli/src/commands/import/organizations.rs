//! Organizations as a file describes them, and what has to be done for that.
use super::plan::{Action, Step};
use crate::failure::Failure;
use crate::opened::Opened;
use latchkey_accounts::{
    Account, MemberRole, Membership, Organization, RefusedFactors, normal_form,
};
use latchkey_base::AccountId;
use latchkey_server::provision::OrganizationInput;
use latchkey_store::{TenantRecord, Tx};
use serde::Deserialize;
use std::collections::BTreeMap;

/// An organization as a file describes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Described {
    /// The word it is found by.
    pub alias: String,
    /// What people call it.
    pub name: Option<String>,
    /// Whether its members sign in with two factors.
    pub two_factors: Option<bool>,
    /// What it does not take from its members.
    pub refuses: Option<RefusedFactors>,
    /// Who belongs to it.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// Somebody who belongs to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// User name or address.
    pub person: String,
    /// As what.
    #[serde(default)]
    pub role: MemberRole,
}

impl Described {
    /// As provisioning takes it.
    pub fn input(&self) -> OrganizationInput {
        OrganizationInput {
            alias: self.alias.clone(),
            name: self.name.clone(),
            two_factors: self.two_factors.unwrap_or(false),
            refuses: self.refuses.unwrap_or_default(),
        }
    }
}

/// What is done with an organization and with who belongs to it; `people` are the steps before.
///
/// # Errors
/// A member whom there is not, or who is there under two names; the database.
pub async fn plan(
    opened: &Opened,
    (tenant, is_new): (&TenantRecord, bool),
    described: &Described,
    people: &[Step],
) -> Result<Vec<Step>, Failure> {
    let alias = described.alias.clone();
    let held = match is_new {
        true => None,
        false => opened.read(tenant, move |tx| Ok(tx.organization_by_alias(&alias)?)).await?,
    };
    let (id, action, is_new) = match held {
        None => {
            let made = opened.provision.prepare_organization(described.input())?;
            (made.id, Action::MakeOrganization(made), true)
        }
        Some(held) => (held.id, revise(opened, described, held), false),
    };
    let name = described.alias.clone();
    let mut steps = vec![Step { kind: "organization", name, action, secret: None }];
    let mut names: BTreeMap<AccountId, &str> = BTreeMap::new();
    for member in &described.members {
        let found = find(opened, tenant, &member.person, people).await?;
        let (role, created_at) = (member.role, opened.provision.now());
        let Some(account) = found else {
            let text = format!("tenant {}: organization {}", tenant.group, described.alias);
            return Err(Failure::new(format!("{text}: there is no person {:?}", member.person)));
        };
        if let Some(other) = names.insert(account, &member.person) {
            let text = format!("tenant {}: organization {}", tenant.group, described.alias);
            let both = format!("{other:?} and {:?} are the same person", member.person);
            return Err(Failure::new(format!("{text}: {both}, who is to be listed once")));
        }
        let held = match is_new {
            true => None,
            false => {
                let look = move |tx: &mut dyn Tx| {
                    let theirs = tx.memberships_of(account)?;
                    Ok(theirs.into_iter().find(|held| held.organization == id))
                };
                opened.read(tenant, look).await?
            }
        };
        let new = Membership { organization: id, account, role, created_at };
        let joining = || Box::new(opened.provision.joining(tenant, new));
        let action = match held {
            Some(held) if held.role == role => Action::Keep,
            Some(_) => Action::ChangeMember(joining(), vec!["role"]),
            None => Action::AddMember(joining()),
        };
        let name = format!("{}/{}", described.alias, member.person);
        steps.push(Step { kind: "member", name, action, secret: None });
    }
    Ok(steps)
}

fn revise(opened: &Opened, described: &Described, held: Organization) -> Action {
    let mut changed = Vec::new();
    let mut new = held.clone();
    if let Some(name) = described.name.as_ref().filter(|name| **name != held.name) {
        new.name.clone_from(name);
        changed.push("name");
    }
    if let Some(two_factors) = described.two_factors.filter(|two| *two != held.two_factors) {
        new.two_factors = two_factors;
        changed.push("two_factors");
    }
    if let Some(refuses) = described.refuses.filter(|refuses| *refuses != held.refuses) {
        new.refuses = refuses;
        changed.push("refuses");
    }
    if changed.is_empty() {
        return Action::Keep;
    }
    new.updated_at = opened.provision.now();
    Action::ChangeOrganization(new, changed)
}

/// Whose name or address it is: of somebody whom this run makes, or who is there.
async fn find(
    opened: &Opened,
    tenant: &TenantRecord,
    person: &str,
    people: &[Step],
) -> Result<Option<AccountId>, Failure> {
    let wanted = normal_form(person);
    let goes_by = |account: &Account| {
        let email = account.email.as_deref().map(normal_form);
        normal_form(&account.username) == wanted || email.as_deref() == Some(&wanted)
    };
    let described = people.iter().find_map(|step| match &step.action {
        Action::MakePerson(made) => goes_by(&made.account).then_some(made.account.id),
        Action::ChangePerson(account, ..) => goes_by(account).then_some(account.id),
        _ => None,
    });
    if described.is_some() {
        return Ok(described);
    }
    let found = opened.read(tenant, move |tx| Ok(tx.account_by_identifier(&wanted)?)).await?;
    Ok(found.map(|account| account.id))
}
