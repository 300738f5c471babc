//! Settles the race between reading something into memory and its being changed meanwhile.
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicU64, Ordering};

const MARKS: usize = 1024;

/// When what was last evicted, in steps of its own clock.
///
/// A reader notes the clock, reads the database, puts the value into memory, and takes it out
/// again if the value's mark has moved since. A change is marked after its commit and before
/// it evicts: whichever of the two comes second removes the stale value.
pub(crate) struct Evictions {
    clock: AtomicU64,
    all: AtomicU64,
    /// Several keys may share a mark; then a good value is now and then not kept.
    marks: Vec<AtomicU64>,
    hasher: RandomState,
}

impl Default for Evictions {
    fn default() -> Self {
        Self {
            clock: AtomicU64::new(0),
            all: AtomicU64::new(0),
            marks: (0..MARKS).map(|_| AtomicU64::new(0)).collect(),
            hasher: RandomState::new(),
        }
    }
}

impl Evictions {
    /// The clock now, to be noted before reading.
    pub fn now(&self) -> u64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// Marks a key as changed.
    pub fn mark<K: Hash + ?Sized>(&self, key: &K) {
        let now = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(mark) = self.mark_of(key) {
            mark.fetch_max(now, Ordering::SeqCst);
        }
    }

    /// Marks everything as changed.
    pub fn mark_all(&self) {
        let now = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        self.all.fetch_max(now, Ordering::SeqCst);
    }

    /// Whether the key may have changed since `asked`.
    pub fn since<K: Hash + ?Sized>(&self, asked: u64, key: &K) -> bool {
        let marked = self.mark_of(key).map_or(u64::MAX, |mark| mark.load(Ordering::SeqCst));
        marked.max(self.all.load(Ordering::SeqCst)) > asked
    }

    fn mark_of<K: Hash + ?Sized>(&self, key: &K) -> Option<&AtomicU64> {
        let hash = usize::try_from(self.hasher.hash_one(key) & 0xffff).unwrap_or(0);
        self.marks.get(hash % MARKS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_seen_by_whoever_asked_before_it() {
        let evictions = Evictions::default();
        let before = evictions.now();
        evictions.mark("key");
        assert!(evictions.since(before, "key"));
        assert!(!evictions.since(evictions.now(), "key"));
    }

    #[test]
    fn marking_everything_marks_every_key() {
        let evictions = Evictions::default();
        let before = evictions.now();
        evictions.mark_all();
        assert!(evictions.since(before, &1) && evictions.since(before, &2));
    }
}
