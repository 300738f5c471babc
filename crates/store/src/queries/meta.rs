//! What the deployment remembers about itself.
use super::Conn;
use crate::schema::meta::dsl::{meta, name, value};
use diesel::prelude::*;

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
