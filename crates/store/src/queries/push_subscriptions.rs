//! Browsers that are told when something waits for their person.
use super::Conn;
use crate::PushSubscriptionRecord;
use crate::columns::Key16;
use crate::schema::push_subscriptions::dsl::{
    account_id, created_at, expires_at, language, push_subscriptions, sealed, session_id, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{AccountId, Sealed, SessionId, TenantId, Timestamp};

/// Columns of a row but for the tenant.
type Row = (Key16, Key16, Vec<u8>, String, i64, i64);

fn read((session, account, document, tag, since, until): Row) -> PushSubscriptionRecord {
    PushSubscriptionRecord {
        session: session.into(),
        account: account.into(),
        sealed: Sealed::from_bytes(document),
        language: tag,
        created_at: Timestamp::from_millis(since),
        expires_at: Timestamp::from_millis(until),
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (session_id, account_id, sealed, language, created_at, expires_at)
}

/// That of a session.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    of: SessionId,
) -> QueryResult<Option<PushSubscriptionRecord>> {
    let place = push_subscriptions.find((Key16::from(tenant), Key16::from(of)));
    let row: Option<Row> = place.select(columns()).get_result(conn).optional()?;
    Ok(row.map(read))
}

/// Those of an account, the youngest first.
pub fn of_account(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
) -> QueryResult<Vec<PushSubscriptionRecord>> {
    let rows: Vec<Row> = push_subscriptions
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .order((created_at.desc(), session_id.desc()))
        .select(columns())
        .get_results(conn)?;
    Ok(rows.into_iter().map(read).collect())
}

/// Adds one, or replaces that of its session.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &PushSubscriptionRecord) -> QueryResult<()> {
    let values = (
        account_id.eq(Key16::from(new.account)),
        sealed.eq(new.sealed.as_bytes()),
        language.eq(&new.language),
        created_at.eq(new.created_at.millis()),
        expires_at.eq(new.expires_at.millis()),
    );
    diesel::insert_into(push_subscriptions)
        .values((
            tenant_id.eq(Key16::from(tenant)),
            session_id.eq(Key16::from(new.session)),
            values,
        ))
        .on_conflict((tenant_id, session_id))
        .do_update()
        .set(values)
        .execute(conn)
        .map(|_| ())
}

/// Deletes that of a session.
pub fn delete(conn: &mut Conn, tenant: TenantId, of: SessionId) -> QueryResult<bool> {
    let place = push_subscriptions.find((Key16::from(tenant), Key16::from(of)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}

/// Deletes all of an account.
pub fn delete_of(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<usize> {
    let held = push_subscriptions
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)));
    diesel::delete(held).execute(conn)
}
