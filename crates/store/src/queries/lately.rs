//! What an account has got lately.
use super::Conn;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use latchkey_base::{AccountId, TenantId, Timestamp};

/// A table whose rows belong to accounts and say when they were made.
#[derive(Clone, Copy)]
pub enum Of {
    /// Authenticator apps.
    Totps,
    /// Numbers for texted codes.
    Phones,
    /// Passkeys.
    Passkeys,
    /// Recovery codes.
    RecoveryCodes,
    /// Links with which an account can be locked.
    LockLinks,
}

impl Of {
    const fn table(self) -> &'static str {
        match self {
            Self::Totps => "totps",
            Self::Phones => "phones",
            Self::Passkeys => "passkeys",
            Self::RecoveryCodes => "recovery_codes",
            Self::LockLinks => "lock_links",
        }
    }
}

/// Deletes what was made at `since` or later; says how many rows went.
pub fn delete(
    conn: &mut Conn,
    tenant: TenantId,
    (of, account): (Of, AccountId),
    since: Timestamp,
) -> QueryResult<usize> {
    let text = format!(
        "DELETE FROM {} WHERE tenant_id = $1 AND account_id = $2 AND created_at >= $3",
        of.table()
    );
    diesel::sql_query(text)
        .bind::<Binary, _>(tenant.as_bytes().as_slice())
        .bind::<Binary, _>(account.as_bytes().as_slice())
        .bind::<BigInt, _>(since.millis())
        .execute(conn)
}
