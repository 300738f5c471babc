//! "Make your passkey": the last step of a new account, once its address is proven.
use crate::filters;
use crate::pages::passkey::FORM;
use crate::pages::{Advice, NewPasswordProblem, PasskeyForm, Strength, Weakness};
use crate::samples::{ALICE, NAMELESS, bare_page, page_for_app, sample};
use crate::{Fact, Language, Page, Person, Problem, Sample, Samples};
use askama::Template;

/// `form#passkey-form` posts what the script got; `form#new-password-form` posts `new_password`. Where the name was taken
/// meanwhile there are `a#sign-in` and `a#begin-again` in their place.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/new_account.html")]
pub struct NewAccountPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What the script needs; without it only a password can be chosen.
    pub passkey: Option<PasskeyForm<'a>>,
    /// Where `form#new-password-form` posts.
    pub password_action: &'a str,
    /// Back to what was typed before.
    pub change_url: &'a str,
    /// To the sign-in, for whom somebody else's account turns out to be their own.
    pub login_url: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Whose account it will be.
    pub person: Person<'a>,
    /// What password managers file it under.
    pub username: &'a str,
    /// Fewest characters of a password.
    pub min_length: usize,
    /// The judgement of the last password, if it was refused.
    pub strength: Option<Strength>,
    /// What was wrong with the last attempt.
    pub problems: &'a [NewAccountProblem],
}

/// Why the account was not made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewAccountProblem {
    /// Somebody else has an account with that user name or address by now.
    Taken,
    /// The answer came too late, or twice.
    PasskeyLate,
    /// What the device sent was not what was asked.
    PasskeyRefused,
    /// The password was not taken.
    Password(NewPasswordProblem),
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for NewAccountProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Taken => "signup.taken",
            Self::PasskeyLate => "passkey.late",
            Self::PasskeyRefused => "passkey.cannot_make",
            Self::Password(problem) => problem.message(),
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Password(problem) => problem.field(),
            _ => None,
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        match self {
            Self::Password(problem) => problem.facts(),
            _ => Vec::new(),
        }
    }
}

impl NewAccountPage<'_> {
    /// The password is what the person was about.
    fn is_about_password(&self) -> bool {
        self.problems.iter().any(|problem| matches!(problem, NewAccountProblem::Password(_)))
    }

    /// The account cannot be made any more, in whatever way.
    fn is_taken(&self) -> bool {
        self.problems.contains(&NewAccountProblem::Taken)
    }

    fn title(&self) -> &'static str {
        if self.is_taken() {
            return "signup.title";
        }
        if self.passkey.is_some() { "signup.finish_title" } else { "signup.password_title" }
    }
}

impl Samples for NewAccountPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use NewAccountProblem::*;
        let (page, bare) = (page_for_app(language), bare_page(language));
        let first = NewAccountPage {
            page: &page,
            passkey: Some(PasskeyForm {
                action: "/northwind/interaction/1/signup/finish",
                options_url: "/northwind/interaction/1/signup/finish/options",
                ..FORM
            }),
            password_action: "/northwind/interaction/1/signup/finish/password",
            change_url: "/northwind/interaction/1/signup",
            login_url: "/northwind/interaction/1/login",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: ALICE,
            username: "alice@northwind.example",
            min_length: 8,
            strength: None,
            problems: &[],
        };
        let long = NewAccountPage { page: &bare, person: NAMELESS, ..first };
        let password = NewAccountPage { passkey: None, ..first };
        let strength =
            Strength { score: 1, weakness: Some(Weakness::Common), advice: Some(Advice::AddWords) };
        let weak = NewAccountPage {
            strength: Some(strength),
            problems: &[Password(NewPasswordProblem::Weak)],
            ..first
        };
        let failing = |name, problems| sample(name, &NewAccountPage { problems, ..first });
        Ok(vec![
            sample("new-account", &first)?,
            sample("new-account-long-names", &long)?,
            sample("new-account-only-password", &password)?,
            sample("new-account-weak", &weak)?,
            failing("new-account-late", &[PasskeyLate])?,
            failing("new-account-refused", &[PasskeyRefused])?,
            failing("new-account-taken", &[Taken])?,
            failing("new-account-form-too-old", &[FormTooOld])?,
        ])
    }
}
