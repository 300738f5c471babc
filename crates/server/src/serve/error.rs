//! Why the server does not start.
use crate::config::ConfigError;
use crate::listen::{CertificateError, PlainHttpRefused};
use crate::logging::LogError;
use latchkey_outbound::{CompanionSetupError, FetchSetupError, MailSetupError, SmsSetupError};
use latchkey_store::OpenError;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use thiserror::Error;

/// Why the server does not start. Each text is one sentence that says what to do.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address belongs to somebody else.
    #[error("{0} is taken by another program; stop that one, or set {1} to another port")]
    PortTaken(SocketAddr, &'static str),
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: {why}; set {key} to an address of this machine and a port that this user may open"
    )]
    Listen {
        /// Where.
        address: SocketAddr,
        /// The setting it comes from.
        key: &'static str,
        /// What the system says.
        why: io::Error,
    },
    /// There is a database, but not the key it was set up with.
    #[error(
        "the database exists, but its master key {} does not; bring that file back, or set \
         LATCHKEY_MASTER_KEY (without the key the signing keys cannot be opened)",
        .0.display()
    )]
    MasterKeyMissing(PathBuf),
    /// There is nothing in the data folder, and a command makes nothing there by the way.
    #[error(
        "there is no database in {}; run this where your latchkey.toml is, name the folder by \
         LATCHKEY_DATA, or make a new database there with `latchkey migrate`",
        .0.display()
    )]
    NoDatabase(PathBuf),
    /// See [`PlainHttpRefused`].
    #[error(transparent)]
    PlainHttp(#[from] PlainHttpRefused),
    /// A setting is impossible, or a file it names cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The certificate cannot be used.
    #[error("{0}; check http.tls.certificate and http.tls.key")]
    Certificate(#[from] CertificateError),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}; check http.tls")]
    Tls(#[from] rustls::Error),
    /// Mail cannot be sent that way.
    #[error(transparent)]
    Mail(#[from] MailSetupError),
    /// Text messages cannot be sent that way.
    #[error(transparent)]
    Sms(#[from] SmsSetupError),
    /// The companion app cannot be asked that way.
    #[error(transparent)]
    CompanionApp(#[from] CompanionSetupError),
    /// Fetches cannot be made that way.
    #[error("{0}; check fetch.ca_file")]
    Fetch(#[from] FetchSetupError),
    /// The log cannot begin.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The system refuses threads, timers or signals.
    #[error("the system does not let the server start: {0}; check its limits (ulimit -a)")]
    System(#[from] io::Error),
}
