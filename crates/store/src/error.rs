//! Why the store could not be opened, and why it does not answer.
use crate::TxError;
use std::path::PathBuf;
use thiserror::Error;

/// Why [`crate::Store::open`] or [`crate::migrate`] refused. Each text says what to do.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another server process has the folder.
    #[error(
        "the data folder {} is in use by another running server; stop that one, or choose another \
         folder (several servers need PostgreSQL)",
        .0.display()
    )]
    Locked(PathBuf),
    /// The folder cannot be made or written.
    #[error("the data folder {} cannot be written; make it writable for this user or choose another", .0.display())]
    NotWritable(PathBuf),
    /// The database was set up under another master key.
    #[error(
        "the master key is not the one this database was set up with; give the right key (without \
         it the signing keys cannot be opened) or start with an empty database"
    )]
    WrongMasterKey,
    /// The tables are missing or older than this program.
    #[error("the database is not set up for this version yet; run `latchkey migrate` first")]
    NotMigrated,
    /// The tables were made by a newer program.
    #[error(
        "the database was set up by a newer version (migration {0} is unknown here); use that \
         version or newer"
    )]
    Newer(String),
    /// An authority is named, and nothing says that the server must show a certificate.
    #[error(
        "database.ca_file is set, but the URL does not ask for TLS; add sslmode=verify-full to it"
    )]
    CaUnused,
    /// It cannot be reached or refuses to work.
    #[error("the database cannot be used: {0}; check its address, and that it runs")]
    Unreachable(String),
}

/// The store cannot answer now. A server says 503 with `Retry-After`.
#[derive(Clone, Debug, Error)]
pub enum Unavailable {
    /// More is waiting than the queue may hold.
    #[error("too much is waiting for the database")]
    Busy,
    /// No answer within the time limit. Whether a write happened is not known.
    #[error("the database did not answer in time")]
    TimedOut,
    /// The database cannot be reached or refused to work. The text is for the log only.
    #[error("the database is unavailable: {0}")]
    Database(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

impl From<Unavailable> for TxError {
    fn from(unavailable: Unavailable) -> Self {
        TxError::Unavailable(unavailable.to_string())
    }
}
