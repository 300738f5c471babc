//! A small relying party, built on `openidconnect` as any app would build it: discovery, code
//! flow with PKCE, a verified ID token, userinfo, refresh, and sign-out at the provider.
//!
//! It shares no code with the provider and talks to it over HTTP only, so what it shows works
//! for every app. It keeps its sessions in memory; it is for looking at, not for production.

mod http;
mod pages;
mod problem;
mod provider;
mod routes;
mod sessions;
mod tokens;
mod tv;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use provider::Provider;
use sessions::Sessions;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use tokio::task::JoinHandle;
use tv::{Maker, Televisions};
use url::Url;

/// Where the app listens and which client it is at the provider.
#[derive(Clone)]
pub struct DemoSettings {
    /// Where to listen. Port 0 takes a free one, see [`Running::url`].
    pub listen: SocketAddr,
    /// The provider's issuer, letter by letter as its metadata says it (OIDC Discovery §4.3).
    pub issuer: String,
    /// The client's public name.
    pub client_id: String,
    /// The client's secret, sent by `client_secret_basic` (RFC 6749 §2.3.1).
    pub client_secret: String,
    /// The public name of the client that the televisions at `/tv` are (RFC 8628). It has no
    /// secret: what is sold in a million boxes is none.
    pub tv_client_id: String,
}

impl DemoSettings {
    /// The redirect URI to register for an app that is reached at `app`.
    pub fn redirect_uri(app: &Url) -> String {
        format!("{}callback", app)
    }

    /// The post-logout redirect URI to register for an app that is reached at `app`.
    pub fn post_logout_redirect_uri(app: &Url) -> String {
        format!("{}signed-out", app)
    }
}

/// A demo app that is being served. Dropping it does not stop it.
pub struct Running {
    url: Url,
    server: ServerHandle,
    task: JoinHandle<io::Result<()>>,
}

impl Running {
    /// Where people reach it: `http://localhost:{port}/`.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Answers what it has accepted, then ends.
    pub async fn stop(self) {
        self.server.stop(true).await;
    }

    /// Waits until it ends.
    ///
    /// # Errors
    /// When serving broke off.
    pub async fn finished(self) -> io::Result<()> {
        self.task.await.map_err(io::Error::other)?
    }
}

/// What every request of the app shares.
struct Demo {
    provider: Provider,
    sessions: Sessions,
    maker: Arc<Maker>,
    televisions: Televisions,
}

/// Binds the address and serves the app on the current tokio runtime. The provider need not
/// be there yet: it is discovered at each sign-in.
///
/// # Errors
/// When the address cannot be bound (the port is taken), or the HTTP client cannot be built.
pub fn start(settings: DemoSettings) -> io::Result<Running> {
    let listener = TcpListener::bind(settings.listen)?;
    let port = listener.local_addr()?.port();
    let url = Url::parse(&format!("http://localhost:{port}/")).map_err(io::Error::other)?;
    let maker = Arc::new(Maker::new(&settings).map_err(io::Error::other)?);
    let provider = Provider::new(settings, &url).map_err(io::Error::other)?;
    let (sessions, televisions) = (Sessions::default(), Televisions::default());
    let demo = web::Data::from(Arc::new(Demo { provider, sessions, maker, televisions }));
    let server =
        HttpServer::new(move || App::new().app_data(demo.clone()).configure(routes::routes))
            .workers(1)
            .disable_signals()
            .listen(listener)?
            .run();
    Ok(Running { url, server: server.handle(), task: tokio::spawn(server) })
}
