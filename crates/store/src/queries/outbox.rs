//! Messages that wait to be delivered.
use super::Conn;
use crate::columns::Key16;
use crate::rows::MessageRow;
use crate::schema::outbox::dsl::{
    attempts, destination, due_at, expires_at, kind, message_id, outbox, tenant_id,
};
use crate::{Busy, OutboxMessage};
use diesel::prelude::*;
use latchkey_base::{MessageId, TenantId, Timestamp};

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, message: &OutboxMessage) -> QueryResult<()> {
    let row = MessageRow::new(tenant, message);
    diesel::insert_into(outbox).values(row).execute(conn).map(|_| ())
}

/// Takes messages of a kind that are due by putting off their next turn. A message that another node has
/// taken meanwhile is not due any more, so nobody gets it twice.
pub fn claim(
    conn: &mut Conn,
    of: &str,
    now: Timestamp,
    lease_until: Timestamp,
    limit: i64,
) -> QueryResult<Vec<OutboxMessage>> {
    let due = kind.eq(of).and(due_at.le(now.millis())).and(expires_at.gt(now.millis()));
    let ids: Vec<Key16> =
        outbox.filter(due).order(due_at).limit(limit).select(message_id).load(conn)?;
    take(conn, of, ids, now, lease_until)
}

/// Messages of a kind that are due, the longest due first, of nobody who is busy. They stay due.
pub fn due(
    conn: &mut Conn,
    of: &str,
    now: Timestamp,
    busy: &Busy,
    limit: i64,
) -> QueryResult<Vec<OutboxMessage>> {
    let tenants: Vec<Key16> = busy.tenants.iter().map(|id| Key16::from(*id)).collect();
    let rows: Vec<MessageRow> = outbox
        .filter(kind.eq(of).and(due_at.le(now.millis())).and(expires_at.gt(now.millis())))
        .filter(destination.ne_all(&busy.destinations))
        .filter(tenant_id.ne_all(tenants))
        .order(due_at)
        .limit(limit)
        .select(MessageRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(OutboxMessage::from).collect())
}

/// Takes those of them that are still due.
pub fn take(
    conn: &mut Conn,
    of: &str,
    ids: Vec<Key16>,
    now: Timestamp,
    lease_until: Timestamp,
) -> QueryResult<Vec<OutboxMessage>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let due = kind.eq(of).and(due_at.le(now.millis())).and(expires_at.gt(now.millis()));
    let taken: Vec<MessageRow> = diesel::update(outbox.filter(message_id.eq_any(ids)).filter(due))
        .set((due_at.eq(lease_until.millis()), attempts.eq(attempts + 1)))
        .returning(MessageRow::as_returning())
        .get_results(conn)?;
    Ok(taken.into_iter().map(OutboxMessage::from).collect())
}

/// Deletes one.
pub fn delete(conn: &mut Conn, tenant: TenantId, id: MessageId) -> QueryResult<()> {
    let place = outbox.find((Key16::from(tenant), Key16::from(id)));
    diesel::delete(place).execute(conn).map(|_| ())
}

/// Sets its next turn.
pub fn postpone(
    conn: &mut Conn,
    tenant: TenantId,
    id: MessageId,
    at: Timestamp,
) -> QueryResult<()> {
    let place = outbox.find((Key16::from(tenant), Key16::from(id)));
    diesel::update(place).set(due_at.eq(at.millis())).execute(conn).map(|_| ())
}
