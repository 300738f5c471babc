//! Opening a store.
use crate::config::Database;
use crate::counters::Tally;
use crate::hot::Hot;
use crate::postgres::{Connector, Postgres};
use crate::sqlite::{Sqlite, lock_folder};
use crate::store::Inner;
use crate::work::Backend;
use crate::{OpenError, Store, StoreConfig, StoreParts};
use latchkey_base::{Entropy, MasterKey, Sealed, Sealer};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A value in the database that opens only under the master key the database was set up with.
pub(crate) struct MasterKeyCheck {
    sealer: Sealer,
    value: Sealed,
}

impl MasterKeyCheck {
    /// Where the value lies.
    pub const NAME: &'static str = "master-key";

    fn new(key: &MasterKey, entropy: &dyn Entropy) -> Self {
        let sealer = key.sealer("master-key-check");
        let value = sealer.seal(b"latchkey", Self::NAME.as_bytes(), entropy);
        Self { sealer, value }
    }

    /// What a first start writes.
    pub fn value(&self) -> &[u8] {
        self.value.as_bytes()
    }

    /// Compares with what the database holds.
    pub fn compare(&self, held: Option<Vec<u8>>) -> Result<(), OpenError> {
        let held = Sealed::from_bytes(held.unwrap_or_default());
        let opened = self.sealer.open(&held, Self::NAME.as_bytes());
        opened.map(|_| ()).map_err(|_| OpenError::WrongMasterKey)
    }
}

/// More changes of one tenant than can be on their way at a time.
const PUBLISHED_AHEAD: usize = 256;

/// Opens the database; `alone`: as the only server.
pub(crate) fn open(
    config: StoreConfig,
    parts: StoreParts,
    alone: bool,
) -> Result<Store, OpenError> {
    let tally = Arc::new(Tally::default());
    let ahead = match &config.database {
        // One thread writes, and publishes in that order: what is skipped came from another process.
        Database::Folder(_) => 0,
        // Each connection publishes what it commits, and others' notices come a moment later.
        Database::Postgres(_) => PUBLISHED_AHEAD,
    };
    let hot = Arc::new(Hot::new(&config.cache, ahead));
    let key = MasterKeyCheck::new(&parts.master_key, &*parts.entropy);
    let kept = (&hot, &tally);
    let backend: Box<dyn Backend> = match &config.database {
        Database::Folder(folder) => Box::new(open_folder(&config, folder, kept, (&key, alone))?),
        Database::Postgres(url) => {
            let connector = Connector::new(url, &config)?;
            Box::new(Postgres::start(&config, connector, kept, key)?)
        }
    };
    let patience = u64::try_from(config.patience.get()).unwrap_or(1).max(1);
    let inner = Inner {
        backend,
        hot,
        tally,
        clock: parts.clock,
        publish: parts.publish,
        signing_keys: parts.master_key.sealer("signing-keys"),
        encryption_keys: parts.master_key.sealer("encryption-keys"),
        client_secrets: parts.master_key.sealer("client-secrets"),
        pairwise_salts: parts.master_key.sealer("pairwise-salts"),
        entropy: parts.entropy,
        patience: Duration::from_secs(patience),
    };
    Ok(Store { inner: Arc::new(inner) })
}

fn open_folder(
    config: &StoreConfig,
    folder: &Path,
    (hot, tally): (&Arc<Hot>, &Arc<Tally>),
    (key, alone): (&MasterKeyCheck, bool),
) -> Result<Sqlite, OpenError> {
    let file = folder.join(Database::FILE);
    if !file.exists() {
        return Err(OpenError::NotMigrated);
    }
    let lock = alone.then(|| lock_folder(folder, Database::FILE)).transpose()?;
    // The one server hears of its own changes and polls for those of commands; a command beside it
    // does not hear of the server's.
    hot.set_hearing(alone);
    Sqlite::start(config, &file, (hot, tally), (key, lock))
}
