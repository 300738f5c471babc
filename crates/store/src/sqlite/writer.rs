//! The one thread that writes: batches of protocol writes, and closures between them.
use super::queries::unit;
use super::{Conn, commits};
use crate::changes::Changes;
use crate::commit::{Flushed, Note, Notes, Popped, Queue, settle};
use crate::counters::{Tally, count};
use crate::failure::{Failure, Stopped};
use crate::hot::Hot;
use crate::work::{Job, Work};
use diesel::QueryResult;
use latchkey_base::TenantId;
use std::sync::Arc;
use std::time::Duration;

/// What the writer is asked to do.
pub(crate) enum Item {
    Commit(Box<Job>),
    Work(Box<dyn Work>),
}

/// The writer's belongings.
pub(crate) struct Writer {
    pub conn: Conn,
    pub queue: Arc<Queue<Item>>,
    pub notes: Arc<Notes>,
    pub hot: Arc<Hot>,
    pub tally: Arc<Tally>,
    pub batch_limit: usize,
}

/// Notes wait no longer than this for a batch to ride along with.
const IDLE: Duration = Duration::from_secs(1);
const BEGIN: &str = "BEGIN IMMEDIATE";

impl Writer {
    /// Works until the queue is closed and empty. What queued up while one flush ran shares
    /// the next one.
    pub fn run(mut self) {
        let mut items = Vec::with_capacity(self.batch_limit);
        loop {
            let popped = self.queue.pop_many(self.batch_limit, &mut items, Some(IDLE));
            let mut jobs = Vec::with_capacity(items.len());
            for item in items.drain(..) {
                match item {
                    Item::Commit(job) => jobs.push(*job),
                    Item::Work(work) => {
                        self.commit(std::mem::take(&mut jobs));
                        self.close_over(work);
                    }
                }
            }
            self.commit(jobs);
            if popped == Popped::Closed {
                return;
            }
        }
    }

    fn close_over(&mut self, mut work: Box<dyn Work>) {
        let kept = (&*self.hot, &*self.tally);
        let ended = unit::write(&mut self.conn, BEGIN, work.as_mut(), kept);
        work.finish(ended.map_err(|stopped| stopped.failure.into()));
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        let notes = self.notes.take(self.batch_limit);
        if jobs.is_empty() && notes.is_empty() {
            return;
        }
        let asked = self.hot.evictions.now();
        match self.flush(&jobs, &notes) {
            Ok(flushed) => settle(&self.hot, jobs, flushed, asked),
            // A bad one fails alone.
            Err(stopped) if jobs.len() > 1 && !stopped.at_commit => {
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
        let flushed = unit::transact(&mut self.conn, BEGIN, |conn| {
            apply(conn, jobs, notes).map(Some).map_err(Failure::of)
        })?;
        count(&self.tally.flushes);
        Ok(flushed.unwrap_or_default())
    }
}

fn apply(conn: &mut Conn, jobs: &[Job], notes: &[Note]) -> QueryResult<Flushed> {
    let mut outcomes = Vec::with_capacity(jobs.len());
    let mut changed: Vec<(TenantId, Changes)> = Vec::new();
    for job in jobs {
        let mut changes = Changes::default();
        outcomes.push(commits::apply(conn, job.tenant, &job.commit, &mut changes)?);
        if !changes.is_empty() {
            match changed.iter_mut().find(|(tenant, _)| *tenant == job.tenant) {
                Some((_, held)) => held.merge(changes),
                None => changed.push((job.tenant, changes)),
            }
        }
    }
    for note in notes {
        super::queries::notes::write(conn, note)?;
    }
    Ok((outcomes, unit::raise_revisions(conn, changed)?))
}
