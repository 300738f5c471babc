//! Browsers whose owner is not asked for the second step for a while.
use super::Conn;
use crate::columns::{Key16, Key32};
use crate::schema::remembered_browsers::dsl::{
    account_id, created_at, digest, expires_at, remembered_browsers, remembered_id, tenant_id,
    used_at, user_agent,
};
use crate::{RememberedBrowserRecord, RememberedBrowserUse};
use diesel::prelude::*;
use latchkey_base::{AccountId, CodeDigest, RememberedBrowserId, TenantId, Timestamp};

/// Columns of a row but for the tenant.
#[derive(Queryable)]
struct Row {
    account: Key16,
    id: Key16,
    digest: Key32,
    user_agent: String,
    times: (i64, i64, i64),
}

impl From<Row> for RememberedBrowserRecord {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            account: row.account.into(),
            digest: CodeDigest::from_bytes(row.digest.bytes()),
            user_agent: row.user_agent,
            created_at: Timestamp::from_millis(row.times.0),
            used_at: Timestamp::from_millis(row.times.1),
            expires_at: Timestamp::from_millis(row.times.2),
        }
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (account_id, remembered_id, digest, user_agent, (created_at, used_at, expires_at))
}

/// One of an account, live or not.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, RememberedBrowserId),
) -> QueryResult<Option<RememberedBrowserRecord>> {
    let place = remembered_browsers.find((Key16::from(tenant), Key16::from(of), Key16::from(id)));
    let row: Option<Row> = place.select(columns()).get_result(conn).optional()?;
    Ok(row.map(RememberedBrowserRecord::from))
}

/// Those of an account that are live, most recently used first.
pub fn live_of(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    now: Timestamp,
) -> QueryResult<Vec<RememberedBrowserRecord>> {
    let rows: Vec<Row> = remembered_browsers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(expires_at.gt(now.millis()))
        .order((used_at.desc(), remembered_id.desc()))
        .select(columns())
        .get_results(conn)?;
    Ok(rows.into_iter().map(RememberedBrowserRecord::from).collect())
}

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &RememberedBrowserRecord) -> QueryResult<()> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        account_id.eq(Key16::from(new.account)),
        remembered_id.eq(Key16::from(new.id)),
        digest.eq(Key32::from(new.digest)),
        user_agent.eq(&new.user_agent),
        created_at.eq(new.created_at.millis()),
        used_at.eq(new.used_at.millis()),
        expires_at.eq(new.expires_at.millis()),
    );
    diesel::insert_into(remembered_browsers).values(row).execute(conn).map(|_| ())
}

/// Gives one another secret if the one that was shown is its own: one statement compares and sets,
/// so that of two who show one secret one gets in.
pub fn rotate(conn: &mut Conn, tenant: TenantId, used: &RememberedBrowserUse) -> QueryResult<bool> {
    let key = (Key16::from(tenant), Key16::from(used.account), Key16::from(used.id));
    let shown = remembered_browsers
        .find(key)
        .filter(digest.eq(Key32::from(used.before)))
        .filter(expires_at.gt(used.at.millis()));
    let rotated = diesel::update(shown)
        .set((digest.eq(Key32::from(used.after)), used_at.eq(used.at.millis())))
        .execute(conn)?;
    Ok(rotated == 1)
}

/// Deletes one of an account.
pub fn delete(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, RememberedBrowserId),
) -> QueryResult<bool> {
    let place = remembered_browsers.find((Key16::from(tenant), Key16::from(of), Key16::from(id)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}

/// Deletes all of an account; says how many there were.
pub fn delete_of(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<usize> {
    let held = remembered_browsers
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)));
    diesel::delete(held).execute(conn)
}
