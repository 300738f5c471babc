//! How the operations of the native contract answer: what they have in an envelope, refusals in the
//! contract's words (native contract §1.4).
use crate::middleware::RequestId;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// 200 with something of that type.
pub fn enveloped(kind: &str, data: &Value) -> HttpResponse {
    unkept(HttpResponse::Ok().json(json!({ "type": kind, "data": data })))
}

/// A refusal.
pub fn refusal(
    request: &HttpRequest,
    (status, error, message): (StatusCode, &str, &str),
    data: Option<Value>,
) -> HttpResponse {
    let id = request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned());
    let mut body = json!({ "error": error, "message": message, "id": id });
    if let Some(data) = data {
        body["data"] = data;
    }
    unkept(HttpResponse::build(status).json(body))
}

/// Nobody on the way keeps it.
pub fn unkept(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
