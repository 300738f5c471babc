//! "Email address": the one there is, and the way to another one.
use super::HOME;
use crate::filters;
use crate::samples::{SOON, member_page, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#email-form` posts `email`. The code that is mailed then is typed on
/// [`crate::pages::VerifyEmailPage`].
#[derive(Template, Clone, Copy)]
#[template(path = "account/email.html")]
pub struct AccountEmailPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#email-form` posts.
    pub action: &'a str,
    /// The address there is.
    pub current: Option<&'a str>,
    /// What was typed.
    pub email: &'a str,
    /// It was changed just now.
    pub is_changed: bool,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountEmailProblem],
}

/// Why an address was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountEmailProblem {
    /// None was given.
    Missing,
    /// It is none.
    Malformed,
    /// It is the one there is.
    Same,
    /// The tenant does not take addresses at its domain.
    DomainBlocked,
    /// The tenant takes addresses at other domains only.
    DomainNotAllowed,
    /// Mails were asked for too often.
    TooOften {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountEmailProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Missing => "signup.email_missing",
            Self::Malformed => "signup.email_malformed",
            Self::Same => "account.email_same",
            Self::DomainBlocked => "signup.domain_blocked",
            Self::DomainNotAllowed => "signup.domain_not_allowed",
            Self::TooOften { .. } => "page.too_many",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooOften { .. } | Self::FormTooOld => None,
            _ => Some("email"),
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooOften { until } => Some(*until),
            _ => None,
        }
    }
}

impl Samples for AccountEmailPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use AccountEmailProblem::*;
        let page = member_page(language);
        let first = AccountEmailPage {
            page: &page,
            home_url: HOME,
            action: "/northwind/account/email",
            current: Some("alice@northwind.example"),
            email: "",
            is_changed: false,
            problems: &[],
        };
        let failing =
            |name, problems| sample(name, &AccountEmailPage { email: "alice@", problems, ..first });
        Ok(vec![
            sample("account-email", &first)?,
            sample("account-email-none", &AccountEmailPage { current: None, ..first })?,
            sample("account-email-changed", &AccountEmailPage { is_changed: true, ..first })?,
            failing("account-email-missing", &[Missing])?,
            failing("account-email-malformed", &[Malformed])?,
            failing("account-email-same", &[Same])?,
            failing("account-email-blocked", &[DomainBlocked])?,
            failing("account-email-not-allowed", &[DomainNotAllowed])?,
            failing("account-email-too-often", &[TooOften { until: SOON }])?,
            failing("account-email-form-too-old", &[FormTooOld])?,
        ])
    }
}
