//! Opening a store.
use crate::{OpenError, Store, StoreConfig, StoreParts};

pub(crate) fn open(
    config: StoreConfig,
    parts: StoreParts,
    alone: bool,
) -> Result<Store, OpenError> {
    let _ = (config, parts.entropy, alone);
    Err(OpenError::NotMigrated)
}
