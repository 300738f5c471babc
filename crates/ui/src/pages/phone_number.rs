//! "Set up codes by text message": the number they go to.
use crate::pages::{SetUpKind, SetUpWay};
use crate::samples::{SOON, member_page, page_for_app, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#phone-form` posts `phone`. The code that is texted then is typed on
/// [`crate::pages::VerifyEmailPage`].
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/phone_number.html")]
pub struct PhoneNumberPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#phone-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Back to where the person came from, on the account pages.
    pub back_url: Option<&'a str>,
    /// What can be set up instead, in a sign-in.
    pub instead: &'a [SetUpWay<'a>],
    /// What was typed.
    pub number: &'a str,
    /// What was wrong with the last attempt.
    pub problems: &'a [PhoneNumberProblem],
}

/// Why a number was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhoneNumberProblem {
    /// None was given.
    Missing,
    /// It does not say its country.
    NoCountry,
    /// It is none.
    Malformed,
    /// Numbers of its country are not texted.
    Elsewhere,
    /// Text messages were asked for too often.
    TooOften {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for PhoneNumberProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Missing => "sms.number_missing",
            Self::NoCountry => "sms.number_no_country",
            Self::Malformed => "sms.number_malformed",
            Self::Elsewhere => "sms.number_elsewhere",
            Self::TooOften { .. } => "page.too_many",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooOften { .. } | Self::FormTooOld => None,
            _ => Some("phone"),
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooOften { until } => Some(*until),
            _ => None,
        }
    }
}

/// What can be set up in place of a number.
const TOTP: SetUpWay<'static> =
    SetUpWay { kind: SetUpKind::Totp, url: "/northwind/interaction/1/enrol/totp" };

impl Samples for PhoneNumberPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use PhoneNumberProblem::{Elsewhere, FormTooOld, Malformed, Missing, NoCountry, TooOften};
        let (page, own) = (page_for_app(language), member_page(language));
        let first = PhoneNumberPage {
            page: &page,
            action: "/northwind/interaction/1/enrol/sms",
            cancel_action: Some("/northwind/interaction/1/abort"),
            back_url: None,
            instead: &[TOTP],
            number: "",
            problems: &[],
        };
        let own = PhoneNumberPage {
            page: &own,
            action: "/northwind/account/security/sms",
            cancel_action: None,
            back_url: Some("/northwind/account/security"),
            instead: &[],
            ..first
        };
        let failing = |name, problems| {
            sample(name, &PhoneNumberPage { number: "07700 900112", problems, ..first })
        };
        Ok(vec![
            sample("enrol-sms", &first)?,
            sample("account-security-sms", &own)?,
            failing("enrol-sms-missing", &[Missing])?,
            failing("enrol-sms-no-country", &[NoCountry])?,
            failing("enrol-sms-malformed", &[Malformed])?,
            failing("enrol-sms-elsewhere", &[Elsewhere])?,
            failing("enrol-sms-too-often", &[TooOften { until: SOON }])?,
            failing("enrol-sms-form-too-old", &[FormTooOld])?,
        ])
    }
}
