//! Sockets: where the server listens, and TLS on them.
mod certificate;
mod http;
mod plain;
mod timed_stream;
mod tls;

pub use certificate::{CertificateError, CertificateFiles, Reload, ReloadingCertificate};
pub use http::serve_http;
pub use plain::{PlainHttpRefused, check_plain};
pub use tls::server_config;
