//! The `Accept-Language` header (RFC 9110 §12.5.4).
use super::{Check, mark};

/// Some language of ours comes out, whatever goes in.
pub fn negotiation() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let tags: Vec<&str> = text.split(' ').collect();
        let by_header = latchkey_ui::negotiate(&[], None, Some(text));
        let by_request = latchkey_ui::negotiate(&tags, Some(text), None);
        for language in [by_header, by_request] {
            if !latchkey_ui::supported_locales().contains(&language.tag()) {
                return Err(format!("{} is not supported", language.tag()));
            }
        }
        Ok(mark(&(by_header.tag(), by_request.tag())))
    })
}
