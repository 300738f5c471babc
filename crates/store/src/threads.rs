//! The store's threads, so that closing can wait for them.
use crate::OpenError;
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

/// Threads that were started.
#[derive(Default)]
pub(crate) struct Threads(Mutex<Vec<JoinHandle<()>>>);

impl Threads {
    /// Starts one.
    pub fn spawn(&self, name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
        let thread = Builder::new().name(name.to_owned()).spawn(run);
        let thread = thread.map_err(|e| OpenError::Unreachable(e.to_string()))?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Waits for all of them.
    pub fn join(&self) {
        let threads = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // The last handle of a store may be dropped on one of its own threads.
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("a store thread ended by panic");
            }
        }
    }
}
