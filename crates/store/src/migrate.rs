//! Setting up and bringing up to date the tables.
use crate::config::Database;
use crate::{OpenError, StoreConfig};
use diesel::backend::Backend;
use diesel::connection::Connection;
use diesel::migration::{Migration, MigrationConnection, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub(crate) const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
pub(crate) const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// What [`migrate`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// The migrations that were run, in order, by name.
    pub applied: Vec<String>,
}

/// Which way to go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// Brings the tables up to date; makes the data folder and the file on SQLite. Blocks.
///
/// # Errors
/// See [`OpenError`]: `NotWritable`, `Newer`, `Unreachable`.
pub fn migrate(config: &StoreConfig) -> Result<MigrationReport, OpenError> {
    run(config, Direction::Up)
}

/// Takes back the newest migration, and with it what its tables held. Blocks.
///
/// # Errors
/// As [`migrate`].
pub fn migrate_down(config: &StoreConfig) -> Result<MigrationReport, OpenError> {
    run(config, Direction::Down)
}

fn run(config: &StoreConfig, direction: Direction) -> Result<MigrationReport, OpenError> {
    match &config.database {
        Database::Folder(folder) => crate::sqlite::migrate(folder, direction),
        Database::Postgres(url) => crate::postgres::migrate(url, config, direction),
    }
}

/// Goes up all the way, or one step down.
pub(crate) fn go<C, DB>(
    conn: &mut C,
    migrations: EmbeddedMigrations,
    direction: Direction,
) -> Result<MigrationReport, OpenError>
where
    DB: Backend,
    C: Connection<Backend = DB> + MigrationConnection + MigrationHarness<DB> + 'static,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let refused =
        |e: Box<dyn std::error::Error + Send + Sync>| OpenError::Unreachable(e.to_string());
    let known = MigrationSource::<DB>::migrations(&migrations).map_err(refused)?;
    let applied = conn.applied_migrations().map_err(refused)?;
    let is_known =
        |version: &str| known.iter().any(|one| one.name().version().to_string() == version);
    if let Some(newer) = applied.iter().find(|version| !is_known(&version.to_string())) {
        return Err(OpenError::Newer(newer.to_string()));
    }
    let mut report = MigrationReport::default();
    match direction {
        Direction::Up => {
            for one in conn.pending_migrations(migrations).map_err(refused)? {
                conn.run_migration(&one).map_err(refused)?;
                report.applied.push(one.name().to_string());
            }
        }
        Direction::Down => {
            let newest = applied.iter().max().map(ToString::to_string);
            let one = known.iter().find(|one| Some(one.name().version().to_string()) == newest);
            if let Some(one) = one {
                conn.revert_migration(one).map_err(refused)?;
                report.applied.push(one.name().to_string());
            }
        }
    }
    Ok(report)
}

/// Compares the versions that a database holds with those that this program knows.
pub(crate) fn check(applied: &[String], known: &[String]) -> Result<(), OpenError> {
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::Newer(newer.clone()));
    }
    if known.iter().any(|version| !applied.contains(version)) {
        return Err(OpenError::NotMigrated);
    }
    Ok(())
}

/// The versions this program knows.
pub(crate) fn versions<DB: Backend>(migrations: &EmbeddedMigrations) -> Vec<String>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known = MigrationSource::<DB>::migrations(migrations).unwrap_or_default();
    known.iter().map(|one| one.name().version().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_database_must_be_neither_older_nor_newer() {
        let known = names(&["0001", "0002"]);
        assert!(check(&known, &known).is_ok());
        let older = check(&names(&["0001"]), &known);
        assert!(matches!(older, Err(OpenError::NotMigrated)));
        let newer = check(&names(&["0001", "0002", "0003"]), &known);
        assert!(matches!(newer, Err(OpenError::Newer(version)) if version == "0003"));
    }

    #[test]
    fn both_backends_have_the_same_migrations() {
        let sqlite = versions::<diesel::sqlite::Sqlite>(&SQLITE);
        assert_eq!(sqlite, versions::<diesel::pg::Pg>(&POSTGRES));
        assert!(!sqlite.is_empty());
    }
}
