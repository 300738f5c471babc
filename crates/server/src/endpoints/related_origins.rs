//! `/.well-known/webauthn`: where else the passkeys of these pages may be used.
use crate::app::App;
use crate::middleware::Trouble;
use actix_web::HttpResponse;
use actix_web::http::header::{CacheControl, CacheDirective};
use actix_web::web::Data;
use serde_json::json;

/// How long browsers may keep it, in seconds.
const MAX_AGE: u32 = 3600;

/// `GET /.well-known/webauthn` (WebAuthn §5.11): ours is named first.
///
/// # Errors
/// [`Trouble::NotFound`] where there are no others.
pub async fn get(app: Data<App>) -> Result<HttpResponse, Trouble> {
    let others = &app.config.passkeys.related_origins;
    if others.is_empty() || app.passkeys.is_none() {
        return Err(Trouble::NotFound);
    }
    let origins: Vec<&String> = [&app.public_url].into_iter().chain(others).collect();
    let cache = CacheControl(vec![CacheDirective::Public, CacheDirective::MaxAge(MAX_AGE)]);
    Ok(HttpResponse::Ok().insert_header(cache).json(json!({ "origins": origins })))
}
