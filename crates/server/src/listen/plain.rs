//! When plain HTTP may be spoken.
use crate::config::HttpSettings;
use thiserror::Error;

/// Plain HTTP on an address that others can reach.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "http.listen = \"{0}\" can be reached from other machines, but without TLS: set \
     http.tls.certificate and http.tls.key, or listen on 127.0.0.1; behind a proxy that speaks \
     TLS set http.public_url to its https URL and name it in http.trusted_proxies; inside a \
     network of your own set http.allow_plain = true"
)]
pub struct PlainHttpRefused(pub std::net::SocketAddr);

/// Checks that passwords and tokens do not cross a network in the clear: plain HTTP is for
/// loopback, for a proxy in front that speaks TLS, or for whoever insists (RFC 6749 §1.6).
///
/// # Errors
/// [`PlainHttpRefused`], whose text says what to set.
pub fn check_plain(http: &HttpSettings) -> Result<(), PlainHttpRefused> {
    let with_tls = http.tls.certificate.is_some();
    let local = http.listen.ip().to_canonical().is_loopback();
    let behind_proxy =
        !http.trusted_proxies.is_empty() && http.public_url().starts_with("https://");
    if with_tls || local || behind_proxy || http.allow_plain {
        Ok(())
    } else {
        Err(PlainHttpRefused(http.listen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listening_on(address: &str) -> HttpSettings {
        HttpSettings { listen: address.parse().unwrap(), ..HttpSettings::default() }
    }

    #[test]
    fn loopback_needs_no_tls() {
        assert_eq!(check_plain(&listening_on("127.0.0.1:80")), Ok(()));
        assert_eq!(check_plain(&listening_on("[::1]:80")), Ok(()));
        assert_eq!(check_plain(&listening_on("[::ffff:127.0.0.1]:80")), Ok(()));
    }

    /// RFC 6749 §1.6: TLS wherever others could listen.
    #[test]
    fn other_addresses_need_tls_a_proxy_or_an_explicit_word() {
        let mut http = listening_on("0.0.0.0:80");
        assert_eq!(check_plain(&http), Err(PlainHttpRefused(http.listen)));

        http.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        assert!(check_plain(&http).is_err(), "a proxy alone does not make the public URL https");
        http.public_url = Some("https://id.example.com".to_owned());
        assert_eq!(check_plain(&http), Ok(()));

        let insists = HttpSettings { allow_plain: true, ..listening_on("0.0.0.0:80") };
        assert_eq!(check_plain(&insists), Ok(()));
        let mut tls = listening_on("0.0.0.0:443");
        tls.tls.certificate = Some("cert.pem".into());
        assert_eq!(check_plain(&tls), Ok(()));
    }
}
