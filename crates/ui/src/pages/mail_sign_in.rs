//! "Sign in by email": a link or a code in place of the password.
use crate::filters;
use crate::samples::{ALICE, SOON, bare_page, page_for_app, sample};
use crate::{Language, Page, Person, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#mail-form` posts `username` and has the mail sent; then `form#otp-form` posts its code as
/// `otp`, and `form#resend-form` asks for another mail.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/mail_sign_in.html")]
pub struct MailSignInPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#otp-form` posts.
    pub action: &'a str,
    /// Where `form#mail-form` and `form#resend-form` post.
    pub send_action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Back to the name and the password.
    pub password_url: &'a str,
    /// What was typed as name or address. Security: nothing else of whoever has it.
    pub username: &'a str,
    /// The mail was asked for. Security: it is said in the same words whether or not there is
    /// somebody to send it to.
    pub sent: bool,
    /// Another one was, just now.
    pub sent_again: bool,
    /// What was wrong with the last attempt.
    pub problems: &'a [MailSignInProblem],
}

/// Why there is no mail, or why its code was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailSignInProblem {
    /// No name was given.
    UsernameMissing,
    /// No code was given.
    CodeMissing,
    /// It is not the one that was mailed last for this sign-in, or it was not mailed at all.
    CodeWrong,
    /// Mails were asked for too often.
    MailedTooOften {
        /// When to try again.
        until: Timestamp,
    },
    /// Too many wrong codes; the next one counts from then on.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for MailSignInProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::UsernameMissing => "signin.username_missing",
            Self::CodeMissing => "verify.missing",
            Self::CodeWrong => "mailin.wrong",
            Self::MailedTooOften { .. } => "page.too_many",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UsernameMissing => Some("username"),
            Self::CodeMissing | Self::CodeWrong => Some("otp"),
            Self::MailedTooOften { .. } | Self::TooManyAttempts { .. } | Self::FormTooOld => None,
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::MailedTooOften { until } | Self::TooManyAttempts { until } => Some(*until),
            _ => None,
        }
    }
}

/// Where the link of that mail ends. Nothing happens before a button: scanners open links, too.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/mail_link.html")]
pub struct MailLinkPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What to show.
    pub state: MailLinkState<'a>,
}

/// Before the button, after it, or too late.
#[derive(Clone, Copy)]
pub enum MailLinkState<'a> {
    /// Signs in, in the browser where that began.
    Confirm {
        /// Where `form#mail-link-form` posts.
        action: &'a str,
        /// Where `form#mail-link-deny-form` posts.
        deny_action: &'a str,
        /// The token of the link.
        token: &'a str,
        /// Who it signs in.
        person: Person<'a>,
        /// What was wrong with the last attempt.
        problems: &'a [MailSignInProblem],
    },
    /// In another browser: the code to type where it began.
    ///
    /// Security: the link signs nobody in here. A stranger could send their own to somebody, who would
    /// go on in the stranger's account; and whoever forwards theirs gives nothing away but the code.
    Elsewhere {
        /// Where `form#mail-link-deny-form` posts.
        deny_action: &'a str,
        /// The token of the link.
        token: &'a str,
        /// The code, in groups.
        code: &'a str,
    },
    /// "This wasn't me": link and code are void.
    Denied,
    /// The link is used, expired or unknown: not told apart.
    Void,
}

impl<'a> MailLinkPage<'a> {
    fn problems(&self) -> &'a [MailSignInProblem] {
        match self.state {
            MailLinkState::Confirm { problems, .. } => problems,
            MailLinkState::Elsewhere { .. } | MailLinkState::Denied | MailLinkState::Void => &[],
        }
    }

    fn title(&self) -> &'static str {
        match self.state {
            MailLinkState::Confirm { .. } => "signin.title",
            MailLinkState::Elsewhere { .. } => "mailin.elsewhere_title",
            MailLinkState::Denied => "link.denied_title",
            MailLinkState::Void => "link.void_title",
        }
    }
}

impl Samples for MailSignInPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (page_for_app(language), bare_page(language));
        let sent = MailSignInPage {
            page: &page,
            action: "/northwind/interaction/1/mail",
            send_action: "/northwind/interaction/1/mail/send",
            cancel_action: Some("/northwind/interaction/1/abort"),
            password_url: "/northwind/interaction/1/password",
            username: "alice@northwind.example",
            sent: true,
            sent_again: false,
            problems: &[],
        };
        let asks = MailSignInPage { sent: false, username: "", ..sent };
        let long = MailSignInPage {
            page: &bare,
            username: "a.rather.long.mailbox.name@subsidiary.northwind.example",
            ..sent
        };
        let failing = |name, problems| sample(name, &MailSignInPage { problems, ..sent });
        let unsent = |name, problems| sample(name, &MailSignInPage { problems, ..asks });
        Ok(vec![
            sample("mail-sign-in", &asks)?,
            unsent("mail-sign-in-missing", &[MailSignInProblem::UsernameMissing])?,
            unsent("mail-sign-in-too-often", &[MailSignInProblem::MailedTooOften { until: SOON }])?,
            sample("mail-sign-in-sent", &sent)?,
            sample("mail-sign-in-sent-long", &long)?,
            sample("mail-sign-in-sent-again", &MailSignInPage { sent_again: true, ..sent })?,
            failing("mail-sign-in-sent-missing", &[MailSignInProblem::CodeMissing])?,
            failing("mail-sign-in-sent-wrong", &[MailSignInProblem::CodeWrong])?,
            failing(
                "mail-sign-in-sent-wait",
                &[MailSignInProblem::TooManyAttempts { until: SOON }],
            )?,
            failing("mail-sign-in-sent-old", &[MailSignInProblem::FormTooOld])?,
        ])
    }
}

impl Samples for MailLinkPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let (action, token) = ("/northwind/interaction/1/passwordless", "c29tZSByYW5kb20gYnl0ZXM");
        let deny_action = "/northwind/interaction/1/passwordless/deny";
        let confirm = |problems| MailLinkState::Confirm {
            action,
            deny_action,
            token,
            person: ALICE,
            problems,
        };
        let elsewhere = MailLinkState::Elsewhere { deny_action, token, code: "4829 1375" };
        let shown = |name, state| sample(name, &MailLinkPage { page: &page, state });
        Ok(vec![
            shown("mail-link", confirm(&[]))?,
            shown("mail-link-form-too-old", confirm(&[MailSignInProblem::FormTooOld]))?,
            shown("mail-link-elsewhere", elsewhere)?,
            shown("mail-link-denied", MailLinkState::Denied)?,
            shown("mail-link-void", MailLinkState::Void)?,
        ])
    }
}
