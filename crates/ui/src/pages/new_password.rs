//! "Choose a new password", after the link of a mail, and "changed".
use crate::filters;
use crate::pages::{Advice, Strength, Weakness};
use crate::samples::{ALICE, SOON, page, page_for_app, sample};
use crate::{Fact, Language, Page, Person, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#new-password-form` posts the hidden field `code` and `new_password`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/new_password.html")]
pub struct NewPasswordPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#new-password-form` posts.
    pub action: &'a str,
    /// The token of the link.
    pub code: &'a str,
    /// Whose password.
    pub person: Person<'a>,
    /// What password managers file it under.
    pub username: &'a str,
    /// The account has a passkey and no password: a code of the app or of the list of recovery codes is
    /// asked for.
    pub asks_code: bool,
    /// To getting back in without one, where the tenant lets people.
    pub lost_url: Option<&'a str>,
    /// Whether all other sign-ins are to end.
    pub ends_others: bool,
    /// Fewest characters of a password.
    pub min_length: usize,
    /// The judgement of the last password, if it was refused.
    pub strength: Option<Strength>,
    /// What was wrong with the last attempt.
    pub problems: &'a [NewPasswordProblem],
}

/// Why a new password was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewPasswordProblem {
    /// No password was given.
    Missing,
    /// It has too few characters.
    TooShort {
        /// As many are needed.
        min: usize,
    },
    /// It has too many characters.
    TooLong {
        /// As many are allowed.
        max: usize,
    },
    /// It is too easy to guess; see [`NewPasswordPage::strength`].
    Weak,
    /// It is known from a leak.
    Breached,
    /// The person had it before.
    UsedBefore,
    /// Not before then.
    TooManyAttempts {
        /// When.
        until: Timestamp,
    },
    /// No code was given.
    CodeMissing,
    /// It is none that counts now, or was used before.
    CodeWrong,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for NewPasswordProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Missing => "strength.missing",
            Self::TooShort { .. } => "strength.too_short",
            Self::TooLong { .. } => "strength.too_long",
            Self::Weak => "strength.refused",
            Self::Breached => "strength.breached",
            Self::UsedBefore => "strength.used_before",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::CodeMissing => "lock.code_missing",
            Self::CodeWrong => "lock.code_wrong",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::FormTooOld | Self::TooManyAttempts { .. } => None,
            Self::CodeMissing | Self::CodeWrong => Some("otp"),
            _ => Some("new-password"),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        match self {
            Self::TooManyAttempts { until } => vec![("until", Fact::Time(*until))],
            Self::TooShort { min: count } | Self::TooLong { max: count } => {
                vec![("count", Fact::Number(i64::try_from(*count).unwrap_or(i64::MAX)))]
            }
            _ => Vec::new(),
        }
    }
}

/// The password is changed.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/password_changed.html")]
pub struct PasswordChangedPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// All other sessions of the account are over.
    pub others_ended: bool,
    /// On with the interaction, if it can be gone on with in this browser.
    pub continue_url: Option<&'a str>,
}

/// The link of a mail sets no password: a passkey is all that the account has, and there is no code to be
/// asked for.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/passkey_only.html")]
pub struct PasskeyOnlyPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// The password of the account, by way of signing in.
    pub sign_in_url: &'a str,
    /// To getting back in without a passkey, where the tenant lets people; else only operators can help.
    pub lost_url: Option<&'a str>,
}

impl Samples for PasskeyOnlyPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let sign_in_url = "/northwind/account/password";
        let only = PasskeyOnlyPage { page: &page, sign_in_url, lost_url: None };
        let lost_url = Some("/northwind/forgotpassword/lost?code=c29tZSByYW5kb20gYnl0ZXM");
        Ok(vec![
            sample("forgotten-passkey-only", &only)?,
            sample("forgotten-passkey-lost", &PasskeyOnlyPage { lost_url, ..only })?,
        ])
    }
}

impl Samples for NewPasswordPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use NewPasswordProblem::*;
        let page = page(language);
        let first = NewPasswordPage {
            page: &page,
            action: "/northwind/forgotpassword",
            code: "c29tZSByYW5kb20gYnl0ZXM",
            person: ALICE,
            username: "alice@northwind.example",
            asks_code: false,
            lost_url: None,
            ends_others: true,
            min_length: 8,
            strength: None,
            problems: &[],
        };
        let judged = |weakness, advice| {
            Some(Strength { score: 1, weakness: Some(weakness), advice: Some(advice) })
        };
        let weak = NewPasswordPage {
            strength: judged(Weakness::KeyboardRow, Advice::UseWords),
            problems: &[Weak],
            ..first
        };
        let lost_url = Some("/northwind/forgotpassword/lost?code=c29tZSByYW5kb20gYnl0ZXM");
        let coded = NewPasswordPage { asks_code: true, lost_url, ..first };
        let code_wrong = NewPasswordPage { problems: &[CodeWrong], ..coded };
        let code_missing = NewPasswordPage { problems: &[CodeMissing], ..coded };
        let failing = |name, problems| sample(name, &NewPasswordPage { problems, ..first });
        Ok(vec![
            sample("new-password", &first)?,
            sample("new-password-weak", &weak)?,
            sample("new-password-code", &coded)?,
            sample("new-password-code-wrong", &code_wrong)?,
            sample("new-password-code-missing", &code_missing)?,
            failing("new-password-missing", &[Missing])?,
            failing("new-password-too-short", &[TooShort { min: 8 }])?,
            failing("new-password-too-long", &[TooLong { max: 128 }])?,
            failing("new-password-form-too-old", &[FormTooOld])?,
            failing("new-password-breached", &[Breached])?,
            failing("new-password-used-before", &[UsedBefore])?,
            failing("new-password-wait", &[TooManyAttempts { until: SOON }])?,
        ])
    }
}

impl Samples for PasswordChangedPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        let continue_url = Some("/northwind/interaction/1");
        let on = PasswordChangedPage { page: &app, others_ended: true, continue_url };
        let alone = PasswordChangedPage { page: &plain, continue_url: None, ..on };
        let here = PasswordChangedPage { others_ended: false, ..on };
        Ok(vec![
            sample("password-changed", &on)?,
            sample("password-changed-elsewhere", &alone)?,
            sample("password-changed-here", &here)?,
        ])
    }
}
