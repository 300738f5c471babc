//! What nobody waits for, in a batch that is written anyway.
use super::{Conn, devices, trails};
use crate::commit::Note;
use diesel::QueryResult;

/// Writes one down.
pub fn write(conn: &mut Conn, note: &Note) -> QueryResult<()> {
    match note {
        Note::Refused(trail) => trails::insert(conn, trail),
        Note::Seen(seen) => devices::seen(conn, seen),
    }
}
