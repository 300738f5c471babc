//! Group commit: the queue in front of a lane, and the rules that both backends' lanes share.
mod notes;
mod queue;
mod standing;

pub(crate) use notes::{Note, Notes, Seen};
pub(crate) use queue::{Popped, Queue};
pub(crate) use standing::{Standing, Verdict};

use crate::hot::Hot;
use crate::work::{Committed, Job};
use latchkey_base::Timestamp;
use latchkey_oidc::{Issued, Outcome};

/// What came of a batch: outcomes in the order of its jobs, and what changed.
pub(crate) type Flushed = (Vec<Outcome>, Vec<Committed>);

/// After the commit: publishes what changed, keeps what was made in memory, tells the callers.
/// `asked` is from before the transaction.
pub(crate) fn settle(hot: &Hot, jobs: Vec<Job>, (outcomes, committed): Flushed, asked: u64) {
    committed.iter().for_each(|one| hot.publish(one));
    for (job, outcome) in jobs.into_iter().zip(outcomes) {
        let made = (&job.commit, &outcome);
        hot.tokens.keep_committed(job.tenant, made, asked, &hot.evictions);
        hot.devices.keep_committed(job.tenant, made);
        job.finish(Ok(outcome));
    }
}

/// When the last of the tokens expires, in milliseconds.
pub(crate) fn last_expiry(issued: &Issued) -> i64 {
    let access = issued.access.as_ref().map(|token| token.expires_at.millis());
    let refresh = issued.refresh.as_ref().map(|new| new.token.expires_at.millis());
    let unrecorded = issued.unrecorded_until.map(Timestamp::millis);
    access.max(refresh).max(unrecorded).unwrap_or(i64::MIN)
}
