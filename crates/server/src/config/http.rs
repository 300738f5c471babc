//! How the provider is reached.
use super::{ConfigError, Network};
use actix_web::http::header::HeaderValue;
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use url::{Host, Url};

/// The listener for people and apps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The URL that people and apps see, without a path of its own unless a proxy adds one.
    /// Every issuer begins with it. Absent: `http(s)://localhost:PORT`.
    pub public_url: Option<String>,
    /// Plain HTTP may be spoken on an address that other machines reach, without TLS here and
    /// without a trusted proxy in front. Passwords then cross that network in the clear.
    pub allow_plain: bool,
    /// Networks of proxies that are believed about who called them.
    pub trusted_proxies: Vec<Network>,
    /// The one header in which they say so; the other is never read.
    pub forwarded_header: ForwardedHeader,
    /// Threads that serve requests; 0: one per core.
    pub workers: usize,
    /// Connections one worker serves at a time.
    pub connections_per_worker: usize,
    /// Connections that may wait to be accepted.
    pub backlog: u32,
    /// Octets of the request line and all headers together.
    pub longest_head: usize,
    /// Octets of a request body.
    pub longest_body: usize,
    /// How long a client may take to send its request line and headers.
    pub header_timeout: Seconds,
    /// How long it may take to send the body after them.
    pub body_timeout: Seconds,
    /// How long a connection may stay idle.
    pub keep_alive: Seconds,
    /// How long accepted requests may take to finish once the process was told to stop.
    pub shutdown_grace: Seconds,
    /// Passes through the pages that one network (an IPv4 address, an IPv6 /64) may begin per
    /// minute. Each is a row that nobody has paid for yet.
    pub interactions_per_minute: NonZeroU32,
    /// The same for all networks of an IPv6 site together, which is easily one customer of a
    /// network.
    pub site_interactions_per_minute: NonZeroU32,
    /// The bits of an IPv6 address that its site has in common, from 16 to 63.
    pub site_prefix: u8,
    /// Calls about confirmations that one client may make in a second, in each process.
    pub confirmation_calls_per_second: NonZeroU32,
    /// Calls of apps that cost a row which may be made about one account in a minute, in each
    /// process.
    pub account_calls_per_minute: NonZeroU32,
    /// How long a browser keeps the cookies that outlive every session: its own name, which
    /// accounts it knows, light or dark.
    pub browser_cookies_kept: Seconds,
    /// For how long a browser that came by https comes by nothing else (RFC 6797 §6.1.1); 0: it
    /// forgets at once that it was told so. `localhost` is never said so.
    pub hsts_max_age: Seconds,
    /// The same for all hosts below this one (RFC 6797 §6.1.2), which are out of reach then unless
    /// they speak https, too.
    pub hsts_subdomains: bool,
    /// TLS by this process; without a certificate it speaks plain HTTP.
    pub tls: TlsSettings,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            allow_plain: false,
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            workers: 0,
            connections_per_worker: 4096,
            backlog: 1024,
            longest_head: 16_384,
            longest_body: 65_536,
            header_timeout: Seconds::new(10),
            body_timeout: Seconds::new(20),
            keep_alive: Seconds::new(75),
            shutdown_grace: Seconds::new(20),
            interactions_per_minute: NonZeroU32::new(600).unwrap_or(NonZeroU32::MIN),
            site_interactions_per_minute: NonZeroU32::new(3000).unwrap_or(NonZeroU32::MIN),
            site_prefix: 48,
            confirmation_calls_per_second: NonZeroU32::new(50).unwrap_or(NonZeroU32::MIN),
            account_calls_per_minute: NonZeroU32::new(30).unwrap_or(NonZeroU32::MIN),
            browser_cookies_kept: Seconds::days(365),
            hsts_max_age: Seconds::days(365),
            hsts_subdomains: false,
            tls: TlsSettings::default(),
        }
    }
}

impl HttpSettings {
    /// The URL that every issuer begins with, without a trailing slash.
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => {
                let scheme = if self.tls.certificate.is_some() { "https" } else { "http" };
                format!("{scheme}://localhost:{}", self.listen.port())
            }
        }
    }

    /// The value of `Strict-Transport-Security` (RFC 6797 §6.1).
    pub fn hsts(&self) -> Option<HeaderValue> {
        let below = if self.hsts_subdomains { "; includeSubDomains" } else { "" };
        HeaderValue::try_from(format!("max-age={}{below}", self.hsts_max_age.get().max(0))).ok()
    }

    /// Checks what no type can express.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if let Some(text) = &self.public_url {
            check_public_url(text).map_err(|why| ConfigError::value("http.public_url", why))?;
        }
        if !(16..64).contains(&self.site_prefix) {
            return Err(ConfigError::value("http.site_prefix", "must be from 16 to 63"));
        }
        if self.browser_cookies_kept.get() <= 0 {
            return Err(ConfigError::value("http.browser_cookies_kept", "must be above 0"));
        }
        match (&self.tls.certificate, &self.tls.key) {
            (Some(_), None) => {
                Err(ConfigError::value("http.tls.key", "is needed beside http.tls.certificate"))
            }
            (None, Some(_)) => {
                Err(ConfigError::value("http.tls.certificate", "is needed beside http.tls.key"))
            }
            _ => Ok(()),
        }
    }
}

/// The header in which proxies name the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`, what most proxies send.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// An issuer is an https URL without query and fragment (OIDC Discovery §3); plain http is for
/// one's own machine.
fn check_public_url(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
    if url.query().is_some() || url.fragment().is_some() || url.password().is_some() {
        return Err("must have neither query, fragment nor credentials");
    }
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err("names no host"),
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if local => Ok(()),
        "http" => Err("must be https, except on localhost"),
        _ => Err("must be an https URL"),
    }
}

/// TLS from PEM files, which are read again when they change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsSettings {
    /// The certificate with its chain, the server's own first.
    pub certificate: Option<PathBuf>,
    /// Its private key (PKCS#8, PKCS#1 or SEC1).
    pub key: Option<PathBuf>,
    /// The oldest protocol version that is spoken.
    pub min_version: TlsVersion,
    /// How often the files are looked at.
    pub reload_every: Seconds,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self {
            certificate: None,
            key: None,
            min_version: TlsVersion::Tls12,
            reload_every: Seconds::new(60),
        }
    }
}

/// A version of TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TlsVersion {
    /// TLS 1.2, with ECDHE and AES-GCM only.
    #[serde(rename = "1.2")]
    Tls12,
    /// TLS 1.3 (RFC 8446).
    #[serde(rename = "1.3")]
    Tls13,
}

/// The listener for Prometheus.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsSettings {
    /// Address and port; absent: no metrics. Keep it away from the public.
    pub listen: Option<SocketAddr>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_url_is_guessed_only_for_this_machine() {
        let mut http = HttpSettings::default();
        assert_eq!(http.public_url(), "http://localhost:8080");
        http.tls.certificate = Some("cert.pem".into());
        assert_eq!(http.public_url(), "https://localhost:8080");
        http.public_url = Some("https://id.example.com/".into());
        assert_eq!(http.public_url(), "https://id.example.com");
    }

    #[test]
    fn plain_http_is_for_ones_own_machine() {
        for good in ["https://id.example.com", "http://localhost:8080", "http://127.0.0.1:1/x"] {
            assert_eq!(check_public_url(good), Ok(()), "{good}");
        }
        for bad in
            ["http://id.example.com", "id.example.com", "https://a/?q", "https://a/#f", "ftp://a"]
        {
            assert!(check_public_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_certificate_without_its_key_is_refused() {
        let mut http = HttpSettings::default();
        http.tls.certificate = Some("cert.pem".into());
        assert!(http.check().unwrap_err().to_string().contains("http.tls.key"));
    }
}
