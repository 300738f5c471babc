//! Setting up and bringing up to date the tables.
use crate::config::Database;
use crate::{OpenError, StoreConfig};
use diesel::backend::Backend;
use diesel::connection::Connection;
use diesel::migration::{Migration, MigrationConnection, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub(crate) const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
pub(crate) const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// The newest migration that a program must know to work on the tables as they are now.
///
/// Migrations after it only add, and what they add a program can do without: nodes of the release before
/// go on, and start again. One that takes away or demands something moves this on, and so does whatever the program before
/// cannot read in a row (a setting of a tenant, a kind of event).
pub(crate) const NEEDED: &str = "0028";

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

/// Goes up all the way, or one step down. `needed` is what the database says of [`NEEDED`].
pub(crate) fn go<C, DB>(
    conn: &mut C,
    migrations: EmbeddedMigrations,
    (direction, needed): (Direction, Option<&str>),
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
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    let versions: Vec<String> = known.iter().map(|one| one.name().version().to_string()).collect();
    // Nobody takes back what they do not know.
    let needed = needed.filter(|_| direction == Direction::Up);
    knows_enough(&applied, &versions, needed)?;
    let mut report = MigrationReport::default();
    match direction {
        Direction::Up => {
            for one in conn.pending_migrations(migrations).map_err(refused)? {
                conn.run_migration(&one).map_err(refused)?;
                report.applied.push(one.name().to_string());
            }
        }
        Direction::Down => {
            let newest = applied.iter().max();
            let one = known.iter().find(|one| Some(&one.name().version().to_string()) == newest);
            if let Some(one) = one {
                conn.revert_migration(one).map_err(refused)?;
                report.applied.push(one.name().to_string());
            }
        }
    }
    Ok(report)
}

/// Whether this program can work on tables that a newer one has brought up to date.
fn knows_enough(
    applied: &[String],
    known: &[String],
    needed: Option<&str>,
) -> Result<(), OpenError> {
    let is_known = |version: &str| known.iter().any(|one| one == version);
    match applied.iter().find(|version| !is_known(version)) {
        Some(newer) if !needed.is_some_and(is_known) => Err(OpenError::Newer(newer.clone())),
        _ => Ok(()),
    }
}

/// Compares the versions that a database holds with those that this program knows; `needed` is what
/// the database says of [`NEEDED`].
pub(crate) fn check(
    applied: &[String],
    known: &[String],
    needed: Option<&str>,
) -> Result<(), OpenError> {
    knows_enough(applied, known, needed)?;
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
        assert!(check(&known, &known, Some("0002")).is_ok());
        let older = check(&names(&["0001"]), &known, Some("0001"));
        assert!(matches!(older, Err(OpenError::NotMigrated)));
        let newer = names(&["0001", "0002", "0003"]);
        for needed in [None, Some("0003"), Some("")] {
            let refused = check(&newer, &known, needed);
            assert!(matches!(refused, Err(OpenError::Newer(version)) if version == "0003"));
        }
        assert!(check(&newer, &known, Some("0002")).is_ok(), "it only has more");
    }

    #[test]
    fn both_backends_have_the_same_migrations() {
        let sqlite = versions::<diesel::sqlite::Sqlite>(&SQLITE);
        assert_eq!(sqlite, versions::<diesel::pg::Pg>(&POSTGRES));
        assert!(sqlite.iter().any(|version| version == NEEDED));
    }
}
