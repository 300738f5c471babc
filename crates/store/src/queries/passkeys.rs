//! Passkeys of people.
use super::Conn;
use crate::columns::Key16;
use crate::schema::passkey_refusals as refusals;
use crate::schema::passkeys::dsl::{
    account_id, backed_up, backup_eligible, counter, created_at, credential, credential_id,
    label as called, passkeys, tenant_id, used_at, user_handle,
};
use crate::{PasskeyRecord, PasskeyUse};
use diesel::prelude::*;
use latchkey_base::{AccountId, TenantId, Timestamp};

/// Columns of a row but for the tenant.
#[derive(Queryable)]
struct Row {
    id: Vec<u8>,
    account: Key16,
    handle: Key16,
    credential: String,
    label: String,
    counter: i64,
    backup: (bool, bool),
    times: (i64, Option<i64>),
}

impl From<Row> for PasskeyRecord {
    fn from(row: Row) -> Self {
        Self {
            credential_id: row.id,
            account: row.account.into(),
            user_handle: row.handle.bytes(),
            credential: row.credential,
            label: row.label,
            counter: row.counter,
            backup_eligible: row.backup.0,
            backed_up: row.backup.1,
            created_at: Timestamp::from_millis(row.times.0),
            used_at: row.times.1.map(Timestamp::from_millis),
        }
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        credential_id,
        account_id,
        user_handle,
        credential,
        called,
        counter,
        (backup_eligible, backed_up),
        (created_at, used_at),
    )
}

/// All of an account, the oldest first.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
) -> QueryResult<Vec<PasskeyRecord>> {
    let rows: Vec<Row> = passkeys
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .order((created_at.asc(), credential_id.asc()))
        .select(columns())
        .get_results(conn)?;
    Ok(rows.into_iter().map(PasskeyRecord::from).collect())
}

/// The one of that credential id.
pub fn find(conn: &mut Conn, tenant: TenantId, id: &[u8]) -> QueryResult<Option<PasskeyRecord>> {
    let place = passkeys.find((Key16::from(tenant), id));
    let row: Option<Row> = place.select(columns()).get_result(conn).optional()?;
    Ok(row.map(PasskeyRecord::from))
}

/// Adds one, unless there is one of that credential id.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &PasskeyRecord) -> QueryResult<bool> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        credential_id.eq(&new.credential_id),
        account_id.eq(Key16::from(new.account)),
        user_handle.eq(new.user_handle.as_slice()),
        credential.eq(&new.credential),
        called.eq(&new.label),
        counter.eq(new.counter),
        backup_eligible.eq(new.backup_eligible),
        backed_up.eq(new.backed_up),
        created_at.eq(new.created_at.millis()),
        used_at.eq(new.used_at.map(Timestamp::millis)),
    );
    let added = diesel::insert_into(passkeys).values(row).on_conflict_do_nothing().execute(conn)?;
    Ok(added == 1)
}

/// Notes that one has signed: one statement compares its counter and sets it, so that of two with
/// one signature one gets in. An authenticator that does not count says zero every time.
pub fn note_use(conn: &mut Conn, tenant: TenantId, used: &PasskeyUse) -> QueryResult<bool> {
    let place = passkeys.find((Key16::from(tenant), used.credential_id.as_slice()));
    let noted = diesel::update(place.filter(counter.lt(used.counter.max(1))))
        .set((
            credential.eq(&used.credential),
            counter.eq(used.counter),
            backed_up.eq(used.backed_up),
            used_at.eq(used.at.millis()),
        ))
        .execute(conn)?;
    Ok(noted == 1)
}

/// Calls one something else.
pub fn rename(
    conn: &mut Conn,
    tenant: TenantId,
    (of, id): (AccountId, &[u8]),
    label: &str,
) -> QueryResult<bool> {
    let place = passkeys.find((Key16::from(tenant), id)).filter(account_id.eq(Key16::from(of)));
    Ok(diesel::update(place).set(called.eq(label)).execute(conn)? == 1)
}

/// Deletes one.
pub fn delete(conn: &mut Conn, tenant: TenantId, of: AccountId, id: &[u8]) -> QueryResult<bool> {
    let place = passkeys.find((Key16::from(tenant), id)).filter(account_id.eq(Key16::from(of)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}

/// Whether somebody does not want to be asked.
pub fn has_refused(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<bool> {
    let place = refusals::table.find((Key16::from(tenant), Key16::from(of)));
    let at: Option<i64> = place.select(refusals::refused_at).get_result(conn).optional()?;
    Ok(at.is_some())
}

/// They do not.
pub fn refuse(conn: &mut Conn, tenant: TenantId, of: AccountId, now: Timestamp) -> QueryResult<()> {
    let row = (
        refusals::tenant_id.eq(Key16::from(tenant)),
        refusals::account_id.eq(Key16::from(of)),
        refusals::refused_at.eq(now.millis()),
    );
    let kept = diesel::insert_into(refusals::table).values(row).on_conflict_do_nothing();
    kept.execute(conn).map(|_| ())
}
