//! Passkeys of the deployment; whether people may have any is a tenant's setting.
use super::ConfigError;
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The origins that passkeys are for, and how long people have. They are made for the host of
/// `http.public_url`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasskeySettings {
    /// Other origins whose pages may use them: `/.well-known/webauthn` names them to browsers
    /// (WebAuthn §5.11).
    pub related_origins: Vec<String>,
    /// How long a browser waits for its person (WebAuthn §15.1).
    pub timeout: Seconds,
    /// How long a question waits for its answer here.
    pub question_lifetime: Seconds,
}

impl Default for PasskeySettings {
    fn default() -> Self {
        Self {
            related_origins: Vec::new(),
            timeout: Seconds::minutes(5),
            question_lifetime: Seconds::minutes(10),
        }
    }
}

impl PasskeySettings {
    /// Checks the times.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if !(Seconds::new(1)..=Seconds::days(1)).contains(&self.question_lifetime) {
            let why = "must be from 1 to 86400 (a day)";
            return Err(ConfigError::value("passkeys.question_lifetime", why));
        }
        if !(Seconds::new(1)..=self.question_lifetime).contains(&self.timeout) {
            let why = "must be from 1 to passkeys.question_lifetime";
            return Err(ConfigError::value("passkeys.timeout", why));
        }
        Ok(())
    }

    /// How long a browser waits, as browsers are told.
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.timeout.get()).unwrap_or(0))
    }

    /// The origin that is none: anything but `https://host` with a port perhaps.
    pub fn wrong_origin(&self) -> Option<&str> {
        let is_origin = |text: &String| {
            url::Url::parse(text).is_ok_and(|url| {
                let secure = url.scheme() == "https" || url.host_str() == Some("localhost");
                secure && url.domain().is_some() && url.origin().ascii_serialization() == *text
            })
        };
        self.related_origins.iter().find(|text| !is_origin(text)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_perhaps_a_port() {
        let wrong = |text: &str| {
            let related_origins = vec![text.to_owned()];
            let settings = PasskeySettings { related_origins, ..PasskeySettings::default() };
            settings.wrong_origin().is_some()
        };
        for origin in ["https://a.example", "https://a.example:8443", "http://localhost:8080"] {
            assert!(!wrong(origin), "{origin}");
        }
        for text in
            ["", "a.example", "https://a.example/", "https://a.example/x", "http://a.example"]
        {
            assert!(wrong(text), "{text}");
        }
        assert!(wrong("https://127.0.0.1"), "no domain");
    }
}
