//! What came of telling clients something. What a row is about is in `session_id`, whatever its kind.
use super::Conn;
use crate::columns::Key16;
use crate::rows::unreadable;
use crate::schema::logout_deliveries::dsl::{
    attempts, client_key, expires_at, kind, logout_deliveries, message_id, outcome, reason,
    session_id, tenant_id, tried_at,
};
use crate::{About, Delivery, DeliveryOutcome};
use diesel::prelude::*;
use latchkey_base::{ClientKey, TenantId, Timestamp};

type Row = (Key16, Key16, String, Key16, String, i64, Option<String>, i64, i64);

fn read(row: Row) -> QueryResult<Delivery> {
    let (message, client, of, about, named, attempts_so_far, why, tried, until) = row;
    let about = About::of_kind(&of, about.bytes());
    let found = DeliveryOutcome::ALL.into_iter().find(|one| one.name() == named);
    Ok(Delivery {
        message: message.into(),
        client: client.into(),
        about: about.ok_or_else(|| unreadable("logout_deliveries.kind"))?,
        outcome: found.ok_or_else(|| unreadable("logout_deliveries.outcome"))?,
        attempts: attempts_so_far,
        reason: why,
        tried_at: Timestamp::from_millis(tried),
        expires_at: Timestamp::from_millis(until),
    })
}

/// Keeps the last attempt of a message.
pub fn put(conn: &mut Conn, tenant: TenantId, delivery: &Delivery) -> QueryResult<()> {
    let last = (
        outcome.eq(delivery.outcome.name()),
        attempts.eq(delivery.attempts),
        reason.eq(delivery.reason.as_deref()),
        tried_at.eq(delivery.tried_at.millis()),
        expires_at.eq(delivery.expires_at.millis()),
    );
    let row = (
        tenant_id.eq(Key16::from(tenant)),
        message_id.eq(Key16::from(delivery.message)),
        client_key.eq(Key16::from(delivery.client)),
        session_id.eq(Key16::from_bytes(delivery.about.bytes())),
        kind.eq(delivery.about.kind()),
        last,
    );
    diesel::insert_into(logout_deliveries)
        .values(row)
        .on_conflict((tenant_id, message_id))
        .do_update()
        .set(last)
        .execute(conn)
        .map(|_| ())
}

/// The latest of a client.
pub fn of_client(
    conn: &mut Conn,
    tenant: TenantId,
    client: ClientKey,
    limit: i64,
) -> QueryResult<Vec<Delivery>> {
    let rows: Vec<Row> = logout_deliveries
        .filter(tenant_id.eq(Key16::from(tenant)))
        .filter(client_key.eq(Key16::from(client)))
        .order((tried_at.desc(), message_id.desc()))
        .limit(limit)
        .select((
            message_id, client_key, kind, session_id, outcome, attempts, reason, tried_at,
            expires_at,
        ))
        .get_results(conn)?;
    rows.into_iter().map(read).collect()
}
