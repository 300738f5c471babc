//! The databases that the suite runs on: SQLite always, PostgreSQL when there is one.
use crate::postgres;
use latchkey_base::{ManualClock, MasterKey, SystemEntropy, Timestamp};
use latchkey_store::{
    Database, Documents, ReadyBytes, Store, StoreConfig, StoreParts, TenantRecord, migrate,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// The time at which tests begin.
pub const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// A database with an open store.
#[derive(Clone)]
pub struct Db {
    pub name: &'static str,
    pub config: StoreConfig,
    pub clock: Arc<ManualClock>,
    pub store: Store,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The key that all tests seal under.
pub fn master_key() -> Arc<MasterKey> {
    Arc::new(MasterKey::parse(&"ab".repeat(32)).unwrap())
}

/// What a store needs, with documents that show the tenant's name.
pub fn parts(clock: &Arc<ManualClock>) -> StoreParts {
    let ready = |text: String| ReadyBytes { etag: format!("\"{text}\""), body: text.into() };
    StoreParts {
        clock: clock.clone(),
        entropy: Arc::new(SystemEntropy::new()),
        master_key: master_key(),
        publish: Box::new(move |tenant: &TenantRecord, keys| Documents {
            jwks: ready(serde_json::to_string(&keys.published()).unwrap()),
            openid_configuration: ready(tenant.name.clone()),
        }),
    }
}

impl Db {
    /// Opens a store, `beside` another process on the same database or not.
    pub fn open(name: &'static str, config: StoreConfig, beside: bool) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let open = if beside { Store::open_beside } else { Store::open };
        let store = open(config.clone(), parts(&clock)).unwrap();
        Self { name, config, clock, store }
    }

    /// Another process on the same database: another node on PostgreSQL, a command on SQLite.
    pub fn another(&self) -> Self {
        Self::open(self.name, self.config.clone(), self.name == "sqlite")
    }
}

/// An empty folder of its own.
pub fn folder() -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    static TIDIED: OnceLock<()> = OnceLock::new();
    let parent = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    TIDIED.get_or_init(|| tidy(&parent));
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    parent.join(format!("store-{}-{number}", std::process::id()))
}

/// Removes what earlier runs left behind.
fn tidy(parent: &Path) {
    for entry in std::fs::read_dir(parent).unwrap().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix("store-")?.split('-').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn config(database: Database) -> StoreConfig {
    let revision_poll = latchkey_base::Seconds::new(1);
    StoreConfig { database, revision_poll, ..StoreConfig::default() }
}

/// Fresh databases without tables, one per backend.
pub fn empty() -> Vec<(&'static str, StoreConfig)> {
    let mut databases = vec![("sqlite", config(Database::Folder(folder())))];
    if let Some(url) = postgres::database() {
        databases.push(("postgres", config(Database::parse(&url).unwrap())));
    }
    databases
}

/// Fresh databases, migrated, one per backend.
pub fn fresh() -> Vec<(&'static str, StoreConfig)> {
    let databases = empty();
    for (_, config) in &databases {
        migrate(config).unwrap();
    }
    databases
}

/// Stores of the caller's own, one per backend.
pub fn own() -> Vec<Db> {
    fresh().into_iter().map(|(name, config)| Db::open(name, config, false)).collect()
}

/// The stores that tests share, one per backend; each test makes its own tenant.
pub fn shared() -> Vec<Db> {
    static SHARED: OnceLock<Vec<Db>> = OnceLock::new();
    SHARED.get_or_init(own).clone()
}
