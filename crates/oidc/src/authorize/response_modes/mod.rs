//! How an answer travels to the redirect URI (OAuth Multiple Response Types §2.1).

mod form_post;
mod fragment;
mod query;

use super::Answer;

/// One way of answering.
#[derive(Debug)]
pub struct ResponseMode {
    /// Its value in `response_mode`.
    pub name: &'static str,
    /// Puts the fields on their way to the redirect URI.
    pub(super) render: fn(&str, Vec<(&'static str, String)>) -> Answer,
}

/// Every response mode.
pub static RESPONSE_MODES: &[&ResponseMode] =
    &[&query::QUERY, &fragment::FRAGMENT, &form_post::FORM_POST];

/// The mode of that name.
pub(super) fn named(name: &str) -> Option<&'static ResponseMode> {
    RESPONSE_MODES.iter().copied().find(|mode| mode.name == name)
}

/// The default for the words of a `response_type`, known to us or not: the fragment as soon as
/// a token would travel (OAuth Multiple Response Types §2.1, §5).
pub(super) fn default_for(response_type: Option<&str>) -> &'static ResponseMode {
    let mut words = response_type.unwrap_or_default().split(' ');
    if words.any(|word| word == "token" || word == "id_token") {
        &fragment::FRAGMENT
    } else {
        &query::QUERY
    }
}

fn encoded(fields: &[(&'static str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
