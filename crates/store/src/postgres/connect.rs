//! Connections to PostgreSQL, made on the thread that uses them.
use super::Conn;
use crate::{OpenError, StoreConfig};
use diesel::connection::SimpleConnection;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::BlockOn;
use latchkey_base::Secret;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::BuilderVerifierExt;
use std::cell::RefCell;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// After a failed attempt further ones fail at once for that long, so that nobody queues up
/// behind a database that is gone.
const PAUSE: Duration = Duration::from_millis(250);

thread_local! {
    static RUNTIME: RefCell<Option<Arc<Runtime>>> = const { RefCell::new(None) };
}

/// The small runtime of a store thread.
pub(crate) struct OnThread(Arc<Runtime>);

impl OnThread {
    /// The one of this thread, made at first use.
    pub fn here() -> std::io::Result<Self> {
        RUNTIME.with_borrow_mut(|held| match held {
            Some(runtime) => Ok(Self(Arc::clone(runtime))),
            None => {
                let made = Arc::new(Builder::new_current_thread().enable_all().build()?);
                *held = Some(Arc::clone(&made));
                Ok(Self(made))
            }
        })
    }
}

impl BlockOn for OnThread {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }

    fn get_runtime() -> Self {
        let Ok(runtime) = Self::here() else {
            unreachable!("a connection is made on a thread whose runtime runs already")
        };
        runtime
    }
}

/// How to reach the database.
pub(crate) struct Connector {
    pub config: Config,
    /// When `sslmode` asks for TLS.
    pub tls: Option<MakeRustlsConnect>,
    settings: String,
    down_until: Mutex<Option<Instant>>,
}

impl Connector {
    /// Reads the URL. `sslmode=require` and stricter ask for TLS with a verified certificate;
    /// there is no mode in which a certificate is not verified.
    pub fn new(url: &Secret<String>, store: &StoreConfig) -> Result<Self, OpenError> {
        let mut url = url.expose().clone();
        for strict in ["sslmode=verify-full", "sslmode=verify-ca"] {
            url = url.replace(strict, "sslmode=require");
        }
        let mut config: Config = url
            .parse()
            .map_err(|e| OpenError::Unreachable(format!("the URL cannot be read ({e})")))?;
        let patience = Duration::from_secs(store.patience.get().max(1).unsigned_abs());
        config.connect_timeout(patience).tcp_user_timeout(patience);
        config.keepalives_idle(Duration::from_secs(10)).application_name("latchkey");
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(MakeRustlsConnect::new(tls(store.postgres_ca.as_deref())?)),
            _ if store.postgres_ca.is_some() => return Err(OpenError::CaUnused),
            _ => None,
        };
        let millis = patience.as_millis();
        // A commit that returned is on the disk, whatever the server's own default is.
        // Every query here is meant to go by an index, in the order in which it names its tables.
        // The planner, left alone, does otherwise on tables it has no statistics of yet. With one
        // way to go, a plan is as good for any arguments, and is made once per connection.
        let settings = format!(
            "SET synchronous_commit = on; SET statement_timeout = {millis}; \
             SET idle_in_transaction_session_timeout = {}; SET jit = off; \
             SET plan_cache_mode = force_generic_plan; \
             SET join_collapse_limit = 1; SET from_collapse_limit = 1; \
             SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off",
            2 * millis
        );
        Ok(Self { config, tls, settings, down_until: Mutex::new(None) })
    }

    /// A connection for this thread. Blocks; not to be called on an async worker.
    pub fn connect(&self) -> Result<Conn, String> {
        let down_until = *self.down_until.lock().unwrap_or_else(PoisonError::into_inner);
        if down_until.is_some_and(|until| Instant::now() < until) {
            return Err("it could not be reached a moment ago".to_owned());
        }
        let made = self.try_connect();
        let until = made.is_err().then(|| Instant::now() + PAUSE);
        *self.down_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
        made
    }

    fn try_connect(&self) -> Result<Conn, String> {
        let runtime = OnThread::here().map_err(|e| e.to_string())?;
        let said = |e: &dyn std::error::Error| match e.source() {
            Some(source) => format!("{e}: {source}"),
            None => e.to_string(),
        };
        let made = runtime.block_on(async {
            match self.tls.clone() {
                None => {
                    let made = self.config.connect(NoTls).await.map_err(|e| said(&e))?;
                    AsyncPgConnection::try_from_client_and_connection(made.0, made.1).await
                }
                Some(tls) => {
                    let made = self.config.connect(tls).await.map_err(|e| said(&e))?;
                    AsyncPgConnection::try_from_client_and_connection(made.0, made.1).await
                }
            }
            .map_err(|e| said(&e))
        });
        let mut conn = Conn::from(made?);
        conn.batch_execute(&self.settings).map_err(|e| said(&e))?;
        Ok(conn)
    }
}

fn tls(ca: Option<&Path>) -> Result<rustls::ClientConfig, OpenError> {
    let refused = |e: &dyn std::fmt::Display| OpenError::Unreachable(format!("TLS: {e}"));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| refused(&e))?;
    let Some(ca) = ca else {
        let verified = builder.with_platform_verifier().map_err(|e| refused(&e))?;
        return Ok(verified.with_no_client_auth());
    };
    let mut roots = rustls::RootCertStore::empty();
    let file = |e: &dyn std::fmt::Display| refused(&format!("{}: {e}", ca.display()));
    for certificate in CertificateDer::pem_file_iter(ca).map_err(|e| file(&e))? {
        roots.add(certificate.map_err(|e| file(&e))?).map_err(|e| file(&e))?;
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
