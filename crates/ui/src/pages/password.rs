//! "Enter your password", for the person who was named on the page before.
use crate::filters;
use crate::pages::passkey::FORM;
use crate::pages::{PasskeyForm, SignInProblem};
use crate::samples::{ALICE, NAMELESS, SOON, WORK, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// `form#login-form` posts `username` (as it was typed) and `password`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/password.html")]
pub struct PasswordPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#login-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts; `None` when there is nobody to go back to.
    pub cancel_action: Option<&'a str>,
    /// For whom: what was typed. Security: a name only for a person who is already signed in
    /// here, else the page would tell strangers who has an account.
    pub person: Person<'a>,
    /// "Not you?": back to the name.
    pub not_you_url: &'a str,
    /// "Forgot password?", when the tenant allows it.
    pub forgot_url: Option<&'a str>,
    /// Where `form#mail-form` posts, which has a link mailed in place of the password.
    pub mail_action: Option<&'a str>,
    /// What the script needs that signs people in with passkeys, where they may have some.
    pub passkey: Option<PasskeyForm<'a>>,
    /// Accounts may have a passkey and no password here. Security: said to everybody alike, whatever the account
    /// has, if there is one.
    pub or_passkey: bool,
    /// A signed-in person is asked once more (`prompt=login`, `max_age`).
    pub again: bool,
    /// What was wrong with the last attempt.
    pub problems: &'a [SignInProblem],
}

impl Samples for PasswordPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let first = PasswordPage {
            page: &page,
            action: "/northwind/interaction/1/password",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: NAMELESS,
            not_you_url: "/northwind/interaction/1/login",
            forgot_url: Some("/northwind/forgotpassword"),
            mail_action: None,
            passkey: Some(FORM),
            or_passkey: false,
            again: false,
            problems: &[],
        };
        let mail_action = Some("/northwind/interaction/1/mail/send");
        let by_mail = PasswordPage { mail_action, ..first };
        let or_passkey = PasswordPage { or_passkey: true, ..by_mail };
        let again = PasswordPage { person: ALICE, again: true, ..first };
        let wrong = PasswordPage { problems: &[SignInProblem::NotRecognised], ..first };
        let wait =
            PasswordPage { problems: &[SignInProblem::TooManyAttempts { until: SOON }], ..again };
        let suspended = PasswordPage { problems: &[SignInProblem::Suspended], ..first };
        let old = PasswordPage { passkey: None, problems: &[SignInProblem::FormTooOld], ..first };
        let missing = PasswordPage { problems: &[SignInProblem::PasswordMissing], ..first };
        let works = Page { work: Some(WORK), ..page };
        let working = PasswordPage { page: &works, ..wrong };
        Ok(vec![
            sample("password", &first)?,
            sample("password-working", &working)?,
            sample("password-or-mail", &by_mail)?,
            sample("password-or-passkey", &or_passkey)?,
            sample("password-again", &again)?,
            sample("password-wrong", &wrong)?,
            sample("password-wait", &wait)?,
            sample("password-suspended", &suspended)?,
            sample("password-form-too-old", &old)?,
            sample("password-missing", &missing)?,
        ])
    }
}
