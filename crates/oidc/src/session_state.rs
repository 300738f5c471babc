//! What a client is told of a browser's sign-in state (OIDC Session Management §2, §3.2).
use crate::Client;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{Entropy, Secret, sha256};
use url::Url;

/// The state of one browser, for one answer to one client.
#[derive(Debug)]
pub struct SessionState<'a> {
    client_id: &'a str,
    browser_state: &'a str,
    salt: Secret<String>,
}

impl<'a> SessionState<'a> {
    /// `browser_state` is the value of the browser's cookie. The salt is new for every answer, so
    /// that nobody is recognised by it (§3.2).
    pub fn new(client: &'a Client, browser_state: &'a str, entropy: &dyn Entropy) -> Self {
        Self { client_id: &client.client_id, browser_state, salt: entropy.token("") }
    }

    /// `session_state` in an answer to this address: a hash over client, origin, state and salt;
    /// the salt; and the hash of all but the state, by which the frame tells whether whoever asks
    /// is at the origin that was answered (§3.2). `templates/session/check_session.js` computes
    /// the same.
    pub(crate) fn at(&self, redirect_uri: &str) -> String {
        let origin = Url::parse(redirect_uri).map(|url| url.origin().ascii_serialization());
        let origin = origin.unwrap_or_default();
        let (client_id, salt) = (self.client_id, self.salt.expose().as_str());
        let hash = |words: &[&str]| URL_SAFE_NO_PAD.encode(sha256(words.join(" ").as_bytes()));
        let state = hash(&[client_id, &origin, self.browser_state, salt]);
        format!("{state}.{salt}.{}", hash(&[client_id, &origin, salt]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;

    /// OIDC Session Management §2: no blank in it; client, origin, state and salt decide.
    #[test]
    fn a_session_state_depends_on_client_origin_state_and_salt() {
        let op = Op::new();
        let (web, native) = (op.web_app(), op.native_app());
        let state = |client: &Client, state: &str, salt: &str, uri: &str| {
            let salt = Secret::from(salt);
            SessionState { client_id: &client.client_id, browser_state: state, salt }.at(uri)
        };
        let first = state(&web, "s", "salt", "https://rp.example/cb?x=1");
        assert!(first.bytes().all(|b| b.is_ascii_graphic()) && first.split('.').count() == 3);
        let (_, mark) = first.rsplit_once('.').unwrap();
        assert_eq!(first, state(&web, "s", "salt", "https://RP.example:443/other"));
        let later = state(&web, "t", "salt", "https://rp.example/cb");
        assert!(first != later && later.ends_with(mark), "the same origin, another state");
        for other in [
            state(&web, "s", "salt", "https://rp.example:8443/cb"),
            state(&native, "s", "salt", "https://rp.example/cb"),
            state(&web, "s", "tlas", "https://rp.example/cb"),
        ] {
            assert!(other != first && !other.ends_with(mark), "{other}");
        }
        let drawn = || SessionState::new(&web, "s", &op.entropy).at("https://rp.example/cb");
        assert_ne!(drawn(), drawn(), "§3.2: salted anew every time");
    }
}
