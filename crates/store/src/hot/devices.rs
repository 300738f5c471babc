//! Devices that wait for somebody to decide (RFC 8628 §3.4): what became of each, and how often
//! it asks. A poll that finds its code here touches no disk.
use super::Evictions;
use super::tokens::in_order_of_arrival;
use latchkey_base::{TenantId, Timestamp, TokenHash};
use latchkey_oidc::device::{DeviceCode, DevicePoll, Pace};
use latchkey_oidc::{Commit, Outcome, Write};
use quick_cache::sync::Cache;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// One of them.
pub(crate) struct Waiting {
    code: Arc<DeviceCode>,
    pace: Mutex<Pace>,
    /// Rung when this entry is no longer what is known of the code.
    pub changed: Notify,
}

impl Waiting {
    fn new(code: Arc<DeviceCode>, pace: Pace) -> Arc<Self> {
        Arc::new(Self { code, pace: Mutex::new(pace), changed: Notify::new() })
    }

    fn poll(&self, at: Timestamp) -> DevicePoll {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        DevicePoll { code: Arc::clone(&self.code), is_too_soon: pace.poll(at) }
    }
}

/// All of them, the youngest if they are too many; the others are read when they ask.
pub(crate) struct Devices(Cache<(TenantId, TokenHash), Arc<Waiting>>);

impl Devices {
    pub fn new(capacity: usize) -> Self {
        Self(in_order_of_arrival(capacity))
    }

    /// A poll of a code that is here.
    pub fn poll(&self, tenant: TenantId, hash: TokenHash, at: Timestamp) -> Option<DevicePoll> {
        self.0.get(&(tenant, hash)).map(|held| held.poll(at))
    }

    /// A poll of a code that was read since `asked`.
    pub fn read(
        &self,
        (tenant, code): (TenantId, Arc<DeviceCode>),
        at: Timestamp,
        asked: u64,
        evicted: &Evictions,
    ) -> DevicePoll {
        let key = (tenant, code.hash);
        let held = self.0.get(&key);
        let pace =
            held.as_ref().map(|held| *held.pace.lock().unwrap_or_else(PoisonError::into_inner));
        let read = Waiting::new(code, pace.unwrap_or_default());
        let poll = read.poll(at);
        self.0.insert(key, read);
        if let Some(held) = held {
            held.changed.notify_waiters();
        }
        if evicted.since(asked, &tenant) || evicted.since(asked, &key) {
            self.evict(tenant, key.1);
        }
        poll
    }

    /// Keeps what a commit made.
    pub fn keep_committed(&self, tenant: TenantId, (commit, outcome): (&Commit, &Outcome)) {
        if let (Some(Write::BeginDevice(new)), Outcome::Done) = (&commit.write, outcome) {
            let waiting = Waiting::new(Arc::clone(&new.code), Pace::default());
            self.0.insert((tenant, new.code.hash), waiting);
        }
    }

    /// The entry, for waiting until it changes.
    pub fn entry(&self, tenant: TenantId, hash: TokenHash) -> Option<Arc<Waiting>> {
        self.0.get(&(tenant, hash))
    }

    /// Somebody has decided.
    pub fn evict(&self, tenant: TenantId, hash: TokenHash) {
        if let Some((_, held)) = self.0.remove(&(tenant, hash)) {
            held.changed.notify_waiters();
        }
    }

    pub fn evict_tenant(&self, tenant: TenantId) {
        self.retain(|of| of != tenant);
    }

    pub fn clear(&self) {
        self.retain(|_| false);
    }

    fn retain(&self, keep: impl Fn(TenantId) -> bool) {
        self.0.retain(|(tenant, _), held| {
            let keeps = keep(*tenant);
            if !keeps {
                held.changed.notify_waiters();
            }
            keeps
        });
    }
}
