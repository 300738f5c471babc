//! Signing keys at rest.
use super::{Conn, all};
use crate::SigningKeyRecord;
use crate::columns::Key16;
use crate::rows::SigningKeyRow;
use crate::schema::signing_keys::dsl::{
    active_from, created_at, longest_token, retires_at, signing_keys, state, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{Seconds, SigningKeyId, TenantId};

/// All keys of a tenant, youngest first.
pub fn list(conn: &mut Conn, tenant: TenantId) -> QueryResult<Vec<SigningKeyRecord>> {
    let rows: Vec<SigningKeyRow> = signing_keys
        .filter(tenant_id.eq(Key16::from(tenant)))
        .order((active_from.desc(), created_at.desc()))
        .select(SigningKeyRow::as_select())
        .load(conn)?;
    all(rows)
}

/// Adds a key.
pub fn insert(conn: &mut Conn, tenant: TenantId, key: &SigningKeyRecord) -> QueryResult<()> {
    let row = SigningKeyRow::new(tenant, key);
    diesel::insert_into(signing_keys).values(row).execute(conn).map(|_| ())
}

/// Replaces a key.
pub fn update(conn: &mut Conn, tenant: TenantId, key: &SigningKeyRecord) -> QueryResult<()> {
    let row = SigningKeyRow::new(tenant, key);
    let place = signing_keys.find((Key16::from(tenant), Key16::from(key.id)));
    diesel::update(place).set(row).execute(conn).map(|_| ())
}

/// Keeps published keys for tokens that live as long as `life` from now on. A key that was kept
/// for longer ones already stays as it is: what it signed does not end sooner for it.
pub fn outlive(conn: &mut Conn, tenant: TenantId, life: Seconds) -> QueryResult<()> {
    let shorter = signing_keys
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(state.eq("published"))
        .filter(longest_token.lt(life.get()));
    let more = (longest_token * -1 + life.get()) * 1000;
    diesel::update(shorter)
        .set((retires_at.eq(retires_at + more.nullable()), longest_token.eq(life.get())))
        .execute(conn)
        .map(|_| ())
}

/// Deletes a key.
pub fn delete(conn: &mut Conn, tenant: TenantId, key: SigningKeyId) -> QueryResult<()> {
    let place = signing_keys.find((Key16::from(tenant), Key16::from(key)));
    diesel::delete(place).execute(conn).map(|_| ())
}
