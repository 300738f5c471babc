//! What people said to terms of use.
use super::TxResult;
use crate::TermsRecord;
use latchkey_base::AccountId;

/// What people said to terms of use.
pub trait TermsTx {
    /// All that an account has said, the youngest first.
    fn terms_answers(&mut self, account: AccountId) -> TxResult<Vec<TermsRecord>>;
    /// Adds an answer; the same one to the same version gives way to it.
    fn put_terms_answer(&mut self, answer: &TermsRecord) -> TxResult<()>;
}
