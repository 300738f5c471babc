//! Proof that a form was served by us to the browser that posts it.
//!
//! The token is a MAC over the browser cookie and the form's purpose; nothing is stored, so any
//! number of tabs and reloads work. Security: login forms need it too, or a stranger could sign
//! a person in as somebody else.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{CodeDigest, CodeKey, TokenHash};

/// Makes and checks the hidden `csrf` field.
#[derive(Debug)]
pub struct Csrf(CodeKey);

impl Csrf {
    /// With a key derived for this purpose.
    pub fn new(key: CodeKey) -> Self {
        Self(key)
    }

    /// The field's value for a form with `purpose` in that browser.
    pub fn token(&self, browser: &TokenHash, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.0.digest(purpose, &bound(browser)).as_bytes())
    }

    /// Whether the posted value is right.
    pub fn check(&self, posted: Option<&str>, browser: &TokenHash, purpose: &str) -> bool {
        let digest = posted
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .map(CodeDigest::from_bytes);
        digest.is_some_and(|digest| self.0.matches(purpose, &bound(browser), &digest))
    }
}

fn bound(browser: &TokenHash) -> String {
    URL_SAFE_NO_PAD.encode(browser.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_one_browser_and_one_purpose() {
        let csrf = Csrf::new(CodeKey::new(&[7; 32]));
        let (mine, theirs) = (TokenHash::of("mine"), TokenHash::of("theirs"));
        let token = csrf.token(&mine, "password");
        assert!(csrf.check(Some(&token), &mine, "password"));
        assert!(!csrf.check(Some(&token), &theirs, "password"));
        assert!(!csrf.check(Some(&token), &mine, "consent"));
        assert!(!csrf.check(Some("AAAA"), &mine, "password"));
        assert!(!csrf.check(None, &mine, "password"));
    }
}
