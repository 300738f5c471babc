//! Setting up and bringing up to date the tables.
use crate::{OpenError, StoreConfig};

/// What [`migrate`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// The migrations that were run, in order, by name.
    pub applied: Vec<String>,
}

/// Brings the tables up to date; makes the data folder and the file on SQLite. Blocks.
///
/// # Errors
/// See [`OpenError`]: `NotWritable`, `Newer`, `Unreachable`.
pub fn migrate(config: &StoreConfig) -> Result<MigrationReport, OpenError> {
    let _ = config;
    Ok(MigrationReport::default())
}

/// Takes back the newest migration, and with it what its tables held. Blocks.
///
/// # Errors
/// As [`migrate`].
pub fn migrate_down(config: &StoreConfig) -> Result<MigrationReport, OpenError> {
    let _ = config;
    Ok(MigrationReport::default())
}
