//! "Change your password".
use super::HOME;
use crate::pages::{Advice, Strength, Weakness};
use crate::samples::{SOON, member_page, sample};
use crate::{Fact, Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#password-form` posts `current_password`, `new_password` and, if ticked, `end_others`.
#[derive(Template, Clone, Copy)]
#[template(path = "account/password.html")]
pub struct AccountPasswordPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#password-form` posts.
    pub action: &'a str,
    /// Whose password: what password managers file it under.
    pub username: &'a str,
    /// There is one, which must be given.
    pub has_password: bool,
    /// Fewest characters of a password.
    pub min_length: usize,
    /// Other browsers are signed out; ticked until somebody says otherwise.
    pub ends_others: bool,
    /// The judgement of the last password, if it was refused.
    pub strength: Option<Strength>,
    /// How it is removed, if an account may do without.
    pub removal: Option<PasswordRemoval<'a>>,
    /// What was done just now.
    pub done: Option<PasswordDone>,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountPasswordProblem],
}

/// How a password is removed.
#[derive(Clone, Copy, Debug)]
pub enum PasswordRemoval<'a> {
    /// With a button.
    Now {
        /// Where `form#password-remove-form` posts.
        action: &'a str,
    },
    /// Not before then: the passkey is too new.
    From(Timestamp),
}

/// What was done to a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordDone {
    /// It was changed.
    Changed,
    /// It is the first one.
    Added,
}

impl PasswordDone {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Changed, Self::Added];

    /// How an address names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changed => "yes",
            Self::Added => "added",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::Changed => "account.password_changed",
            Self::Added => "account.password_added",
        }
    }
}

/// Why a password was not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountPasswordProblem {
    /// The current one was not given.
    CurrentMissing,
    /// It is not the current one.
    CurrentWrong,
    /// Not before then.
    TooManyAttempts {
        /// When.
        until: Timestamp,
    },
    /// No new password was given.
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
    /// It is too easy to guess; see [`AccountPasswordPage::strength`].
    Weak,
    /// It is known from a leak.
    Breached,
    /// The person had it before.
    UsedBefore,
    /// It cannot be removed: no passkey that would do was shown in this sign-in, or it is too new.
    Needed,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountPasswordProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::CurrentMissing => "signin.password_missing",
            Self::CurrentWrong => "account.password_wrong",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::Missing => "strength.missing",
            Self::TooShort { .. } => "strength.too_short",
            Self::TooLong { .. } => "strength.too_long",
            Self::Weak => "strength.refused",
            Self::Breached => "strength.breached",
            Self::UsedBefore => "strength.used_before",
            Self::Needed => "account.password_needed",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::CurrentMissing | Self::CurrentWrong => Some("current-password"),
            Self::Needed | Self::FormTooOld | Self::TooManyAttempts { .. } => None,
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

impl Samples for AccountPasswordPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use AccountPasswordProblem::*;
        let page = member_page(language);
        let first = AccountPasswordPage {
            page: &page,
            home_url: HOME,
            action: "/northwind/account/password",
            username: "alice@northwind.example",
            has_password: true,
            min_length: 8,
            ends_others: true,
            strength: None,
            removal: None,
            done: None,
            problems: &[],
        };
        let (changed, added) = (Some(PasswordDone::Changed), Some(PasswordDone::Added));
        let action = "/northwind/account/password/remove";
        let removable =
            AccountPasswordPage { removal: Some(PasswordRemoval::Now { action }), ..first };
        let later = AccountPasswordPage { removal: Some(PasswordRemoval::From(SOON)), ..first };
        let (weakness, advice) = (Some(Weakness::KeyboardRow), Some(Advice::UseWords));
        let weak = AccountPasswordPage {
            strength: Some(Strength { score: 1, weakness, advice }),
            problems: &[Weak],
            ..first
        };
        let failing = |name, problems| sample(name, &AccountPasswordPage { problems, ..first });
        Ok(vec![
            sample("account-password", &first)?,
            sample("account-password-new", &AccountPasswordPage { has_password: false, ..first })?,
            sample("account-password-changed", &AccountPasswordPage { done: changed, ..first })?,
            sample("account-password-added", &AccountPasswordPage { done: added, ..removable })?,
            sample("account-password-removable", &removable)?,
            sample("account-password-removable-later", &later)?,
            failing("account-password-needed", &[Needed])?,
            sample("account-password-weak", &weak)?,
            failing("account-password-wrong", &[CurrentWrong])?,
            failing("account-password-missing", &[CurrentMissing, Missing])?,
            failing("account-password-too-short", &[TooShort { min: 8 }])?,
            failing("account-password-too-long", &[TooLong { max: 128 }])?,
            failing("account-password-wait", &[TooManyAttempts { until: SOON }])?,
            failing("account-password-form-too-old", &[FormTooOld])?,
            failing("account-password-breached", &[Breached])?,
            failing("account-password-used-before", &[UsedBefore])?,
        ])
    }
}
