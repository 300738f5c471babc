//! Counting attempts, so that guessing becomes slow (rules: `latchkey_authn::throttle`).
//!
//! An attempt is counted *before* it is made: a hundred guesses at once are a hundred attempts,
//! not one. A success takes its own count back.
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_authn::throttle::{Bucket, Failures, Kind, Subject, wait_until};
use latchkey_base::{Timestamp, TokenHash};
use latchkey_store::{Tx, TxError};

/// An attempt that was counted.
pub struct Attempt {
    buckets: Vec<Bucket>,
}

/// What counting said.
pub enum Counted {
    /// Go on.
    Go(Attempt),
    /// Not before then.
    Wait(Timestamp),
}

/// Counts an attempt, unless it has to wait.
///
/// # Errors
/// [`Trouble::Unavailable`] when the database is.
pub async fn count(
    visit: &Visit,
    kind: Kind,
    identifier: &str,
    known_browser: Option<&TokenHash>,
) -> Result<Counted, Trouble> {
    let subject = Subject { kind, identifier, address: visit.address, known_browser };
    let buckets = subject.buckets();
    let counted = buckets.clone();
    let policy = visit.tenant.settings().throttle.clone();
    let now = visit.now;
    let wait = visit.app.store.write(visit.tenant.id(), move |tx| {
        let mut before = Vec::with_capacity(counted.len());
        for bucket in &counted {
            let failures = tx.failures(&bucket.key)?.map(|held| Failures {
                count: held.count,
                first_at: held.first_at,
                last_at: held.last_at,
            });
            before.push((bucket.limit, failures));
        }
        if let Some(until) = wait_until(before, now, &policy) {
            return Ok(Some(until));
        }
        for bucket in &counted {
            tx.add_failure(&bucket.key, now, bucket.limit.forgotten_before(now, &policy))?;
        }
        Ok::<_, TxError>(None)
    });
    Ok(match wait.await? {
        Some(until) => Counted::Wait(until),
        None => Counted::Go(Attempt { buckets }),
    })
}

impl Attempt {
    /// It succeeded: forgets what a success clears. To be called in the transaction that acts
    /// on the success.
    ///
    /// # Errors
    /// As the transaction.
    pub fn succeeded(&self, tx: &mut dyn Tx) -> Result<(), TxError> {
        for bucket in self.buckets.iter().filter(|bucket| bucket.limit.is_cleared_by_success()) {
            tx.clear_failures(&bucket.key)?;
        }
        Ok(())
    }
}
