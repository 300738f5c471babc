//! Who belongs to which organization.
use super::{Conn, all};
use crate::columns::Key16;
use crate::rows::{MembershipRow, RecoveryRow};
use crate::schema::memberships::dsl::{account_id, memberships, organization_id, role, tenant_id};
use crate::schema::{accounts, organizations, recoveries};
use crate::{MemberRecord, RecoveryRecord};
use diesel::prelude::*;
use latchkey_accounts::{Membership, RecoveryState, normal_form};
use latchkey_base::{AccountId, OrganizationId, TenantId, Timestamp};

/// An account with what its organizations want of it, and whether it has a password, as columns of a statement that
/// reads `accounts`.
macro_rules! whole_account {
    () => {{
        use crate::schema::{accounts, memberships, organizations, passwords};
        let theirs = || {
            memberships::table
                .inner_join(
                    organizations::table.on(organizations::tenant_id
                        .eq(memberships::tenant_id)
                        .and(organizations::organization_id.eq(memberships::organization_id))),
                )
                .filter(memberships::tenant_id.eq(accounts::tenant_id))
                .filter(memberships::account_id.eq(accounts::account_id))
        };
        let password = passwords::table
            .filter(passwords::tenant_id.eq(accounts::tenant_id))
            .filter(passwords::account_id.eq(accounts::account_id));
        use diesel::dsl::exists;
        // In the order of `FoundAccount::refused`.
        let refused = (
            exists(theirs().filter(organizations::refuses_email)),
            exists(theirs().filter(organizations::refuses_sms)),
            exists(theirs().filter(organizations::refuses_totp)),
            exists(theirs().filter(organizations::refuses_companion_app)),
            exists(theirs().filter(organizations::refuses_approval)),
            exists(theirs().filter(organizations::refuses_recovery_code)),
        );
        let two_factors = exists(theirs().filter(organizations::two_factors));
        (crate::rows::AccountRow::as_select(), two_factors, refused, exists(password))
    }};
}
pub(super) use whole_account;

/// Those of an account, by organization.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
) -> QueryResult<Vec<Membership>> {
    let rows: Vec<MembershipRow> = memberships
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .order(organization_id)
        .limit(i64::try_from(Membership::MOST).unwrap_or(i64::MAX))
        .select(MembershipRow::as_select())
        .load(conn)?;
    all(rows)
}

/// A page of those of an organization, by user name.
pub fn of_organization(
    conn: &mut Conn,
    tenant: TenantId,
    of: OrganizationId,
    after: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<MemberRecord>> {
    let whose = accounts::tenant_id.eq(tenant_id).and(accounts::account_id.eq(account_id));
    let rows: Vec<(String, MembershipRow)> = memberships
        .inner_join(accounts::table.on(whose))
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(organization_id.eq(Key16::from(of)))
        .filter(accounts::username_normal.gt(after.map(normal_form).unwrap_or_default()))
        .order(accounts::username_normal)
        .limit(limit)
        .select((accounts::username, MembershipRow::as_select()))
        .load(conn)?;
    let read =
        |(username, row)| Ok(MemberRecord { username, membership: Membership::try_from(row)? });
    rows.into_iter().map(read).collect()
}

/// Up to so many people of an organization.
pub fn accounts_of(
    conn: &mut Conn,
    tenant: TenantId,
    of: OrganizationId,
    limit: i64,
) -> QueryResult<Vec<AccountId>> {
    let ids: Vec<Key16> = memberships
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(organization_id.eq(Key16::from(of)))
        .limit(limit)
        .select(account_id)
        .load(conn)?;
    Ok(ids.into_iter().map(AccountId::from).collect())
}

/// Adds one, or gives somebody another role; `false` if there is no such account or organization.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &Membership) -> QueryResult<bool> {
    let of = (Key16::from(tenant), Key16::from(new.account));
    let to = (Key16::from(tenant), Key16::from(new.organization));
    let there: i64 = accounts::table.find(of).count().get_result(conn)?;
    let place: i64 = organizations::table.find(to).count().get_result(conn)?;
    if there == 0 || place == 0 {
        return Ok(false);
    }
    diesel::insert_into(memberships)
        .values(MembershipRow::new(tenant, new))
        .on_conflict((tenant_id, account_id, organization_id))
        .do_update()
        .set(role.eq(new.role.name()))
        .execute(conn)?;
    Ok(true)
}

/// Somebody does not belong to it any more; `false` if they did not.
pub fn delete(
    conn: &mut Conn,
    tenant: TenantId,
    (organization, account): (OrganizationId, AccountId),
) -> QueryResult<bool> {
    let key = (Key16::from(tenant), Key16::from(account), Key16::from(organization));
    Ok(diesel::delete(memberships.find(key)).execute(conn)? == 1)
}

/// Somebody does not belong to any.
pub fn delete_of(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<()> {
    let theirs = memberships
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)));
    diesel::delete(theirs).execute(conn).map(|_| ())
}

/// Requests that wait of people of these organizations, except of that one, the oldest first; each once.
pub fn waiting(
    conn: &mut Conn,
    tenant: TenantId,
    (of, except): (&[OrganizationId], AccountId),
    now: Timestamp,
    limit: i64,
) -> QueryResult<Vec<RecoveryRecord>> {
    let of: Vec<Key16> = of.iter().map(|id| Key16::from(*id)).collect();
    let members = memberships
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(organization_id.eq_any(of))
        .select(account_id);
    let rows: Vec<RecoveryRow> = recoveries::table
        .filter(recoveries::tenant_id.eq(Key16::from(tenant)))
        .filter(recoveries::account_id.eq_any(members))
        .filter(recoveries::account_id.ne(Key16::from(except)))
        .filter(recoveries::state.eq(RecoveryState::Open.name()))
        .filter(recoveries::ready_at.gt(now.millis()))
        .filter(recoveries::expires_at.gt(now.millis()))
        .order((recoveries::created_at, recoveries::recovery_id))
        .limit(limit)
        .select(RecoveryRow::as_select())
        .load(conn)?;
    all(rows)
}
