//! Deleting what has expired, a chunk at a time.
use super::Conn;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use latchkey_base::{Seconds, Timestamp};

/// An interaction is kept that long after it expired, so that the person can be offered to
/// start again.
const INTERACTION_KEPT: Seconds = Seconds::days(1);

/// Tables, their keys, and how long after `expires_at` a row is kept.
static EXPIRING: &[(&str, &str, Seconds)] = &[
    ("authorization_codes", "tenant_id, hash", Seconds::new(0)),
    ("access_tokens", "tenant_id, hash", Seconds::new(0)),
    ("refresh_tokens", "tenant_id, hash", Seconds::new(0)),
    ("authorizations", "tenant_id, authorization_id", Seconds::new(0)),
    ("sessions", "tenant_id, session_id", Seconds::new(0)),
    ("interactions", "tenant_id, interaction_id", INTERACTION_KEPT),
    ("assertions", "tenant_id, client_key, jti", Seconds::new(0)),
    ("proofs", "tenant_id, link", Seconds::new(0)),
    ("failures", "tenant_id, failure_key", Seconds::new(0)),
    ("outbox", "tenant_id, message_id", Seconds::new(0)),
    ("consents", "tenant_id, account_id, client_key", Seconds::new(0)),
];

/// Deletes up to `limit` expired rows per table; says how many went.
pub fn sweep(conn: &mut Conn, now: Timestamp, limit: i64) -> QueryResult<usize> {
    let mut gone = 0;
    for (table, key, kept) in EXPIRING {
        let text = format!(
            "DELETE FROM {table} WHERE ({key}) IN \
             (SELECT {key} FROM {table} WHERE expires_at <= $1 LIMIT $2)"
        );
        gone += diesel::sql_query(text)
            .bind::<BigInt, _>((now - *kept).millis())
            .bind::<BigInt, _>(limit)
            .execute(conn)?;
    }
    Ok(gone)
}
