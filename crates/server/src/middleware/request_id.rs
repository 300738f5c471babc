//! The name of one request in log lines, error bodies and on error pages.
use actix_web::http::header::{HeaderMap, HeaderName};
use latchkey_base::Entropy;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

/// The header that carries it, both ways.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request's id: the caller's own if it is harmless, else a new random UUID (native contract
/// §1.4). Kept in the request's extensions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestId(Arc<str>);

/// Makes the ids of one worker's requests. An id is no secret, so its random octets are drawn for
/// many at once.
pub struct RequestIds {
    entropy: Arc<dyn Entropy>,
    drawn: RefCell<Vec<[u8; 16]>>,
}

/// Ids drawn at once.
const AT_ONCE: usize = 64;

impl RequestIds {
    /// From this source.
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self { entropy, drawn: RefCell::default() }
    }

    /// The id of a request with these headers.
    pub fn of(&self, headers: &HeaderMap) -> RequestId {
        let sent = headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
        match sent.filter(|text| is_harmless(text)) {
            Some(text) => RequestId(text.into()),
            None => RequestId::random(self.draw()),
        }
    }

    fn draw(&self) -> [u8; 16] {
        let mut drawn = self.drawn.borrow_mut();
        if drawn.is_empty() {
            drawn.resize(AT_ONCE, [0; 16]);
            self.entropy.fill(drawn.as_flattened_mut());
        }
        drawn.pop().unwrap_or_default()
    }
}

impl RequestId {
    fn random(mut bytes: [u8; 16]) -> Self {
        // Version 4, variant 10 (RFC 9562 §5.4).
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            for half in [byte >> 4, byte & 0x0f] {
                text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
            }
        }
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Security: an id from outside ends up in log lines and bodies, so it may hold nothing that
/// means anything there, and not much of it.
fn is_harmless(text: &str) -> bool {
    (8..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;
    use latchkey_base::SeededEntropy;
    use std::collections::HashSet;

    fn ids(seed: u64) -> RequestIds {
        RequestIds::new(Arc::new(SeededEntropy::new(seed)))
    }

    #[test]
    fn no_two_requests_share_an_id() {
        let ids = ids(3);
        let all: HashSet<String> =
            (0..3 * AT_ONCE).map(|_| ids.of(&HeaderMap::new()).to_string()).collect();
        assert_eq!(all.len(), 3 * AT_ONCE);
    }

    fn id_for(sent: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_bytes(sent.as_bytes()).unwrap());
        ids(1).of(&headers).to_string()
    }

    #[test]
    fn a_harmless_id_is_kept() {
        assert_eq!(id_for("edge-1.2_abcDEF"), "edge-1.2_abcDEF");
    }

    #[test]
    fn anything_else_is_replaced() {
        let long = "a".repeat(65);
        for sent in ["", "short", "with space", "<script>alert(1)</script>", "läuft-nicht", &long]
        {
            let id = id_for(sent);
            assert_eq!(id.len(), 36, "{sent}");
            assert_ne!(id, sent);
        }
    }

    /// RFC 9562 §5.4.
    #[test]
    fn a_new_id_is_a_random_uuid() {
        let id = ids(2).of(&HeaderMap::new()).to_string();
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(id.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&id.as_bytes()[19]));
    }
}
