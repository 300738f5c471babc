//! Passkeys of the deployment; whether people may have any is a tenant's setting.
use serde::{Deserialize, Serialize};

/// The origins that passkeys are for. They are made for the host of `http.public_url`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasskeySettings {
    /// Other origins whose pages may use them: `/.well-known/webauthn` names them to browsers
    /// (WebAuthn §5.11).
    pub related_origins: Vec<String>,
}

impl PasskeySettings {
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
            let settings = PasskeySettings { related_origins: vec![text.to_owned()] };
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
