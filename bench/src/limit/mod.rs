//! The limit: an HTTP server with no protocol. Each route computes one thing and makes rows durable
//! ([`ALL`]); `/json` answers a small document.

mod crypto;
mod postgres;
mod sqlite;

pub use crypto::Work;

use crate::measure::ALL;
use actix_web::{App, HttpResponse, HttpServer, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::Keys;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What is made durable: about as much as a token record.
pub struct Row {
    id: [u8; 32],
    payload: String,
    expires_at: i64,
}

/// A row and whom to tell when its commit has returned.
pub struct Job {
    row: Row,
    done: oneshot::Sender<()>,
}

/// How many rows share a flush at most.
const BATCH: usize = 256;

struct Limit {
    keys: Keys,
    lane: mpsc::Sender<Job>,
}

/// Serves on loopback until it is killed. `database` is a file, or a `postgres://` URL.
pub fn serve(port: &str, database: &str) -> Result<(), String> {
    let port: u16 = port.parse().map_err(|_| format!("{port} is no port"))?;
    let (lane, jobs) = mpsc::channel(4096);
    if database.starts_with("postgres://") {
        postgres::start(database, jobs)?;
    } else {
        sqlite::start(database, jobs)?;
    }
    let keys = Keys::generate().map_err(|e| e.to_string())?;
    let limit = Arc::new(Limit { keys, lane });
    let app = move || {
        let app = App::new().app_data(web::Data::from(Arc::clone(&limit)));
        ALL.into_iter().fold(app, |app, measure| {
            if matches!(measure.work, Work::Document) {
                return app.route(measure.path, web::get().to(plain));
            }
            let todo = (measure.work, measure.rows);
            let handler = move |body, limit| work_and_commit(body, limit, todo);
            app.route(measure.path, web::post().to(handler))
        })
    };
    let run = async { HttpServer::new(app).bind(("127.0.0.1", port))?.run().await };
    actix_web::rt::System::new().block_on(run).map_err(|e| e.to_string())
}

async fn plain() -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "active": true, "sub": "01999999-0000-7000-8000-000000000000", "client_id": "bench",
        "scope": "openid profile email", "exp": 1_900_000_000, "iat": 1_899_996_400,
        "iss": "http://localhost:8080/bench", "token_type": "Bearer",
    }))
}

/// The rows are queued first, so that computing and the flush overlap.
async fn work_and_commit(
    body: web::Bytes,
    limit: web::Data<Limit>,
    (work, rows): (Work, usize),
) -> HttpResponse {
    let (mut id, mut committed) = ([0u8; 32], Vec::with_capacity(rows));
    if aws_lc_rs::rand::fill(&mut id).is_err() {
        return HttpResponse::InternalServerError().finish();
    }
    for number in 0..rows {
        // Rows of one request are neighbours, as the provider's are.
        id[31] = u8::try_from(number).unwrap_or(u8::MAX);
        let payload = format!("{{\"client\":\"bench\",\"request\":{}}}", body.len());
        let (done, waiting) = oneshot::channel();
        let job = Job { row: Row { id, payload, expires_at: 1_900_000_000_000 }, done };
        if limit.lane.try_send(job).is_err() {
            return HttpResponse::ServiceUnavailable().finish();
        }
        committed.push(waiting);
    }
    let claims = json!({
        "iss": "http://localhost:8080/bench", "sub": "01999999-0000-7000-8000-000000000000",
        "aud": "bench", "exp": 1_900_000_000, "iat": 1_899_996_400, "auth_time": 1_899_996_400,
        "nonce": URL_SAFE_NO_PAD.encode(&id[..16]), "sid": URL_SAFE_NO_PAD.encode(&id[16..]),
    });
    let Ok(token) = limit.keys.work(work, &claims.to_string()) else {
        return HttpResponse::InternalServerError().finish();
    };
    for waiting in committed {
        if waiting.await.is_err() {
            return HttpResponse::ServiceUnavailable().finish();
        }
    }
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(json!({
        "access_token": URL_SAFE_NO_PAD.encode(id), "token_type": "Bearer",
        "expires_in": 3600, "id_token": token,
    }))
}
