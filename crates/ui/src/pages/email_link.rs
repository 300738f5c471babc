//! Where the link of a mail ends. Nothing happens before the button: scanners open links, too.
use crate::samples::{SOON, page, page_for_app, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#email-link-form` posts the hidden field `code`, and `password` where that is asked for;
/// `form#email-link-deny-form` posts `code` alone.
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
    /// Asks whether the address is to be confirmed, in the browser where that began.
    Confirm {
        /// Where the form posts.
        action: &'a str,
        /// The token of the link.
        code: &'a str,
        /// The address that it confirms.
        email: &'a str,
    },
    /// Asks it in another browser, with the account's password.
    Prove {
        /// Where `form#email-link-form` posts.
        action: &'a str,
        /// Where `form#email-link-deny-form` posts.
        deny_action: &'a str,
        /// The token of the link.
        code: &'a str,
        /// The address that it confirms.
        email: &'a str,
        /// What was wrong with the last attempt.
        problems: &'a [EmailLinkProblem],
    },
    /// In another browser, for somebody who has no password: the code of the mail does, where they began.
    Elsewhere {
        /// Where `form#email-link-deny-form` posts.
        deny_action: &'a str,
        /// The token of the link.
        code: &'a str,
        /// The address that it confirms.
        email: &'a str,
    },
    /// "This wasn't me": the link and its code are void, and nothing was confirmed.
    Denied {
        /// The address.
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

/// Why an address was not confirmed with that password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EmailLinkProblem {
    /// No password was given.
    PasswordMissing,
    /// It is not the account's.
    PasswordWrong,
    /// Too many failed attempts; the next one counts from then on.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
}

impl Problem for EmailLinkProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::PasswordMissing => "signin.password_missing",
            Self::PasswordWrong => "link.password_wrong",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::PasswordMissing | Self::PasswordWrong => Some("password"),
            Self::TooManyAttempts { .. } => None,
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooManyAttempts { until } => Some(*until),
            _ => None,
        }
    }
}

impl EmailLinkPage<'_> {
    fn problems(&self) -> &[EmailLinkProblem] {
        match self.state {
            EmailLinkState::Prove { problems, .. } => problems,
            _ => &[],
        }
    }

    fn title(&self) -> &'static str {
        match self.state {
            EmailLinkState::Confirm { .. }
            | EmailLinkState::Prove { .. }
            | EmailLinkState::Elsewhere { .. } => "link.confirm_title",
            EmailLinkState::Denied { .. } => "link.denied_title",
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
        let prove = |problems| EmailLinkState::Prove {
            action: "/northwind/verifyaccount",
            deny_action: "/northwind/verifyaccount/deny",
            code: "c29tZSByYW5kb20gYnl0ZXM",
            email,
            problems,
        };
        let elsewhere =
            |name, problems| sample(name, &EmailLinkPage { page: &plain, state: prove(problems) });
        let no_password = EmailLinkState::Elsewhere {
            deny_action: "/northwind/verifyaccount/deny",
            code: "c29tZSByYW5kb20gYnl0ZXM",
            email,
        };
        let denied = EmailLinkState::Denied { email };
        let wait = [EmailLinkProblem::TooManyAttempts { until: SOON }];
        let on =
            EmailLinkState::Confirmed { email, continue_url: Some("/northwind/interaction/1") };
        let alone = EmailLinkState::Confirmed { email, continue_url: None };
        let void = EmailLinkState::Void { again_url: Some("/northwind/interaction/1/verify") };
        let lost = EmailLinkState::Void { again_url: None };
        Ok(vec![
            sample("email-link", &EmailLinkPage { page: &plain, state: confirm })?,
            elsewhere("email-link-elsewhere", &[])?,
            elsewhere("email-link-elsewhere-missing", &[EmailLinkProblem::PasswordMissing])?,
            elsewhere("email-link-elsewhere-wrong", &[EmailLinkProblem::PasswordWrong])?,
            elsewhere("email-link-elsewhere-wait", &wait)?,
            sample("email-link-type-code", &EmailLinkPage { page: &plain, state: no_password })?,
            sample("email-link-denied", &EmailLinkPage { page: &plain, state: denied })?,
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
