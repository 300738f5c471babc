//! `GET /{group}/session/check`: the frame that apps ask (OIDC Session Management §3.2, §3.3).
use super::discovery::ready;
use crate::middleware::{Csp, Trouble};
use crate::tenant::Tenant;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_base::sha256;
use latchkey_store::ReadyBytes;
use latchkey_ui::Template as _;
use latchkey_ui::pages::CheckSessionPage;

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The same octets for everybody: what differs between browsers is their cookie.
///
/// # Errors
/// [`Trouble::NotFound`] where the tenant does not keep browser states.
pub async fn get(tenant: Tenant, request: HttpRequest) -> Result<HttpResponse, Trouble> {
    if !tenant.policy().session_management {
        return Err(Trouble::NotFound);
    }
    let cookie = tenant.app().cookies.state_name(tenant.id());
    let page = CheckSessionPage { cookie: &cookie };
    let html = page.render().map_err(|error| Trouble::Internal(error.to_string()))?;
    let tag: String =
        sha256(html.as_bytes())[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let page_bytes = ReadyBytes { body: Bytes::from(html), etag: format!("\"{tag}\"") };
    let age = tenant.app().config.keys.discovery_max_age;
    let mut answer = ready(&request, &page_bytes, age, "text/html; charset=utf-8");
    let csp = Csp::framed_script(&STANDARD.encode(sha256(page.script().as_bytes())));
    let csp = HeaderValue::from_str(&csp).map_err(|error| Trouble::Internal(error.to_string()))?;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    headers.insert(CORP, HeaderValue::from_static("cross-origin"));
    Ok(answer)
}
