//! The registered address that a wrong one was probably meant to be.
use serde::{Deserialize, Serialize};
use url::Url;

/// Security: strangers choose both the length and the number of what is compared.
const MOST: usize = 100;

/// How two addresses differ: the first thing that does, in the order in which people look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// A slash at the end.
    TrailingSlash,
    /// Small and capital letters.
    LetterCase,
    /// `http` for `https`, or another one.
    Scheme,
    /// Another host.
    Host,
    /// Another port.
    Port,
    /// Another path.
    Path,
    /// Another query.
    Query,
    /// Only the spelling: escapes, a default port, a fragment, a user name.
    Spelling,
}

/// The registered address that is most like the one that was sent, and how they differ.
pub(crate) fn nearest<'a>(sent: &str, registered: &'a [String]) -> Option<(&'a str, Difference)> {
    let held = registered.iter().take(MOST).map(String::as_str);
    let best = held.max_by_key(|held| likeness(sent, held))?;
    Some((best, difference(sent, best)))
}

/// How many octets agree from both ends.
fn likeness(sent: &str, held: &str) -> usize {
    let (sent, held) = (sent.as_bytes(), held.as_bytes());
    let same = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b);
    let front = sent.iter().zip(held).take_while(same).count();
    let back = sent.iter().rev().zip(held.iter().rev()).take_while(same).count();
    front + back
}

fn difference(sent: &str, held: &str) -> Difference {
    let bare = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
    if bare(sent) == bare(held) {
        return Difference::TrailingSlash;
    }
    if sent.eq_ignore_ascii_case(held) {
        return Difference::LetterCase;
    }
    let (Ok(sent), Ok(held)) = (Url::parse(sent), Url::parse(held)) else {
        return Difference::Spelling;
    };
    let rows = [
        (Difference::Scheme, sent.scheme() != held.scheme()),
        (Difference::Host, sent.host_str() != held.host_str()),
        (Difference::Port, sent.port_or_known_default() != held.port_or_known_default()),
        (Difference::Path, sent.path() != held.path()),
        (Difference::Query, sent.query() != held.query()),
    ];
    rows.iter().find(|(_, differs)| *differs).map_or(Difference::Spelling, |(what, _)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_address_is_found_and_how_it_differs() {
        let held = ["https://shop.example/cb", "https://other.example/cb?a=1", "com.shop:/cb"]
            .map(str::to_owned);
        let rows = [
            ("https://shop.example/cb/", 0, Difference::TrailingSlash),
            ("https://shop.example/CB", 0, Difference::LetterCase),
            ("http://shop.example/cb", 0, Difference::Scheme),
            ("https://shop.example:8443/cb", 0, Difference::Port),
            ("https://shop.example/callback", 0, Difference::Path),
            ("https://shop.example/cb?x=1", 0, Difference::Query),
            ("https://shop.example.evil.example/cb", 0, Difference::Host),
            ("https://shop.example:443/cb", 0, Difference::Spelling),
            ("https://other.example/cb?a=2", 1, Difference::Query),
            ("com.shop://cb", 2, Difference::Host),
        ];
        for (sent, place, how) in rows {
            assert_eq!(nearest(sent, &held), Some((held[place].as_str(), how)), "{sent}");
        }
        assert_eq!(nearest("https://shop.example/cb", &[]), None);
    }
}
