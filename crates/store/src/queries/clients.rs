//! Registered clients.
use super::{Conn, Uniquely, all, raced};
use crate::ClientRecord;
use crate::columns::Key16;
use crate::rows::ClientRow;
use crate::schema::clients::dsl::{client_id, client_key, clients, tenant_id};
use crate::schema::{authorizations, confirmations, consents};
use diesel::prelude::*;
use latchkey_base::{ClientKey, TenantId};

/// By public name.
pub fn find(conn: &mut Conn, tenant: TenantId, name: &str) -> QueryResult<Option<ClientRecord>> {
    let place = clients.filter(tenant_id.eq(Key16::from(tenant))).filter(client_id.eq(name));
    let row = place.select(ClientRow::as_select()).get_result(conn).optional()?;
    row.map(ClientRecord::try_from).transpose()
}

/// By row.
pub fn by_key(
    conn: &mut Conn,
    tenant: TenantId,
    key: ClientKey,
) -> QueryResult<Option<ClientRecord>> {
    let place = clients.find((Key16::from(tenant), Key16::from(key)));
    let row = place.select(ClientRow::as_select()).get_result(conn).optional()?;
    row.map(ClientRecord::try_from).transpose()
}

/// A page of them, by public name.
pub fn list(
    conn: &mut Conn,
    tenant: TenantId,
    after: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<ClientRecord>> {
    let rows: Vec<ClientRow> = clients
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(client_id.gt(after.unwrap_or("")))
        .order(client_id)
        .limit(limit)
        .select(ClientRow::as_select())
        .load(conn)?;
    all(rows)
}

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, client: &ClientRecord) -> Uniquely {
    if find(conn, tenant, &client.client_id)?.is_some() {
        return Ok(Err("client_id"));
    }
    let row = ClientRow::new(tenant, client)?;
    let added = diesel::insert_into(clients).values(row).on_conflict_do_nothing().execute(conn)?;
    if added == 1 { Ok(Ok(())) } else { Err(raced()) }
}

/// Replaces one.
pub fn update(conn: &mut Conn, tenant: TenantId, client: &ClientRecord) -> Uniquely {
    let holder: Option<Key16> = clients
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(client_id.eq(&client.client_id))
        .select(client_key)
        .get_result(conn)
        .optional()?;
    if holder.is_some_and(|holder| holder != Key16::from(client.key)) {
        return Ok(Err("client_id"));
    }
    let place = clients.find((Key16::from(tenant), Key16::from(client.key)));
    diesel::update(place).set(ClientRow::new(tenant, client)?).execute(conn)?;
    Ok(Ok(()))
}

/// Deletes one with its authorizations, its consents and what it asks people; tokens without them are
/// void, and are swept when they expire. Says its public name.
pub fn delete(conn: &mut Conn, tenant: TenantId, key: ClientKey) -> QueryResult<Option<String>> {
    let (tenant, key) = (Key16::from(tenant), Key16::from(key));
    let granted = authorizations::table
        .filter(authorizations::tenant_id.eq(tenant))
        .filter(authorizations::client_key.eq(key));
    diesel::delete(granted).execute(conn)?;
    let allowed =
        consents::table.filter(consents::tenant_id.eq(tenant)).filter(consents::client_key.eq(key));
    diesel::delete(allowed).execute(conn)?;
    let asked = confirmations::table
        .filter(confirmations::tenant_id.eq(tenant))
        .filter(confirmations::client_key.eq(key));
    diesel::delete(asked).execute(conn)?;
    diesel::delete(clients.find((tenant, key))).returning(client_id).get_result(conn).optional()
}
