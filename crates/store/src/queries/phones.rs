//! Numbers to which people are texted codes.
use super::Conn;
use crate::PhoneRecord;
use crate::columns::Key16;
use crate::schema::phones::dsl::{account_id, created_at, number, phones, tenant_id, used_at};
use diesel::prelude::*;
use latchkey_base::{AccountId, TenantId, Timestamp};

/// Columns of a row but for its key.
type Row = (String, i64, Option<i64>);

/// The one of an account.
pub fn find(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<Option<PhoneRecord>> {
    let place = phones.find((Key16::from(tenant), Key16::from(of)));
    let row: Option<Row> =
        place.select((number, created_at, used_at)).get_result(conn).optional()?;
    Ok(row.map(|(held, created, used)| PhoneRecord {
        account: of,
        number: held,
        created_at: Timestamp::from_millis(created),
        used_at: used.map(Timestamp::from_millis),
    }))
}

/// Adds or replaces the one of an account.
pub fn put(conn: &mut Conn, tenant: TenantId, new: &PhoneRecord) -> QueryResult<()> {
    let values = (
        number.eq(&new.number),
        created_at.eq(new.created_at.millis()),
        used_at.eq(new.used_at.map(Timestamp::millis)),
    );
    diesel::insert_into(phones)
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

/// Notes that a code was used that was sent to that number, if it is still the one of the account.
pub fn note_use(
    conn: &mut Conn,
    tenant: TenantId,
    (of, sent_to): (AccountId, &str),
    now: Timestamp,
) -> QueryResult<bool> {
    let place = phones.find((Key16::from(tenant), Key16::from(of)));
    let used = diesel::update(place.filter(number.eq(sent_to)))
        .set(used_at.eq(now.millis()))
        .execute(conn)?;
    Ok(used == 1)
}

/// Deletes the one of an account.
pub fn delete(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<bool> {
    let place = phones.find((Key16::from(tenant), Key16::from(of)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}
