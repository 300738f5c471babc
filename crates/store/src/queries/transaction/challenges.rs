//! [`ChallengeTx`] over the queries.
use super::super::challenges;
use super::Transaction;
use crate::{ChallengeDecision, ChallengeRecord, ChallengeTx, TxResult};
use latchkey_base::{AccountId, ChallengeId, InteractionId, Timestamp};

impl ChallengeTx for Transaction<'_> {
    fn challenge(
        &mut self,
        account: AccountId,
        id: ChallengeId,
    ) -> TxResult<Option<ChallengeRecord>> {
        run!(self, challenges::find, (account, id))
    }

    fn challenges_of(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> TxResult<Vec<ChallengeRecord>> {
        run!(self, challenges::of_account, account, since)
    }

    fn insert_challenge(&mut self, challenge: &ChallengeRecord) -> TxResult<()> {
        run!(self, challenges::insert, challenge)
    }

    fn try_challenge(
        &mut self,
        account: AccountId,
        id: ChallengeId,
        now: Timestamp,
    ) -> TxResult<Option<ChallengeRecord>> {
        run!(self, challenges::take_try, (account, id), now)
    }

    fn decide_challenge(&mut self, decision: &ChallengeDecision) -> TxResult<bool> {
        run!(self, challenges::decide, decision)
    }

    fn use_challenge(
        &mut self,
        account: AccountId,
        (id, pass): (ChallengeId, InteractionId),
        now: Timestamp,
    ) -> TxResult<bool> {
        run!(self, challenges::spend, (account, id), pass, now)
    }
}
