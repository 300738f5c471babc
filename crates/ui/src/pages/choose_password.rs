//! "Choose a new password", in a sign-in that takes one.
use crate::filters;
use crate::pages::{Advice, NewPasswordProblem, Strength, Weakness};
use crate::samples::{ALICE, SOON, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// `form#choose-password-form` posts `new_password`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/choose_password.html")]
pub struct ChoosePasswordPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#choose-password-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Whose password.
    pub person: Person<'a>,
    /// What password managers file it under.
    pub username: &'a str,
    /// Why.
    pub reason: PasswordReason,
    /// Fewest characters of a password.
    pub min_length: usize,
    /// The judgement of the last password, if it was refused.
    pub strength: Option<Strength>,
    /// What was wrong with the last attempt.
    pub problems: &'a [NewPasswordProblem],
}

/// Why a new password is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordReason {
    /// Whoever runs the tenant wants it.
    Operator,
    /// The one there is, is known from a leak.
    Breached,
}

impl PasswordReason {
    fn message(self) -> &'static str {
        match self {
            Self::Operator => "newpassword.why_operator",
            Self::Breached => "newpassword.why_breached",
        }
    }
}

impl Samples for ChoosePasswordPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use NewPasswordProblem::*;
        let page = page_for_app(language);
        let first = ChoosePasswordPage {
            page: &page,
            action: "/northwind/interaction/1/new-password",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: ALICE,
            username: "alice@northwind.example",
            reason: PasswordReason::Operator,
            min_length: 8,
            strength: None,
            problems: &[],
        };
        let breached = ChoosePasswordPage { reason: PasswordReason::Breached, ..first };
        let (weakness, advice) = (Some(Weakness::KeyboardRow), Some(Advice::UseWords));
        let weak = ChoosePasswordPage {
            strength: Some(Strength { score: 1, weakness, advice }),
            problems: &[Weak],
            ..first
        };
        let failing = |name, problems| sample(name, &ChoosePasswordPage { problems, ..first });
        Ok(vec![
            sample("choose-password", &first)?,
            sample("choose-password-breached", &breached)?,
            sample("choose-password-weak", &weak)?,
            failing("choose-password-used-before", &[UsedBefore])?,
            failing("choose-password-wait", &[TooManyAttempts { until: SOON }])?,
            failing("choose-password-form-too-old", &[FormTooOld])?,
        ])
    }
}
