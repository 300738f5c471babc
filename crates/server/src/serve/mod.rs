//! Composition: from a configuration to a running server.
mod error;
mod running;
mod setup;
mod sockets;

pub use error::StartError;
pub use running::Running;
pub use setup::{open_beside, open_for_command, set_up_for_command};

use crate::address::TrustedProxies;
use crate::app::{App, AppParts};
use crate::config::{Config, HttpSettings};
use crate::hashing::HashingPool;
use crate::listen::{
    CertificateFiles, ReloadingCertificate, check_plain, serve_http, server_config,
};
use crate::metrics::{self, Metrics};
use crate::middleware::{Edge, EdgeLayer, Limits};
use crate::provision::Provision;
use crate::shutdown::{Signals, Stopper};
use crate::{error_page, logging, publish, routes, workers};
use actix_web::dev::Server;
use actix_web::rt;
use actix_web::web::{Data, PayloadConfig};
use latchkey_base::{Clock, Entropy, MasterKey, SystemClock, SystemEntropy};
use latchkey_outbound::{
    CompanionApp, GuardedClient, Mailer, OUTBOX_PURPOSE, Outbox, OutboxParts, Texter,
};
use latchkey_store::{Store, StoreParts};
use std::net::TcpListener;
use std::sync::Arc;

/// What a server takes from its surroundings; tests bring their own.
#[derive(Clone)]
pub struct StartParts {
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
}

impl Default for StartParts {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy::new()) }
    }
}

/// Runs a server until it is told to stop (SIGTERM, SIGINT), and finishes what it accepted.
/// Begins the log; blocks.
///
/// # Errors
/// [`StartError`], whose text is for the operator.
pub fn serve(config: Config) -> Result<(), StartError> {
    logging::begin(&config.log)?;
    rt::System::new().block_on(async {
        let signals = Signals::listen()?;
        let running = start(config).await?;
        running.until_told(signals).await;
        Ok(())
    })
}

/// Starts a server and says where it listens. Needs a tokio runtime, sets up no log and no
/// signals: for whoever embeds the server. Port 0 takes any free port.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: Config) -> Result<Running, StartError> {
    start_with(config, StartParts::default()).await
}

/// [`start`] with a clock and a source of randomness of the caller's.
///
/// # Errors
/// [`StartError`].
pub async fn start_with(mut config: Config, parts: StartParts) -> Result<Running, StartError> {
    check_plain(&config.http)?;
    let certificate = load_certificate(&config.http)?;
    let listener = sockets::bind(config.http.listen, "http.listen", config.http.backlog)?;
    let metrics_listener = match config.metrics.listen {
        Some(address) => Some(sockets::bind(address, "metrics.listen", 64)?),
        None => None,
    };
    config.http.listen = listener.local_addr()?;
    let public_url = config.http.public_url();

    let key_is_new = setup::needs_new_key(&config);
    let master_key = Arc::new(setup::master_key(&config, &parts)?);
    let opened = open(&config, &parts, &master_key, &public_url).await;
    let store = opened.map_err(|error| setup::ask_for_key(error, &config, key_is_new))?;
    let fetch = GuardedClient::new(config.fetch.clone())?;
    let outbox = outbox(&config, &parts, &master_key, &store, fetch.clone())?;
    let companion_app = CompanionApp::new(&config.companion_app, fetch.clone())?;
    let (stopper, stopping) = Stopper::new();
    let app = App::new(
        AppParts {
            hashing: HashingPool::start(&config.hashing, Arc::clone(&parts.entropy))?,
            provision: Provision::new(&config, &master_key, &parts),
            fetch,
            companion_app,
            metrics: Arc::new(Metrics::new()),
            clock: parts.clock,
            entropy: parts.entropy,
            config,
            public_url,
            store,
            stopping,
        },
        &master_key,
    );
    let app = Arc::new(app);
    publish_figures(&app);

    let mut running = Running::new(Arc::clone(&app), stopper);
    let metrics_address = metrics_listener.as_ref().and_then(|it| it.local_addr().ok());
    if let Some(listener) = metrics_listener {
        running.add_metrics(metrics::serve(listener, Arc::clone(&app.metrics))?, metrics_address);
    }
    running.add_server(http_server(&app, listener, certificate.as_ref())?);
    running.add_work(workers::start(&app, outbox, certificate.clone()), certificate);
    tracing::info!(url = app.public_url, listen = %app.config.http.listen, "ready");
    Ok(running)
}

fn load_certificate(http: &HttpSettings) -> Result<Option<Arc<ReloadingCertificate>>, StartError> {
    let (Some(certificate), Some(key)) = (&http.tls.certificate, &http.tls.key) else {
        return Ok(None);
    };
    let files = CertificateFiles { certificate: certificate.clone(), key: key.clone() };
    Ok(Some(Arc::new(ReloadingCertificate::load(files)?)))
}

/// Opening blocks, so it happens off the runtime.
async fn open(
    config: &Config,
    parts: &StartParts,
    master_key: &Arc<MasterKey>,
    public_url: &str,
) -> Result<Store, StartError> {
    let (settings, migrate) = (config.store()?, config.database.migrate_on_start);
    let parts = StoreParts {
        clock: Arc::clone(&parts.clock),
        entropy: Arc::clone(&parts.entropy),
        master_key: Arc::clone(master_key),
        publish: publish::publisher(public_url.to_owned()),
    };
    let opening = tokio::task::spawn_blocking(move || setup::open_store(settings, migrate, parts));
    let opened = opening.await.map_err(std::io::Error::other)?;
    Ok(opened?)
}

fn outbox(
    config: &Config,
    parts: &StartParts,
    master_key: &MasterKey,
    store: &Store,
    fetch: GuardedClient,
) -> Result<Outbox, StartError> {
    Ok(Outbox::new(OutboxParts {
        store: store.clone(),
        mailer: Mailer::new(&config.mail, &config.data)?,
        texter: Texter::new(&config.sms, &config.data, fetch)?,
        sealer: master_key.sealer(OUTBOX_PURPOSE),
        clock: Arc::clone(&parts.clock),
        entropy: Arc::clone(&parts.entropy),
        settings: config.mail.delivery.clone(),
    }))
}

fn publish_figures(app: &Arc<App>) {
    app.metrics.add(app.hashing.figures());
    app.metrics.add(metrics::store_figures(&app.store));
}

/// Whether it is the reader's own machine. A browser applies HSTS to every port of a host, and
/// other things are developed on `localhost` too.
fn is_local(public_url: &str) -> bool {
    let url = url::Url::parse(public_url).ok();
    url.and_then(|url| url.host_str().map(|host| host.ends_with("localhost"))).unwrap_or(false)
}

fn http_server(
    app: &Arc<App>,
    listener: TcpListener,
    certificate: Option<&Arc<ReloadingCertificate>>,
) -> Result<Server, StartError> {
    let http = &app.config.http;
    let edge = EdgeLayer::new(Arc::new(Edge {
        proxies: TrustedProxies::new(http.trusted_proxies.clone(), http.forwarded_header),
        limits: Limits::of(http),
        hsts: http.hsts().filter(|_| app.is_https() && !is_local(&app.public_url)),
        entropy: Arc::clone(&app.entropy),
        metrics: Arc::clone(&app.metrics),
        error_page: error_page::error_page,
    }));
    let data = Data::from(Arc::clone(app));
    let longest_body = http.longest_body;
    let tls = match certificate {
        Some(certificate) => Some(server_config(Arc::clone(certificate), http.tls.min_version)?),
        None => None,
    };
    let server = serve_http(http, listener, tls, move || {
        actix_web::App::new()
            .app_data(data.clone())
            .app_data(PayloadConfig::new(longest_body))
            .configure(routes::register(routes::ROUTES))
            .wrap(edge.clone())
    })?;
    Ok(server)
}
