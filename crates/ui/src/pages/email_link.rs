//! Where the link of a mail ends. Nothing happens before the button: scanners open links, too.
use crate::samples::{page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// `form#email-link-form` posts the hidden field `code`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/email_link.html")]
pub struct EmailLinkPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What to show.
    pub state: EmailLinkState<'a>,
}

/// Before the button, after it, or too late.
#[derive(Clone, Copy)]
pub enum EmailLinkState<'a> {
    /// Asks whether the address is to be confirmed.
    Confirm {
        /// Where the form posts.
        action: &'a str,
        /// The token of the link.
        code: &'a str,
        /// The address that it confirms.
        email: &'a str,
    },
    /// The address is confirmed.
    Confirmed {
        /// The address.
        email: &'a str,
        /// On with the interaction, if it can be gone on with in this browser.
        continue_url: Option<&'a str>,
    },
    /// The link is used, expired or unknown: not told apart.
    Void {
        /// Where to ask for a new one.
        again_url: Option<&'a str>,
    },
}

impl EmailLinkPage<'_> {
    fn title(&self) -> &'static str {
        match self.state {
            EmailLinkState::Confirm { .. } => "link.confirm_title",
            EmailLinkState::Confirmed { .. } => "link.confirmed_title",
            EmailLinkState::Void { .. } => "link.void_title",
        }
    }
}

impl Samples for EmailLinkPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        let email = "alice@northwind.example";
        let confirm = EmailLinkState::Confirm {
            action: "/northwind/verifyaccount",
            code: "c29tZSByYW5kb20gYnl0ZXM",
            email,
        };
        let on =
            EmailLinkState::Confirmed { email, continue_url: Some("/northwind/interaction/1") };
        let alone = EmailLinkState::Confirmed { email, continue_url: None };
        let void = EmailLinkState::Void { again_url: Some("/northwind/interaction/1/verify") };
        let lost = EmailLinkState::Void { again_url: None };
        Ok(vec![
            sample("email-link", &EmailLinkPage { page: &plain, state: confirm })?,
            sample("email-link-confirmed", &EmailLinkPage { page: &app, state: on })?,
            sample(
                "email-link-confirmed-elsewhere",
                &EmailLinkPage { page: &plain, state: alone },
            )?,
            sample("email-link-void", &EmailLinkPage { page: &app, state: void })?,
            sample("email-link-void-lost", &EmailLinkPage { page: &plain, state: lost })?,
        ])
    }
}
