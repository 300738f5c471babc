//! What decisions ask for.
use super::Conn;
use crate::columns::{Key16, Key32};
use crate::rows::{AccessTokenRow, CodeRow, RefreshTokenRow, grant_of};
use crate::schema::{
    access_tokens, authorization_codes, authorizations, clients, device_codes, refresh_tokens,
};
use diesel::prelude::*;
use latchkey_base::{AuthorizationId, TenantId, Timestamp, TokenHash};
use latchkey_oidc::device::{DeviceCode, DevicePoll, DeviceState};
use latchkey_oidc::{Found, Grant, Lookup};
use std::sync::Arc;

/// Answers a lookup.
pub fn find(conn: &mut Conn, tenant: TenantId, lookup: Lookup) -> QueryResult<Found> {
    match lookup {
        Lookup::Nothing => Ok(Found::Nothing),
        Lookup::AuthorizationCode(hash) => code(conn, tenant, hash),
        Lookup::RefreshToken(hash) => refresh_token(conn, tenant, hash, false),
        Lookup::LiveRefreshToken(hash) => refresh_token(conn, tenant, hash, true),
        Lookup::AccessToken(hash) => access_token(conn, tenant, hash),
        Lookup::DeviceCode { hash, .. } => device_code(conn, tenant, hash),
        Lookup::Grant(id) => {
            Ok(live_grant(conn, tenant.into(), id)?.map_or(Found::Nothing, Found::Grant))
        }
    }
}

/// The joined row of a token's authorization.
macro_rules! with_grant {
    ($table:ident, $row:ty, $tenant:expr, $hash:expr) => {
        $table::table
            .find((Key16::from($tenant), Key32::from($hash)))
            .inner_join(
                authorizations::table.on(authorizations::tenant_id
                    .eq($table::tenant_id)
                    .and(authorizations::authorization_id.eq($table::authorization_id))),
            )
            .select((<$row>::as_select(), authorizations::document))
    };
}

fn code(conn: &mut Conn, tenant: TenantId, hash: TokenHash) -> QueryResult<Found> {
    let found: Option<(CodeRow, String)> =
        with_grant!(authorization_codes, CodeRow, tenant, hash).get_result(conn).optional()?;
    let Some((row, document)) = found else { return Ok(Found::Nothing) };
    Ok(Found::AuthorizationCode(Arc::new(row.with(grant_of(&document)?))))
}

/// A refresh token; `live`: only if it was not rotated and its authorization has not ended.
fn refresh_token(
    conn: &mut Conn,
    tenant: TenantId,
    hash: TokenHash,
    live: bool,
) -> QueryResult<Found> {
    let place = with_grant!(refresh_tokens, RefreshTokenRow, tenant, hash);
    let found: Option<(RefreshTokenRow, String)> = if live {
        let current = place.filter(refresh_tokens::rotated_at.is_null());
        current.filter(authorizations::ended_at.is_null()).get_result(conn).optional()?
    } else {
        place.get_result(conn).optional()?
    };
    let Some((row, document)) = found else { return Ok(Found::Nothing) };
    Ok(Found::RefreshToken(Arc::new(row.with(grant_of(&document)?))))
}

/// An access token of a live client whose authorization, if it has one, is live.
fn access_token(conn: &mut Conn, tenant: TenantId, hash: TokenHash) -> QueryResult<Found> {
    let found: Option<AccessTokenRow> = access_tokens::table
        .find((Key16::from(tenant), Key32::from(hash)))
        .inner_join(
            clients::table.on(clients::tenant_id
                .eq(access_tokens::tenant_id)
                .and(clients::client_key.eq(access_tokens::client_key))),
        )
        .filter(clients::disabled.eq(false))
        .select(AccessTokenRow::as_select())
        .get_result(conn)
        .optional()?;
    let Some(row) = found else { return Ok(Found::Nothing) };
    let Some(authorization) = row.authorization_id else {
        return Ok(Found::AccessToken(Arc::new(row.with(None)?)));
    };
    match live_grant(conn, tenant.into(), authorization.into())? {
        Some(grant) => Ok(Found::AccessToken(Arc::new(row.with(Some(grant))?))),
        None => Ok(Found::Nothing),
    }
}

/// Whose a device code is, its authorization, when it was denied, when it expires.
type DeviceFacts = (Key16, Option<Key16>, Option<i64>, i64);

/// A device code with what became of it.
fn device_code(conn: &mut Conn, tenant: TenantId, hash: TokenHash) -> QueryResult<Found> {
    let place = device_codes::table.find((Key16::from(tenant), Key32::from(hash)));
    let found: Option<DeviceFacts> = place
        .select((
            device_codes::client_key,
            device_codes::authorization_id,
            device_codes::denied_at,
            device_codes::expires_at,
        ))
        .get_result(conn)
        .optional()?;
    let Some((client, authorization, denied, expires)) = found else { return Ok(Found::Nothing) };
    let state = match (authorization, denied) {
        (None, None) => DeviceState::Pending,
        (None, Some(_)) => DeviceState::Denied,
        (Some(id), _) => {
            let place = authorizations::table.find((Key16::from(tenant), id));
            let document: Option<String> =
                place.select(authorizations::document).get_result(conn).optional()?;
            let Some(document) = document else { return Ok(Found::Nothing) };
            DeviceState::Approved(grant_of(&document)?)
        }
    };
    let expires_at = Timestamp::from_millis(expires);
    let code = Arc::new(DeviceCode { hash, client: client.into(), expires_at, state });
    Ok(Found::DeviceCode(DevicePoll { code, is_too_soon: false }))
}

fn live_grant(
    conn: &mut Conn,
    tenant: Key16,
    id: AuthorizationId,
) -> QueryResult<Option<Arc<Grant>>> {
    let document: Option<String> = authorizations::table
        .find((tenant, Key16::from(id)))
        .filter(authorizations::ended_at.is_null())
        .select(authorizations::document)
        .get_result(conn)
        .optional()?;
    document.as_deref().map(grant_of).transpose()
}
