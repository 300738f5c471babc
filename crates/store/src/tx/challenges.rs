//! Sign-ins that ask to be approved in another browser.
use super::TxResult;
use crate::{ChallengeDecision, ChallengeRecord};
use latchkey_base::{AccountId, ChallengeId, InteractionId, Timestamp};

/// Sign-ins that ask to be approved in another browser. Each change of state is one statement that
/// looks at the state before it.
pub trait ChallengeTx {
    /// One of an account, expired or not.
    fn challenge(
        &mut self,
        account: AccountId,
        id: ChallengeId,
    ) -> TxResult<Option<ChallengeRecord>>;
    /// Those of an account that were made after `since`, the youngest first.
    fn challenges_of(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> TxResult<Vec<ChallengeRecord>>;
    /// Adds one.
    fn insert_challenge(&mut self, challenge: &ChallengeRecord) -> TxResult<()>;
    /// Takes one of the numbers that may be typed for an open one, before it is compared.
    fn try_challenge(
        &mut self,
        account: AccountId,
        id: ChallengeId,
        now: Timestamp,
    ) -> TxResult<Option<ChallengeRecord>>;
    /// Decides on a waiting one: of two who decide one does.
    fn decide_challenge(&mut self, decision: &ChallengeDecision) -> TxResult<bool>;
    /// Uses an approved one in the pass that asked for it: once.
    fn use_challenge(
        &mut self,
        account: AccountId,
        of: (ChallengeId, InteractionId),
        now: Timestamp,
    ) -> TxResult<bool>;
}
