//! Which accounts this browser has signed in to before.
//!
//! A cookie of MACs over browser and account. It proves nothing about who sits there; it only
//! gives the owner of an account a place of their own to fail in, so that strangers who guess
//! elsewhere cannot make them wait (`latchkey_authn::throttle`).
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{AccountId, CodeDigest, CodeKey, TokenHash};

/// How many accounts one browser is remembered for.
const MOST: usize = 6;

/// Makes and reads the cookie's value.
#[derive(Debug)]
pub struct KnownBrowsers(CodeKey);

impl KnownBrowsers {
    /// With a key derived for this purpose.
    pub fn new(key: CodeKey) -> Self {
        Self(key)
    }

    /// Whether `value` says that this browser knows the account.
    pub fn knows(&self, value: Option<&str>, browser: &TokenHash, account: AccountId) -> bool {
        value.is_some_and(|value| {
            marks(value).any(|mark| self.0.matches("known", &text(browser, account), &mark))
        })
    }

    /// The value with this account added, the oldest ones dropped.
    pub fn with(&self, value: Option<&str>, browser: &TokenHash, account: AccountId) -> String {
        let known = text(browser, account);
        let mark = |mark: &CodeDigest| URL_SAFE_NO_PAD.encode(mark.as_bytes());
        let others = marks(value.unwrap_or_default())
            .filter(|held| !self.0.matches("known", &known, held))
            .take(MOST - 1);
        let all: Vec<String> =
            [self.0.digest("known", &known)].into_iter().chain(others).map(|m| mark(&m)).collect();
        all.join(".")
    }
}

fn text(browser: &TokenHash, account: AccountId) -> String {
    format!("{} {account}", URL_SAFE_NO_PAD.encode(browser.as_bytes()))
}

fn marks(value: &str) -> impl Iterator<Item = CodeDigest> {
    value.split('.').take(MOST).filter_map(|mark| {
        let bytes = URL_SAFE_NO_PAD.decode(mark).ok()?;
        Some(CodeDigest::from_bytes(bytes.try_into().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_knows_the_accounts_it_signed_in_to_and_no_others() {
        let known = KnownBrowsers::new(CodeKey::new(&[3; 32]));
        let (mine, theirs) = (TokenHash::of("mine"), TokenHash::of("theirs"));
        let account = |n| AccountId::from_bytes([n; 16]);
        let mut value = None;
        for n in 1..=8 {
            value = Some(known.with(value.as_deref(), &mine, account(n)));
        }
        let value = value.as_deref();
        assert!(known.knows(value, &mine, account(8)));
        assert!(known.knows(value, &mine, account(3)));
        assert!(!known.knows(value, &mine, account(2)), "the oldest are dropped");
        assert!(!known.knows(value, &theirs, account(8)), "a copied cookie is worth nothing");
        assert!(!known.knows(value, &mine, account(9)));
        assert!(
            !known.knows(Some("x.y"), &mine, account(1)) && !known.knows(None, &mine, account(1))
        );
    }

    #[test]
    fn signing_in_again_does_not_fill_the_cookie() {
        let known = KnownBrowsers::new(CodeKey::new(&[3; 32]));
        let (browser, account) = (TokenHash::of("b"), AccountId::from_bytes([1; 16]));
        let once = known.with(None, &browser, account);
        assert_eq!(known.with(Some(&once), &browser, account), once);
    }
}
