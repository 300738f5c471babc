//! Why requests were refused.
use super::Conn;
use crate::TrailRecord;
use crate::columns::Key16;
use crate::schema::trails::dsl::{document, expires_at, reference, tenant_id, trails};
use crate::schema::{authorization_codes as codes, authorizations as given};
use diesel::prelude::*;
use latchkey_base::{AuthorizationId, ClientKey, Reference, TenantId, Timestamp};
use latchkey_oidc::explain::Trail;

/// Keeps one. A reference that is taken, which is as good as impossible, keeps what it has.
pub fn insert(conn: &mut Conn, record: &TrailRecord) -> QueryResult<()> {
    let mut trail = record.trail.clone();
    if let Some(authorization) = trail.replayed() {
        let (at, client) = spent(conn, record.tenant, authorization)?;
        trail.was_spent(at, client);
    }
    let text = serde_json::to_string(&trail)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    let row = (
        tenant_id.eq(Key16::from(record.tenant)),
        reference.eq(record.reference.to_string()),
        document.eq(text),
        expires_at.eq(record.expires_at.millis()),
    );
    diesel::insert_into(trails).values(row).on_conflict_do_nothing().execute(conn).map(|_| ())
}

/// When the code of an ended authorization was used first, and whose it was.
fn spent(
    conn: &mut Conn,
    tenant: TenantId,
    authorization: AuthorizationId,
) -> QueryResult<(Option<Timestamp>, Option<ClientKey>)> {
    let place = (Key16::from(tenant), Key16::from(authorization));
    let client: Option<Key16> =
        given::table.find(place).select(given::client_key).get_result(conn).optional()?;
    let code = codes::table
        .filter(codes::tenant_id.eq(Key16::from(tenant)))
        .filter(codes::authorization_id.eq(Key16::from(authorization)));
    // An authorization has one code at most.
    let at: Option<Option<i64>> = code.select(codes::redeemed_at).get_result(conn).optional()?;
    Ok((at.flatten().map(Timestamp::from_millis), client.map(ClientKey::from)))
}

/// What is kept under a reference.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    name: Reference,
    now: Timestamp,
) -> QueryResult<Option<Trail>> {
    let place = trails.find((Key16::from(tenant), name.to_string()));
    let live = place.filter(expires_at.gt(now.millis()));
    let text: Option<String> = live.select(document).get_result(conn).optional()?;
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
}
