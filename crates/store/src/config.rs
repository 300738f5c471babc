//! The store's part of the configuration.
use latchkey_base::{Seconds, Secret};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Where and how things are remembered. Every key has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreConfig {
    /// A data folder (SQLite, the file is `latchkey.sqlite3` in it) or a `postgres://` URL
    /// (`sslmode=require` asks for TLS). Default: the folder `data`.
    pub database: Database,
    /// A PEM file with the certificates of the authorities that PostgreSQL's certificate may come
    /// from. Default: those the system trusts.
    pub postgres_ca: Option<PathBuf>,
    /// Connections for reading on SQLite; for reading and rare writes on PostgreSQL. Default: 4.
    pub connections: usize,
    /// Connections for the frequent writes on PostgreSQL; SQLite has one. Default: 2.
    pub lanes: usize,
    /// Writes that may wait; further ones are refused at once. Default: 4096.
    pub queue_limit: usize,
    /// Most writes that share one flush. Default: 256.
    pub batch_limit: usize,
    /// A caller waits no longer than this for the database. Default: 5 seconds.
    pub patience: Seconds,
    /// How often revisions are compared, in case a notice was lost or (SQLite) the command line
    /// changed the file. Default: 2 seconds.
    pub revision_poll: Seconds,
    /// Most entries kept in memory.
    pub cache: CacheSizes,
}

impl Default for StoreConfig {
    fn default() -> Self {
        Self {
            database: Database::default(),
            postgres_ca: None,
            connections: 4,
            lanes: 2,
            queue_limit: 4096,
            batch_limit: 256,
            patience: Seconds::new(5),
            revision_poll: Seconds::new(2),
            cache: CacheSizes::default(),
        }
    }
}

/// Most entries kept in memory, by kind.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CacheSizes {
    /// Tenants with their keys and documents. Default: 1000.
    pub tenants: usize,
    /// Clients. Default: 5000.
    pub clients: usize,
    /// People. Default: 2000.
    pub accounts: usize,
    /// Tokens and codes, each kind. Default: 8000.
    pub tokens: usize,
    /// Devices that wait for somebody to enter their code. Default: 50000.
    pub devices: usize,
    /// For how long an unknown group or `client_id` is remembered as unknown. Default: 5 seconds.
    pub unknown: Seconds,
}

impl Default for CacheSizes {
    fn default() -> Self {
        Self {
            tenants: 1000,
            clients: 5000,
            accounts: 2000,
            tokens: 8000,
            devices: 50_000,
            unknown: Seconds::new(5),
        }
    }
}

/// Which database.
#[derive(Clone, Debug)]
pub enum Database {
    /// SQLite in this folder.
    Folder(PathBuf),
    /// PostgreSQL at this URL, which may hold a password.
    Postgres(Arc<Secret<String>>),
}

impl Database {
    /// The name of the file within a data folder.
    pub const FILE: &'static str = "latchkey.sqlite3";

    /// Reads the setting: a `postgres://` or `postgresql://` URL, or else a folder.
    ///
    /// # Errors
    /// A sentence, when the text is empty or an URL of another scheme.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(Arc::new(Secret::from(text))));
        }
        if text.is_empty() || text.contains("://") {
            return Err("a database is a folder or a postgres:// URL");
        }
        Ok(Self::Folder(PathBuf::from(text)))
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::Folder(PathBuf::from("data"))
    }
}

impl<'de> Deserialize<'de> for Database {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Secret::<String>::deserialize(deserializer)?;
        Self::parse(text.expose()).map_err(D::Error::custom)
    }
}

/// Says which database it is, without the URL's password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "SQLite in {}", folder.display()),
            Self::Postgres(url) => {
                let rest = url.expose().split_once('@').map_or("…", |(_, rest)| rest);
                write!(f, "PostgreSQL at {}", rest.split('?').next().unwrap_or("…"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_told_from_a_folder() {
        assert!(matches!(Database::parse("/var/lib/x"), Ok(Database::Folder(_))));
        assert!(matches!(Database::parse("postgres://u:p@h/d"), Ok(Database::Postgres(_))));
        assert!(Database::parse("mysql://h/d").is_err());
        assert!(Database::parse("").is_err());
    }

    #[test]
    fn the_password_of_the_url_is_not_shown() {
        let database = Database::parse("postgres://u:hunter2@host/db?sslmode=require").unwrap();
        assert_eq!(database.to_string(), "PostgreSQL at host/db");
        assert!(!format!("{database:?}").contains("hunter2"));
    }

    #[test]
    fn unknown_keys_are_refused() {
        let refused = serde_json::from_str::<StoreConfig>(r#"{"databse": "x"}"#);
        assert!(refused.unwrap_err().to_string().contains("databse"));
    }
}
