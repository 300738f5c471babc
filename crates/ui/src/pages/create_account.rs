//! "Create account": name, e-mail address, user name if wanted, password.
use crate::pages::{Advice, Strength, TermsView, Weakness};
use crate::samples::{SOON, WORK, bare_page, page_for_app, sample};
use crate::{Fact, Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#signup-form` posts `name`, `email`, `username` (may be empty) and `password`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/create_account.html")]
pub struct CreateAccountPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#signup-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts; `None` when there is nobody to go back to.
    pub cancel_action: Option<&'a str>,
    /// "I have an account": back to sign-in.
    pub sign_in_url: &'a str,
    /// What was typed.
    pub name: &'a str,
    /// What was typed.
    pub email: &'a str,
    /// What was typed.
    pub username: &'a str,
    /// Fewest characters of a password.
    pub min_length: usize,
    /// What whoever creates an account accepts with it.
    pub terms: Option<TermsView<'a>>,
    /// `button#signup-passkey` posts `with`, and no password: browsers that can make passkeys show it.
    pub passkey: bool,
    /// The judgement of the last password, if it was refused.
    pub strength: Option<Strength>,
    /// What was wrong with the last attempt.
    pub problems: &'a [CreateAccountProblem],
}

/// Why an account was not created. An address that has an account already is no problem: the
/// page goes on as if it were new, and its owner gets a mail that says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreateAccountProblem {
    /// No name was given.
    NameMissing,
    /// The name is longer than any page could show.
    NameTooLong,
    /// No address was given.
    EmailMissing,
    /// It cannot be an address.
    EmailMalformed,
    /// The tenant does not take addresses at its domain.
    DomainBlocked,
    /// The tenant takes addresses at other domains only.
    DomainNotAllowed,
    /// Somebody has this user name.
    UsernameTaken,
    /// It has blanks or control characters in it, or more than 128 characters.
    UsernameMalformed,
    /// No password was given.
    PasswordMissing,
    /// It has too few characters.
    PasswordTooShort {
        /// As many are needed.
        min: usize,
    },
    /// It has too many characters.
    PasswordTooLong {
        /// As many are allowed.
        max: usize,
    },
    /// It is too easy to guess; see [`CreateAccountPage::strength`].
    PasswordWeak,
    /// It is known from a leak.
    PasswordBreached,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
    /// Too many accounts were asked for from this address.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
}

impl Problem for CreateAccountProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::NameMissing => "signup.name_missing",
            Self::NameTooLong => "signup.name_too_long",
            Self::EmailMissing => "signup.email_missing",
            Self::EmailMalformed => "signup.email_malformed",
            Self::DomainBlocked => "signup.domain_blocked",
            Self::DomainNotAllowed => "signup.domain_not_allowed",
            Self::UsernameTaken => "signup.username_taken",
            Self::UsernameMalformed => "signup.username_malformed",
            Self::PasswordMissing => "strength.missing",
            Self::PasswordTooShort { .. } => "strength.too_short",
            Self::PasswordTooLong { .. } => "strength.too_long",
            Self::PasswordWeak => "strength.refused",
            Self::PasswordBreached => "strength.breached",
            Self::FormTooOld => "page.form_too_old",
            Self::TooManyAttempts { .. } => "page.too_many",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NameMissing | Self::NameTooLong => Some("name"),
            Self::EmailMissing
            | Self::EmailMalformed
            | Self::DomainBlocked
            | Self::DomainNotAllowed => Some("email"),
            Self::UsernameTaken | Self::UsernameMalformed => Some("username"),
            Self::PasswordMissing
            | Self::PasswordTooShort { .. }
            | Self::PasswordTooLong { .. }
            | Self::PasswordWeak
            | Self::PasswordBreached => Some("password"),
            Self::FormTooOld | Self::TooManyAttempts { .. } => None,
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        match self {
            Self::PasswordTooShort { min: count } | Self::PasswordTooLong { max: count } => {
                vec![("count", Fact::Number(i64::try_from(*count).unwrap_or(i64::MAX)))]
            }
            Self::TooManyAttempts { until } => vec![("until", Fact::Time(*until))],
            _ => Vec::new(),
        }
    }
}

impl Samples for CreateAccountPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use CreateAccountProblem::*;
        let (app, bare) = (page_for_app(language), bare_page(language));
        let first = CreateAccountPage {
            page: &app,
            action: "/northwind/interaction/1/signup",
            cancel_action: Some("/northwind/interaction/1/abort"),
            sign_in_url: "/northwind/interaction/1/login",
            name: "",
            email: "",
            username: "",
            min_length: 8,
            terms: None,
            passkey: false,
            strength: None,
            problems: &[],
        };
        let typed = CreateAccountPage {
            name: "Alice Nakamura",
            email: "alice@northwind.example",
            username: "alice",
            ..first
        };
        let strength =
            Strength { score: 1, weakness: Some(Weakness::Common), advice: Some(Advice::AddWords) };
        let weak = CreateAccountPage {
            strength: Some(strength),
            problems: &[UsernameTaken, PasswordWeak],
            ..typed
        };
        let empty = CreateAccountPage {
            page: &bare,
            problems: &[NameMissing, EmailMissing, PasswordMissing],
            ..first
        };
        let malformed = CreateAccountPage {
            email: "alice@",
            problems: &[
                NameTooLong,
                EmailMalformed,
                UsernameMalformed,
                PasswordTooShort { min: 8 },
            ],
            ..typed
        };
        let limits =
            CreateAccountPage { problems: &[PasswordTooLong { max: 128 }, FormTooOld], ..typed };
        let blocked = CreateAccountPage { problems: &[DomainBlocked], ..typed };
        let elsewhere = CreateAccountPage { problems: &[DomainNotAllowed], ..typed };
        let breached = CreateAccountPage { problems: &[PasswordBreached], ..typed };
        let terms = CreateAccountPage { terms: Some(TermsView::ELSEWHERE), ..first };
        let terms_here = CreateAccountPage { terms: Some(TermsView::HERE), ..first };
        let passkey = CreateAccountPage { passkey: true, ..first };
        let passkey_terms = CreateAccountPage {
            page: &bare,
            problems: &[UsernameTaken],
            terms: Some(TermsView::ELSEWHERE),
            passkey: true,
            ..typed
        };
        let many = CreateAccountPage { problems: &[TooManyAttempts { until: SOON }], ..typed };
        let works = Page { work: Some(WORK), ..app };
        let working = CreateAccountPage { page: &works, ..many };
        Ok(vec![
            sample("create-account", &first)?,
            sample("create-account-working", &working)?,
            sample("create-account-weak", &weak)?,
            sample("create-account-empty", &empty)?,
            sample("create-account-malformed", &malformed)?,
            sample("create-account-limits", &limits)?,
            sample("create-account-too-many", &many)?,
            sample("create-account-blocked", &blocked)?,
            sample("create-account-breached", &breached)?,
            sample("create-account-terms", &terms)?,
            sample("create-account-terms-here", &terms_here)?,
            sample("create-account-not-allowed", &elsewhere)?,
            sample("create-account-passkey", &passkey)?,
            sample("create-account-passkey-terms", &passkey_terms)?,
        ])
    }
}
