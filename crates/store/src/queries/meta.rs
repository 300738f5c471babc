//! What the deployment remembers about itself.
use super::{CLOCK, Conn};
use crate::schema::meta::dsl::{meta, name, value};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use latchkey_base::Timestamp;

#[derive(QueryableByName)]
struct Reading {
    #[diesel(sql_type = BigInt)]
    millis: i64,
}

/// The time by the database's own clock.
pub fn clock(conn: &mut Conn) -> QueryResult<Timestamp> {
    let Reading { millis } = diesel::sql_query(CLOCK).get_result(conn)?;
    Ok(Timestamp::from_millis(millis))
}

/// The value of that name.
pub fn find(conn: &mut Conn, wanted: &str) -> QueryResult<Option<Vec<u8>>> {
    meta.filter(name.eq(wanted)).select(value).get_result(conn).optional()
}

/// Sets a value unless it is set.
pub fn insert(conn: &mut Conn, wanted: &str, bytes: &[u8]) -> QueryResult<()> {
    diesel::insert_into(meta)
        .values((name.eq(wanted), value.eq(bytes)))
        .on_conflict_do_nothing()
        .execute(conn)
        .map(|_| ())
}
