//! Rows of browsers whose owner is not asked for the second step for a while.
use latchkey_base::{AccountId, CodeDigest, RememberedBrowserId, Timestamp};

/// A browser that stands in for the second factor of one account.
#[derive(Clone, Debug)]
pub struct RememberedBrowserRecord {
    /// The row, which the browser names beside its secret.
    pub id: RememberedBrowserId,
    /// Whose second factor it stands in for.
    pub account: AccountId,
    /// Keyed digest of the secret that the browser shows next.
    pub digest: CodeDigest,
    /// What the browser called itself, shortened; for the person's own list.
    pub user_agent: String,
    /// When its owner had it remembered.
    pub created_at: Timestamp,
    /// When it stood in last.
    pub used_at: Timestamp,
    /// Worth nothing from then on, used or not.
    pub expires_at: Timestamp,
}

/// That a remembered browser has shown its secret, and has another from then on.
#[derive(Clone, Debug)]
pub struct RememberedBrowserUse {
    /// Which.
    pub id: RememberedBrowserId,
    /// Whose.
    pub account: AccountId,
    /// Digest of the secret that it showed.
    pub before: CodeDigest,
    /// Of the one that it shows next.
    pub after: CodeDigest,
    /// Now.
    pub at: Timestamp,
}
