//! [`TermsTx`] over the queries.
use super::super::terms_answers;
use super::Transaction;
use crate::{TermsRecord, TermsTx, TxResult};
use latchkey_base::AccountId;

impl TermsTx for Transaction<'_> {
    fn terms_answers(&mut self, account: AccountId) -> TxResult<Vec<TermsRecord>> {
        run!(self, terms_answers::list, account)
    }

    fn put_terms_answer(&mut self, answer: &TermsRecord) -> TxResult<()> {
        // Whoever is deleted meanwhile leaves nothing behind.
        if run!(self, super::super::accounts::find, answer.account)?.is_none() {
            return Ok(());
        }
        run!(self, terms_answers::put, answer)
    }
}
