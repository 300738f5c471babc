//! Tenants in memory: which word leads to which tenant, and each tenant's snapshot.
use crate::config::CacheSizes;
use crate::{KeyRing, TenantRecord};
use bytes::Bytes;
use latchkey_base::{CodeKey, Seconds, TenantId, Timestamp};
use quick_cache::sync::Cache;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A document that is served as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyBytes {
    /// The body.
    pub body: Bytes,
    /// The strong entity tag, quotes included (RFC 9110 §8.8.3).
    pub etag: String,
}

/// A tenant's public documents.
#[derive(Clone, Debug)]
pub struct Documents {
    /// The JWK set (RFC 7517 §5).
    pub jwks: ReadyBytes,
    /// The provider's metadata (OIDC Discovery §3, RFC 8414 §2).
    pub openid_configuration: ReadyBytes,
}

/// Writes a tenant's documents whenever its settings or keys change.
pub type Publisher = Box<dyn Fn(&TenantRecord, &KeyRing) -> Documents + Send + Sync>;

/// A tenant as it was at one revision: settings, opened keys, ready documents.
#[derive(Debug)]
pub struct TenantSnapshot {
    /// The row.
    pub record: TenantRecord,
    /// Its keys.
    pub keys: KeyRing,
    /// Its salt for pairwise subjects (OIDC Core §8.1).
    pub pairwise_salt: Arc<CodeKey>,
    /// What it publishes.
    pub documents: Documents,
}

/// What memory says of a word in a path.
#[derive(Clone, Copy)]
pub(crate) enum Word {
    Tenant(TenantId),
    Nobody { until: Timestamp },
}

impl Word {
    /// The key under which a change of any word is marked.
    pub const EVICTED: &'static str = "words";
}

/// The place of one tenant's snapshot.
#[derive(Default)]
pub(crate) struct Slot {
    current: RwLock<Option<Arc<TenantSnapshot>>>,
    stale: AtomicBool,
    /// Held by the one who loads.
    pub loading: tokio::sync::Mutex<()>,
}

impl Slot {
    /// The snapshot, however old.
    pub fn any(&self) -> Option<Arc<TenantSnapshot>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The snapshot, if nothing it shows has changed and none of its keys has come of age.
    pub fn fresh(&self, now: Timestamp) -> Option<Arc<TenantSnapshot>> {
        if self.stale.load(Ordering::SeqCst) {
            return None;
        }
        self.any().filter(|held| held.keys.next_change().is_none_or(|at| now < at))
    }

    /// To be said before reading: what changes from now on makes the result stale.
    pub fn begin(&self) {
        self.stale.store(false, Ordering::SeqCst);
    }

    /// The result of a reading; `None` if it failed.
    pub fn end(&self, read: Option<&Arc<TenantSnapshot>>) {
        match read {
            Some(snapshot) => {
                let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
                *current = Some(Arc::clone(snapshot));
            }
            None => self.stale.store(true, Ordering::SeqCst),
        }
    }
}

/// Tenants in memory.
pub(crate) struct Tenants {
    words: Cache<Box<str>, Word>,
    slots: Cache<TenantId, Arc<Slot>>,
    unknown: Seconds,
}

impl Tenants {
    pub fn new(sizes: &CacheSizes) -> Self {
        Self {
            words: Cache::new(sizes.tenants.saturating_mul(2)),
            slots: Cache::new(sizes.tenants),
            unknown: sizes.unknown,
        }
    }

    pub fn word(&self, word: &str, now: Timestamp) -> Option<Word> {
        match self.words.get(word)? {
            Word::Nobody { until } if until <= now => None,
            known => Some(known),
        }
    }

    pub fn keep_word(&self, word: &str, tenant: Option<TenantId>, now: Timestamp) {
        let known = tenant.map_or(Word::Nobody { until: now + self.unknown }, Word::Tenant);
        self.words.insert(word.into(), known);
    }

    pub fn forget_word(&self, word: &str) {
        self.words.remove(word);
    }

    /// The slot of a tenant, empty at first.
    pub fn slot(&self, tenant: TenantId) -> Arc<Slot> {
        let made = self.slots.get_or_insert_with(&tenant, || {
            Ok::<_, std::convert::Infallible>(Arc::new(Slot::default()))
        });
        match made {
            Ok(slot) => slot,
            Err(never) => match never {},
        }
    }

    /// The tenants of which something is here.
    pub fn held(&self) -> Vec<TenantId> {
        self.slots.iter().map(|(tenant, _)| tenant).collect()
    }

    /// Lets go of a tenant that is no more. Who is loading it does so for itself alone.
    pub fn remove(&self, tenant: TenantId) {
        self.slots.remove(&tenant);
    }

    pub fn invalidate(&self, tenant: TenantId) {
        self.words.clear();
        if let Some(slot) = self.slots.get(&tenant) {
            slot.stale.store(true, Ordering::SeqCst);
        }
    }

    pub fn invalidate_all(&self) {
        self.words.clear();
        for (_, slot) in self.slots.iter() {
            slot.stale.store(true, Ordering::SeqCst);
        }
    }
}
