//! "Sign in": who are you? With the password on the same page where the tenant says so.
use crate::pages::PasskeyForm;
use crate::pages::passkey::FORM;
use crate::samples::{SOON, WORK, bare_page, page, page_for_app, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#login-form` posts `username`, and `password` when [`one_page`](Self::one_page) is set.
///
/// With the name alone it also holds a field `password-ahead`, out of sight: password managers
/// fill it, and the server may take it for the answer to the next page.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/sign_in.html")]
pub struct SignInPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#login-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts; `None` when there is nobody to go back to.
    pub cancel_action: Option<&'a str>,
    /// What was typed, or the `login_hint` (OIDC Core §3.1.2.1).
    pub username: &'a str,
    /// User name and password on one page.
    pub one_page: bool,
    /// What the script needs that signs people in with passkeys, where they may have some.
    pub passkey: Option<PasskeyForm<'a>>,
    /// "Forgot password?", on the one-page form.
    pub forgot_url: Option<&'a str>,
    /// "Sign in by email", on the one-page form.
    pub mail_url: Option<&'a str>,
    /// "Create account", when the tenant allows it or the app has a page of its own for that.
    pub create_account_url: Option<&'a str>,
    /// The host of that page of the app's.
    pub register_host: Option<&'a str>,
    /// "Choose an account", when others are signed in here.
    pub choose_account_url: Option<&'a str>,
    /// The address or user name of the last person here, who has just been removed.
    pub removed: Option<&'a str>,
    /// What was wrong with the last attempt.
    pub problems: &'a [SignInProblem],
}

/// Why a sign-in did not succeed, on the name page, the password page and the one-page form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignInProblem {
    /// No name was given.
    UsernameMissing,
    /// No password was given.
    PasswordMissing,
    /// Unknown person or wrong password: the same words for both.
    NotRecognised,
    /// Too many failed attempts; the next one counts from then on.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
    /// The password was right, and an operator has suspended the account.
    Suspended,
    /// The passkey was right, and the account is locked.
    Locked,
    /// The answer of the passkey came too late, or twice.
    PasskeyLate,
    /// Nobody here has this passkey, or not any more.
    PasskeyUnknown,
    /// Somebody else has it than is signing in.
    PasskeyOfAnother,
    /// Its answer was not right.
    PasskeyRefused,
    /// It seems to have been copied.
    PasskeyCopied,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for SignInProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::UsernameMissing => "signin.username_missing",
            Self::PasswordMissing => "signin.password_missing",
            Self::NotRecognised => "signin.not_recognised",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::Suspended => "signin.suspended",
            Self::Locked => "signin.locked",
            Self::PasskeyLate => "passkey.late",
            Self::PasskeyUnknown => "passkey.unknown",
            Self::PasskeyOfAnother => "passkey.of_another",
            Self::PasskeyRefused => "passkey.refused",
            Self::PasskeyCopied => "passkey.copied",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UsernameMissing => Some("username"),
            Self::PasswordMissing | Self::NotRecognised => Some("password"),
            _ => None,
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooManyAttempts { until } => Some(*until),
            _ => None,
        }
    }
}

impl Samples for SignInPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app, bare) = (page(language), page_for_app(language), bare_page(language));
        let first = SignInPage {
            page: &app,
            action: "/northwind/interaction/1/login",
            cancel_action: Some("/northwind/interaction/1/abort"),
            username: "",
            one_page: false,
            passkey: Some(FORM),
            forgot_url: None,
            mail_url: None,
            create_account_url: Some("/northwind/interaction/1/signup"),
            register_host: None,
            choose_account_url: None,
            removed: None,
            problems: &[],
        };
        let empty = SignInPage { problems: &[SignInProblem::UsernameMissing], ..first };
        let hinted = SignInPage {
            username: "alice@northwind.example",
            choose_account_url: Some("/northwind/interaction/1/select"),
            ..first
        };
        let long = SignInPage { page: &bare, create_account_url: None, ..hinted };
        let elsewhere = SignInPage {
            create_account_url: Some("https://join.harbour-mail.example/begin"),
            register_host: Some("join.harbour-mail.example"),
            ..first
        };
        let removed = SignInPage { removed: Some("alice@northwind.example"), ..first };
        let without_app = SignInPage { page: &plain, cancel_action: None, passkey: None, ..first };
        let unknown = SignInPage { problems: &[SignInProblem::PasskeyUnknown], ..first };
        let one_page =
            SignInPage { one_page: true, forgot_url: Some("/northwind/forgotpassword"), ..first };
        let mail_url = Some("/northwind/interaction/1/mail");
        let or_mail = SignInPage { mail_url, ..one_page };
        let wrong =
            SignInPage { username: "alice", problems: &[SignInProblem::NotRecognised], ..one_page };
        let wait =
            SignInPage { problems: &[SignInProblem::TooManyAttempts { until: SOON }], ..wrong };
        let works = Page { work: Some(WORK), ..app };
        let working = SignInPage { page: &works, ..or_mail };
        Ok(vec![
            sample("sign-in", &first)?,
            sample("sign-in-empty", &empty)?,
            sample("sign-in-hinted", &hinted)?,
            sample("sign-in-long-names", &long)?,
            sample("sign-in-register-elsewhere", &elsewhere)?,
            sample("sign-in-after-removal", &removed)?,
            sample("sign-in-without-app", &without_app)?,
            sample("sign-in-passkey-unknown", &unknown)?,
            sample("sign-in-one-page", &one_page)?,
            sample("sign-in-one-page-or-mail", &or_mail)?,
            sample("sign-in-one-page-wrong", &wrong)?,
            sample("sign-in-one-page-wait", &wait)?,
            sample("sign-in-one-page-working", &working)?,
        ])
    }
}
