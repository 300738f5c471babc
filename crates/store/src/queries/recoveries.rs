//! Requests to get back into an account without its second step. One of an account is open at a time,
//! as a unique index says; each change of state is one statement that looks at the state before.
use super::{Conn, outbox};
use crate::RecoveryRecord;
use crate::columns::{Key16, Key32};
use crate::rows::RecoveryRow;
use crate::schema::recoveries::dsl::{
    account_id, created_at, decided_at, expires_at, finish_link, message_id, ready_at, recoveries,
    reminder_id, state, stop_link, tenant_id,
};
use diesel::prelude::*;
use latchkey_accounts::RecoveryState;
use latchkey_base::{AccountId, MessageId, RecoveryId, TenantId, Timestamp, TokenHash};

const OPEN: &str = RecoveryState::Open.name();

/// The open one of an account.
pub fn open_of(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    now: Timestamp,
) -> QueryResult<Option<RecoveryRecord>> {
    let open = recoveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(state.eq(OPEN))
        .filter(expires_at.gt(now.millis()));
    let row = open.select(RecoveryRow::as_select()).get_result(conn).optional()?;
    row.map(RecoveryRecord::try_from).transpose()
}

/// Those of an account that were asked for after `since`, the youngest first.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    since: Timestamp,
) -> QueryResult<Vec<RecoveryRecord>> {
    let rows: Vec<RecoveryRow> = recoveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(created_at.gt(since.millis()))
        .order(created_at.desc())
        .select(RecoveryRow::as_select())
        .get_results(conn)?;
    super::all(rows)
}

/// The open ones of the tenant, the oldest first.
pub fn all_open(
    conn: &mut Conn,
    tenant: TenantId,
    now: Timestamp,
    limit: i64,
) -> QueryResult<Vec<RecoveryRecord>> {
    let rows: Vec<RecoveryRow> = recoveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(state.eq(OPEN))
        .filter(expires_at.gt(now.millis()))
        .order(created_at)
        .limit(limit)
        .select(RecoveryRow::as_select())
        .get_results(conn)?;
    super::all(rows)
}

/// The one that a link stops, whatever has become of it.
pub fn by_stop_link(
    conn: &mut Conn,
    tenant: TenantId,
    link: &TokenHash,
) -> QueryResult<Option<RecoveryRecord>> {
    let place = recoveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(stop_link.eq(Key32::from(*link)));
    let row = place.select(RecoveryRow::as_select()).get_result(conn).optional()?;
    row.map(RecoveryRecord::try_from).transpose()
}

/// The one that a link finishes, whatever has become of it.
pub fn by_finish_link(
    conn: &mut Conn,
    tenant: TenantId,
    link: &TokenHash,
) -> QueryResult<Option<RecoveryRecord>> {
    let place = recoveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(finish_link.eq(Key32::from(*link)));
    let row = place.select(RecoveryRow::as_select()).get_result(conn).optional()?;
    row.map(RecoveryRecord::try_from).transpose()
}

/// Adds one, unless the account has one that is open: of two who add one does.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &RecoveryRecord) -> QueryResult<bool> {
    let over = recoveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(new.account)))
        .filter(state.eq(OPEN))
        .filter(expires_at.le(new.created_at.millis()));
    diesel::update(over).set(state.eq(RecoveryState::Expired.name())).execute(conn)?;
    let row = RecoveryRow::new(tenant, new);
    let added = diesel::insert_into(recoveries).values(row).on_conflict_do_nothing();
    Ok(added.execute(conn)? == 1)
}

/// Stops an open one: of two who stop it one does. What was still to be mailed is not.
pub fn stop(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, RecoveryId),
    now: Timestamp,
) -> QueryResult<Option<RecoveryRecord>> {
    let open = recoveries
        .find((Key16::from(tenant), Key16::from(of), Key16::from(id)))
        .filter(state.eq(OPEN))
        .filter(expires_at.gt(now.millis()));
    let row: Option<RecoveryRow> = diesel::update(open)
        .set((state.eq(RecoveryState::Stopped.name()), decided_at.eq(now.millis())))
        .returning(RecoveryRow::as_returning())
        .get_result(conn)
        .optional()?;
    decided(conn, tenant, row)
}

/// Ends the wait of one that waits; its link goes out at once.
pub fn hasten(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, RecoveryId),
    now: Timestamp,
) -> QueryResult<bool> {
    let waiting = recoveries
        .find((Key16::from(tenant), Key16::from(of), Key16::from(id)))
        .filter(state.eq(OPEN))
        .filter(ready_at.gt(now.millis()))
        .filter(expires_at.gt(now.millis()));
    let row: Option<RecoveryRow> = diesel::update(waiting)
        .set(ready_at.eq(now.millis()))
        .returning(RecoveryRow::as_returning())
        .get_result(conn)
        .optional()?;
    let Some(row) = row else { return Ok(false) };
    outbox::delete(conn, tenant, row.reminder_id.into())?;
    outbox::postpone(conn, tenant, row.message_id.into(), now)?;
    Ok(true)
}

/// Puts another link in the place of the one that finishes it, if it can be finished.
pub fn relink(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, RecoveryId),
    (link, message): (&TokenHash, MessageId),
    now: Timestamp,
) -> QueryResult<bool> {
    let ready = recoveries
        .find((Key16::from(tenant), Key16::from(of), Key16::from(id)))
        .filter(state.eq(OPEN))
        .filter(ready_at.le(now.millis()))
        .filter(expires_at.gt(now.millis()));
    let changed = diesel::update(ready)
        .set((finish_link.eq(Key32::from(*link)), message_id.eq(Key16::from(message))))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Finishes the one that a link finishes, if it can be: of two who finish it one does.
pub fn finish(
    conn: &mut Conn,
    tenant: TenantId,
    link: &TokenHash,
    now: Timestamp,
) -> QueryResult<Option<RecoveryRecord>> {
    let ready = recoveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(finish_link.eq(Key32::from(*link)))
        .filter(state.eq(OPEN))
        .filter(ready_at.le(now.millis()))
        .filter(expires_at.gt(now.millis()));
    let row: Option<RecoveryRow> = diesel::update(ready)
        .set((state.eq(RecoveryState::Finished.name()), decided_at.eq(now.millis())))
        .returning(RecoveryRow::as_returning())
        .get_result(conn)
        .optional()?;
    decided(conn, tenant, row)
}

fn decided(
    conn: &mut Conn,
    tenant: TenantId,
    row: Option<RecoveryRow>,
) -> QueryResult<Option<RecoveryRecord>> {
    let Some(record) = row.map(RecoveryRecord::try_from).transpose()? else { return Ok(None) };
    outbox::delete(conn, tenant, record.reminder)?;
    outbox::delete(conn, tenant, record.message)?;
    Ok(Some(record))
}

/// Deletes those of an account, with what was still to be mailed.
pub fn delete_of(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<()> {
    let theirs =
        recoveries.filter(tenant_id.eq(Key16::from(tenant))).filter(account_id.eq(Key16::from(of)));
    let gone: Vec<(Key16, Key16)> =
        diesel::delete(theirs).returning((reminder_id, message_id)).get_results(conn)?;
    for (reminder, message) in gone {
        outbox::delete(conn, tenant, reminder.into())?;
        outbox::delete(conn, tenant, message.into())?;
    }
    Ok(())
}
