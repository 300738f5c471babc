//! Headers that every answer carries, and those of pages.
use super::Csp;
use super::csp::MAY_BE_FRAMED;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds what is missing; what a handler set stays.
///
/// Security: the defaults are the strict ones. An answer that may be stored or framed must say
/// so itself (RFC 6749 §5.1, §10.13; RFC 9700 §4.2.4). There is no `Cross-Origin-Opener-Policy`,
/// but on the pages of an account, which set it themselves: any value but `unsafe-none` would cut
/// a sign-in page off from the app that opened it as a pop-up, for good, even after the redirect
/// back.
pub fn complete(headers: &mut HeaderMap, hsts: Option<&HeaderValue>) {
    let mut default = |name: HeaderName, value: HeaderValue| {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    };
    default(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    default(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(hsts) = hsts {
        default(header::STRICT_TRANSPORT_SECURITY, hsts.clone());
    }
    if is_html(headers) {
        let mut default = |name: HeaderName, value: HeaderValue| {
            if !headers.contains_key(&name) {
                headers.insert(name, value);
            }
        };
        default(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        default(CORP, HeaderValue::from_static("same-origin"));
        if let Ok(policy) = HeaderValue::from_str(&Csp::page().value()) {
            default(header::CONTENT_SECURITY_POLICY, policy);
        }
        if !may_be_framed(headers) && !headers.contains_key(&header::X_FRAME_OPTIONS) {
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
    }
}

/// Whether the page's own policy says so: no value of `X-Frame-Options` could.
fn may_be_framed(headers: &HeaderMap) -> bool {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|it| it.to_str().ok());
    policy.is_some_and(|policy| policy.contains(MAY_BE_FRAMED))
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(content_type: &'static str, https: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        let hsts = HeaderValue::from_static("max-age=60");
        complete(&mut headers, https.then_some(&hsts));
        headers
    }

    /// Attack: clickjacking, RFC 9700 §4.16, RFC 6749 §10.13, and an address that tells of a page, RFC
    /// 9700 §4.2.4.
    #[test]
    fn a_page_cannot_be_framed_stored_or_sniffed() {
        let headers = completed("text/html; charset=utf-8", true);
        assert_eq!(headers.get(header::X_FRAME_OPTIONS).unwrap(), "DENY");
        assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
        assert_eq!(headers.get(header::REFERRER_POLICY).unwrap(), "no-referrer");
        assert_eq!(headers.get(header::X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff");
        let policy = headers.get(header::CONTENT_SECURITY_POLICY).unwrap();
        assert_eq!(policy.to_str().unwrap(), Csp::page().value());
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    /// OIDC Session Management §3.2: one page may be framed, and says so itself.
    #[test]
    fn only_a_page_that_says_so_can_be_framed() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
        let policy = Csp::framed_script("aGFzaA==");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.parse().unwrap());
        complete(&mut headers, None);
        assert!(!headers.contains_key(header::X_FRAME_OPTIONS));
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-aGFzaA==';"));
    }

    #[test]
    fn hsts_is_for_https_only() {
        assert!(!completed("text/html", false).contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn json_needs_no_page_headers() {
        let headers = completed("application/json", true);
        assert!(!headers.contains_key(header::CONTENT_SECURITY_POLICY));
        assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    }

    #[test]
    fn what_a_handler_decided_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=900"));
        complete(&mut headers, None);
        assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "public, max-age=900");
    }
}
