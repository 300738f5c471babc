//! Deleting a tenant with all that belongs to it, a chunk at a time.
use super::Conn;
use crate::columns::Key16;
use crate::schema::tenants::dsl::tenants;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use latchkey_base::TenantId;

/// Every table with rows of tenants, and its key. First those without which no request can add
/// rows to the others; the tenant's own row goes last of all.
static TABLES: &[(&str, &str)] = &[
    ("clients", "tenant_id, client_key"),
    ("accounts", "tenant_id, account_id"),
    ("organizations", "tenant_id, organization_id"),
    ("memberships", "tenant_id, account_id, organization_id"),
    ("signing_keys", "tenant_id, key_id"),
    ("encryption_keys", "tenant_id, key_id"),
    ("initial_access_tokens", "tenant_id, hash"),
    ("identifiers", "tenant_id, identifier"),
    ("passwords", "tenant_id, account_id"),
    ("former_passwords", "tenant_id, account_id, phc"),
    ("terms_answers", "tenant_id, account_id, answer_id"),
    ("totps", "tenant_id, account_id"),
    ("phones", "tenant_id, account_id"),
    ("companion_apps", "tenant_id, account_id"),
    ("recovery_codes", "tenant_id, account_id, digest"),
    ("passkeys", "tenant_id, credential_id"),
    ("passkey_refusals", "tenant_id, account_id"),
    ("ceremonies", "tenant_id, ceremony_id"),
    ("remembered_browsers", "tenant_id, account_id, remembered_id"),
    ("whereabouts", "tenant_id, account_id, digest"),
    ("challenges", "tenant_id, account_id, challenge_id"),
    ("recoveries", "tenant_id, account_id, recovery_id"),
    ("confirmations", "tenant_id, confirmation_id"),
    ("consents", "tenant_id, account_id, client_key"),
    ("handovers", "tenant_id, authorization_id"),
    ("devices", "tenant_id, authorization_id"),
    ("device_codes", "tenant_id, hash"),
    ("authorizations", "tenant_id, authorization_id"),
    ("authorization_codes", "tenant_id, hash"),
    ("access_tokens", "tenant_id, hash"),
    ("refresh_tokens", "tenant_id, hash"),
    ("sessions", "tenant_id, session_id"),
    ("push_subscriptions", "tenant_id, session_id"),
    ("interactions", "tenant_id, interaction_id"),
    ("proofs", "tenant_id, link"),
    ("lock_links", "tenant_id, link"),
    ("failures", "tenant_id, failure_key"),
    ("assertions", "tenant_id, client_key, jti"),
    ("outbox", "tenant_id, message_id"),
    ("trails", "tenant_id, reference"),
    ("logout_deliveries", "tenant_id, message_id"),
    ("account_events", "tenant_id, account_id, event_id"),
    ("account_deletions", "tenant_id, account_id"),
    ("tenant_words", "tenant_id, word"),
];

/// Deletes up to `limit` rows; the tenant itself as soon as nothing else of it is left. Says
/// whether it is gone.
pub fn remove(conn: &mut Conn, tenant: TenantId, limit: i64) -> QueryResult<bool> {
    let mut left = limit;
    for (table, key) in TABLES {
        let text = format!(
            "DELETE FROM {table} WHERE ({key}) IN \
             (SELECT {key} FROM {table} WHERE tenant_id = $1 LIMIT $2)"
        );
        let gone = diesel::sql_query(text)
            .bind::<Binary, _>(tenant.as_bytes().as_slice())
            .bind::<BigInt, _>(left)
            .execute(conn)?;
        left -= i64::try_from(gone).unwrap_or(left);
        if left <= 0 {
            return Ok(false);
        }
    }
    diesel::delete(tenants.find(Key16::from(tenant))).execute(conn)?;
    Ok(true)
}
