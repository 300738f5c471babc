//! Why requests were refused.
use super::Conn;
use crate::TrailRecord;
use crate::columns::{Key16, Key32};
use crate::schema::trails::dsl::{document, expires_at, reference, tenant_id, trails};
use crate::schema::{
    authorization_codes as codes, authorizations as given, refresh_tokens as refresh,
};
use diesel::prelude::*;
use latchkey_base::{AuthorizationId, ClientKey, Reference, TenantId, Timestamp, TokenHash};
use latchkey_oidc::explain::Trail;

/// Keeps one. A reference that is taken, which is as good as impossible, keeps what it has.
pub fn insert(conn: &mut Conn, record: &TrailRecord) -> QueryResult<()> {
    let mut trail = record.trail.clone();
    if let Some((authorization, hash)) = trail.replayed() {
        let at = hash.map(|hash| first_use(conn, record.tenant, hash)).transpose()?.flatten();
        let client = holder(conn, record.tenant, authorization)?;
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

/// When a code or refresh token was used first.
fn first_use(conn: &mut Conn, tenant: TenantId, hash: TokenHash) -> QueryResult<Option<Timestamp>> {
    let place = (Key16::from(tenant), Key32::from(hash));
    let code = codes::table.find(place).select(codes::redeemed_at);
    let redeemed: Option<Option<i64>> = code.get_result(conn).optional()?;
    let at = match redeemed {
        Some(at) => at,
        None => {
            let token = refresh::table.find(place).select(refresh::rotated_at);
            token.get_result(conn).optional()?.flatten()
        }
    };
    Ok(at.map(Timestamp::from_millis))
}

/// Whose an authorization is.
fn holder(
    conn: &mut Conn,
    tenant: TenantId,
    authorization: AuthorizationId,
) -> QueryResult<Option<ClientKey>> {
    let place = (Key16::from(tenant), Key16::from(authorization));
    let client: Option<Key16> =
        given::table.find(place).select(given::client_key).get_result(conn).optional()?;
    Ok(client.map(ClientKey::from))
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
