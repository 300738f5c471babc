//! Accounts that go when their time has come.
use super::Conn;
use crate::columns::Key16;
use crate::schema::account_deletions::dsl::{
    account_deletions, account_id, due_at, requested_at, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{AccountId, TenantId, Timestamp};

/// Sets when an account goes; a later word replaces an earlier one.
pub fn put(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    (now, due): (Timestamp, Timestamp),
) -> QueryResult<()> {
    let place = (tenant_id.eq(Key16::from(tenant)), account_id.eq(Key16::from(account)));
    let times = (requested_at.eq(now.millis()), due_at.eq(due.millis()));
    diesel::insert_into(account_deletions)
        .values((place, times))
        .on_conflict((tenant_id, account_id))
        .do_update()
        .set(times)
        .execute(conn)
        .map(|_| ())
}

/// The account stays; `false` if nothing else was planned.
pub fn delete(conn: &mut Conn, tenant: TenantId, account: AccountId) -> QueryResult<bool> {
    let place = account_deletions.find((Key16::from(tenant), Key16::from(account)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}

/// Those whose time has come, of all tenants.
pub fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> QueryResult<Vec<(TenantId, AccountId)>> {
    let rows: Vec<(Key16, Key16)> = account_deletions
        .filter(due_at.le(now.millis()))
        .order(due_at)
        .limit(limit)
        .select((tenant_id, account_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(tenant, account)| (tenant.into(), account.into())).collect())
}

/// Whether the time of one has come.
pub fn is_due(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    now: Timestamp,
) -> QueryResult<bool> {
    let place = account_deletions.find((Key16::from(tenant), Key16::from(account)));
    let due: Option<i64> = place.select(due_at).get_result(conn).optional()?;
    Ok(due.is_some_and(|due| due <= now.millis()))
}
