//! Authenticator apps of people.
use super::Conn;
use crate::TotpRecord;
use crate::columns::Key16;
use crate::schema::totps::dsl::{
    account_id, created_at, last_step, sealed as sealed_secret, tenant_id, totps, used_at,
};
use diesel::prelude::*;
use latchkey_base::{AccountId, Sealed, TenantId, Timestamp};

/// Columns of a row but for its key.
type Row = (Vec<u8>, i64, i64, Option<i64>);

/// The one of an account.
pub fn find(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<Option<TotpRecord>> {
    let place = totps.find((Key16::from(tenant), Key16::from(of)));
    let columns = (sealed_secret, last_step, created_at, used_at);
    let row: Option<Row> = place.select(columns).get_result(conn).optional()?;
    Ok(row.map(|(sealed, step, created, used)| TotpRecord {
        account: of,
        sealed: Sealed::from_bytes(sealed),
        last_step: step,
        created_at: Timestamp::from_millis(created),
        used_at: used.map(Timestamp::from_millis),
    }))
}

/// Adds or replaces the one of an account.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &TotpRecord) -> QueryResult<()> {
    let values = (
        sealed_secret.eq(new.sealed.as_bytes()),
        last_step.eq(new.last_step),
        created_at.eq(new.created_at.millis()),
        used_at.eq(new.used_at.map(Timestamp::millis)),
    );
    diesel::insert_into(totps)
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

/// Uses the code of a step if none of that step or of a later one was used (RFC 6238 §5.2): one
/// statement compares and sets, so of two who have read one code one gets in.
pub fn use_step(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    step: i64,
    now: Timestamp,
) -> QueryResult<bool> {
    let place = totps.find((Key16::from(tenant), Key16::from(of)));
    let used = diesel::update(place.filter(last_step.lt(step)))
        .set((last_step.eq(step), used_at.eq(now.millis())))
        .execute(conn)?;
    Ok(used == 1)
}

/// Deletes the one of an account.
pub fn delete(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<bool> {
    let place = totps.find((Key16::from(tenant), Key16::from(of)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}
