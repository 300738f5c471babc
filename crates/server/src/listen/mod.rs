//! Sockets: where the server listens, and TLS on them.
mod certificate;
mod plain;
mod tls;

pub use certificate::{CertificateError, CertificateFiles, Reload, ReloadingCertificate};
pub use plain::{PlainHttpRefused, check_plain};
pub use tls::server_config;
