//! Who is asked in the companion app.
use super::Conn;
use super::outbox;
use crate::columns::Key16;
use crate::schema::companion_apps::dsl::{
    account_id, companion_apps, created_at, handle, tenant_id, used_at,
};
use crate::{CompanionAppRecord, CompanionRelease};
use diesel::prelude::*;
use latchkey_base::{AccountId, CompanionId, TenantId, Timestamp};

/// Columns of a row but for its key.
type Row = (Key16, i64, Option<i64>);

/// What is kept of an account.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
) -> QueryResult<Option<CompanionAppRecord>> {
    let place = companion_apps.find((Key16::from(tenant), Key16::from(of)));
    let row: Option<Row> =
        place.select((handle, created_at, used_at)).get_result(conn).optional()?;
    Ok(row.map(|(known_by, created, used)| CompanionAppRecord {
        account: of,
        handle: known_by.into(),
        created_at: Timestamp::from_millis(created),
        used_at: used.map(Timestamp::from_millis),
    }))
}

/// Adds or replaces it.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &CompanionAppRecord) -> QueryResult<()> {
    let values = (
        handle.eq(Key16::from(new.handle)),
        created_at.eq(new.created_at.millis()),
        used_at.eq(new.used_at.map(Timestamp::millis)),
    );
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

/// Notes that it was used, if the app still knows the person by that name.
pub fn note_use(
    conn: &mut Conn,
    tenant: TenantId,
    (of, known_by): (AccountId, CompanionId),
    now: Timestamp,
) -> QueryResult<bool> {
    let place = companion_apps.find((Key16::from(tenant), Key16::from(of)));
    let used = diesel::update(place.filter(handle.eq(Key16::from(known_by))))
        .set(used_at.eq(now.millis()))
        .execute(conn)?;
    Ok(used == 1)
}

/// Deletes it if it was set up at `since` or later, and queues that the app forgets the person.
pub fn delete(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    (since, now): (Timestamp, Timestamp),
) -> QueryResult<bool> {
    let place = companion_apps.find((Key16::from(tenant), Key16::from(of)));
    let deleted: Option<Key16> = diesel::delete(place.filter(created_at.ge(since.millis())))
        .returning(handle)
        .get_result(conn)
        .optional()?;
    let was_there = deleted.is_some();
    if let Some(known_by) = deleted {
        let release = CompanionRelease::message(tenant, known_by.into(), now);
        // One of that name may wait still.
        outbox::delete(conn, tenant, release.id)?;
        outbox::insert(conn, tenant, &release)?;
    }
    Ok(was_there)
}
