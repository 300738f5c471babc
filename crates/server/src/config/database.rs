//! The database.
use super::{Config, ConfigError, SecretSetting};
use latchkey_base::{Seconds, Secret};
use latchkey_store::{CacheSizes, Database, StoreConfig};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which database, and how it is used. Without a URL it is SQLite in the data folder.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `postgres://USER:PASSWORD@HOST/NAME`; `?sslmode=require` asks for TLS.
    pub url: SecretSetting,
    /// A file that holds the URL.
    pub url_file: Option<PathBuf>,
    /// A PEM file with the certificates of the authorities that PostgreSQL's certificate may
    /// come from; absent: those the system trusts.
    pub ca_file: Option<PathBuf>,
    /// Brings the tables up to date at the start. Otherwise only a new embedded database is set
    /// up by itself, and any other needs `latchkey migrate`.
    pub migrate_on_start: bool,
    /// Connections for reading on SQLite; for reading and rare writes on PostgreSQL.
    pub connections: usize,
    /// Connections for the frequent writes on PostgreSQL; SQLite has one.
    pub lanes: usize,
    /// Writes that may wait; further ones are answered with 503 at once.
    pub queue_limit: usize,
    /// Most writes that share one flush.
    pub batch_limit: usize,
    /// How long a request waits for the database.
    pub patience: Seconds,
    /// How often it is asked what other processes changed, should their notice be lost.
    pub revision_poll: Seconds,
    /// What is kept in memory.
    pub cache: CacheSizes,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        let store = StoreConfig::default();
        Self {
            url: SecretSetting::default(),
            url_file: None,
            ca_file: None,
            migrate_on_start: false,
            connections: store.connections,
            lanes: store.lanes,
            queue_limit: store.queue_limit,
            batch_limit: store.batch_limit,
            patience: store.patience,
            revision_poll: store.revision_poll,
            cache: store.cache,
        }
    }
}

impl Config {
    /// The store's settings; reads the file that holds the URL, if one is named.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`] for that file, [`ConfigError::Value`] for a URL of another
    /// kind of database.
    pub fn store(&self) -> Result<StoreConfig, ConfigError> {
        let settings = &self.database;
        let database = match (settings.url.get(), &settings.url_file) {
            (Some(url), _) => database(url, "database.url")?,
            (None, Some(path)) => {
                let url = super::secret::read_file(path)?;
                database(&url, &path.display().to_string())?
            }
            (None, None) => Database::Folder(self.data.clone()),
        };
        Ok(StoreConfig {
            database,
            postgres_ca: settings.ca_file.clone(),
            connections: settings.connections,
            lanes: settings.lanes,
            queue_limit: settings.queue_limit,
            batch_limit: settings.batch_limit,
            patience: settings.patience,
            revision_poll: settings.revision_poll,
            cache: settings.cache,
        })
    }
}

fn database(url: &Secret<String>, place: &str) -> Result<Database, ConfigError> {
    match Database::parse(url.expose()) {
        Ok(database @ Database::Postgres(_)) => Ok(database),
        _ => Err(ConfigError::value(place, "is no postgres:// URL")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Config {
        Config::read(Some(("latchkey.toml", text)), []).unwrap()
    }

    #[test]
    fn without_a_url_it_is_sqlite_in_the_data_folder() {
        let store = with("data = \"/srv/latchkey\"").store().unwrap();
        assert_eq!(store.database.to_string(), "SQLite in /srv/latchkey");
    }

    #[test]
    fn a_url_comes_from_the_setting_or_from_a_file() {
        let config = with("[database]\nurl = \"postgres://u:hunter2@db/latchkey\"");
        assert_eq!(config.store().unwrap().database.to_string(), "PostgreSQL at db/latchkey");
        assert!(!format!("{config:?}").contains("hunter2"));

        let file = std::env::temp_dir().join(format!("latchkey-url-{}", std::process::id()));
        std::fs::write(&file, "postgres://u@elsewhere/latchkey\n").unwrap();
        let config = with(&format!("[database]\nurl_file = {:?}", file.display().to_string()));
        let found = config.store().unwrap().database.to_string();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(found, "PostgreSQL at elsewhere/latchkey");
    }

    #[test]
    fn a_missing_file_is_named() {
        let refused = with("[database]\nurl_file = \"/nowhere/url\"").store().unwrap_err();
        assert!(refused.to_string().contains("/nowhere/url"));
    }

    #[test]
    fn another_kind_of_database_is_refused_without_showing_the_url() {
        let refused = with("[database]\nurl = \"mysql://u:hunter2@db/x\"").store().unwrap_err();
        assert_eq!(refused.to_string(), "database.url is no postgres:// URL");
    }
}
