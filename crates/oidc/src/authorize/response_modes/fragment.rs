//! `fragment`: behind the `#`, which browsers do not send on (OAuth MRT §2.1).
use super::{Answer, ResponseMode, encoded};

pub(super) static FRAGMENT: ResponseMode =
    ResponseMode { name: "fragment", is_visible_to_servers: false, render };

fn render(redirect_uri: &str, fields: Vec<(&'static str, String)>) -> Answer {
    Answer::Redirect(format!("{redirect_uri}#{}", encoded(&fields)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OAuth MRT §2.1: form-encoded, in the fragment.
    #[test]
    fn fields_are_behind_the_hash() {
        let answer = render("https://rp/cb?x=1", vec![("error", "é".to_owned())]);
        assert_eq!(answer, Answer::Redirect("https://rp/cb?x=1#error=%C3%A9".to_owned()));
    }
}
