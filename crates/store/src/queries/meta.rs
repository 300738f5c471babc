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

/// The name of the migration that a program must know (`migrate::NEEDED`).
const NEEDED: &str = "needed_migration";

/// The newest migration that a program must know to work on these tables.
pub fn needed(conn: &mut Conn) -> QueryResult<Option<String>> {
    Ok(find(conn, NEEDED)?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Says which one it is from now on.
pub fn put_needed(conn: &mut Conn, version: &str) -> QueryResult<()> {
    let row = (name.eq(NEEDED), value.eq(version.as_bytes()));
    diesel::insert_into(meta)
        .values(row)
        .on_conflict(name)
        .do_update()
        .set(value.eq(version.as_bytes()))
        .execute(conn)
        .map(|_| ())
}
