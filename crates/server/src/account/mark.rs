//! The cookie by which the account pages know whose account a browser shows.
//!
//! It is set when a person has come through the authorization endpoint, and says when they had
//! proven who they are. Security: a session alone is not enough, for it begins with the first
//! proof, and a tenant may ask for more than one before it lets anybody in.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{CodeDigest, CodeKey, SessionId, Timestamp, TokenHash};

const PURPOSE: &str = "account-mark";

/// What the cookie says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Which of the browser's sessions.
    pub session: SessionId,
    /// When its person had proven who they are. To the millisecond, as the authorization endpoint
    /// sees it: else the two could send the browser to and fro.
    pub proved_at: Timestamp,
}

/// Makes and reads the cookie's value.
#[derive(Debug)]
pub struct Marks(CodeKey);

impl Marks {
    /// With a key derived for this purpose.
    pub fn new(key: CodeKey) -> Self {
        Self(key)
    }

    /// The value of a mark in that browser.
    pub fn write(&self, mark: Mark, browser: &TokenHash) -> String {
        let text = text(mark);
        let digest = self.0.digest(PURPOSE, &bound(&text, browser));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(digest.as_bytes()))
    }

    /// The mark, if the value is one that we made for that browser.
    pub fn read(&self, value: &str, browser: &TokenHash) -> Option<Mark> {
        let (text, digest) = value.rsplit_once('.')?;
        let digest: [u8; 32] = URL_SAFE_NO_PAD.decode(digest).ok()?.try_into().ok()?;
        let digest = CodeDigest::from_bytes(digest);
        let (session, millis) = text.split_once('.')?;
        let is_ours = self.0.matches(PURPOSE, &bound(text, browser), &digest);
        let proved_at = Timestamp::from_millis(millis.parse().ok()?);
        let session = session.parse().ok()?;
        is_ours.then_some(Mark { session, proved_at })
    }
}

fn text(mark: Mark) -> String {
    format!("{}.{}", mark.session, mark.proved_at.millis())
}

fn bound(text: &str, browser: &TokenHash) -> String {
    format!("{text} {}", URL_SAFE_NO_PAD.encode(browser.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_good_in_one_browser_and_cannot_be_changed() {
        let marks = Marks::new(CodeKey::new(&[5; 32]));
        let (mine, theirs) = (TokenHash::of("mine"), TokenHash::of("theirs"));
        let mark = Mark {
            session: SessionId::from_bytes([7; 16]),
            proved_at: Timestamp::from_millis(1_800_000_000_987),
        };
        let value = marks.write(mark, &mine);
        assert_eq!(marks.read(&value, &mine), Some(mark));
        assert_eq!(marks.read(&value, &theirs), None);
        let later = value.replace("1800000000987", "1900000000987");
        assert_eq!(marks.read(&later, &mine), None);
        for odd in ["", ".", "a.b.c", "..."] {
            assert_eq!(marks.read(odd, &mine), None, "{odd:?}");
        }
    }
}
