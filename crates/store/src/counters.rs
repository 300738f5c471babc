//! What the store has done so far: for metrics, and for budgets in tests.
use std::sync::atomic::{AtomicU64, Ordering};

/// A reading of the store's counters. All of them only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Statements sent to read: what caches could not answer, and read transactions.
    pub reads: u64,
    /// Statements sent in transactions that write, `BEGIN` and `COMMIT` counted too.
    pub writes: u64,
    /// Transactions that were committed to write; each is one flush.
    pub flushes: u64,
    /// Units of work that asked to be committed ([`crate::Store::commit`]).
    pub commits: u64,
    /// Lookups answered from memory.
    pub hits: u64,
    /// Lookups that went to the database.
    pub misses: u64,
}

/// The counters themselves.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub reads: AtomicU64,
    pub writes: AtomicU64,
    pub flushes: AtomicU64,
    pub commits: AtomicU64,
    pub hits: AtomicU64,
    pub misses: AtomicU64,
}

/// One more.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Tally {
    /// The reading.
    pub fn counters(&self) -> Counters {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counters {
            reads: read(&self.reads),
            writes: read(&self.writes),
            flushes: read(&self.flushes),
            commits: read(&self.commits),
            hits: read(&self.hits),
            misses: read(&self.misses),
        }
    }
}
