//! Challenges that wait for their answer.
use super::Conn;
use crate::CeremonyRecord;
use crate::columns::{Key16, Key32};
use crate::schema::ceremonies::dsl::{
    ceremonies, ceremony_id, expires_at, owner as owner_of, state, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{TenantId, Timestamp, TokenHash};

/// Keeps one.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &CeremonyRecord) -> QueryResult<()> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        ceremony_id.eq(Key32::from(new.id)),
        owner_of.eq(Key32::from(new.owner)),
        state.eq(&new.state),
        expires_at.eq(new.expires_at.millis()),
    );
    diesel::insert_into(ceremonies).values(row).execute(conn).map(|_| ())
}

/// Takes one that is live, for its owner: of two callers one gets it.
pub fn take(
    conn: &mut Conn,
    tenant: TenantId,
    (id, owner): (&TokenHash, &TokenHash),
    now: Timestamp,
) -> QueryResult<Option<CeremonyRecord>> {
    let place = ceremonies.find((Key16::from(tenant), Key32::from(*id)));
    let theirs = place.filter(owner_of.eq(Key32::from(*owner)));
    let row: Option<(String, i64)> = diesel::delete(theirs.filter(expires_at.gt(now.millis())))
        .returning((state, expires_at))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(waiting, expires)| CeremonyRecord {
        id: *id,
        owner: *owner,
        state: waiting,
        expires_at: Timestamp::from_millis(expires),
    }))
}
