//! Refusals that no endpoint words itself, and the shape they take on each surface.
use super::RequestId;
use crate::newcomers::TooMuch;
use crate::routes::Surface;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use latchkey_base::Reference;
use latchkey_store::{TxError, Unavailable};
use serde_json::json;
use thiserror::Error;

/// A refusal that has nothing to do with what was asked, only with how or when. It has no body
/// of its own: [`super::Edge`] writes the one that fits the path.
#[derive(Debug, Error)]
pub enum Trouble {
    /// No such path, tenant or thing.
    #[error("not found")]
    NotFound,
    /// The path exists, but not for this method; the route row adds `Allow`.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// The body is longer than `http.longest_body`.
    #[error("the body is too large")]
    BodyTooLarge,
    /// The request target is longer than `http.longest_head`.
    #[error("the request target is too long")]
    UriTooLong,
    /// Target and headers together are longer than `http.longest_head`.
    #[error("the headers are too large")]
    HeadersTooLarge,
    /// The body is of a media type the endpoint does not read.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// Too much is waiting already; the caller should come back.
    #[error("busy: {0}")]
    Busy(&'static str),
    /// One network asks for too much; it should come back after a time.
    #[error("too many requests")]
    TooMany(TooMuch),
    /// The database does not answer. The text is for the log.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours. The text is for the log.
    #[error("internal: {0}")]
    Internal(String),
}

impl Trouble {
    /// Error code and description, as the answer at a protocol endpoint has them.
    pub fn told(&self) -> (&'static str, &'static str) {
        let status = self.status_code();
        (oauth_code(status), message(status))
    }
}

impl From<Unavailable> for Trouble {
    fn from(error: Unavailable) -> Self {
        match error {
            Unavailable::Busy => Self::Busy("the database"),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<TxError> for Trouble {
    /// Something unique that exists already is for the caller to word; what arrives here was
    /// not foreseen.
    fn from(error: TxError) -> Self {
        match error {
            TxError::Unavailable(why) => Self::Unavailable(why),
            TxError::NoTenant => Self::NotFound,
            taken @ TxError::Taken(_) => Self::Internal(taken.to_string()),
        }
    }
}

impl ResponseError for Trouble {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::new(self.status_code());
        let wait = match self {
            Self::TooMany(too_much) => too_much.wait.get(),
            Self::Busy(_) => 1,
            Self::Unavailable(_) => 5,
            _ => return response,
        };
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        response
    }
}

/// Who reads an error page.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Their `Accept-Language`.
    pub accept_language: Option<&'a str>,
    /// Nothing was posted: the same address may be opened again.
    pub may_repeat: bool,
}

/// Renders the page for a status, a reference and a reader.
pub type ErrorPage = fn(StatusCode, Reference, Reader<'_>) -> String;

/// Whether an error answer still needs its body. Whoever wrote JSON or HTML meant it.
pub(super) fn is_unshaped(response: &ServiceResponse) -> bool {
    let status = response.status();
    let worded = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| {
        let value = value.as_bytes();
        value.starts_with(b"application/") || value.starts_with(b"text/html")
    });
    (status.is_client_error() || status.is_server_error()) && !worded
}

/// Gives an error answer the body of its surface, with a reference that the log has too; unless
/// somebody has named the refusal already, there is nothing else behind it. Its headers stay, but
/// those of the old body.
///
/// Security: the texts are ours alone; nothing of the request is repeated.
pub(super) fn shape(
    response: ServiceResponse,
    surface: Surface,
    (id, reference): (&RequestId, Reference),
    page: ErrorPage,
) -> ServiceResponse {
    let status = corrected_status(&response);
    let (request, old) = response.into_parts();
    let mut fresh = match surface {
        Surface::Api => HttpResponse::build(status).json(json!({
            "error": status.canonical_reason().unwrap_or("Error"),
            "message": message(status),
            "id": id.as_str(),
        })),
        Surface::Protocol => HttpResponse::build(status).json(json!({
            "error": oauth_code(status),
            "error_description": format!("{} (reference {reference})", message(status)),
            "id": id.as_str(),
        })),
        Surface::Page => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .body(page(status, reference, reader(&request))),
    };
    keep_headers(old.headers(), fresh.headers_mut());
    ServiceResponse::new(request, fresh)
}

fn reader(request: &HttpRequest) -> Reader<'_> {
    let accept_language = request.headers().get(header::ACCEPT_LANGUAGE);
    Reader {
        accept_language: accept_language.and_then(|value| value.to_str().ok()),
        may_repeat: request.method() == Method::GET,
    }
}

/// A body that did not arrive in time is the client's delay (RFC 9110 §15.5.9).
fn corrected_status(response: &ServiceResponse) -> StatusCode {
    let error = response.response().error().and_then(|error| error.as_error::<PayloadError>());
    match error {
        Some(PayloadError::Io(why)) if why.kind() == std::io::ErrorKind::TimedOut => {
            StatusCode::REQUEST_TIMEOUT
        }
        _ => response.status(),
    }
}

fn keep_headers(old: &HeaderMap, fresh: &mut HeaderMap) {
    for (name, value) in old {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            fresh.append(name.clone(), value.clone());
        }
    }
}

/// RFC 6749 §5.2 for what its authors foresaw, §4.1.2.1 for the rest.
fn oauth_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            "temporarily_unavailable"
        }
        status if status.is_server_error() => "server_error",
        _ => "invalid_request",
    }
}

/// What a developer reads.
fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "the request is malformed",
        StatusCode::NOT_FOUND => "there is nothing at this path",
        StatusCode::METHOD_NOT_ALLOWED => "this path does not take this method; see Allow",
        StatusCode::REQUEST_TIMEOUT => "the body did not arrive in time",
        StatusCode::PAYLOAD_TOO_LARGE => "the body is too large",
        StatusCode::URI_TOO_LONG => "the request target is too long",
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "the headers are too large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "the body is of a media type that is not read here",
        StatusCode::TOO_MANY_REQUESTS => "too many requests; see Retry-After",
        StatusCode::SERVICE_UNAVAILABLE => "the service cannot answer now; see Retry-After",
        status if status.is_server_error() => "something went wrong on our side",
        _ => "the request is refused",
    }
}
