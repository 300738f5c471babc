//! Rows of answers to terms of use.
use latchkey_accounts::TermsAnswer;
use latchkey_base::{AccountId, ClientKey, Id};

/// Names an answer; ordered by time.
pub type TermsAnswerId = Id<TermsAnswer>;

/// What somebody said to terms of use.
#[derive(Clone, PartialEq, Debug)]
pub struct TermsRecord {
    /// The row.
    pub id: TermsAnswerId,
    /// Who.
    pub account: AccountId,
    /// Whose terms: a client's, or the tenant's own.
    pub client: Option<ClientKey>,
    /// What.
    pub answer: TermsAnswer,
}
