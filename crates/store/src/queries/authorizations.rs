//! What end-users allowed: listing and ending it. An authorization is ended, never changed.
use super::Conn;
use crate::AuthorizationRecord;
use crate::columns::Key16;
use crate::rows::grant_of;
use crate::schema::authorizations::dsl::{
    account_id, authorization_id, authorizations, client_key, created_at, document, ended_at,
    offline, session_id, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{AccountId, AuthorizationId, ClientKey, SessionId, TenantId, Timestamp};
use latchkey_oidc::Grant;
use std::sync::Arc;

/// Ends one; `false` if it is unknown or has ended already.
pub fn end(
    conn: &mut Conn,
    tenant: TenantId,
    id: AuthorizationId,
    now: Timestamp,
) -> QueryResult<bool> {
    let place = authorizations.find((Key16::from(tenant), Key16::from(id)));
    let ended = diesel::update(place.filter(ended_at.is_null()))
        .set(ended_at.eq(now.millis()))
        .execute(conn)?;
    Ok(ended == 1)
}

/// What one says that has not ended.
pub fn live(
    conn: &mut Conn,
    tenant: TenantId,
    id: AuthorizationId,
) -> QueryResult<Option<Arc<Grant>>> {
    let place = authorizations.find((Key16::from(tenant), Key16::from(id)));
    let text: Option<String> =
        place.filter(ended_at.is_null()).select(document).get_result(conn).optional()?;
    text.map(|text| grant_of(&text)).transpose()
}

/// Ends all that are live and fit `$which`; a macro because the type of such a condition has
/// another name for each backend.
macro_rules! end_all {
    ($conn:ident, $tenant:ident, $which:expr, $now:ident) => {{
        let live = authorizations
            .filter(tenant_id.eq(Key16::from($tenant)))
            .filter(ended_at.is_null())
            .filter($which);
        let ended: Vec<Key16> = diesel::update(live)
            .set(ended_at.eq($now.millis()))
            .returning(authorization_id)
            .get_results($conn)?;
        Ok(ended.into_iter().map(Into::into).collect())
    }};
}

/// Ends those given in a session that are not offline.
pub fn end_of_session(
    conn: &mut Conn,
    tenant: TenantId,
    session: SessionId,
    now: Timestamp,
) -> QueryResult<Vec<AuthorizationId>> {
    let given_in = session_id.eq(Key16::from(session));
    end_all!(conn, tenant, given_in.and(offline.eq(false)), now)
}

/// Ends those of an account; `online_only` leaves the offline ones.
pub fn end_of_account(
    conn: &mut Conn,
    tenant: TenantId,
    (account, online_only): (AccountId, bool),
    now: Timestamp,
) -> QueryResult<Vec<AuthorizationId>> {
    let wanted = offline.eq(false).or(offline.eq(!online_only));
    end_all!(conn, tenant, account_id.eq(Key16::from(account)).and(wanted), now)
}

/// Ends those an account gave a client.
pub fn end_of_client(
    conn: &mut Conn,
    tenant: TenantId,
    (account, client): (AccountId, ClientKey),
    now: Timestamp,
) -> QueryResult<Vec<AuthorizationId>> {
    let given_to = client_key.eq(Key16::from(client));
    end_all!(conn, tenant, account_id.eq(Key16::from(account)).and(given_to), now)
}

/// All of an account that have not ended.
pub fn live_of_account(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
) -> QueryResult<Vec<AuthorizationId>> {
    let live: Vec<Key16> = authorizations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(ended_at.is_null())
        .select(authorization_id)
        .load(conn)?;
    Ok(live.into_iter().map(Into::into).collect())
}

/// Clients with a live authorization from this session.
pub fn clients_of_session(
    conn: &mut Conn,
    tenant: TenantId,
    session: SessionId,
) -> QueryResult<Vec<ClientKey>> {
    let clients: Vec<Key16> = authorizations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(session_id.eq(Key16::from(session)))
        .filter(ended_at.is_null())
        .select(client_key)
        .distinct()
        .order(client_key)
        .load(conn)?;
    Ok(clients.into_iter().map(Into::into).collect())
}

/// The youngest that was given to a client in a session and has not ended.
pub fn latest_of_session(
    conn: &mut Conn,
    tenant: TenantId,
    (session, client): (SessionId, ClientKey),
) -> QueryResult<Option<AuthorizationRecord>> {
    let row: Option<(String, i64)> = authorizations
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(session_id.eq(Key16::from(session)))
        .filter(client_key.eq(Key16::from(client)))
        .filter(ended_at.is_null())
        .order((created_at.desc(), authorization_id.desc()))
        .select((document, created_at))
        .limit(1)
        .get_result(conn)
        .optional()?;
    row.map(record).transpose()
}

fn record((text, at): (String, i64)) -> QueryResult<AuthorizationRecord> {
    Ok(AuthorizationRecord { grant: grant_of(&text)?, given_at: Timestamp::from_millis(at) })
}
