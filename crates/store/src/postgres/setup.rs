//! The database before it is opened for work: migrations, versions, the master key's check value.
use super::{Conn, Connector, queries};
use crate::migrate::{Direction, MigrationReport, NEEDED, POSTGRES, check, go, versions};
use crate::open::MasterKeyCheck;
use crate::{OpenError, StoreConfig};
use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use latchkey_base::{Secret, TenantId};
use std::sync::Arc;

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Two nodes that start at once must not both migrate: the number is a lock's name.
const LOCK: &str = "SET statement_timeout = 0; SELECT pg_advisory_lock(7523009126)";

/// Brings the tables where they belong.
pub(crate) fn migrate(
    url: &Secret<String>,
    config: &StoreConfig,
    direction: Direction,
) -> Result<MigrationReport, OpenError> {
    let connector = Connector::new(url, config)?;
    on_thread(move || {
        let mut conn = connector.connect().map_err(OpenError::Unreachable)?;
        conn.batch_execute(LOCK).map_err(unreachable)?;
        // There is no such table before the first migration.
        let needed = queries::meta::needed(&mut conn).unwrap_or_default();
        let up = direction == Direction::Up;
        // Said before and after: whoever is interrupted between leaves no table that an older program takes for its own.
        let newest = needed.clone().max(Some(NEEDED.to_owned()));
        if up && needed.is_some() && needed != newest {
            queries::meta::put_needed(&mut conn, NEEDED).map_err(unreachable)?;
        }
        let report = go(&mut conn, POSTGRES, (direction, needed.as_deref()))?;
        if up && needed != newest {
            queries::meta::put_needed(&mut conn, NEEDED).map_err(unreachable)?;
        }
        Ok(report)
    })
}

/// Compares versions and the master key; says the revision of every tenant.
pub(crate) fn prepare(
    connector: Arc<Connector>,
    key: MasterKeyCheck,
) -> Result<Vec<(TenantId, i64)>, OpenError> {
    on_thread(move || {
        let mut conn = connector.connect().map_err(OpenError::Unreachable)?;
        check_all(&mut conn, &key)
    })
}

fn check_all(conn: &mut Conn, key: &MasterKeyCheck) -> Result<Vec<(TenantId, i64)>, OpenError> {
    let found = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn);
    let applied: Vec<Version> = found.map_err(|e| match e.to_string() {
        text if text.contains("does not exist") => OpenError::NotMigrated,
        text => OpenError::Unreachable(text),
    })?;
    let applied: Vec<String> = applied.into_iter().map(|row| row.version).collect();
    if applied.is_empty() {
        return Err(OpenError::NotMigrated);
    }
    let needed = queries::meta::needed(conn).map_err(unreachable)?;
    check(&applied, &versions::<Pg>(&POSTGRES), needed.as_deref())?;
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

/// Opening blocks, and the caller may be on an async worker: the work is done elsewhere.
fn on_thread<T: Send + 'static>(
    run: impl FnOnce() -> Result<T, OpenError> + Send + 'static,
) -> Result<T, OpenError> {
    let thread = std::thread::Builder::new().name("store-setup".to_owned()).spawn(run);
    let thread = thread.map_err(|e| OpenError::Unreachable(e.to_string()))?;
    let panicked = |_| Err(OpenError::Unreachable("opening it ended by panic".to_owned()));
    thread.join().unwrap_or_else(panicked)
}
