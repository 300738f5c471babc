//! Whether the server runs and whether it can work.
use actix_web::{HttpResponse, Responder};
use serde_json::json;

/// `GET /api/version`.
pub async fn version() -> impl Responder {
    HttpResponse::Ok().json(json!({
        "data": { "api": "Latchkey", "version": env!("CARGO_PKG_VERSION") }
    }))
}
