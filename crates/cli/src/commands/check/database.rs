//! The database and the keys in it.
use super::Finding;
use crate::failure::Failure;
use latchkey_base::MasterKey;
use latchkey_server::config::Config;
use latchkey_server::{StartParts, open_beside};
use latchkey_store::{Database, OpenError, Store, TenantRecord, Tx, TxError};
use std::sync::Arc;

/// Opens the database without setting it up.
pub fn open(config: &Config, master_key: Option<MasterKey>) -> (Option<Store>, Finding) {
    let settings = match config.store() {
        Ok(settings) => settings,
        Err(why) => return (None, Finding::problem("database", why.to_string(), "")),
    };
    let place = settings.database.to_string();
    if let Database::Folder(folder) = &settings.database
        && !folder.join(Database::FILE).exists()
    {
        let text = format!("{place} is not set up yet; the first start does that");
        return (None, Finding::skipped("database", text));
    }
    let Some(master_key) = master_key else {
        return (None, Finding::skipped("database", "the master key is needed for that"));
    };
    match open_beside(config, &StartParts::default(), Arc::new(master_key)) {
        Ok(store) => (Some(store), Finding::ok("database", format!("{place}, up to date"))),
        Err(why) => {
            let advice = match &why {
                OpenError::NotMigrated => "latchkey migrate",
                OpenError::WrongMasterKey => {
                    "set master_key_file or LATCHKEY_MASTER_KEY to the key it was set up with"
                }
                OpenError::Unreachable(_) => "see database.url, and whether the database runs",
                _ => "",
            };
            (None, Finding::problem("database", format!("{place}: {why}"), advice))
        }
    }
}

/// Whether the database may be on another machine, with a clock of its own.
pub fn is_elsewhere(config: &Config) -> bool {
    config.store().is_ok_and(|settings| matches!(settings.database, Database::Postgres(_)))
}

/// All tenants.
pub async fn tenants(store: &Store) -> Result<Vec<TenantRecord>, Failure> {
    let list = |tx: &mut dyn Tx| -> Result<_, TxError> { tx.tenants() };
    Ok(store.read(Store::DEPLOYMENT, list).await?)
}

/// Whether a tenant can sign with every algorithm it should.
pub async fn keys(
    config: &Config,
    store: &Store,
    tenant: &TenantRecord,
) -> Result<Finding, Failure> {
    let check = format!("keys {}", tenant.group);
    let Some(snapshot) = store.tenant(&tenant.group).await? else {
        return Ok(Finding::skipped(check, "the tenant was removed meanwhile"));
    };
    let held: Vec<_> = snapshot.keys.algorithms().collect();
    let missing = config.keys.algorithms.iter().filter(|alg| !held.contains(alg));
    let missing: Vec<&str> = missing.map(|alg| alg.name()).collect();
    if missing.is_empty() {
        let names: Vec<&str> = held.iter().map(|alg| alg.name()).collect();
        return Ok(Finding::ok(check, format!("signs with {}", names.join(", "))));
    }
    let text = format!("no key signs with {} now", missing.join(", "));
    let advice = format!("latchkey keys rotate {} (a new key waits before it signs)", tenant.group);
    Ok(Finding::problem(check, text, advice))
}
