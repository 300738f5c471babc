//! The file before it is opened for work: migrations, versions, the master key's check value.
use super::connect::not_writable;
use super::{Conn, queries};
use crate::OpenError;
use crate::config::Database;
use crate::migrate::{Direction, MigrationReport, NEEDED, SQLITE, check, go, versions};
use crate::open::MasterKeyCheck;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use latchkey_base::TenantId;
use std::fs::DirBuilder;
use std::path::Path;

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Makes the folder and the file, and brings the tables where they belong.
pub(crate) fn migrate(folder: &Path, direction: Direction) -> Result<MigrationReport, OpenError> {
    make_folder(folder).map_err(|e| not_writable(folder, &e))?;
    let file = folder.join(Database::FILE);
    let opened = std::fs::File::options().create(true).truncate(false).write(true).open(&file);
    opened.map_err(|e| not_writable(folder, &e))?;
    let mut conn = super::connect::open(&file)?;
    // There is no such table before the first migration.
    let needed = queries::meta::needed(&mut conn).unwrap_or_default();
    let up = direction == Direction::Up;
    // Said before and after: whoever is interrupted between leaves no table that an older program takes for its own.
    let newest = needed.clone().max(Some(NEEDED.to_owned()));
    if up && needed.is_some() && needed != newest {
        queries::meta::put_needed(&mut conn, NEEDED).map_err(unreachable)?;
    }
    let report = go(&mut conn, SQLITE, (direction, needed.as_deref()))?;
    if up && needed != newest {
        queries::meta::put_needed(&mut conn, NEEDED).map_err(unreachable)?;
    }
    Ok(report)
}

/// Security: nobody but the owner looks into the folder.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Compares versions and the master key; says the revision of every tenant.
pub(crate) fn prepare(
    conn: &mut Conn,
    key: &MasterKeyCheck,
) -> Result<Vec<(TenantId, i64)>, OpenError> {
    let found = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn);
    let applied: Vec<Version> = found.map_err(|e| match e.to_string() {
        text if text.contains("no such table") => OpenError::NotMigrated,
        text => OpenError::Unreachable(text),
    })?;
    let applied: Vec<String> = applied.into_iter().map(|row| row.version).collect();
    if applied.is_empty() {
        return Err(OpenError::NotMigrated);
    }
    let needed = queries::meta::needed(conn).map_err(unreachable)?;
    check(&applied, &versions::<Sqlite>(&SQLITE), needed.as_deref())?;
    if queries::meta::find(conn, MasterKeyCheck::NAME).map_err(unreachable)?.is_none() {
        queries::meta::insert(conn, MasterKeyCheck::NAME, key.value()).map_err(unreachable)?;
    }
    let held = queries::meta::find(conn, MasterKeyCheck::NAME).map_err(unreachable)?;
    key.compare(held)?;
    queries::tenants::revisions(conn).map_err(unreachable)
}

fn unreachable(error: diesel::result::Error) -> OpenError {
    OpenError::Unreachable(error.to_string())
}
