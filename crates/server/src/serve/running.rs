//! A server that runs, and how it ends.
use crate::app::App;
use crate::listen::{Reload, ReloadingCertificate};
use crate::shutdown::{Asked, Signals, Stopper};
use crate::workers;
use actix_web::dev::{Server, ServerHandle};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// For how long connections that were accepted, but not yet given to a thread, may look for one
/// before threads stop to take any.
const SETTLE: Duration = Duration::from_millis(50);
/// For how long background work may finish its transaction.
const WORK_GRACE: Duration = Duration::from_secs(5);

/// A server that answers.
pub struct Running {
    /// Where it listens; the real port, if port 0 was asked for.
    pub address: SocketAddr,
    /// Where it shows its metrics.
    pub metrics_address: Option<SocketAddr>,
    /// What every issuer begins with.
    pub public_url: String,
    app: Arc<App>,
    stopper: Stopper,
    servers: Vec<ServerHandle>,
    work: Vec<JoinHandle<()>>,
    certificate: Option<Arc<ReloadingCertificate>>,
}

impl Running {
    pub(super) fn new(app: Arc<App>, stopper: Stopper) -> Self {
        Self {
            address: app.config.http.listen,
            metrics_address: None,
            public_url: app.public_url.clone(),
            app,
            stopper,
            servers: Vec::new(),
            work: Vec::new(),
            certificate: None,
        }
    }

    pub(super) fn add_server(&mut self, server: Server) {
        self.servers.push(server.handle());
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(number = "LK-1003", %error, "a listener ended");
            }
        });
    }

    pub(super) fn add_metrics(&mut self, server: Server, address: Option<SocketAddr>) {
        self.metrics_address = address;
        self.add_server(server);
    }

    pub(super) fn add_work(
        &mut self,
        work: Vec<JoinHandle<()>>,
        certificate: Option<Arc<ReloadingCertificate>>,
    ) {
        self.work = work;
        self.certificate = certificate;
    }

    /// What its requests reach.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Reads the certificate again now, as SIGHUP does. `None` without TLS.
    pub fn reload_certificate(&self) -> Option<Reload> {
        let reload = self.certificate.as_ref()?.reload();
        workers::report(&reload);
        Some(reload)
    }

    /// Stops: takes no new connection, answers what it accepted within `http.shutdown_grace`,
    /// finishes background work, makes everything durable.
    pub async fn stop(self) {
        tracing::info!("stopping");
        self.stopper.stop();
        for server in &self.servers {
            server.pause().await;
        }
        sleep(SETTLE).await;
        for server in &self.servers {
            server.stop(true).await;
        }
        for work in self.work {
            if timeout(WORK_GRACE, work).await.is_err() {
                tracing::warn!(number = "LK-1004", "some background work did not finish in time");
            }
        }
        self.app.store.close().await;
        tracing::info!("stopped");
    }

    /// Runs until a signal says stop; a second one does not wait for the grace to be over.
    pub async fn until_told(self, mut signals: Signals) {
        while signals.next().await == Asked::Reload {
            self.reload_certificate();
        }
        tokio::select! {
            () = self.stop() => {}
            () = async { while signals.next().await == Asked::Reload {} } => {
                tracing::warn!("told to stop twice: not waiting any longer");
            }
        }
    }
}
