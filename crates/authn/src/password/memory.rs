//! Memory that hashing borrows. Fresh memory would cost more than the hash itself.
use argon2::Block;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Buffers for hashes, kept for the next one.
#[derive(Default)]
pub struct MemoryPool {
    idle: Mutex<Vec<Vec<Block>>>,
    keep: usize,
}

impl MemoryPool {
    /// A pool that keeps at most `keep` buffers while nobody hashes.
    pub fn new(keep: usize) -> Self {
        Self { idle: Mutex::default(), keep }
    }

    /// Runs `work` on a buffer of `blocks` KiB.
    ///
    /// Security: the buffer is wiped before anybody else gets it: its first blocks would make
    /// guessing the password cheaper than the hash does.
    pub(super) fn with<T>(&self, blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
        let mut buffer = self.lock().pop().unwrap_or_default();
        buffer.resize(blocks, Block::new());
        let result = work(&mut buffer);
        buffer.fill(Block::new());
        let mut idle = self.lock();
        if idle.len() < self.keep {
            idle.push(buffer);
        }
        result
    }

    /// Gives the idle buffers back to the system.
    pub fn release(&self) {
        self.lock().clear();
    }

    /// Blocks in each idle buffer.
    #[cfg(test)]
    pub(super) fn idle_sizes(&self) -> Vec<usize> {
        self.lock().iter().map(Vec::len).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryPool").field("keep", &self.keep).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_handed_on_wiped_and_in_the_right_size() {
        let pool = MemoryPool::new(1);
        pool.with(8, |blocks| blocks[7].as_mut()[0] = 42);
        pool.with(8, |blocks| assert_eq!(blocks[7].as_ref()[0], 0));
        pool.with(4, |blocks| assert_eq!(blocks.len(), 4));
        pool.with(16, |blocks| assert_eq!(blocks.len(), 16));
    }

    #[test]
    fn no_more_is_kept_than_was_asked_for() {
        let pool = MemoryPool::new(1);
        pool.with(8, |_| pool.with(8, |_| ()));
        assert_eq!(pool.lock().len(), 1);
        pool.release();
        assert!(pool.lock().is_empty());
    }
}
