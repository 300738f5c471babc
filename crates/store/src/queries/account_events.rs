//! What happened at accounts.
use super::Conn;
use crate::EventRecord;
use crate::columns::Key16;
use crate::rows::{document as read, json};
use crate::schema::account_events::dsl::{
    account_events, account_id, document, event_id, expires_at, tenant_id,
};
use diesel::prelude::*;
use latchkey_accounts::AccountEvent;
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

/// Those of an account that are kept, the youngest first.
pub fn list(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    (now, limit): (Timestamp, i64),
) -> QueryResult<Vec<AccountEvent>> {
    let texts: Vec<String> = account_events
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(expires_at.gt(now.millis()))
        .order(event_id.desc())
        .limit(limit)
        .select(document)
        .load(conn)?;
    texts.iter().map(|text| read(text)).collect()
}
