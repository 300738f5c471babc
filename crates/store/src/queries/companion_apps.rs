//! Who is asked in the companion app.
use super::Conn;
use super::outbox;
use crate::columns::Key16;
use crate::schema::companion_apps::dsl::{
    account_id, companion_apps, created_at, tenant_id, used_at,
};
use crate::{CompanionAppRecord, CompanionRelease};
use diesel::prelude::*;
use latchkey_base::{AccountId, TenantId, Timestamp};

/// Columns of a row but for its key.
type Row = (i64, Option<i64>);

/// What is kept of an account.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
) -> QueryResult<Option<CompanionAppRecord>> {
    let place = companion_apps.find((Key16::from(tenant), Key16::from(of)));
    let row: Option<Row> = place.select((created_at, used_at)).get_result(conn).optional()?;
    Ok(row.map(|(created, used)| CompanionAppRecord {
        account: of,
        created_at: Timestamp::from_millis(created),
        used_at: used.map(Timestamp::from_millis),
    }))
}

/// Adds or replaces it. The app is not to forget anything any more.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &CompanionAppRecord) -> QueryResult<()> {
    outbox::delete(conn, tenant, CompanionRelease::id_of(new.account))?;
    let values =
        (created_at.eq(new.created_at.millis()), used_at.eq(new.used_at.map(Timestamp::millis)));
    diesel::insert_into(companion_apps)
        .values((
            tenant_id.eq(Key16::from(tenant)),
            account_id.eq(Key16::from(new.account)),
            values,
        ))
        .on_conflict((tenant_id, account_id))
        .do_update()
        .set(values)
        .execute(conn)
        .map(|_| ())
}

/// Notes that it was used, if it is still there.
pub fn note_use(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    now: Timestamp,
) -> QueryResult<bool> {
    let place = companion_apps.find((Key16::from(tenant), Key16::from(of)));
    Ok(diesel::update(place).set(used_at.eq(now.millis())).execute(conn)? == 1)
}

/// Deletes it, and queues that the app forgets its devices.
pub fn delete(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    now: Timestamp,
) -> QueryResult<bool> {
    let place = companion_apps.find((Key16::from(tenant), Key16::from(of)));
    let was_there = diesel::delete(place).execute(conn)? == 1;
    if was_there {
        release(conn, tenant, of, now)?;
    }
    Ok(was_there)
}

/// Deletes it if it was set up at `since` or later, likewise.
pub fn delete_since(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    (since, now): (Timestamp, Timestamp),
) -> QueryResult<usize> {
    let place = companion_apps.find((Key16::from(tenant), Key16::from(of)));
    let deleted = diesel::delete(place.filter(created_at.ge(since.millis()))).execute(conn)?;
    if deleted > 0 {
        release(conn, tenant, of, now)?;
    }
    Ok(deleted)
}

fn release(conn: &mut Conn, tenant: TenantId, of: AccountId, now: Timestamp) -> QueryResult<()> {
    // One that was queued before may have been tried in vain.
    outbox::delete(conn, tenant, CompanionRelease::id_of(of))?;
    outbox::insert(conn, tenant, &CompanionRelease::message(tenant, of, now))
}
