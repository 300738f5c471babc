//! How an answer travels to the redirect URI (OAuth Multiple Response Types §2.1).

mod device;
mod form_post;
mod fragment;
mod query;

pub(super) use device::DEVICE;

use super::Answer;
use crate::{Param, Params};

/// One way of answering.
#[derive(Debug)]
pub struct ResponseMode {
    /// Its value in `response_mode`.
    pub name: &'static str,
    /// The fields are in the URL that the browser sends to the client's server.
    pub(super) is_visible_to_servers: bool,
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

/// The default: the fragment as soon as a token would travel (OAuth Multiple Response Types
/// §2.1, §5).
pub(super) fn default_for(params: &Params<'_>) -> &'static ResponseMode {
    if carries_tokens(params) { &fragment::FRAGMENT } else { &query::QUERY }
}

/// Whether the words of the `response_type`, known to us or not, ask for a token from the
/// authorization endpoint.
pub(super) fn carries_tokens(params: &Params<'_>) -> bool {
    let mut words = params.get(Param::ResponseType).unwrap_or_default().split(' ');
    words.any(|word| word == "token" || word == "id_token")
}

fn encoded(fields: &[(&'static str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
