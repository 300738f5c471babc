//! Deleting what has expired, a chunk at a time.
use super::Conn;
use crate::news::TOLD_FOR;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use latchkey_accounts::RECOVERIES_COUNTED_OVER;
use latchkey_authn::factors::approval::COUNTED_OVER;
use latchkey_base::{Seconds, Timestamp};

/// An interaction is kept that long after it expired, so that the person can be offered to
/// start again.
const INTERACTION_KEPT: Seconds = Seconds::days(1);

/// A device code is kept that long after it expired, so that device and person hear that it has,
/// and not that there is none (RFC 8628 §3.5).
const DEVICE_CODE_KEPT: Seconds = Seconds::new(3600);

/// A handover is kept that long after its code expired, so that whoever comes late with it hears so.
const HANDOVER_KEPT: Seconds = Seconds::new(3600);

/// Tables, their keys, and how long after `expires_at` a row is kept.
static EXPIRING: &[(&str, &str, Seconds)] = &[
    ("authorization_codes", "tenant_id, hash", Seconds::new(0)),
    ("device_codes", "tenant_id, hash", DEVICE_CODE_KEPT),
    ("access_tokens", "tenant_id, hash", Seconds::new(0)),
    ("refresh_tokens", "tenant_id, hash", Seconds::new(0)),
    ("authorizations", "tenant_id, authorization_id", Seconds::new(0)),
    ("sessions", "tenant_id, session_id", Seconds::new(0)),
    ("push_subscriptions", "tenant_id, session_id", Seconds::new(0)),
    ("interactions", "tenant_id, interaction_id", INTERACTION_KEPT),
    ("assertions", "tenant_id, client_key, jti", Seconds::new(0)),
    ("initial_access_tokens", "tenant_id, hash", Seconds::new(0)),
    ("proofs", "tenant_id, link", Seconds::new(0)),
    ("lock_links", "tenant_id, link", Seconds::new(0)),
    ("ceremonies", "tenant_id, ceremony_id", Seconds::new(0)),
    ("remembered_browsers", "tenant_id, account_id, remembered_id", Seconds::new(0)),
    ("whereabouts", "tenant_id, account_id, digest", Seconds::new(0)),
    ("challenges", "tenant_id, account_id, challenge_id", COUNTED_OVER),
    ("recoveries", "tenant_id, account_id, recovery_id", RECOVERIES_COUNTED_OVER),
    ("confirmations", "tenant_id, confirmation_id", TOLD_FOR),
    ("handovers", "tenant_id, authorization_id", HANDOVER_KEPT),
    ("failures", "tenant_id, failure_key", Seconds::new(0)),
    ("former_passwords", "tenant_id, account_id, phc", Seconds::new(0)),
    ("outbox", "tenant_id, message_id", Seconds::new(0)),
    ("consents", "tenant_id, account_id, client_key", Seconds::new(0)),
    ("account_events", "tenant_id, account_id, event_id", Seconds::new(0)),
    ("trails", "tenant_id, reference", Seconds::new(0)),
    ("logout_deliveries", "tenant_id, message_id", Seconds::new(0)),
];

/// Tables whose rows are kept for as long as their session goes on, and their keys.
static KEPT_FOR_SESSIONS: &[(&str, &str)] = &[
    // It says which clients are to be told when the session ends (OIDC Back-Channel Logout §2.3).
    ("authorizations", "tenant_id, authorization_id"),
    ("push_subscriptions", "tenant_id, session_id"),
];

/// Whether the session of a row goes on.
fn in_live_session(table: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM sessions s WHERE s.tenant_id = {table}.tenant_id \
           AND s.session_id = {table}.session_id AND s.expires_at > $1)"
    )
}

/// Deletes up to `limit` expired rows per table; says how many went.
pub fn sweep(conn: &mut Conn, now: Timestamp, limit: i64) -> QueryResult<usize> {
    keep_for_sessions(conn, now, limit)?;
    let mut gone = 0;
    for (table, key, kept) in EXPIRING {
        let spared = match KEPT_FOR_SESSIONS.iter().any(|(kept, _)| kept == table) {
            true => format!("AND NOT {}", in_live_session(table)),
            false => String::new(),
        };
        let text = format!(
            "DELETE FROM {table} WHERE ({key}) IN \
             (SELECT {key} FROM {table} WHERE expires_at <= $1 {spared} LIMIT $2)"
        );
        gone += diesel::sql_query(text)
            .bind::<BigInt, _>((now - *kept).millis())
            .bind::<BigInt, _>(limit)
            .execute(conn)?;
    }
    Ok(gone)
}

fn keep_for_sessions(conn: &mut Conn, now: Timestamp, limit: i64) -> QueryResult<()> {
    for (table, key) in KEPT_FOR_SESSIONS {
        let text = format!(
            "UPDATE {table} SET expires_at = (SELECT s.expires_at FROM sessions s \
               WHERE s.tenant_id = {table}.tenant_id AND s.session_id = {table}.session_id) \
             WHERE ({key}) IN (SELECT {key} FROM {table} WHERE expires_at <= $1 AND {} LIMIT $2)",
            in_live_session(table)
        );
        let query = diesel::sql_query(text).bind::<BigInt, _>(now.millis());
        query.bind::<BigInt, _>(limit).execute(conn)?;
    }
    Ok(())
}
