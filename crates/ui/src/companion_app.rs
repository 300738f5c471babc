//! What the companion app shows on somebody's phone, in their language.
use crate::messages;
use crate::{Fact, Language};

/// What it is about.
#[derive(Clone, Copy, Debug)]
pub enum RequestAbout<'a> {
    /// A sign-in that is under way.
    SignIn {
        /// The browser, in words.
        browser: &'a str,
        /// The network it is in, shortened.
        place: &'a str,
    },
    /// The app is being set up.
    SetUp,
}

/// The texts of a request.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestText {
    /// Its title.
    pub title: String,
    /// What it says, with the code.
    pub body: String,
    /// What a locked phone shows, without it.
    pub notification: String,
    /// "Approve".
    pub approve: String,
    /// "Decline".
    pub decline: String,
}

/// The longest name of a tenant that is shown.
const LONGEST_NAME: usize = 60;

/// The request with a code, at the tenant of that name.
pub fn request_text(
    language: Language,
    (tenant, code): (&str, &str),
    about: RequestAbout<'_>,
) -> RequestText {
    let tenant: String = tenant.chars().take(LONGEST_NAME).collect();
    let named = [("tenant", Fact::Text(&tenant))];
    let body = match about {
        RequestAbout::SignIn { browser, place } => {
            let facts = [
                ("code", Fact::Text(code)),
                ("browser", Fact::Text(browser)),
                ("place", Fact::Text(place)),
            ];
            messages::plain(language, "companion.ask_body", &facts)
        }
        RequestAbout::SetUp => {
            messages::plain(language, "companion.ask_set_up_body", &[("code", Fact::Text(code))])
        }
    };
    RequestText {
        title: messages::plain(language, "companion.ask_title", &named),
        body,
        notification: messages::plain(language, "companion.ask_notification", &named),
        approve: messages::text(language, "companion.approve"),
        decline: messages::text(language, "companion.decline"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Security: the code is where only the app shows it; what is asked names whose sign-in it is, and from where.
    #[test]
    fn a_request_says_what_it_is_about_in_every_language() {
        let about = RequestAbout::SignIn { browser: "Firefox", place: "192.0.2.x" };
        for language in Language::ALL {
            let text = request_text(language, ("Northwind", "482913"), about);
            assert!(
                text.body.contains("482913") && text.body.contains("192.0.2.x"),
                "{}",
                text.body
            );
            assert!(text.body.contains("Firefox"), "{}", text.body);
            assert!(text.title.contains("Northwind") && !text.title.contains("482913"));
            assert!(
                text.notification.contains("Northwind") && !text.notification.contains("482913")
            );
            assert_ne!(text.approve, text.decline);
            let set_up = request_text(language, ("Northwind", "482913"), RequestAbout::SetUp);
            assert!(set_up.body.contains("482913") && set_up.body != text.body);
            for said in [&text.title, &text.body, &text.notification, &set_up.body, &text.approve] {
                assert!(!said.contains("companion."), "a key shows in {said}");
            }
        }
    }
}
