//! Request objects by reference (OIDC Core §6.2, RFC 9101 §5.2).
use crate::authorize::Refusal;
use crate::explain::{ObjectFinding, nearest, sent};
use crate::{Client, ErrorCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::sha256;

/// A `request_uri` that the client has registered. Only such an address is ever fetched: there is
/// no other way to make one.
#[derive(Clone, Copy, Debug)]
pub struct RequestUri<'a> {
    address: &'a str,
    fragment: Option<&'a str>,
}

impl<'a> RequestUri<'a> {
    /// Compares as strings, apart from the fragment, which changes with the content
    /// (OIDC Registration §2, `request_uris`).
    ///
    /// Names of requests that were pushed to us (`urn:…`) would be told apart here.
    ///
    /// # Errors
    /// `invalid_request_uri`.
    pub(super) fn find(text: &'a str, client: &Client) -> Result<Self, Refusal> {
        let (address, fragment) = split(text);
        let mut registered = client.metadata.request_uris.iter().map(|held| split(held).0);
        if registered.any(|held| held == address) {
            return Ok(Self { address, fragment });
        }
        let near = nearest(text, &client.metadata.request_uris);
        let finding = ObjectFinding::Unregistered {
            sent: sent(text),
            nearest: near.map(|(held, _)| held.to_owned()),
            difference: near.map(|(_, difference)| difference),
        };
        let description = "request_uri is not registered for this client";
        Err(Refusal::new(ErrorCode::InvalidRequestUri, description).because(finding))
    }

    /// What is to be fetched, without the fragment.
    pub fn address(&self) -> &'a str {
        self.address
    }

    /// Whether `content` is what the fragment says, if it says anything: the base64url of a
    /// SHA-256 hash (OIDC Core §6.2). Other fragments are marks of a version.
    pub fn accepts(&self, content: &[u8]) -> bool {
        self.hash().is_none_or(|hash| hash == sha256(content))
    }

    /// What is behind the address is not what the fragment says.
    pub fn differs(&self, content: &[u8]) -> ObjectFinding {
        ObjectFinding::Hash { found: URL_SAFE_NO_PAD.encode(sha256(content)) }
    }

    /// It could not be fetched, for this reason.
    pub fn unreachable(&self, why: String) -> ObjectFinding {
        ObjectFinding::Unreachable { uri: sent(self.address), why }
    }

    /// Whether a copy that was made earlier will do: the one with the right hash at any time; one
    /// without while it is fresh by the rules of HTTP; none where the fragment is the mark of a
    /// version, which says nothing about the copy.
    pub fn takes_copy(&self, copy: &[u8], is_fresh: bool) -> bool {
        match self.fragment {
            None | Some("") => is_fresh,
            Some(_) => self.hash().is_some() && self.accepts(copy),
        }
    }

    /// Whether it travels unprotected, which is for signed objects only (OIDC Core §6.2).
    pub(super) fn is_plain_http(&self) -> bool {
        !self.address.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
    }

    fn hash(&self) -> Option<[u8; 32]> {
        let text = self.fragment?;
        URL_SAFE_NO_PAD.decode(text.strip_suffix('=').unwrap_or(text)).ok()?.try_into().ok()
    }
}

fn split(uri: &str) -> (&str, Option<&str>) {
    match uri.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (uri, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;

    fn client(uris: &[&str]) -> Client {
        let mut client = Op::new().web_app();
        client.metadata.request_uris = uris.iter().map(|uri| (*uri).to_owned()).collect();
        client
    }

    /// OIDC Registration §2: the fragment is not part of the comparison, everything else is.
    #[test]
    fn a_registered_address_is_known_whatever_its_fragment() {
        let held = client(&["https://rp.example/r.jwt#old", "https://rp.example/s?x=1"]);
        for text in [
            "https://rp.example/r.jwt",
            "https://rp.example/r.jwt#",
            "https://rp.example/r.jwt#new",
            "https://rp.example/s?x=1#a#b",
        ] {
            assert!(RequestUri::find(text, &held).is_ok(), "{text}");
        }
        for text in [
            "https://rp.example/",
            "https://rp.example/r.jwt/",
            "https://rp.example/r.jwt?x=1",
            "https://rp.example/s",
            "https://RP.example/r.jwt",
            "http://rp.example/r.jwt",
            "https://rp.example:443/r.jwt",
            "https://rp.example/r.jwt%23",
            "https://169.254.169.254/latest",
            "urn:ietf:params:oauth:request_uri:x",
            "",
        ] {
            let refusal = RequestUri::find(text, &held).unwrap_err();
            assert_eq!(refusal.code.name(), "invalid_request_uri", "{text}");
        }
        assert!(RequestUri::find("https://rp.example/r.jwt", &client(&[])).is_err());
    }

    /// OIDC Core §6.2, whose example has this hash form.
    #[test]
    fn a_hash_in_the_fragment_holds_the_content() {
        let held = client(&["https://rp.example/r"]);
        let hash = URL_SAFE_NO_PAD.encode(sha256(b"content"));
        for fragment in [hash.clone(), format!("{hash}=")] {
            let text = format!("https://rp.example/r#{fragment}");
            let uri = RequestUri::find(&text, &held).unwrap();
            assert_eq!(uri.address(), "https://rp.example/r");
            assert!(uri.accepts(b"content") && uri.takes_copy(b"content", false));
            assert!(!uri.accepts(b"content\n") && !uri.takes_copy(b"content\n", true));
        }
        for (text, fresh) in [("https://rp.example/r", true), ("https://rp.example/r#v2", false)] {
            let uri = RequestUri::find(text, &held).unwrap();
            assert!(uri.accepts(b"anything"), "{text}");
            assert_eq!(uri.takes_copy(b"anything", true), fresh, "{text}");
            assert!(!uri.takes_copy(b"anything", false), "{text}");
        }
    }
}
