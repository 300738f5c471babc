//! Passwords that people had before.
use super::Conn;
use crate::columns::Key16;
use crate::schema::former_passwords::dsl::{
    account_id, expires_at, former_passwords, phc, replaced_at, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{AccountId, TenantId, Timestamp};

/// Those of an account that are kept, the youngest first.
pub fn list(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    now: Timestamp,
) -> QueryResult<Vec<String>> {
    former_passwords
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(expires_at.gt(now.millis()))
        .order((replaced_at.desc(), phc))
        .select(phc)
        .load(conn)
}

/// Adds one.
pub fn insert(
    conn: &mut Conn,
    tenant: TenantId,
    (of, hash): (AccountId, &str),
    (now, until): (Timestamp, Timestamp),
) -> QueryResult<()> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        account_id.eq(Key16::from(of)),
        phc.eq(hash),
        replaced_at.eq(now.millis()),
        expires_at.eq(until.millis()),
    );
    let kept = diesel::insert_into(former_passwords).values(row).on_conflict_do_nothing();
    kept.execute(conn).map(|_| ())
}

/// Forgets all but these.
pub fn keep_only(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    kept: &[String],
) -> QueryResult<()> {
    let others = former_passwords
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .filter(phc.ne_all(kept));
    diesel::delete(others).execute(conn).map(|_| ())
}
