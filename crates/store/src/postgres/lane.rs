//! A lane: one thread, one connection, batches of protocol writes.
use super::pool::{connect, look_after};
use super::queries::unit;
use super::{Conn, Connector, writes};
use crate::commit::{Flushed, Note, Notes, Popped, Queue, settle};
use crate::counters::{Tally, count};
use crate::failure::{Failure, Stopped};
use crate::hot::Hot;
use crate::work::Job;
use std::sync::Arc;
use std::time::Duration;

/// A lane's belongings.
pub(crate) struct Lane {
    pub connector: Arc<Connector>,
    pub conn: Option<Conn>,
    pub queue: Arc<Queue<Job>>,
    /// One lane writes the notes.
    pub notes: Option<Arc<Notes>>,
    pub hot: Arc<Hot>,
    pub tally: Arc<Tally>,
    pub batch_limit: usize,
}

/// Notes wait no longer than this for a batch to ride along with.
const IDLE: Duration = Duration::from_secs(1);
/// Each statement compares and sets on rows as they are then.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
const TURNS: usize = 3;

impl Lane {
    /// Works until the queue is closed and empty.
    pub fn run(mut self) {
        let mut jobs = Vec::with_capacity(self.batch_limit);
        loop {
            let popped = self.queue.pop_many(self.batch_limit, &mut jobs, Some(IDLE));
            self.commit(std::mem::take(&mut jobs));
            if popped == Popped::Closed {
                return;
            }
        }
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        let notes = self.notes.as_ref().map(|notes| notes.take(self.batch_limit));
        let notes = notes.unwrap_or_default();
        if jobs.is_empty() && notes.is_empty() {
            return;
        }
        let asked = self.hot.evictions.now();
        match self.flush(&jobs, &notes) {
            Ok(flushed) => settle(&self.hot, jobs, flushed, asked),
            // A bad one fails alone.
            Err(stopped) if jobs.len() > 1 && !stopped.at_commit && self.conn.is_some() => {
                tracing::warn!(reason = ?stopped.failure, "a batch failed and is retried singly");
                jobs.into_iter().for_each(|job| self.commit(vec![job]));
            }
            Err(stopped) => {
                tracing::error!(reason = ?stopped.failure, "a write failed");
                let why = crate::Unavailable::from(stopped.failure);
                jobs.into_iter().for_each(|job| job.finish(Err(why.clone())));
            }
        }
    }

    fn flush(&mut self, jobs: &[Job], notes: &[Note]) -> Result<Flushed, Stopped> {
        for _ in 1..TURNS {
            match self.try_flush(jobs, notes) {
                Err(stopped) if stopped.may_run_again() => {}
                ended => return ended,
            }
        }
        self.try_flush(jobs, notes)
    }

    fn try_flush(&mut self, jobs: &[Job], notes: &[Note]) -> Result<Flushed, Stopped> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => connect(&self.connector, &self.tally)?.0,
        };
        let ended = unit::transact(&mut conn, BEGIN, |conn| {
            writes::apply(conn, jobs, notes).map(Some).map_err(Failure::of)
        });
        match ended {
            Ok(flushed) => {
                count(&self.tally.flushes);
                self.conn = Some(conn);
                Ok(flushed.unwrap_or_default())
            }
            Err(mut stopped) => {
                look_after(&mut conn, &mut stopped);
                self.conn = (!stopped.is_broken()).then_some(conn);
                Err(stopped)
            }
        }
    }
}
