//! Recovery codes of people. What was used is gone.
use super::Conn;
use crate::columns::{Key16, Key32};
use crate::schema::recovery_codes::dsl::{
    account_id, created_at, digest, recovery_codes, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{AccountId, CodeDigest, TenantId, Timestamp};

/// How many are left.
pub fn left(conn: &mut Conn, tenant: TenantId, of: AccountId) -> QueryResult<usize> {
    let held: i64 = recovery_codes
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)))
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(held).unwrap_or_default())
}

/// Puts a new list in the place of the last one.
pub fn replace(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    new: &[CodeDigest],
    now: Timestamp,
) -> QueryResult<()> {
    let earlier = recovery_codes
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(account_id.eq(Key16::from(of)));
    diesel::delete(earlier).execute(conn)?;
    for code in new {
        let row = (
            tenant_id.eq(Key16::from(tenant)),
            account_id.eq(Key16::from(of)),
            digest.eq(Key32::from(*code)),
            created_at.eq(now.millis()),
        );
        diesel::insert_into(recovery_codes).values(row).execute(conn)?;
    }
    Ok(())
}

/// Whether it is one of them.
pub fn holds(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    typed: &CodeDigest,
) -> QueryResult<bool> {
    let place = recovery_codes.find((Key16::from(tenant), Key16::from(of), Key32::from(*typed)));
    diesel::select(diesel::dsl::exists(place)).get_result(conn)
}

/// Takes one: of two callers one gets it.
pub fn spend(
    conn: &mut Conn,
    tenant: TenantId,
    of: AccountId,
    typed: &CodeDigest,
) -> QueryResult<bool> {
    let place = recovery_codes.find((Key16::from(tenant), Key16::from(of), Key32::from(*typed)));
    Ok(diesel::delete(place).execute(conn)? == 1)
}
