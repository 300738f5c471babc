//! What a browser shows when something waits for its person, in their language.
use crate::messages;
use crate::{Fact, Language};

/// A notification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PushText {
    /// Its title.
    pub title: String,
    /// What it says.
    pub body: String,
}

/// The longest name of a tenant that is shown: what is encrypted has one length.
const LONGEST_NAME: usize = 60;

/// "A sign-in waits": whose pages those are, and nothing about the person or about who asks.
pub fn push_text(language: Language, tenant: &str) -> PushText {
    let tenant: String = tenant.chars().take(LONGEST_NAME).collect();
    let body = messages::plain(language, "push.message", &[("tenant", Fact::Text(&tenant))]);
    PushText { title: tenant, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_fits_whatever_the_name() {
        for language in Language::ALL {
            let text = push_text(language, &"𝔫".repeat(300));
            let octets = text.title.len() + text.body.len();
            assert!(octets < 900, "{}: {octets}", language.tag());
            assert!(!text.body.contains("push."), "{}", text.body);
        }
    }
}
