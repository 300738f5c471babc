//! "Forgot your password?": asks for an address, then says the same to everybody.
use crate::samples::{SOON, WORK, page, page_for_app, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#forgot-form` posts `username`: a user name or an e-mail address.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/forgot_password.html")]
pub struct ForgotPasswordPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#forgot-form` posts.
    pub action: &'a str,
    /// Back to sign-in; `None` when no interaction waits.
    pub back_url: Option<&'a str>,
    /// What was typed here or at sign-in.
    pub username: &'a str,
    /// What was wrong with the last attempt.
    pub problems: &'a [ForgotPasswordProblem],
}

impl ForgotPasswordPage<'_> {
    /// Somebody came by a link that no longer works: they made no mistake.
    fn link_is_void(&self) -> bool {
        self.problems.contains(&ForgotPasswordProblem::LinkVoid)
    }
}

/// Why no mail was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ForgotPasswordProblem {
    /// No name was given.
    UsernameMissing,
    /// The link of a mail was used, expired or unknown: not told apart.
    LinkVoid,
    /// Asked for too often from this address.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for ForgotPasswordProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::UsernameMissing => "forgot.username_missing",
            Self::LinkVoid => "forgot.link_void",
            Self::TooManyAttempts { .. } => "page.too_many",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::UsernameMissing).then_some("username")
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooManyAttempts { until } => Some(*until),
            _ => None,
        }
    }
}

/// The same words whether there is such an account or not.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/forgot_password_sent.html")]
pub struct ForgotPasswordSentPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What was typed.
    pub username: &'a str,
    /// Back to sign-in; `None` when no interaction waits.
    pub back_url: Option<&'a str>,
    /// Back to the form, to try another name.
    pub again_url: &'a str,
}

impl Samples for ForgotPasswordPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        let first = ForgotPasswordPage {
            page: &app,
            action: "/northwind/forgotpassword",
            back_url: Some("/northwind/interaction/1/password"),
            username: "alice@northwind.example",
            problems: &[],
        };
        let failing = |name, problems| {
            let page = ForgotPasswordPage { page: &plain, back_url: None, problems, ..first };
            sample(name, &page)
        };
        let empty = ForgotPasswordPage {
            username: "",
            problems: &[ForgotPasswordProblem::UsernameMissing],
            ..first
        };
        let works = Page { work: Some(WORK), ..app };
        let working = ForgotPasswordPage { page: &works, ..first };
        let many = [ForgotPasswordProblem::TooManyAttempts { until: SOON }];
        Ok(vec![
            sample("forgot-password", &first)?,
            sample("forgot-password-working", &working)?,
            sample("forgot-password-empty", &empty)?,
            failing("forgot-password-link-void", &[ForgotPasswordProblem::LinkVoid])?,
            failing("forgot-password-too-many", &many)?,
            failing("forgot-password-form-too-old", &[ForgotPasswordProblem::FormTooOld])?,
        ])
    }
}

impl Samples for ForgotPasswordSentPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let sent = ForgotPasswordSentPage {
            page: &page,
            username: "alice@northwind.example",
            back_url: Some("/northwind/interaction/1/login"),
            again_url: "/northwind/forgotpassword",
        };
        Ok(vec![sample("forgot-password-sent", &sent)?])
    }
}
