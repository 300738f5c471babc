//! JOSE headers of one key, each encoded once.
use crate::Algorithm;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The values of `typ` that a provider writes. Others work too, encoded anew each time.
static TYPES: [Option<&str>; 6] = [
    None,
    Some("JWT"),
    Some("at+jwt"),
    Some("logout+jwt"),
    Some("secevent+jwt"),
    Some("token-introspection+jwt"),
];

/// The headers a key writes; they differ in `typ` only.
pub(super) struct Headers {
    alg: Algorithm,
    kid: Option<String>,
    encoded: [OnceLock<String>; TYPES.len()],
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
}

impl Headers {
    pub(super) fn new(alg: Algorithm, kid: Option<String>) -> Self {
        Self { alg, kid, encoded: Default::default() }
    }

    pub(super) fn alg(&self) -> Algorithm {
        self.alg
    }

    pub(super) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The header with this `typ`, in base64url.
    pub(super) fn encoded(&self, typ: Option<&str>) -> Result<Cow<'_, str>, serde_json::Error> {
        let slot = TYPES.iter().position(|known| *known == typ);
        let Some(slot) = slot.and_then(|index| self.encoded.get(index)) else {
            return self.encode(typ).map(Cow::Owned);
        };
        if let Some(ready) = slot.get() {
            return Ok(Cow::Borrowed(ready));
        }
        let fresh = self.encode(typ)?;
        Ok(Cow::Borrowed(slot.get_or_init(|| fresh)))
    }

    fn encode(&self, typ: Option<&str>) -> Result<String, serde_json::Error> {
        let header = Header { alg: self.alg.name(), typ, kid: self.kid() };
        Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_encoded_once_for_a_known_type() {
        let headers = Headers::new(Algorithm::ES256, Some("k\"1".to_owned()));
        assert!(matches!(headers.encoded(Some("at+jwt")).unwrap(), Cow::Borrowed(_)));
        assert!(matches!(headers.encoded(Some("x+jwt")).unwrap(), Cow::Owned(_)));
        let text = URL_SAFE_NO_PAD.decode(headers.encoded(Some("at+jwt")).unwrap().as_ref());
        assert_eq!(text.unwrap(), br#"{"alg":"ES256","typ":"at+jwt","kid":"k\"1"}"#);
        let plain = Headers::new(Algorithm::HS256, None);
        let text = URL_SAFE_NO_PAD.decode(plain.encoded(None).unwrap().as_ref());
        assert_eq!(text.unwrap(), br#"{"alg":"HS256"}"#);
    }
}
