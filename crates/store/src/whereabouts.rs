//! Rows of from where people sign in.
use latchkey_authn::whereabouts::Whence;
use latchkey_base::{AccountId, CodeDigest, Timestamp};

/// A browser or a network from which an account was signed in to.
#[derive(Clone, Debug)]
pub struct WhereaboutsRecord {
    /// Whose account.
    pub account: AccountId,
    /// What it is of.
    pub kind: Whence,
    /// Its keyed digest, another one for each account.
    pub digest: CodeDigest,
    /// When it was last noted that somebody signed in from there.
    pub seen_at: Timestamp,
    /// New to the account again from then on.
    pub expires_at: Timestamp,
}

impl WhereaboutsRecord {
    /// The digest of a mark that is left where others were forgotten: no browser's.
    pub(crate) const MARK: CodeDigest = CodeDigest::from_bytes([0; 32]);

    /// Whether it says only that there was something.
    pub fn is_mark(&self) -> bool {
        self.digest.as_bytes() == Self::MARK.as_bytes()
    }
}
