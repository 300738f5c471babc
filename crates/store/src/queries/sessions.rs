//! Signed-in people in browsers.
use super::{Conn, all, push_subscriptions};
use crate::SessionRecord;
use crate::columns::{Key16, Key32};
use crate::rows::{SessionRow, json};
use crate::schema::sessions::dsl::{
    account_id, acr, amr, auth_time, browser, expires_at, proofs, seen_at, session_id, sessions,
    tenant_id, user_agent,
};
use diesel::prelude::*;
use latchkey_base::{AccountId, SessionId, TenantId, Timestamp, TokenHash};

/// Live sessions of a browser, most recently used first.
pub fn live(
    conn: &mut Conn,
    tenant: TenantId,
    of: &TokenHash,
    now: Timestamp,
) -> QueryResult<Vec<SessionRecord>> {
    let rows: Vec<SessionRow> = sessions
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(browser.eq(Key32::from(*of)))
        .filter(expires_at.gt(now.millis()))
        .order((seen_at.desc(), session_id.desc()))
        .select(SessionRow::as_select())
        .load(conn)?;
    all(rows)
}

/// Live sessions of an account, most recently used first.
pub fn live_of(
    conn: &mut Conn,
    tenant: TenantId,
    account: AccountId,
    now: Timestamp,
) -> QueryResult<Vec<SessionRecord>> {
    let rows: Vec<SessionRow> = sessions
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)))
        .filter(expires_at.gt(now.millis()))
        .order((seen_at.desc(), session_id.desc()))
        .select(SessionRow::as_select())
        .load(conn)?;
    all(rows)
}

/// One session, live or not.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    id: SessionId,
) -> QueryResult<Option<SessionRecord>> {
    let place = sessions.find((Key16::from(tenant), Key16::from(id)));
    let row = place.select(SessionRow::as_select()).get_result(conn).optional()?;
    row.map(SessionRecord::try_from).transpose()
}

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, session: &SessionRecord) -> QueryResult<()> {
    let row = SessionRow::new(tenant, session)?;
    diesel::insert_into(sessions).values(row).execute(conn).map(|_| ())
}

/// Replaces what a fresh proof changes.
pub fn renew(conn: &mut Conn, tenant: TenantId, session: &SessionRecord) -> QueryResult<()> {
    diesel::update(sessions.find((Key16::from(tenant), Key16::from(session.id))))
        .set((
            browser.eq(Key32::from(session.browser)),
            auth_time.eq(session.auth_time.millis()),
            amr.eq(json(&session.amr)?),
            acr.eq(&session.acr),
            proofs.eq(json(&session.proofs)?),
            user_agent.eq(&session.user_agent),
            seen_at.eq(session.seen_at.millis()),
            expires_at.eq(session.expires_at.millis()),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Marks one as used; never as used earlier than it was.
pub fn touch(conn: &mut Conn, tenant: TenantId, id: SessionId, now: Timestamp) -> QueryResult<()> {
    let place = sessions.find((Key16::from(tenant), Key16::from(id)));
    diesel::update(place.filter(seen_at.lt(now.millis())))
        .set(seen_at.eq(now.millis()))
        .execute(conn)
        .map(|_| ())
}

/// Moves the sessions of one browser cookie to another.
pub fn carry_over(
    conn: &mut Conn,
    tenant: TenantId,
    from: &TokenHash,
    to: &TokenHash,
) -> QueryResult<()> {
    let held =
        sessions.filter(tenant_id.eq(Key16::from(tenant))).filter(browser.eq(Key32::from(*from)));
    diesel::update(held).set(browser.eq(Key32::from(*to))).execute(conn).map(|_| ())
}

/// Deletes one, and what is told in it.
pub fn delete(conn: &mut Conn, tenant: TenantId, id: SessionId) -> QueryResult<bool> {
    push_subscriptions::delete(conn, tenant, id)?;
    let place = sessions.find((Key16::from(tenant), Key16::from(id)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}

/// Deletes all of an account, and what is told in them; says how many.
pub fn delete_of(conn: &mut Conn, tenant: TenantId, account: AccountId) -> QueryResult<usize> {
    push_subscriptions::delete_of(conn, tenant, account)?;
    let held = sessions
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(account)));
    diesel::delete(held).execute(conn)
}
