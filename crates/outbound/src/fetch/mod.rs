//! The one client for every outgoing fetch: JWK sets, metadata, logout calls, text messages.
//!
//! Security: the addresses come from strangers' registrations, so a fetch must not reach what
//! only this machine can reach (RFC 8725 §3.10, OIDC Registration §9). https only, no
//! redirects, no proxy from the environment, limits on time and size, and none but public
//! addresses, checked where the connection is made so that a second look-up of the name cannot
//! lead elsewhere.
mod addresses;
mod error;
mod freshness;
mod resolver;
mod retry_after;
mod settings;

pub use error::{FetchError, FetchSetupError};
pub use freshness::said_by as freshness;
pub(crate) use settings::duration;
pub use settings::{AllowedHost, AllowedHostError, FetchSettings};

use addresses::is_public;
use latchkey_base::{Seconds, Secret};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, Client, ClientBuilder, Method, RequestBuilder, Response, redirect};
use resolver::PublicAddresses;
use std::fs;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use url::{Host, Url};

/// What one fetch may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchLimits {
    /// From the look-up of the name to the last octet of the answer.
    pub time: Duration,
    /// Octets of the answer's body.
    pub octets: usize,
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status; never a redirect.
    pub status: u16,
    /// `Content-Type` as it was sent.
    pub content_type: Option<String>,
    /// For how long it stays as it is, as its host says (RFC 9111 §4.2.1).
    pub max_age: Seconds,
    /// How long its host wants to be left alone, if it says so (RFC 9110 §10.2.3).
    pub retry_after: Option<Seconds>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// The guarded client. Clones share connections.
#[derive(Clone, Debug)]
pub struct GuardedClient(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: FetchSettings,
    extra_roots: Vec<Certificate>,
    /// For everybody: https, public addresses.
    guarded: OnceLock<Client>,
    /// For hosts that the operator listed.
    listed: OnceLock<Client>,
}

impl GuardedClient {
    /// Prepares the client. TLS is set up at the first fetch.
    ///
    /// # Errors
    /// [`FetchSetupError`] when the file of extra certificates cannot be read or holds none.
    pub fn new(settings: FetchSettings) -> Result<Self, FetchSetupError> {
        let mut extra_roots = Vec::new();
        if let Some(path) = &settings.ca_file {
            let pem = fs::read(path).map_err(|e| FetchSetupError::Unreadable(path.clone(), e))?;
            extra_roots = Certificate::from_pem_bundle(&pem).unwrap_or_default();
            if extra_roots.is_empty() {
                return Err(FetchSetupError::NoCertificate(path.clone()));
            }
        }
        let (guarded, listed) = (OnceLock::new(), OnceLock::new());
        Ok(Self(Arc::new(Inner { settings, extra_roots, guarded, listed })))
    }

    /// The limits from the settings.
    pub fn limits(&self) -> FetchLimits {
        FetchLimits {
            time: duration(self.0.settings.timeout),
            octets: self.0.settings.longest_answer,
        }
    }

    /// Fetches `url` with GET.
    ///
    /// # Errors
    /// See [`FetchError`]. A status like 404 is an answer, not an error.
    pub async fn fetch(&self, url: &Url, limits: FetchLimits) -> Result<Fetched, FetchError> {
        let accept = HeaderValue::from_static("application/json, */*;q=0.1");
        let request = self.0.admit(url)?.get(url.clone()).header(ACCEPT, accept);
        within(limits, request).await
    }

    /// Sends a form with POST (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn post_form(
        &self,
        url: &Url,
        fields: &[(&str, &str)],
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        let request = self.0.admit(url)?.post(url.clone()).header(CONTENT_TYPE, kind).body(form);
        within(limits, request).await
    }

    /// Sends a document with POST (`application/json`), with a bearer token if there is one
    /// (RFC 6750 §2.1).
    ///
    /// # Errors
    /// See [`FetchError`]; a token that no header can hold is refused.
    pub async fn post_json(
        &self,
        url: &Url,
        token: Option<&Secret<String>>,
        document: String,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        self.send_json((Method::POST, url), token, Some(document), limits).await
    }

    /// Sends a request that takes and gives JSON, with a bearer token if there is one (RFC 6750 §2.1).
    ///
    /// # Errors
    /// See [`FetchError`]; a token that no header can hold is refused.
    pub async fn send_json(
        &self,
        (method, url): (Method, &Url),
        token: Option<&Secret<String>>,
        document: Option<String>,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        let json = HeaderValue::from_static("application/json");
        let mut request = self.0.admit(url)?.request(method, url.clone()).header(ACCEPT, &json);
        if let Some(document) = document {
            request = request.header(CONTENT_TYPE, json).body(document);
        }
        if let Some(token) = token {
            let bearer = Secret::new(format!("Bearer {}", token.expose()));
            let mut bearer = HeaderValue::from_str(bearer.expose())
                .map_err(|_| FetchError::Refused("the token cannot stand in a header"))?;
            bearer.set_sensitive(true);
            request = request.header(AUTHORIZATION, bearer);
        }
        within(limits, request).await
    }

    /// Sends octets with POST, with these headers, to a push service ([`Self::check_push`]). What is in
    /// the headers does not print.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn push(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        self.check_push(url)?;
        let mut request = self.0.admit(url)?.post(url.clone()).body(body);
        for (name, value) in headers {
            let mut value = HeaderValue::from_str(value)
                .map_err(|_| FetchError::Refused("a value cannot stand in a header"))?;
            value.set_sensitive(true);
            request = request.header(*name, value);
        }
        within(limits, request).await
    }

    /// Whether messages may be sent to `url` for a person, whose browser named it.
    ///
    /// Security: anybody can say that their browser lives there. What an operator opened for apps is
    /// not open for that: over https, to public hosts or to the push services that they listed.
    ///
    /// # Errors
    /// [`FetchError::Refused`].
    pub fn check_push(&self, url: &Url) -> Result<(), FetchError> {
        let choice = self.0.choose(url)?;
        if url.scheme() != "https" {
            return Err(FetchError::Refused("the address is not https"));
        }
        let (listed, host) = (&self.0.settings.push_services, url.host_str().unwrap_or_default());
        match choice {
            // What was opened for apps, an own push service among it, is named itself: not what is above it.
            Choice::Listed if listed.iter().any(|one| one.eq_ignore_ascii_case(host)) => Ok(()),
            Choice::Listed => Err(FetchError::NOT_PUBLIC),
            Choice::Guarded if url.port_or_known_default() != Some(443) => {
                Err(FetchError::Refused("the port is not that of https"))
            }
            Choice::Guarded
                if listed.is_empty() || listed.iter().any(|one| is_below(host, one)) =>
            {
                Ok(())
            }
            Choice::Guarded => {
                Err(FetchError::Refused("the host is no push service that may be used"))
            }
        }
    }

    /// Whether `url` may be fetched as far as can be told without looking its name up; for
    /// refusing a registration early.
    ///
    /// # Errors
    /// [`FetchError::Refused`].
    pub fn check(&self, url: &Url) -> Result<(), FetchError> {
        self.0.choose(url).map(|_| ())
    }
}

/// Whether a host is that one, or one below it.
fn is_below(host: &str, parent: &str) -> bool {
    let (host, parent) = (host.to_ascii_lowercase(), parent.to_ascii_lowercase());
    let rest = host.strip_suffix(parent.trim_start_matches('.'));
    !parent.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Which of the two clients an address gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Guarded,
    Listed,
}

impl Inner {
    fn choose(&self, url: &Url) -> Result<Choice, FetchError> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(FetchError::Refused("the address names no host"));
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Refused("the address holds a password"));
        }
        if !matches!(url.scheme(), "https" | "http") {
            return Err(FetchError::Refused("the address is neither https nor http"));
        }
        if self.settings.allow.iter().any(|allowed| allowed.is(&host, port)) {
            return Ok(Choice::Listed);
        }
        if url.scheme() != "https" {
            return Err(FetchError::Refused("the address is not https"));
        }
        let public = match host {
            Host::Ipv4(address) => is_public(address.into()),
            Host::Ipv6(address) => is_public(address.into()),
            Host::Domain(_) => true,
        };
        if public { Ok(Choice::Guarded) } else { Err(FetchError::NOT_PUBLIC) }
    }

    fn admit(&self, url: &Url) -> Result<&Client, FetchError> {
        let choice = self.choose(url)?;
        let slot = if choice == Choice::Guarded { &self.guarded } else { &self.listed };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let client = self.build(choice)?;
        Ok(slot.get_or_init(|| client))
    }

    /// With the system's authorities and the extra ones. A system without any is no reason to
    /// refuse hosts that the extra ones vouch for, or that are listed and speak plain http.
    fn build(&self, choice: Choice) -> Result<Client, FetchError> {
        let extra = || self.extra_roots.iter().cloned();
        self.builder(choice).tls_certs_merge(extra()).build().or_else(|error| {
            tracing::warn!(number = "LK-1503", %error, "the system's certificates cannot be used");
            self.builder(choice).tls_certs_only(extra()).build().map_err(FetchError::from)
        })
    }

    fn builder(&self, choice: Choice) -> ClientBuilder {
        let builder = Client::builder()
            .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(duration(self.settings.connect_timeout))
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy();
        match choice {
            Choice::Guarded => builder.https_only(true).dns_resolver(PublicAddresses),
            Choice::Listed => builder,
        }
    }
}

/// Sends the request and reads the answer within the limits.
async fn within(limits: FetchLimits, request: RequestBuilder) -> Result<Fetched, FetchError> {
    let exchange = async {
        let response = request.send().await.map_err(FetchError::from)?;
        read(response, limits.octets).await
    };
    tokio::time::timeout(limits.time, exchange).await.unwrap_or(Err(FetchError::TimedOut))
}

async fn read(mut response: Response, most: usize) -> Result<Fetched, FetchError> {
    if response.status().is_redirection() {
        return Err(FetchError::Redirected);
    }
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).is_ok_and(|octets| octets > most) {
        return Err(FetchError::TooLarge);
    }
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.map(str::to_owned);
    let (status, max_age) = (response.status().as_u16(), freshness::max_age(response.headers()));
    let retry_after = retry_after::said_by(response.headers());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(FetchError::from)? {
        if body.len() + chunk.len() > most {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Fetched { status, content_type, max_age, retry_after, body })
}

#[cfg(test)]
pub(crate) mod tests;
