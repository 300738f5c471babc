//! The lane in which passwords are hashed.
//!
//! Hashing is slow and takes much memory, on purpose. A few threads of its own, fewer than there
//! are cores, keep a rush of sign-ins from starving token requests; what does not fit into the
//! queue is refused at once instead of late.
use crate::config::HashingSettings;
use crate::metrics::Figures;
use crate::middleware::Trouble;
use latchkey_authn::{HashError, HashParameters, PasswordHasher, Verdict};
use latchkey_base::{Entropy, Secret};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use thiserror::Error;
use tokio::sync::oneshot;

/// For how long a lane without work keeps its memory.
const KEEP_MEMORY: Duration = Duration::from_secs(30);

/// Why a password was not hashed or checked.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum HashingError {
    /// As many wait as may wait: answer 503.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hash or its parameters are impossible.
    #[error(transparent)]
    Hash(#[from] HashError),
}

impl From<HashingError> for Trouble {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy => Self::Busy("password hashing"),
            HashingError::Hash(why) => Self::Internal(why.to_string()),
        }
    }
}

type Job = Box<dyn FnOnce(&PasswordHasher) + Send>;

/// Threads that hash and check passwords.
pub struct HashingPool {
    queue: SyncSender<Job>,
    entropy: Arc<dyn Entropy>,
    load: Arc<Load>,
}

#[derive(Default)]
struct Load {
    waiting: AtomicU64,
    refused: AtomicU64,
}

impl HashingPool {
    /// Starts the threads. They end when the pool is dropped.
    ///
    /// # Errors
    /// What the system says when it has no thread left.
    pub fn start(settings: &HashingSettings, entropy: Arc<dyn Entropy>) -> std::io::Result<Self> {
        let threads = threads(settings.concurrent);
        let (queue, jobs) = sync_channel::<Job>(settings.waiting);
        let jobs = Arc::new(Mutex::new(jobs));
        let hasher = Arc::new(PasswordHasher::new(threads));
        for number in 0..threads {
            let (jobs, hasher) = (Arc::clone(&jobs), Arc::clone(&hasher));
            thread::Builder::new()
                .name(format!("hashing-{number}"))
                .spawn(move || work(&jobs, &hasher))?;
        }
        Ok(Self { queue, entropy, load: Arc::default() })
    }

    /// Checks a password against the hash that is kept, or for somebody unknown against none;
    /// that takes as long as a hash with `current` parameters.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn verify(
        &self,
        password: Secret<String>,
        kept: Option<String>,
        current: &HashParameters,
    ) -> Result<Verdict, HashingError> {
        let current = *current;
        self.run(move |hasher| hasher.verify(&password, kept.as_deref(), &current)).await
    }

    /// Hashes a new password as a PHC string.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn hash(
        &self,
        password: Secret<String>,
        parameters: &HashParameters,
    ) -> Result<String, HashingError> {
        let (parameters, entropy) = (*parameters, Arc::clone(&self.entropy));
        self.run(move |hasher| hasher.hash(&password, &parameters, &*entropy)).await
    }

    /// Its load, for the metrics.
    pub fn figures(&self) -> Figures {
        let (waiting, refused) = (Arc::clone(&self.load), Arc::clone(&self.load));
        Figures::new()
            .gauge("hashing_waiting", "Passwords waiting or being hashed", move || {
                waiting.waiting.load(Ordering::Relaxed)
            })
            .counter("hashing_refused", "Passwords refused because too many wait", move || {
                refused.refused.load(Ordering::Relaxed)
            })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PasswordHasher) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let (answer, answered) = oneshot::channel();
        let load = Arc::clone(&self.load);
        load.waiting.fetch_add(1, Ordering::Relaxed);
        let job: Job = Box::new(move |hasher| {
            // Whoever no longer waits needs no hash.
            let result = (!answer.is_closed()).then(|| work(hasher));
            load.waiting.fetch_sub(1, Ordering::Relaxed);
            if let Some(result) = result {
                // A receiver that left meanwhile is no fault.
                let _gone = answer.send(result).is_err();
            }
        });
        if self.queue.try_send(job).is_err() {
            self.load.waiting.fetch_sub(1, Ordering::Relaxed);
            self.load.refused.fetch_add(1, Ordering::Relaxed);
            return Err(HashingError::Busy);
        }
        Ok(answered.await.map_err(|_| HashingError::Busy)??)
    }
}

fn threads(configured: usize) -> usize {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    if configured > 0 { configured } else { cores.saturating_sub(1).max(1) }
}

fn work(jobs: &Mutex<Receiver<Job>>, hasher: &PasswordHasher) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(KEEP_MEMORY);
        match next {
            Ok(job) => job(hasher),
            Err(RecvTimeoutError::Timeout) => hasher.release_memory(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests;
