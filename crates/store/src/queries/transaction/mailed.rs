//! [`MailedTx`] over the queries.
use super::super::proofs;
use super::Transaction;
use crate::{MailedFor, MailedTx, ProofRecord, TxResult};
use latchkey_base::Timestamp;

impl MailedTx for Transaction<'_> {
    fn put_proof_of_pass(&mut self, proof: &ProofRecord) -> TxResult<()> {
        run!(self, proofs::put_for_pass, proof)
    }

    fn try_proof_of_pass(
        &mut self,
        proof: MailedFor<'_>,
        now: Timestamp,
    ) -> TxResult<Option<ProofRecord>> {
        run!(self, proofs::take_attempt, proof, now)
    }
}
