//! A bounded queue between callers and store threads.
use crate::Unavailable;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Many may push, many may take. Whoever pushes never waits.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
    limit: usize,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

/// What came of waiting for items.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Popped {
    /// There are some.
    Some,
    /// Nothing came in time.
    Idle,
    /// The queue is empty and closed.
    Closed,
}

impl<T> Queue<T> {
    /// A queue that holds up to `limit` items.
    pub fn new(limit: usize) -> Self {
        let state = State { items: VecDeque::new(), closed: false };
        Self { state: Mutex::new(state), ready: Condvar::new(), limit }
    }

    /// Adds an item.
    ///
    /// # Errors
    /// `Busy` when it is full, `Closed` after [`Queue::close`].
    pub fn push(&self, item: T) -> Result<(), Unavailable> {
        let mut state = self.lock();
        if state.closed {
            return Err(Unavailable::Closed);
        }
        if state.items.len() >= self.limit {
            return Err(Unavailable::Busy);
        }
        state.items.push_back(item);
        drop(state);
        self.ready.notify_one();
        Ok(())
    }

    /// Waits for items and takes up to `most` of them.
    pub fn pop_many(&self, most: usize, into: &mut Vec<T>, idle: Option<Duration>) -> Popped {
        let mut state = self.lock();
        while state.items.is_empty() {
            if state.closed {
                return Popped::Closed;
            }
            let Some(idle) = idle else {
                state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let waited = self.ready.wait_timeout(state, idle);
            let (next, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = next;
            if timeout.timed_out() && state.items.is_empty() && !state.closed {
                return Popped::Idle;
            }
        }
        let count = state.items.len().min(most);
        into.extend(state.items.drain(..count));
        Popped::Some
    }

    /// Waits for one item; `None` once the queue is empty and closed.
    pub fn pop(&self) -> Option<T> {
        let mut one = Vec::with_capacity(1);
        self.pop_many(1, &mut one, None);
        one.pop()
    }

    /// Takes no more items; those within are still handed out.
    pub fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_refuses_at_once() {
        let queue = Queue::new(2);
        assert!(queue.push(1).is_ok() && queue.push(2).is_ok());
        assert!(matches!(queue.push(3), Err(Unavailable::Busy)));
    }

    #[test]
    fn what_was_queued_before_closing_is_still_handed_out() {
        let queue = Queue::new(9);
        queue.push(1).unwrap();
        queue.close();
        assert!(matches!(queue.push(2), Err(Unavailable::Closed)));
        assert_eq!((queue.pop(), queue.pop()), (Some(1), None));
    }

    #[test]
    fn a_batch_is_bounded_and_in_order() {
        let queue = Queue::new(9);
        (0..5).for_each(|n| queue.push(n).unwrap());
        let mut batch = Vec::new();
        assert_eq!(queue.pop_many(3, &mut batch, None), Popped::Some);
        assert_eq!(batch, [0, 1, 2]);
    }

    #[test]
    fn an_idle_wait_ends() {
        let queue = Queue::<u8>::new(1);
        let idle = Some(Duration::from_millis(1));
        assert_eq!(queue.pop_many(1, &mut Vec::new(), idle), Popped::Idle);
    }
}
