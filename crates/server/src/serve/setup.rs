//! Master key and database, before anything is served.
use super::{StartError, StartParts};
use crate::config::Config;
use crate::publish;
use latchkey_base::MasterKey;
use latchkey_store::{Database, OpenError, Store, StoreConfig, StoreParts};
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

/// Opens the store for a command that may run beside a server: no listener, no log, and the data
/// folder is not taken. Blocks.
///
/// # Errors
/// [`StartError`]; [`StartError::NoDatabase`] for a fresh data folder: in the wrong folder nothing
/// is made.
pub fn open_for_command(
    config: &Config,
    parts: &StartParts,
) -> Result<(Store, Arc<MasterKey>), StartError> {
    if is_fresh(&config.store()?) {
        return Err(StartError::NoDatabase(config.data.clone()));
    }
    set_up_for_command(config, parts)
}

/// The same, but sets up a fresh data folder first, as a server would.
///
/// # Errors
/// [`StartError`].
pub fn set_up_for_command(
    config: &Config,
    parts: &StartParts,
) -> Result<(Store, Arc<MasterKey>), StartError> {
    let master_key = Arc::new(master_key(config, parts)?);
    let settings = config.store()?;
    if is_fresh(&settings) {
        latchkey_store::migrate(&settings)?;
    }
    let store = open_beside(config, parts, Arc::clone(&master_key))?;
    Ok((store, master_key))
}

/// Opens a database that is set up, beside whatever server uses it. Blocks.
///
/// # Errors
/// See [`OpenError`].
pub fn open_beside(
    config: &Config,
    parts: &StartParts,
    master_key: Arc<MasterKey>,
) -> Result<Store, OpenError> {
    let settings = config.store().map_err(|why| OpenError::Unreachable(why.to_string()))?;
    let parts = StoreParts {
        clock: Arc::clone(&parts.clock),
        entropy: Arc::clone(&parts.entropy),
        master_key,
        publish: publish::publisher(config.http.public_url()),
    };
    Store::open_beside(settings, parts)
}

/// Reads the master key, or makes one for a data folder in which nothing is yet.
///
/// # Errors
/// [`StartError::MasterKeyMissing`] when there is a database but no key, and what
/// [`Config::open_master_key`] says.
pub fn master_key(config: &Config, parts: &StartParts) -> Result<MasterKey, StartError> {
    let path = config.master_key_path();
    let given = config.master_key.get().is_some() || path.exists();
    if !given && embedded_database_exists(&config.store()?) {
        return Err(StartError::MasterKeyMissing(path));
    }
    make_folder(&config.data).map_err(|_| OpenError::NotWritable(config.data.clone()))?;
    Ok(config.open_master_key(&*parts.entropy)?)
}

/// Whether [`master_key`] will make a new one.
pub fn needs_new_key(config: &Config) -> bool {
    let named = config.master_key.get().is_some() || config.master_key_file.is_some();
    !named && !config.master_key_path().exists()
}

/// A key that was only just made cannot be the one a database was set up with. It is taken away
/// again, so that what is missing is asked for instead of what is wrong.
pub fn ask_for_key(error: StartError, config: &Config, key_is_new: bool) -> StartError {
    match error {
        StartError::Store(OpenError::WrongMasterKey) if key_is_new => {
            let path = config.master_key_path();
            // If it cannot be removed, the next start says that the key is wrong: also true.
            let _removed = fs::remove_file(&path).is_ok();
            StartError::MasterKeyMissing(path)
        }
        other => other,
    }
}

/// Opens the database; a fresh embedded one is set up first, any other only if the
/// configuration says so. Blocks.
///
/// # Errors
/// See [`OpenError`].
pub fn open_store(
    config: StoreConfig,
    migrate: bool,
    parts: StoreParts,
) -> Result<Store, OpenError> {
    if migrate || is_fresh(&config) {
        latchkey_store::migrate(&config)?;
    }
    Store::open(config, parts)
}

fn is_fresh(config: &StoreConfig) -> bool {
    matches!(config.database, Database::Folder(_)) && !embedded_database_exists(config)
}

fn embedded_database_exists(config: &StoreConfig) -> bool {
    match &config.database {
        Database::Folder(folder) => folder.join(Database::FILE).exists(),
        Database::Postgres(_) => false,
    }
}

/// Security: what is in the data folder is for this user alone. A folder that exists keeps the
/// rights it has.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_goes_again_when_the_database_has_another() {
        let name = format!("latchkey-setup-{}", std::process::id());
        let config = Config { data: std::env::temp_dir().join(name), ..Config::default() };
        assert!(needs_new_key(&config));
        master_key(&config, &StartParts::default()).unwrap();
        assert!(!needs_new_key(&config));

        let wrong = || StartError::Store(OpenError::WrongMasterKey);
        let kept = ask_for_key(wrong(), &config, false);
        assert!(matches!(kept, StartError::Store(_)) && config.master_key_path().exists());
        let missing = ask_for_key(wrong(), &config, true);
        assert!(matches!(missing, StartError::MasterKeyMissing(_)), "{missing}");
        assert!(!config.master_key_path().exists());
        fs::remove_dir_all(&config.data).unwrap();
    }
}
