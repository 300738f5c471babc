//! What an authorization answer may consist of (RFC 6749 §3.1.1).

mod code;

/// One response type.
#[derive(Debug)]
pub struct ResponseType {
    /// Its words in alphabetical order, separated by blanks.
    pub name: &'static str,
    /// The grant type that a client must have registered for it (RFC 7591 §2.1).
    pub grant_type: &'static str,
}

/// Every response type that is offered.
pub static RESPONSE_TYPES: &[&ResponseType] = &[&code::CODE];

/// The type with these words, whose order has no meaning (RFC 6749 §3.1.1).
pub(super) fn named(text: &str) -> Option<&'static ResponseType> {
    let mut words: Vec<&str> = text.split(' ').collect();
    words.sort_unstable();
    RESPONSE_TYPES.iter().copied().find(|offered| words.iter().copied().eq(offered.name.split(' ')))
}
