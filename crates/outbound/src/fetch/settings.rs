//! What an operator can set about fetches.
use latchkey_base::Seconds;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use thiserror::Error;
use url::Host;

/// Outgoing fetches: keys and metadata of clients, logout calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FetchSettings {
    /// Hosts with port, as `intranet.example:443`, that may be fetched from although their
    /// addresses are not public, and over plain http too.
    pub allow: Vec<AllowedHost>,
    /// A PEM file with certificates of authorities that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Hosts of push services, with all below them, as `push.example`, to which people's browsers
    /// may have messages sent. With none: every public host, and none of `allow`.
    pub push_services: Vec<String>,
    /// How long making a connection may take.
    pub connect_timeout: Seconds,
    /// How long a fetch may take altogether.
    pub timeout: Seconds,
    /// The longest answer that is taken, in octets.
    pub longest_answer: usize,
    /// How long the keys of a client (`jwks_uri`) are used without asking again.
    pub client_keys_kept: Seconds,
    /// The least time between two fetches of one client's keys, whatever key names strangers
    /// make up.
    pub client_keys_pause: Seconds,
    /// For how long they are used at most while they cannot be fetched again; never shorter than
    /// they are kept.
    pub client_keys_stale: Seconds,
    /// Clients whose fetched keys are remembered.
    pub client_keys_most: usize,
    /// Octets of a client's keys, at most; `longest_answer` holds too.
    pub client_keys_longest: usize,
    /// How long a client's logo (`logo_uri`) is shown without asking again.
    pub logos_kept: Seconds,
    /// For how long it is shown at most while it cannot be fetched again; never shorter than it is
    /// kept.
    pub logos_stale: Seconds,
    /// The least time between two fetches of one logo.
    pub logos_pause: Seconds,
    /// Logos that are remembered.
    pub logos_most: usize,
    /// Octets of a logo as it is fetched, at most; `longest_answer` holds too.
    pub logos_longest: usize,
    /// How long a request object (`request_uri`) is used without asking again, if its address
    /// names its hash; one without a hash only as long as its host says, and never longer.
    pub request_objects_kept: Seconds,
    /// The least time between two fetches of one request object, whatever hashes strangers make
    /// up.
    pub request_objects_pause: Seconds,
    /// Fetched request objects that are remembered.
    pub request_objects_most: usize,
    /// How often a minute one tenant's clients may make us fetch things of one kind, such as keys
    /// or logos, because somebody asks for them. Clients that registered themselves have as many
    /// of their own.
    pub tenant_copies_per_minute: NonZeroU32,
    /// How much of that one client may, in per cent, from 1 to 100.
    pub client_copies_share: u8,
    /// How often a minute all tenants together may.
    pub copies_per_minute: NonZeroU32,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            ca_file: None,
            push_services: Vec::new(),
            connect_timeout: Seconds::new(3),
            timeout: Seconds::new(8),
            longest_answer: 256 * 1024,
            client_keys_kept: Seconds::minutes(10),
            client_keys_pause: Seconds::new(10),
            client_keys_stale: Seconds::days(1),
            client_keys_most: 10_000,
            client_keys_longest: 64 * 1024,
            logos_kept: Seconds::days(1),
            logos_stale: Seconds::days(30),
            logos_pause: Seconds::minutes(5),
            logos_most: 256,
            logos_longest: 64 * 1024,
            request_objects_kept: Seconds::days(1),
            request_objects_pause: Seconds::new(1),
            request_objects_most: 500,
            tenant_copies_per_minute: const { NonZeroU32::new(300).unwrap() },
            client_copies_share: 25,
            copies_per_minute: const { NonZeroU32::new(3000).unwrap() },
        }
    }
}

/// The span as the runtime takes it.
pub(crate) fn duration(span: Seconds) -> Duration {
    Duration::from_secs(u64::try_from(span.get()).unwrap_or(0))
}

/// A host and a port that the operator vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHost {
    host: Host<String>,
    port: u16,
}

/// The text is not a host with a port.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("write a host with its port, as intranet.example:443, 10.0.0.7:8443 or [fd00::1]:443")]
pub struct AllowedHostError;

impl AllowedHost {
    /// Whether it is this host and port.
    pub fn is(&self, host: &Host<&str>, port: u16) -> bool {
        self.port == port && self.host == host.to_owned()
    }
}

impl FromStr for AllowedHost {
    type Err = AllowedHostError;
    fn from_str(text: &str) -> Result<Self, AllowedHostError> {
        let (host, port) = text.rsplit_once(':').ok_or(AllowedHostError)?;
        let host = Host::parse(host).map_err(|_| AllowedHostError)?;
        let port = port.parse().map_err(|_| AllowedHostError)?;
        Ok(Self { host, port })
    }
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Serialize for AllowedHost {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AllowedHost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn is(entry: &str, url: &str) -> bool {
        let url = Url::parse(url).unwrap();
        let entry: AllowedHost = entry.parse().unwrap();
        entry.is(&url.host().unwrap(), url.port_or_known_default().unwrap())
    }

    #[test]
    fn an_entry_is_one_host_on_one_port_in_any_spelling() {
        assert!(is("Intranet.Example:443", "https://intranet.example/jwks"));
        assert!(is("localhost:8081", "http://localhost:8081/"));
        assert!(is("127.0.0.1:80", "http://127.1/"));
        assert!(is("[fd00::1]:443", "https://[fd00:0::1]/"));
        assert!(!is("intranet.example:443", "https://intranet.example:8443/"));
        assert!(!is("intranet.example:443", "https://x.intranet.example/"));
        assert!(!is("localhost:80", "http://127.0.0.1/"));
    }

    #[test]
    fn an_entry_without_port_is_refused() {
        for text in ["", "localhost", "localhost:", ":80", "fd00::1", "a b:80", "host:99999"] {
            assert_eq!(text.parse::<AllowedHost>(), Err(AllowedHostError), "{text}");
        }
    }

    #[test]
    fn an_entry_survives_its_text() {
        for text in ["localhost:8081", "[fd00::1]:443", "10.0.0.7:8443"] {
            assert_eq!(text.parse::<AllowedHost>().unwrap().to_string(), text);
        }
    }
}
