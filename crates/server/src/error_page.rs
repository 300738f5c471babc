//! The page for errors outside of any tenant.
use crate::middleware::RequestId;
use actix_web::http::StatusCode;

/// Renders it. The request id lets an operator find the log line.
pub fn error_page(status: StatusCode, id: &RequestId) -> String {
    let reason = status.canonical_reason().unwrap_or("Error");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{reason}</title>\
         </head><body><main><h1>{reason}</h1><p id=\"request-id\">{id}</p></main></body></html>"
    )
}
