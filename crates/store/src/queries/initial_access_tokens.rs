//! What lets somebody register clients (RFC 7591 §3).
use super::Conn;
use crate::InitialAccessTokenRecord;
use crate::columns::{Key16, Key32};
use crate::schema::initial_access_tokens::dsl::{
    created_at, expires_at, hash, initial_access_tokens, tenant_id, uses_left,
};
use diesel::prelude::*;
use latchkey_base::{TenantId, Timestamp, TokenHash};

/// Adds one.
pub fn insert(
    conn: &mut Conn,
    tenant: TenantId,
    token: &InitialAccessTokenRecord,
) -> QueryResult<()> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        hash.eq(Key32::from(token.hash)),
        uses_left.eq(token.uses_left),
        created_at.eq(token.created_at.millis()),
        expires_at.eq(token.expires_at.millis()),
    );
    diesel::insert_into(initial_access_tokens).values(row).execute(conn).map(|_| ())
}

/// It, while it is good for another client.
#[diesel::dsl::auto_type(no_type_alias)]
fn live(tenant: Key16, by: Key32, now: i64) -> _ {
    initial_access_tokens.find((tenant, by)).filter(uses_left.gt(0_i64)).filter(expires_at.gt(now))
}

/// Whether it is good for another client.
pub fn is_live(
    conn: &mut Conn,
    tenant: TenantId,
    by: &TokenHash,
    now: Timestamp,
) -> QueryResult<bool> {
    let live = live(tenant.into(), Key32::from(*by), now.millis());
    let left: Option<i64> = live.select(uses_left).get_result(conn).optional()?;
    Ok(left.is_some())
}

/// Uses it once, if it is good for another client.
pub fn spend(
    conn: &mut Conn,
    tenant: TenantId,
    by: &TokenHash,
    now: Timestamp,
) -> QueryResult<bool> {
    let live = live(tenant.into(), Key32::from(*by), now.millis());
    let used = diesel::update(live).set(uses_left.eq(uses_left - 1)).execute(conn)?;
    Ok(used == 1)
}
