//! Keys that others encrypt for, at rest.
use super::{Conn, all};
use crate::EncryptionKeyRecord;
use crate::columns::Key16;
use crate::rows::EncryptionKeyRow;
use crate::schema::encryption_keys::dsl::{created_at, encryption_keys, key_id, tenant_id};
use diesel::prelude::*;
use latchkey_base::{EncryptionKeyId, TenantId};

/// All keys of a tenant, youngest first.
pub fn list(conn: &mut Conn, tenant: TenantId) -> QueryResult<Vec<EncryptionKeyRecord>> {
    let rows: Vec<EncryptionKeyRow> = encryption_keys
        .filter(tenant_id.eq(Key16::from(tenant)))
        .order((created_at.desc(), key_id.desc()))
        .select(EncryptionKeyRow::as_select())
        .load(conn)?;
    all(rows)
}

/// Adds a key.
pub fn insert(conn: &mut Conn, tenant: TenantId, key: &EncryptionKeyRecord) -> QueryResult<()> {
    let row = EncryptionKeyRow::new(tenant, key);
    diesel::insert_into(encryption_keys).values(row).execute(conn).map(|_| ())
}

/// Replaces a key.
pub fn update(conn: &mut Conn, tenant: TenantId, key: &EncryptionKeyRecord) -> QueryResult<()> {
    let row = EncryptionKeyRow::new(tenant, key);
    let place = encryption_keys.find((Key16::from(tenant), Key16::from(key.id)));
    diesel::update(place).set(row).execute(conn).map(|_| ())
}

/// Deletes a key.
pub fn delete(conn: &mut Conn, tenant: TenantId, key: EncryptionKeyId) -> QueryResult<()> {
    let place = encryption_keys.find((Key16::from(tenant), Key16::from(key)));
    diesel::delete(place).execute(conn).map(|_| ())
}
