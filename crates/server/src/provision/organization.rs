//! Organizations, who belongs to them, and what follows where one wants two factors of its members.
use super::refusal::{
    Refuser, nothing_demanded, nothing_left, refused_all_the_same, still_refused,
};
use super::{Invalid, Provision, ProvisionError};
use crate::factors::refuses;
use latchkey_accounts::{
    Account, EventKind, Membership, Organization, OrganizationProblem, RefusedFactors,
    check_organization,
};
use latchkey_authn::Proof;
use latchkey_authn::factors::passkey::is_whole;
use latchkey_base::{AccountId, OrganizationId, Timestamp};
use latchkey_store::{EventRecord, MemberRecord, Store, TenantRecord, Tx, TxError};
use std::collections::HashSet;

/// Members that are looked at in one transaction: a running server must not wait long for one.
const CHUNK: i64 = 50;

/// An organization to be made.
#[derive(Clone, Debug, Default)]
pub struct OrganizationInput {
    /// The word it is found by.
    pub alias: String,
    /// What people call it; without one the alias.
    pub name: Option<String>,
    /// Its members sign in with two factors.
    pub two_factors: bool,
    /// What it does not take from its members.
    pub refuses: RefusedFactors,
}

/// A membership to be added, and what is needed for what follows from it.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The membership.
    pub membership: Membership,
    /// What the tenant takes as a second factor.
    pub allowed: Vec<Proof>,
    /// What is noted if two factors are wanted of the person from then on.
    pub event: Option<EventRecord>,
    /// The time now.
    pub now: Timestamp,
}

impl Joining {
    /// Adds it, or gives a member another role.
    ///
    /// # Errors
    /// [`ProvisionError::Missing`]; [`ProvisionError::Invalid`] for whoever belongs to too many, or could
    /// not sign in any more.
    pub fn put(&self, tx: &mut dyn Tx) -> Result<(), ProvisionError> {
        let new = self.membership;
        let organization = tx.organization(new.organization)?;
        let organization = organization.ok_or_else(|| missing("such organization any more"))?;
        let account = tx.account(new.account)?.ok_or_else(|| missing("such person any more"))?;
        let held = tx.memberships_of(new.account)?;
        let is_new = held.iter().all(|held| held.organization != new.organization);
        if is_new && held.len() >= Membership::MOST {
            let why = format!("belongs to {} organizations, and to no more", Membership::MOST);
            return Err(ProvisionError::Invalid(vec![Invalid::new(&account.username, why)]));
        }
        let is_held = organization.two_factors && !account.takes_two_factors();
        if is_held && !can_have_two_factors(tx, &account, &self.allowed)? {
            return Err(cannot_have_two(&account.username));
        }
        let member = refused_too(&account, organization.refuses);
        if is_new && !leaves_enough(member.refused(), &self.allowed) {
            return Err(nothing_left(&account.username));
        }
        tx.put_membership(&new)?;
        if is_held {
            end_what_goes_on(tx, new.account, (self.now, self.event.as_ref()))?;
        }
        Ok(())
    }
}

/// Somebody, as they are when these are not taken from them either.
fn refused_too(account: &Account, refuses: RefusedFactors) -> Account {
    let organization_refuses = account.organization_refuses.and(refuses);
    Account { organization_refuses, ..account.clone() }
}

/// Whether somebody has a second factor that counts here, or can set one up, or has an address to
/// which codes are mailed. What their organizations do not take from them is none.
///
/// # Errors
/// As the transaction.
pub fn can_have_two_factors(
    tx: &mut dyn Tx,
    account: &Account,
    allowed: &[Proof],
) -> Result<bool, TxError> {
    let has_passkey = tx.passkeys_of(account.id)?.iter().any(|it| is_whole(&it.credential));
    let taken = |proof: &&Proof| !refuses(account, **proof);
    Ok(allowed.iter().filter(taken).any(|proof| match proof {
        Proof::Email => account.email.is_some(),
        Proof::Passkey => has_passkey,
        other => other.factor().can_be_enrolled,
    }))
}

/// Whether these can be refused where a tenant takes those: something is left that anybody can set up, also who has lost
/// all that they had.
pub fn leaves_enough(refused: RefusedFactors, allowed: &[Proof]) -> bool {
    let is_left = |proof: &&Proof| proof.factor().can_be_enrolled && !refused.has(proof.name());
    refused.is_empty() || allowed.iter().any(|proof| is_left(&proof))
}

/// Two factors are wanted of somebody from now on.
///
/// Security: what began with one factor goes on nowhere, at no app and on no device.
///
/// # Errors
/// As the transaction.
pub fn end_what_goes_on(
    tx: &mut dyn Tx,
    account: AccountId,
    (now, event): (Timestamp, Option<&EventRecord>),
) -> Result<(), TxError> {
    tx.end_sessions_of(account, now)?;
    tx.end_authorizations_of(account, now)?;
    event.map_or(Ok(()), |event| tx.add_event(event))
}

fn missing(what: &str) -> ProvisionError {
    ProvisionError::Missing(what.to_owned())
}

fn cannot_have_two(username: &str) -> ProvisionError {
    let why = "can have no second factor here and could not sign in any more: see factors.allowed";
    ProvisionError::Invalid(vec![Invalid::new(username, why)])
}

fn demanded_all_the_same(username: &str) -> ProvisionError {
    let why = "can have no second factor here, which was not so a moment ago; two are demanded all the same, of \
        all members, and they cannot sign in: see factors.allowed";
    ProvisionError::Invalid(vec![Invalid::new(username, why)])
}

impl Provision {
    /// Checks what is asked for without making anything.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub fn check_organization(&self, input: &OrganizationInput) -> Result<(), ProvisionError> {
        let name = input.name.as_deref().unwrap_or(&input.alias);
        let refused = |problems: Vec<OrganizationProblem>| {
            let is_told = |problem: &OrganizationProblem| {
                *problem == OrganizationProblem::Alias || input.name.is_some()
            };
            let told = problems.into_iter().filter(is_told);
            told.map(|problem| Invalid::new(problem.member(), problem.to_string())).collect()
        };
        check_organization(&input.alias, name)
            .map_err(|why| ProvisionError::Invalid(refused(why)))?;
        match input.two_factors || input.refuses.is_empty() {
            true => Ok(()),
            false => Err(ProvisionError::Invalid(vec![Invalid::new(
                "refuses",
                "needs two_factors = true",
            )])),
        }
    }

    /// Makes one ready.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`].
    pub fn prepare_organization(
        &self,
        input: OrganizationInput,
    ) -> Result<Organization, ProvisionError> {
        self.check_organization(&input)?;
        let now = self.now();
        Ok(Organization {
            id: OrganizationId::new(now, &*self.entropy),
            name: input.name.unwrap_or_else(|| input.alias.clone()),
            alias: input.alias,
            two_factors: input.two_factors,
            refuses: input.refuses,
            created_at: now,
            updated_at: now,
        })
    }

    /// Somebody is to belong to an organization.
    pub fn joining(&self, tenant: &TenantRecord, membership: Membership) -> Joining {
        Joining {
            membership,
            allowed: tenant.settings.factors.allowed.clone(),
            event: self.event(tenant, membership.account, EventKind::TwoFactorsDemanded),
            now: self.now(),
        }
    }

    /// Wants two factors of the members of an organization, or does so no more. What goes on of them ends,
    /// some members at a time; if that is interrupted, it can be called again.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`] if a member could not sign in any more, before anything is changed; or, when all is
    /// done, for one of whom that can only be said then; if it is to be demanded no more while something is refused.
    pub async fn demand_of_members(
        &self,
        store: &Store,
        tenant: &TenantRecord,
        (id, is_demanded): (OrganizationId, bool),
    ) -> Result<(), ProvisionError> {
        let now = self.now();
        let change = move |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
            let Some(held) = tx.organization(id)? else { return Ok(()) };
            if !is_demanded && !held.refuses.is_empty() {
                return Err(still_refused(Refuser::Organization, &held.alias, held.refuses));
            }
            let new = Organization { two_factors: is_demanded, updated_at: now, ..held };
            Ok(tx.update_organization(&new)?)
        };
        if !is_demanded {
            return store.write(tenant.id, change).await;
        }
        let held = self.held_already(store, tenant, id).await?;
        store.write(tenant.id, change).await?;
        // Whoever comes into it from now on is looked after there.
        let (mut after, mut stuck): (Option<String>, Option<String>) = (None, None);
        loop {
            let from = after;
            let page = move |tx: &mut dyn Tx| -> Result<_, ProvisionError> {
                Ok(tx.members(id, from.as_deref(), CHUNK)?)
            };
            let some: Vec<MemberRecord> = store.read(tenant.id, page).await?;
            let Some(last) = some.last() else { break };
            after = Some(last.username.clone());
            let accounts = some.iter().map(|held| held.membership.account);
            let event =
                |account| (account, self.event(tenant, account, EventKind::TwoFactorsDemanded));
            let asked: Vec<(AccountId, Option<EventRecord>)> =
                accounts.filter(|account| !held.contains(account)).map(event).collect();
            let allowed = tenant.settings.factors.allowed.clone();
            let end = move |tx: &mut dyn Tx| -> Result<Option<String>, ProvisionError> {
                let mut stuck = None;
                for (id, event) in &asked {
                    end_what_goes_on(tx, *id, (now, event.as_ref()))?;
                    // Somebody may have come into it, or lost what they had, since all were looked at.
                    let Some(account) = tx.account(*id)? else { continue };
                    if stuck.is_none() && !can_have_two_factors(tx, &account, &allowed)? {
                        stuck = Some(account.username);
                    }
                }
                Ok(stuck)
            };
            let found = store.write(tenant.id, end).await?;
            stuck = stuck.or(found);
        }
        stuck.map_or(Ok(()), |username| Err(demanded_all_the_same(&username)))
    }

    /// Refuses kinds of second factors to the members of an organization, or takes them again. Their sessions go on,
    /// worth what counts of them by then.
    ///
    /// # Errors
    /// [`ProvisionError::Invalid`] as [`Provision::demand_of_members`], and where nothing is demanded.
    pub async fn refuse_to_members(
        &self,
        store: &Store,
        tenant: &TenantRecord,
        (id, kinds, is_refused): (OrganizationId, RefusedFactors, bool),
    ) -> Result<(), ProvisionError> {
        let allowed = tenant.settings.factors.allowed.clone();
        let demands = move |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
            let Some(held) = tx.organization(id)? else { return Ok(()) };
            if !held.two_factors {
                return Err(nothing_demanded(Refuser::Organization, &held.alias));
            }
            match leaves_enough(held.refuses.and(kinds), &allowed) {
                true => Ok(()),
                false => Err(nothing_left(&held.alias)),
            }
        };
        if is_refused {
            store.read(tenant.id, demands.clone()).await?;
            if let Some(stuck) = self.stuck_without(store, tenant, (id, kinds)).await? {
                return Err(nothing_left(&stuck));
            }
        }
        let now = self.now();
        let change = move |tx: &mut dyn Tx| -> Result<(), ProvisionError> {
            if is_refused {
                demands(tx)?;
            }
            let Some(held) = tx.organization(id)? else { return Ok(()) };
            let before = held.refuses;
            let refuses = if is_refused { before.and(kinds) } else { before.without(kinds) };
            if refuses == before {
                return Ok(());
            }
            Ok(tx.update_organization(&Organization { refuses, updated_at: now, ..held })?)
        };
        store.write(tenant.id, change).await?;
        // Somebody may have come into it, or lost what they had, since all were looked at.
        match is_refused {
            true => {
                let stuck = self.stuck_without(store, tenant, (id, kinds)).await?;
                stuck.map_or(Ok(()), |username| Err(refused_all_the_same(&username)))
            }
            false => Ok(()),
        }
    }

    /// A member who could set nothing up if these were refused.
    async fn stuck_without(
        &self,
        store: &Store,
        tenant: &TenantRecord,
        (id, kinds): (OrganizationId, RefusedFactors),
    ) -> Result<Option<String>, ProvisionError> {
        let mut after: Option<String> = None;
        loop {
            let (from, allowed) = (after, tenant.settings.factors.allowed.clone());
            let look = move |tx: &mut dyn Tx| -> Result<_, ProvisionError> {
                let some = tx.members(id, from.as_deref(), CHUNK)?;
                for MemberRecord { membership, .. } in &some {
                    let Some(account) = tx.account(membership.account)? else { continue };
                    let member = refused_too(&account, kinds);
                    if !leaves_enough(member.refused(), &allowed) {
                        return Ok((Some(account.username), None));
                    }
                }
                Ok((None, some.last().map(|last| last.username.clone())))
            };
            let (stuck, last): (Option<String>, Option<String>) =
                store.read(tenant.id, look).await?;
            if stuck.is_some() || last.is_none() {
                return Ok(stuck);
            }
            after = last;
        }
    }

    /// Members of whom two factors are demanded anyhow, if all of them can have two.
    async fn held_already(
        &self,
        store: &Store,
        tenant: &TenantRecord,
        id: OrganizationId,
    ) -> Result<HashSet<AccountId>, ProvisionError> {
        let mut held = HashSet::new();
        let mut after: Option<String> = None;
        loop {
            let (from, allowed) = (after, tenant.settings.factors.allowed.clone());
            let look = move |tx: &mut dyn Tx| -> Result<_, ProvisionError> {
                let is_repeated = tx.organization(id)?.is_some_and(|held| held.two_factors);
                let some = tx.members(id, from.as_deref(), CHUNK)?;
                let mut held = Vec::new();
                for MemberRecord { username, membership } in &some {
                    let Some(account) = tx.account(membership.account)? else { continue };
                    if !can_have_two_factors(tx, &account, &allowed)? {
                        return Err(cannot_have_two(username));
                    }
                    let by_others = account.takes_two_factors() && !is_repeated;
                    held.extend((account.two_factors || by_others).then_some(account.id));
                }
                Ok((held, some.last().map(|last| last.username.clone())))
            };
            let (some, last): (Vec<AccountId>, Option<String>) =
                store.read(tenant.id, look).await?;
            held.extend(some);
            if last.is_none() {
                return Ok(held);
            }
            after = last;
        }
    }
}
