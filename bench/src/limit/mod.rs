//! The limit: an HTTP server with no protocol. `/es256` and `/rs256` sign once and make one row
//! durable, `/json` answers a small document.

mod postgres;
mod sqlite;

use actix_web::{App, HttpResponse, HttpServer, web};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::{rsa, signature};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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
    ecdsa: signature::EcdsaKeyPair,
    rsa: rsa::KeyPair,
    random: SystemRandom,
    lane: mpsc::Sender<Job>,
}

#[derive(Clone, Copy)]
enum Algorithm {
    Es256,
    Rs256,
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
    let ecdsa = signature::EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING);
    let limit = Arc::new(Limit {
        ecdsa: ecdsa.map_err(|e| e.to_string())?,
        rsa: rsa::KeyPair::generate(rsa::KeySize::Rsa2048).map_err(|e| e.to_string())?,
        random: SystemRandom::new(),
        lane,
    });
    let app = move || {
        App::new()
            .app_data(web::Data::from(Arc::clone(&limit)))
            .route("/es256", web::post().to(es256))
            .route("/rs256", web::post().to(rs256))
            .route("/json", web::get().to(plain))
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

async fn es256(body: web::Bytes, limit: web::Data<Limit>) -> HttpResponse {
    sign_and_commit(&body, &limit, Algorithm::Es256).await
}

async fn rs256(body: web::Bytes, limit: web::Data<Limit>) -> HttpResponse {
    sign_and_commit(&body, &limit, Algorithm::Rs256).await
}

/// The row is queued first, so that signing and the flush overlap.
async fn sign_and_commit(body: &[u8], limit: &Limit, algorithm: Algorithm) -> HttpResponse {
    let mut id = [0u8; 32];
    if aws_lc_rs::rand::fill(&mut id).is_err() {
        return HttpResponse::InternalServerError().finish();
    }
    let payload = format!("{{\"client\":\"bench\",\"request\":{}}}", body.len());
    let (done, committed) = oneshot::channel();
    let job = Job { row: Row { id, payload, expires_at: 1_900_000_000_000 }, done };
    if limit.lane.try_send(job).is_err() {
        return HttpResponse::ServiceUnavailable().finish();
    }
    let claims = json!({
        "iss": "http://localhost:8080/bench", "sub": "01999999-0000-7000-8000-000000000000",
        "aud": "bench", "exp": 1_900_000_000, "iat": 1_899_996_400, "auth_time": 1_899_996_400,
        "nonce": URL_SAFE_NO_PAD.encode(&id[..16]), "sid": URL_SAFE_NO_PAD.encode(&id[16..]),
    });
    let Some(token) = sign(&claims.to_string(), limit, algorithm) else {
        return HttpResponse::InternalServerError().finish();
    };
    match committed.await {
        Ok(()) => HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(json!({
            "access_token": URL_SAFE_NO_PAD.encode(id), "token_type": "Bearer",
            "expires_in": 3600, "id_token": token,
        })),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

fn sign(claims: &str, limit: &Limit, algorithm: Algorithm) -> Option<String> {
    let header = match algorithm {
        Algorithm::Es256 => r#"{"alg":"ES256","kid":"bench"}"#,
        Algorithm::Rs256 => r#"{"alg":"RS256","kid":"bench"}"#,
    };
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = match algorithm {
        Algorithm::Es256 => {
            limit.ecdsa.sign(&limit.random, token.as_bytes()).ok()?.as_ref().to_vec()
        }
        Algorithm::Rs256 => {
            let mut signature = vec![0; limit.rsa.public_modulus_len()];
            let padding = &signature::RSA_PKCS1_SHA256;
            limit.rsa.sign(padding, &limit.random, token.as_bytes(), &mut signature).ok()?;
            signature
        }
    };
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Some(token)
}
