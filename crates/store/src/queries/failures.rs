//! Failed attempts.
use super::Conn;
use crate::FailureRecord;
use crate::columns::{Key16, Key32};
use crate::schema::failures::dsl::{
    expires_at, failed, failure_key, failures, first_at, last_at, tenant_id,
};
use diesel::prelude::*;
use latchkey_base::{TenantId, Timestamp, TokenHash};

/// Failures under a key.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    key: &TokenHash,
) -> QueryResult<Option<FailureRecord>> {
    let place = failures.find((Key16::from(tenant), Key32::from(*key)));
    let row: Option<(i64, i64, i64)> =
        place.select((failed, first_at, last_at)).get_result(conn).optional()?;
    Ok(row.map(|(count, first, last)| FailureRecord {
        count,
        first_at: Timestamp::from_millis(first),
        last_at: Timestamp::from_millis(last),
    }))
}

/// One more; a series whose last failure was before `forgotten_before` is over.
pub fn add(
    conn: &mut Conn,
    tenant: TenantId,
    key: &TokenHash,
    now: Timestamp,
    forgotten_before: Timestamp,
) -> QueryResult<FailureRecord> {
    let series = find(conn, tenant, key)?.filter(|series| forgotten_before <= series.last_at);
    let new = FailureRecord {
        count: series.map_or(1, |series| series.count + 1),
        first_at: series.map_or(now, |series| series.first_at),
        last_at: now,
    };
    let kept = now.millis().saturating_sub(forgotten_before.millis()).max(0);
    let values = (
        failed.eq(new.count),
        first_at.eq(new.first_at.millis()),
        last_at.eq(new.last_at.millis()),
        expires_at.eq(now.millis().saturating_add(kept)),
    );
    let place = (tenant_id.eq(Key16::from(tenant)), failure_key.eq(Key32::from(*key)));
    diesel::insert_into(failures)
        .values((place, values))
        .on_conflict((tenant_id, failure_key))
        .do_update()
        .set(values)
        .execute(conn)?;
    Ok(new)
}

/// Notes what may be done once: of two callers one notes it. Nothing is read before.
pub fn once(
    conn: &mut Conn,
    tenant: TenantId,
    key: &TokenHash,
    now: Timestamp,
    until: Timestamp,
) -> QueryResult<bool> {
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        failure_key.eq(Key32::from(*key)),
        failed.eq(1),
        first_at.eq(now.millis()),
        last_at.eq(now.millis()),
        expires_at.eq(until.millis()),
    );
    diesel::insert_into(failures)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .map(|added| added == 1)
}

/// Forgets them.
pub fn clear(conn: &mut Conn, tenant: TenantId, key: &TokenHash) -> QueryResult<()> {
    let place = failures.find((Key16::from(tenant), Key32::from(*key)));
    diesel::delete(place).execute(conn).map(|_| ())
}
