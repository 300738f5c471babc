//! Passes through the hosted pages.
use super::Conn;
use crate::InteractionRecord;
use crate::columns::{Key16, Key32};
use crate::rows::{InteractionRow, json};
use crate::schema::interactions::dsl::{
    browser, expires_at, finished_at, interactions, progress, request, version,
};
use diesel::prelude::*;
use latchkey_base::{InteractionId, TenantId, Timestamp};

/// One, expired or not.
pub fn find(
    conn: &mut Conn,
    tenant: TenantId,
    id: InteractionId,
) -> QueryResult<Option<InteractionRecord>> {
    let place = interactions.find((Key16::from(tenant), Key16::from(id)));
    let row = place.select(InteractionRow::as_select()).get_result(conn).optional()?;
    row.map(InteractionRecord::try_from).transpose()
}

/// Adds one.
pub fn insert(conn: &mut Conn, tenant: TenantId, new: &InteractionRecord) -> QueryResult<()> {
    let row = InteractionRow::new(tenant, new)?;
    diesel::insert_into(interactions).values(row).execute(conn).map(|_| ())
}

/// Replaces what may change if the version is the one that was read.
pub fn update(conn: &mut Conn, tenant: TenantId, new: &InteractionRecord) -> QueryResult<bool> {
    let place = interactions.find((Key16::from(tenant), Key16::from(new.id)));
    let changed = diesel::update(place.filter(version.eq(new.version)))
        .set((
            browser.eq(Key32::from(new.browser)),
            request.eq(json(&new.request)?),
            progress.eq(json(&new.progress)?),
            expires_at.eq(new.expires_at.millis()),
            finished_at.eq(new.finished_at.map(Timestamp::millis)),
            version.eq(version + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
