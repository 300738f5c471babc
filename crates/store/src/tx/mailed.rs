//! What was mailed for one pass through the pages.
use super::TxResult;
use crate::ProofRecord;
use latchkey_base::{AccountId, InteractionId, Timestamp};

/// Which mailed proof: whose, what for, and for which pass.
#[derive(Clone, Copy, Debug)]
pub struct MailedFor<'a> {
    /// Whose.
    pub account: AccountId,
    /// What for.
    pub purpose: &'a str,
    /// Which pass.
    pub pass: InteractionId,
}

/// What was mailed for one pass through the pages. Passes have nothing to do with each other here:
/// a stranger who has something mailed to somebody voids nothing that they wait for, and uses up none
/// of their attempts.
pub trait MailedTx {
    /// Adds a proof in place of earlier ones of the same account, purpose and pass.
    fn put_proof_of_pass(&mut self, proof: &ProofRecord) -> TxResult<()>;
    /// Takes one of the attempts that the code of a live proof has: `None` when it has none left, or
    /// when there is no such proof.
    fn try_proof_of_pass(
        &mut self,
        proof: MailedFor<'_>,
        now: Timestamp,
    ) -> TxResult<Option<ProofRecord>>;
}
