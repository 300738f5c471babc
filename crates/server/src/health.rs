//! Whether the server runs and whether it can work.
use crate::app::App;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::Data;
use actix_web::{HttpResponse, Responder};
use serde_json::json;
use tokio::time::timeout;

/// `GET /api/health`: the process lives, so 200 whatever else is wrong. Restarting it would not
/// bring a database back.
pub async fn alive(app: Data<App>) -> impl Responder {
    let db = if database_answers(&app).await { "connected" } else { "disconnected" };
    HttpResponse::Ok().json(json!({ "server": "running", "db": db }))
}

/// `GET /ready-check`: 503 while requests should go elsewhere, because the database does not
/// answer or because the process is on its way out.
pub async fn ready(app: Data<App>) -> impl Responder {
    let db = database_answers(&app).await;
    let stopping = app.stopping.is_stopping();
    let body = json!({
        "ready": db && !stopping,
        "db": if db { "connected" } else { "disconnected" },
        "stopping": stopping,
    });
    if db && !stopping {
        HttpResponse::Ok().json(body)
    } else {
        HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, "2")).json(body)
    }
}

/// `GET /api/version`.
pub async fn version() -> impl Responder {
    HttpResponse::Ok().json(json!({
        "data": { "api": "Latchkey", "version": env!("CARGO_PKG_VERSION") }
    }))
}

async fn database_answers(app: &App) -> bool {
    let patience = app.config.health.database_timeout.to_std();
    match timeout(patience, app.store.ready()).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(number = "LK-1002", %error, "the database does not answer");
            false
        }
        Err(_) => {
            tracing::warn!(number = "LK-1002", "the database did not answer in time");
            false
        }
    }
}
