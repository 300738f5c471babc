//! What happened at accounts.
use super::Conn;
use crate::columns::Key16;
use crate::rows::{document as read, json};
use crate::schema::account_events::dsl::{
    account_events, account_id, document, event_id, expires_at, tenant_id,
};
use crate::{EventId, EventRecord};
use diesel::prelude::*;
use latchkey_base::{AccountId, TenantId, Timestamp};

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, record: &EventRecord) -> QueryResult<()> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        account_id.eq(Key16::from(record.account)),
        event_id.eq(Key16::from(record.id)),
        document.eq(json(&record.event)?),
        expires_at.eq(record.expires_at.millis()),
    );
    diesel::insert_into(account_events).values(row).execute(conn).map(|_| ())
}

/// Those of an account that are kept, the youngest first; only those before `before`, if one is
/// named. Their ids are in the order in which they were made.
pub fn list(
    conn: &mut Conn,
    tenant: TenantId,
    (account, before): (AccountId, Option<EventId>),
    (now, limit): (Timestamp, i64),
) -> QueryResult<Vec<EventRecord>> {
    let youngest = EventId::from_bytes([0xff; 16]);
    let rows: Vec<(Key16, String, i64)> = account_events
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(event_id.lt(Key16::from(before.unwrap_or(youngest))))
        .filter(expires_at.gt(now.millis()))
        .order(event_id.desc())
        .limit(limit)
        .select((event_id, document, expires_at))
        .load(conn)?;
    let record = |(id, text, expires): (Key16, String, i64)| {
        let event = read(&text)?;
        Ok(EventRecord {
            id: id.into(),
            account,
            event,
            expires_at: Timestamp::from_millis(expires),
        })
    };
    rows.into_iter().map(record).collect()
}
