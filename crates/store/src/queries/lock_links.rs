//! Links with which an account can be locked.
use super::Conn;
use crate::LockLinkRecord;
use crate::columns::{Key16, Key32};
use crate::schema::lock_links::dsl::{
    account_id, address, created_at, expires_at, link, lock_links, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{TenantId, Timestamp, TokenHash};

/// Columns of a row but for its key.
type Row = (Key16, String, i64, i64);

fn record(of: TokenHash, (account, mailed_to, created, expires): Row) -> LockLinkRecord {
    LockLinkRecord {
        link: of,
        account: account.into(),
        address: mailed_to,
        created_at: Timestamp::from_millis(created),
        expires_at: Timestamp::from_millis(expires),
    }
}

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &LockLinkRecord) -> QueryResult<()> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        link.eq(Key32::from(new.link)),
        account_id.eq(Key16::from(new.account)),
        address.eq(&new.address),
        created_at.eq(new.created_at.millis()),
        expires_at.eq(new.expires_at.millis()),
    );
    diesel::insert_into(lock_links).values(row).execute(conn).map(|_| ())
}

/// Reads one that is live.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    by: &TokenHash,
    now: Timestamp,
) -> QueryResult<Option<LockLinkRecord>> {
    let place = lock_links.find((Key16::from(tenant), Key32::from(*by)));
    let live = place.filter(expires_at.gt(now.millis()));
    let columns = (account_id, address, created_at, expires_at);
    let row: Option<Row> = live.select(columns).get_result(conn).optional()?;
    Ok(row.map(|row| record(*by, row)))
}

/// Takes one that is live: of two callers one gets it.
pub fn take(
    conn: &mut Conn,
    tenant: TenantId,
    by: &TokenHash,
    now: Timestamp,
) -> QueryResult<Option<LockLinkRecord>> {
    let place = lock_links.find((Key16::from(tenant), Key32::from(*by)));
    let row: Option<Row> = diesel::delete(place.filter(expires_at.gt(now.millis())))
        .returning((account_id, address, created_at, expires_at))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|row| record(*by, row)))
}
