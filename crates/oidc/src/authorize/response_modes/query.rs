//! `query`: appended to the redirect URI, whose own query stays (RFC 6749 §3.1.2, §4.1.2).
use super::{Answer, ResponseMode, encoded};

pub(super) static QUERY: ResponseMode =
    ResponseMode { name: "query", is_visible_to_servers: true, render };

fn render(redirect_uri: &str, fields: Vec<(&'static str, String)>) -> Answer {
    let joint = match redirect_uri.find('?') {
        None => "?",
        Some(_) if redirect_uri.ends_with(['?', '&']) => "",
        Some(_) => "&",
    };
    Answer::Redirect(format!("{redirect_uri}{joint}{}", encoded(&fields)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6749 §3.1.2: a registered query is retained.
    #[test]
    fn the_registered_query_is_kept() {
        let rows = [
            ("https://rp/cb", "https://rp/cb?state=a+b%26"),
            ("https://rp/cb?x=1", "https://rp/cb?x=1&state=a+b%26"),
            ("https://rp/cb?", "https://rp/cb?state=a+b%26"),
            ("app:/cb?x&", "app:/cb?x&state=a+b%26"),
        ];
        for (uri, expected) in rows {
            let answer = render(uri, vec![("state", "a b&".to_owned())]);
            assert_eq!(answer, Answer::Redirect(expected.to_owned()));
        }
    }
}
