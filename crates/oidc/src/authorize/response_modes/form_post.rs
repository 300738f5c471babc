//! `form_post`: a page whose form posts itself (OAuth Form Post Response Mode §2).
use super::{Answer, ResponseMode};

pub(super) static FORM_POST: ResponseMode =
    ResponseMode { name: "form_post", is_visible_to_servers: false, render };

fn render(redirect_uri: &str, fields: Vec<(&'static str, String)>) -> Answer {
    Answer::FormPost { action: redirect_uri.to_owned(), fields }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Form Post §2: the values travel as they are; the page escapes them.
    #[test]
    fn values_are_left_as_they_are() {
        let fields = vec![("state", "<&\">".to_owned())];
        let expected = Answer::FormPost { action: "https://rp/cb".into(), fields: fields.clone() };
        assert_eq!(render("https://rp/cb", fields), expected);
    }
}
