//! Writing what was planned, in short transactions.
use super::plan::{Action, TenantPlan, takes_password};
use crate::failure::Failure;
use crate::opened::Opened;
use latchkey_accounts::{Organization, RefusedFactors};
use latchkey_base::Timestamp;
use latchkey_server::provision::{Joining, ProvisionError, leave_mailbox};
use latchkey_store::Tx;
use std::sync::Arc;

/// Steps that share a transaction: a running server must not wait long for one.
const CHUNK: usize = 200;

/// Writes all plans.
///
/// # Errors
/// Names that somebody else took meanwhile; the database. What was written before stays: a
/// second run goes on from there, except with what ends where an organization wants two factors.
pub async fn apply(opened: &Opened, plans: &[TenantPlan]) -> Result<(), Failure> {
    let now = opened.provision.now();
    for plan in plans {
        for chunk in plan.steps.chunks(CHUNK) {
            let writes: Vec<Write> =
                chunk.iter().filter_map(|step| Write::of(&step.action)).collect();
            if writes.is_empty() {
                continue;
            }
            let writes = Arc::new(writes);
            let write = move |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
                writes.iter().try_for_each(|write| write.run(tx, now))
            };
            opened.store.write(plan.record.id, write).await.map_err(|why| failure(plan, &why))?;
        }
        let changed = || {
            plan.steps.iter().filter_map(|step| match &step.action {
                Action::ChangeOrganization(new, changed) => Some((new, changed)),
                _ => None,
            })
        };
        let (store, record) = (&opened.store, &plan.record);
        // What each takes again comes first: that leaves more to whoever is looked at afterwards.
        for (new, _) in changed().filter(|(_, changed)| changed.contains(&"refuses")) {
            let all = RefusedFactors::known(&RefusedFactors::NAMES);
            let accepted = (new.id, all.without(new.refuses), false);
            let done = opened.provision.refuse_to_members(store, record, accepted).await;
            done.map_err(|why| not_refused(plan, new, &why))?;
        }
        for (new, changed) in changed() {
            if changed.contains(&"two_factors") {
                // What goes on of the members ends, some at a time.
                let demand = (new.id, new.two_factors);
                let done = opened.provision.demand_of_members(store, record, demand).await;
                done.map_err(|why| unfinished(plan, new, &why))?;
            }
            if changed.contains(&"refuses") && !new.refuses.is_empty() {
                let refused = (new.id, new.refuses, true);
                let done = opened.provision.refuse_to_members(store, record, refused).await;
                done.map_err(|why| not_refused(plan, new, &why))?;
            }
        }
    }
    Ok(())
}

fn failure(plan: &TenantPlan, why: &ProvisionError) -> Failure {
    Failure::new(format!("tenant {}: {why}", plan.record.group))
}

fn not_refused(plan: &TenantPlan, of: &Organization, why: &ProvisionError) -> Failure {
    Failure::new(format!("tenant {}: organization {}: {why}", plan.record.group, of.alias))
}

/// A second run finds the organization as it is to be, and ends nothing.
fn unfinished(plan: &TenantPlan, of: &Organization, why: &ProvisionError) -> Failure {
    let (group, alias) = (&plan.record.group, &of.alias);
    let what = if of.two_factors { "require" } else { "release" };
    Failure::new(format!(
        "tenant {group}: organization {alias}: {why}; then run \
         `latchkey organization factors {what} {group} {alias}`, for another import may not finish that"
    ))
}

/// A step as a closure can own it.
enum Write {
    MakeTenant(latchkey_server::provision::NewTenant),
    ChangeTenant(latchkey_store::TenantRecord),
    MakeClient(latchkey_store::ClientRecord),
    ChangeClient(latchkey_store::ClientRecord),
    Person { account: latchkey_accounts::Account, hash: Option<String>, is_new: bool },
    MakeOrganization(Organization),
    ChangeOrganization(Organization),
    Member(Joining),
}

impl Write {
    fn of(action: &Action) -> Option<Self> {
        Some(match action {
            Action::Keep => return None,
            Action::MakeTenant(made) => Self::MakeTenant((**made).clone()),
            Action::ChangeTenant(record, _) => Self::ChangeTenant((**record).clone()),
            Action::MakeClient(record) => Self::MakeClient((**record).clone()),
            Action::ChangeClient(record, _) => Self::ChangeClient((**record).clone()),
            Action::MakePerson(made) => Self::Person {
                account: made.account.clone(),
                hash: made.password_hash.clone(),
                is_new: true,
            },
            Action::MakeOrganization(made) => Self::MakeOrganization(made.clone()),
            Action::ChangeOrganization(new, _) => Self::ChangeOrganization(new.clone()),
            Action::AddMember(joining) | Action::ChangeMember(joining, _) => {
                Self::Member((**joining).clone())
            }
            Action::ChangePerson(account, hash, _) => {
                Self::Person { account: (**account).clone(), hash: hash.clone(), is_new: false }
            }
        })
    }

    fn run(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), ProvisionError> {
        match self {
            Self::MakeTenant(made) => made.insert(tx)?,
            Self::ChangeTenant(record) => {
                let pretty_name = record.pretty_name.as_deref();
                tx.update_tenant(&record.name, pretty_name, &record.settings, record.disabled)?;
            }
            Self::MakeClient(record) => tx.insert_client(record)?,
            Self::ChangeClient(record) => tx.update_client(record)?,
            Self::MakeOrganization(made) => tx.insert_organization(made)?,
            Self::ChangeOrganization(new) => {
                // What it wants of its members is changed when all of them have been looked at.
                let held = tx.organization(new.id)?;
                let two_factors = held.as_ref().is_some_and(|held| held.two_factors);
                let refuses = held.map_or_else(RefusedFactors::default, |held| held.refuses);
                tx.update_organization(&Organization { two_factors, refuses, ..new.clone() })?;
            }
            Self::Member(joining) => joining.put(tx)?,
            Self::Person { account, hash, is_new } => {
                if *is_new {
                    tx.insert_account(account)?;
                } else {
                    let before = tx.account(account.id)?.and_then(|held| held.email);
                    tx.update_account(account, now)?;
                    if before != account.email {
                        leave_mailbox(tx, account.id, None, now)?;
                    }
                }
                // What its owner has done meanwhile counts.
                let is_taken = *is_new || takes_password(tx, account, now)?;
                if let Some(hash) = hash.as_ref().filter(|_| is_taken) {
                    tx.set_password_hash(account.id, hash, now)?;
                    tx.forget_browsers(account.id)?;
                }
            }
        }
        Ok(())
    }
}
