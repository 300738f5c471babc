//! "Check your email", "Check your phone": the six digits that were sent to what is to be verified.
use crate::pages::SentBy;
use crate::samples::{SOON, page_for_app, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#otp-form` posts `otp`; blanks and dashes in it do not count.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/verify_email.html")]
pub struct VerifyEmailPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// How the code was sent.
    pub by: SentBy,
    /// Where `form#otp-form` posts.
    pub action: &'a str,
    /// Where `form#resend-form` posts.
    pub resend_action: &'a str,
    /// Where `form#cancel-form` posts; `None` when there is nobody to go back to.
    pub cancel_action: Option<&'a str>,
    /// "Use another address" or number, while it can be chosen; back to the steps of the companion app.
    pub change_url: Option<&'a str>,
    /// Where the code was sent; the name of the app.
    pub address: &'a str,
    /// A new code has just been sent.
    pub sent_again: bool,
    /// What was wrong with the last attempt.
    pub problems: &'a [VerifyEmailProblem],
}

impl VerifyEmailPage<'_> {
    /// Only a new code helps: there is no use in a field for the old one.
    fn is_over(&self) -> bool {
        use VerifyEmailProblem::{AppDenied, Expired, Spent};
        let over = |problem| matches!(problem, AppDenied | Expired | Spent);
        self.problems.iter().copied().any(over)
    }
}

/// Why a code was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VerifyEmailProblem {
    /// No code was given.
    Missing,
    /// It is not the code that was sent.
    Wrong,
    /// No texted code was given.
    TextMissing,
    /// It is not the code that was texted.
    TextWrong,
    /// No code of the companion app was given.
    AppMissing,
    /// It is not the one of the newest request.
    AppWrong,
    /// The request is not approved yet.
    AppWaiting,
    /// It was declined.
    AppDenied,
    /// The companion app's service does not answer.
    AppUnreachable,
    /// It was the code once.
    Expired,
    /// Too many wrong codes: a new one is needed.
    Spent,
    /// New codes were asked for too often.
    ResentTooOften {
        /// When to try again.
        until: Timestamp,
    },
    /// Too many codes were typed; the next one counts from then on.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for VerifyEmailProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Missing => "verify.missing",
            Self::Wrong => "verify.wrong",
            Self::TextMissing => "sms.missing",
            Self::TextWrong => "sms.wrong",
            Self::AppMissing => "companion.missing",
            Self::AppWrong => "companion.wrong",
            Self::AppWaiting => "companion.waiting",
            Self::AppDenied => "companion.denied",
            Self::AppUnreachable => "companion.unreachable",
            Self::Expired => "verify.expired",
            Self::Spent => "verify.spent",
            Self::ResentTooOften { .. } => "page.too_many",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Missing
            | Self::Wrong
            | Self::TextMissing
            | Self::TextWrong
            | Self::AppMissing
            | Self::AppWrong => Some("otp"),
            _ => None,
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::ResentTooOften { until } | Self::TooManyAttempts { until } => Some(*until),
            _ => None,
        }
    }
}

impl Samples for VerifyEmailPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let first = VerifyEmailPage {
            page: &page,
            by: SentBy::Email,
            action: "/northwind/interaction/1/verify",
            resend_action: "/northwind/interaction/1/verify/again",
            cancel_action: Some("/northwind/interaction/1/abort"),
            change_url: Some("/northwind/interaction/1/signup"),
            address: "alice@northwind.example",
            sent_again: false,
            problems: &[],
        };
        let again = VerifyEmailPage { sent_again: true, change_url: None, ..first };
        let failing = |name, problems| sample(name, &VerifyEmailPage { problems, ..first });
        let text = VerifyEmailPage {
            by: SentBy::Sms,
            action: "/northwind/interaction/1/enrol/sms/confirm",
            resend_action: "/northwind/interaction/1/enrol/sms/again",
            change_url: Some("/northwind/interaction/1/enrol/sms?change=yes"),
            address: "+447700900112",
            ..first
        };
        let text_failing = |name, problems| sample(name, &VerifyEmailPage { problems, ..text });
        let app = VerifyEmailPage {
            by: SentBy::CompanionApp,
            action: "/northwind/interaction/1/enrol/companion-app/confirm",
            resend_action: "/northwind/interaction/1/enrol/companion-app/send",
            change_url: Some("/northwind/interaction/1/enrol/companion-app?steps=yes"),
            address: "Hearth",
            ..first
        };
        let waiting = [VerifyEmailProblem::AppWaiting];
        let denied = [VerifyEmailProblem::AppDenied];
        let too_often = [VerifyEmailProblem::ResentTooOften { until: SOON }];
        let wait = [VerifyEmailProblem::TooManyAttempts { until: SOON }];
        Ok(vec![
            sample("verify-email", &first)?,
            sample("verify-email-again", &again)?,
            failing("verify-email-missing", &[VerifyEmailProblem::Missing])?,
            failing("verify-email-wrong", &[VerifyEmailProblem::Wrong])?,
            failing("verify-email-expired", &[VerifyEmailProblem::Expired])?,
            failing("verify-email-spent", &[VerifyEmailProblem::Spent])?,
            failing("verify-email-too-often", &too_often)?,
            failing("verify-email-wait", &wait)?,
            failing("verify-email-form-too-old", &[VerifyEmailProblem::FormTooOld])?,
            sample("verify-phone", &text)?,
            sample("verify-phone-again", &VerifyEmailPage { sent_again: true, ..text })?,
            text_failing("verify-phone-missing", &[VerifyEmailProblem::TextMissing])?,
            text_failing("verify-phone-wrong", &[VerifyEmailProblem::TextWrong])?,
            text_failing("verify-phone-too-often", &too_often)?,
            sample("verify-companion-app", &app)?,
            sample("verify-companion-app-waiting", &VerifyEmailPage { problems: &waiting, ..app })?,
            sample("verify-companion-app-denied", &VerifyEmailPage { problems: &denied, ..app })?,
        ])
    }
}
