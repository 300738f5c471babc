//! Which answers scripts of other origins may read.
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpResponse, http::StatusCode};

const ANY: HeaderValue = HeaderValue::from_static("*");

/// Lets every origin read the answer. Without credentials: these endpoints look at tokens in
/// the request, never at cookies (RFC 9700 §2.6).
pub fn allow(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("WWW-Authenticate, Retry-After, X-Request-Id"),
    );
}

/// The answer to a preflight request.
pub fn preflight(methods: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::NO_CONTENT)
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, methods.to_owned()))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, DPoP"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "7200"))
        .finish()
}
