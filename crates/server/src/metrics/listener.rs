//! The listener that Prometheus scrapes. Separate, so that the figures stay inside.
use super::{CONTENT_TYPE, Metrics};
use actix_web::dev::Server;
use actix_web::{App, HttpResponse, HttpServer, web};
use std::net::TcpListener;
use std::sync::Arc;

/// Serves `GET /metrics` on `listener`, and nothing else.
///
/// # Errors
/// What the system says about the socket.
pub fn serve(listener: TcpListener, metrics: Arc<Metrics>) -> std::io::Result<Server> {
    let metrics = web::Data::from(metrics);
    let server = HttpServer::new(move || {
        App::new().app_data(metrics.clone()).route("/metrics", web::get().to(figures))
    });
    Ok(server.workers(1).max_connections(64).disable_signals().listen(listener)?.run())
}

async fn figures(metrics: web::Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok().content_type(CONTENT_TYPE).body(metrics.render())
}
