//! Ready bytes: the provider's metadata (OIDC Discovery §4, RFC 8414 §3) and its keys.
use crate::tenant::Tenant;
use actix_web::http::header::{self, CacheControl, CacheDirective};
use actix_web::{HttpRequest, HttpResponse};
use latchkey_base::Seconds;
use latchkey_store::ReadyBytes;

/// `GET` of either well-known document, in the appended and the inserted form.
pub async fn metadata(tenant: Tenant, request: HttpRequest) -> HttpResponse {
    let age = tenant.app().config.keys.discovery_max_age;
    ready(&request, &tenant.snapshot.documents.openid_configuration, age, "application/json")
}

/// `GET /{group}/jwks` (RFC 7517 §8.5.1).
pub async fn jwks(tenant: Tenant, request: HttpRequest) -> HttpResponse {
    let age = tenant.app().config.keys.jwks_max_age;
    ready(&request, &tenant.snapshot.documents.jwks, age, "application/jwk-set+json")
}

pub(super) fn ready(
    request: &HttpRequest,
    document: &ReadyBytes,
    age: Seconds,
    content_type: &'static str,
) -> HttpResponse {
    let age = u32::try_from(age.get()).unwrap_or(0);
    let cache = CacheControl(vec![CacheDirective::Public, CacheDirective::MaxAge(age)]);
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|tags| {
        tags.split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == "*" || tag == document.etag)
    });
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header(cache).insert_header((header::ETAG, document.etag.clone()));
    if is_known {
        return answer.finish();
    }
    answer.content_type(content_type).body(document.body.clone())
}
