//! HTTP on a listener: actix's server, on streams that keep the time.
use super::timed_stream::{Patience, TimedStream, Turns};
use crate::config::HttpSettings;
use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Protocol, Request};
use actix_server::{Server, ServerBuilder};
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, apply_fn_factory,
    fn_service, map_config,
};
use actix_tls::accept::TlsError;
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, ServiceResponse};
use rustls::ServerConfig;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// How long a client may take to close its side once we closed ours.
const DISCONNECT: Duration = Duration::from_secs(1);

/// A stream that is ready for HTTP, the version to speak on it, and who is at its other end.
type Accepted<T> = (TimedStream<T>, Protocol, Option<SocketAddr>);

/// Serves what `app` makes, with TLS if there is a configuration for it. One `app` per thread.
///
/// # Errors
/// What the system says about the socket.
pub fn serve_http<F, I, S>(
    http: &HttpSettings,
    listener: TcpListener,
    tls: Option<ServerConfig>,
    app: F,
) -> io::Result<Server>
where
    F: Fn() -> I + Clone + Send + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<
            Request,
            Config = AppConfig,
            Response = ServiceResponse<BoxBody>,
            Error = Error,
            InitError = (),
        > + 'static,
    <S::Service as Service<Request>>::Future: 'static,
    S::Service: 'static,
    S::Future: 'static,
{
    let mut builder = ServerBuilder::new()
        .disable_signals()
        .max_concurrent_connections(http.connections_per_worker)
        .shutdown_timeout(http.shutdown_grace.to_std().as_secs());
    if http.workers > 0 {
        builder = builder.workers(http.workers);
    }
    let draining = builder.graceful_shutdown_signal();
    let drained = move || {
        let draining = draining.clone();
        async move { draining.notified().await }
    };
    let (settings, patience) = (http.clone(), Patience::of(http));
    let builder = match tls {
        None => builder.listen("http", listener, move || {
            plain(patience).and_then(answering(&settings, app(), drained.clone()))
        })?,
        Some(tls) => builder.listen("https", listener, move || {
            let answering = answering(&settings, app(), drained.clone()).map_err(TlsError::Service);
            encrypted(patience, tls.clone()).and_then(answering)
        })?,
    };
    Ok(builder.run())
}

/// Streams as they come.
fn plain(
    patience: Patience,
) -> impl ServiceFactory<
    TcpStream,
    Config = (),
    Response = Accepted<TcpStream>,
    Error = DispatchError,
    InitError = (),
> {
    fn_service(move |io: TcpStream| async move {
        let peer = prepare(&io);
        Ok((TimedStream::new(io, patience), Protocol::Http1, peer))
    })
}

/// Streams after their handshake.
fn encrypted(
    patience: Patience,
    mut tls: ServerConfig,
) -> impl ServiceFactory<
    TcpStream,
    Config = (),
    Response = Accepted<TlsStream<TcpStream>>,
    Error = TlsError<io::Error, DispatchError>,
    InitError = (),
> {
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Acceptor::new(tls).map_init_err(drop).map_err(TlsError::into_service_error).and_then(
        move |io: TlsStream<TcpStream>| async move {
            let (socket, session) = io.get_ref();
            let peer = prepare(socket);
            if session.alpn_protocol() == Some(b"h2") {
                // Its requests do not take turns, and it has pings of its own.
                return Ok((TimedStream::unwatched(io), Protocol::Http2, peer));
            }
            Ok((TimedStream::new(io, patience), Protocol::Http1, peer))
        },
    )
}

/// Answers are small and shall leave at once.
fn prepare(socket: &TcpStream) -> Option<SocketAddr> {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    socket.peer_addr().ok()
}

/// The application on such streams, which are told whose turn it is.
fn answering<T, I, S, D, W>(
    http: &HttpSettings,
    app: I,
    drained: D,
) -> impl ServiceFactory<Accepted<T>, Config = (), Response = (), Error = DispatchError, InitError = ()>
+ use<T, I, S, D, W>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<
            Request,
            Config = AppConfig,
            Response = ServiceResponse<BoxBody>,
            Error = Error,
            InitError = (),
        > + 'static,
    <S::Service as Service<Request>>::Future: 'static,
    S::Service: 'static,
    S::Future: 'static,
    D: Fn() -> W + 'static,
    W: Future<Output = ()> + 'static,
{
    let app = app.into_factory().map_err(|error| error.error_response());
    let timed = apply_fn_factory(app, |request: Request, app: &_| {
        let turns = request.conn_data::<Rc<Turns>>().cloned();
        if let Some(turns) = &turns {
            turns.request_came();
        }
        let answering = Service::call(app, request);
        async move {
            let answer = answering.await;
            if let Some(turns) = turns {
                turns.answered();
            }
            answer
        }
    });
    HttpService::build()
        .graceful_shutdown_signal(drained)
        .keep_alive(KeepAlive::Timeout(http.keep_alive.to_std()))
        .client_request_timeout(http.header_timeout.to_std())
        .client_disconnect_timeout(DISCONNECT)
        .h1_allow_half_closed(true)
        .on_connect_ext(|io: &TimedStream<T>, connection| {
            io.turns().map(|turns| connection.insert(turns));
        })
        .finish(map_config(timed, |()| AppConfig::default()))
}
