//! "Enter your code": the second step of a sign-in, and the other ways to take it.
use crate::filters;
use crate::samples::{ALICE, NAMELESS, SOON, bare_page, page_for_app, sample};
use crate::{Language, Page, Person, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// Another way to take the step.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// Which.
    pub kind: WayKind,
    /// Its page.
    pub url: &'a str,
}

/// An offer to leave the step out in this browser for a while. Never ticked for anybody: it is on only
/// when the form comes back as they had sent it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Remember {
    /// For how many days.
    pub days: usize,
    /// They have ticked it.
    pub is_ticked: bool,
}

/// For how long samples offer it.
pub(crate) const A_MONTH: Remember = Remember { days: 30, is_ticked: false };

/// The ways there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WayKind {
    /// A passkey.
    Passkey,
    /// The code of an authenticator app.
    Totp,
    /// A yes in the companion app.
    CompanionApp,
    /// A yes in another browser.
    Approval,
    /// A code that is texted.
    Sms,
    /// A code that is mailed.
    Email,
    /// A code from the list that was saved.
    RecoveryCode,
    /// The password, for whoever began with a mailed link.
    Password,
    /// None of them is left.
    Lost,
}

impl WayKind {
    /// The key of its sentence.
    pub fn message(&self) -> &'static str {
        match self {
            Self::Passkey => "second.way_passkey",
            Self::Totp => "second.way_totp",
            Self::CompanionApp => "companion.way",
            Self::Approval => "second.way_approval",
            Self::Sms => "sms.way",
            Self::Email => "second.way_email",
            Self::RecoveryCode => "second.way_recovery_code",
            Self::Password => "mailin.use_password",
            Self::Lost => "regain.cannot",
        }
    }

    /// The id of its link.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Passkey => "way-passkey",
            Self::Totp => "way-totp",
            Self::CompanionApp => "way-companion-app",
            Self::Approval => "way-approval",
            Self::Sms => "way-sms",
            Self::Email => "way-email",
            Self::RecoveryCode => "way-recovery-code",
            Self::Password => "way-password",
            Self::Lost => "way-lost",
        }
    }
}

/// Something else to set up, in a sign-in that takes a second factor of somebody who has none.
#[derive(Clone, Copy, Debug)]
pub struct SetUpWay<'a> {
    /// Which.
    pub kind: SetUpKind,
    /// Its page.
    pub url: &'a str,
}

/// What can be set up then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SetUpKind {
    /// A passkey, in browsers that can make one.
    Passkey,
    /// An authenticator app.
    Totp,
    /// The companion app.
    CompanionApp,
    /// A number for texted codes.
    Sms,
}

impl SetUpKind {
    /// The key of its sentence.
    pub fn message(&self) -> &'static str {
        match self {
            Self::Passkey => "passkey.offer_make",
            Self::Totp => "sms.use_totp",
            Self::CompanionApp => "companion.use",
            Self::Sms => "sms.use_sms",
        }
    }

    /// The id of its link.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Passkey => "use-passkey",
            Self::Totp => "use-totp",
            Self::CompanionApp => "use-companion-app",
            Self::Sms => "use-sms",
        }
    }
}

/// Why a code was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeProblem {
    /// No code of the app was given.
    TotpMissing,
    /// It is not the one that the app shows now, or was used before.
    TotpWrong,
    /// No recovery code was given.
    RecoveryMissing,
    /// It is none of them, or was used before.
    RecoveryWrong,
    /// No mailed code was given.
    EmailMissing,
    /// It is not the one that was mailed last.
    EmailWrong,
    /// No texted code was given.
    SmsMissing,
    /// It is not the one that was texted last.
    SmsWrong,
    /// No code of the companion app was given.
    AppMissing,
    /// It is not the one of the newest request.
    AppWrong,
    /// The request is not approved yet.
    AppWaiting,
    /// It was declined while the app was set up.
    AppDenied,
    /// It was declined in a sign-in, and nobody is asked again for a while.
    AppRefused {
        /// Until then.
        until: Timestamp,
    },
    /// The companion app's service does not answer.
    AppUnreachable,
    /// Codes were asked for too often.
    SentTooOften {
        /// When to try again.
        until: Timestamp,
    },
    /// Too many wrong codes; the next one counts from then on.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for CodeProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::TotpMissing => "second.totp_missing",
            Self::TotpWrong => "second.totp_wrong",
            Self::RecoveryMissing => "second.recovery_missing",
            Self::RecoveryWrong => "second.recovery_wrong",
            Self::EmailMissing => "verify.missing",
            Self::EmailWrong => "verify.wrong",
            Self::SmsMissing => "sms.missing",
            Self::SmsWrong => "sms.wrong",
            Self::AppMissing => "companion.missing",
            Self::AppWrong => "companion.wrong",
            Self::AppWaiting => "companion.waiting",
            Self::AppDenied => "companion.denied",
            Self::AppRefused { .. } => "companion.denied_until",
            Self::AppUnreachable => "companion.unreachable",
            Self::SentTooOften { .. } => "page.too_many",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooManyAttempts { .. }
            | Self::SentTooOften { .. }
            | Self::AppWaiting
            | Self::AppDenied
            | Self::AppRefused { .. }
            | Self::AppUnreachable
            | Self::FormTooOld => None,
            _ => Some("otp"),
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::SentTooOften { until }
            | Self::TooManyAttempts { until }
            | Self::AppRefused { until } => Some(*until),
            _ => None,
        }
    }
}

/// `form#otp-form` posts `otp`: what the app shows; blanks and dashes in it do not count.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/totp.html")]
pub struct TotpPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#otp-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Who is signing in: they have shown one factor already.
    pub person: Person<'a>,
    /// "Not you?": back to the name. A signed-in person who is asked for more has no such way.
    pub not_you_url: Option<&'a str>,
    /// The step is asked for because they have not signed in from here before.
    pub new_here: bool,
    /// `input#remember`, where it spares something.
    pub remember: Option<Remember>,
    /// The others, best first.
    pub ways: &'a [Way<'a>],
    /// What was wrong with the last attempt.
    pub problems: &'a [CodeProblem],
}

/// `form#otp-form` posts `otp`: one of the codes that were saved.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/recovery_code.html")]
pub struct RecoveryCodePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#otp-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Who is signing in: they have shown one factor already.
    pub person: Person<'a>,
    /// "Not you?": back to the name. A signed-in person who is asked for more has no such way.
    pub not_you_url: Option<&'a str>,
    /// The step is asked for because they have not signed in from here before.
    pub new_here: bool,
    /// Codes that are left.
    pub left: usize,
    /// The others, best first.
    pub ways: &'a [Way<'a>],
    /// What was wrong with the last attempt.
    pub problems: &'a [CodeProblem],
}

impl Samples for TotpPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (page_for_app(language), bare_page(language));
        let first = TotpPage {
            page: &page,
            action: "/northwind/interaction/1/totp",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: ALICE,
            not_you_url: Some("/northwind/interaction/1/login"),
            new_here: false,
            remember: Some(A_MONTH),
            ways: &[
                Way { kind: WayKind::Passkey, url: "/northwind/interaction/1/passkey" },
                Way { kind: WayKind::RecoveryCode, url: "/northwind/interaction/1/recovery-code" },
            ],
            problems: &[],
        };
        let alone = TotpPage { page: &bare, person: NAMELESS, ways: &[], remember: None, ..first };
        let more = TotpPage { not_you_url: None, remember: None, ..first };
        let failing = |name, problems| sample(name, &TotpPage { problems, ..first });
        let remember = Some(Remember { days: 1, is_ticked: true });
        let ticked = TotpPage { problems: &[CodeProblem::TotpWrong], remember, ..first };
        Ok(vec![
            sample("totp", &first)?,
            sample("totp-alone", &alone)?,
            sample("totp-signed-in", &more)?,
            sample("totp-new-here", &TotpPage { new_here: true, remember: None, ..first })?,
            failing("totp-missing", &[CodeProblem::TotpMissing])?,
            failing("totp-wrong", &[CodeProblem::TotpWrong])?,
            sample("totp-wrong-ticked", &ticked)?,
            failing("totp-wait", &[CodeProblem::TooManyAttempts { until: SOON }])?,
            failing("totp-form-too-old", &[CodeProblem::FormTooOld])?,
        ])
    }
}

impl Samples for RecoveryCodePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let first = RecoveryCodePage {
            page: &page,
            action: "/northwind/interaction/1/recovery-code",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: ALICE,
            not_you_url: Some("/northwind/interaction/1/login"),
            new_here: false,
            left: 8,
            ways: &[
                Way { kind: WayKind::Totp, url: "/northwind/interaction/1/totp" },
                Way { kind: WayKind::Lost, url: "/northwind/interaction/1/lost" },
            ],
            problems: &[],
        };
        let last = RecoveryCodePage { left: 1, person: NAMELESS, ..first };
        let failing = |name, problems| sample(name, &RecoveryCodePage { problems, ..first });
        Ok(vec![
            sample("recovery-code", &first)?,
            sample("recovery-code-last", &last)?,
            sample("recovery-code-new-here", &RecoveryCodePage { new_here: true, ..first })?,
            failing("recovery-code-missing", &[CodeProblem::RecoveryMissing])?,
            failing("recovery-code-wrong", &[CodeProblem::RecoveryWrong])?,
            failing("recovery-code-wait", &[CodeProblem::TooManyAttempts { until: SOON }])?,
        ])
    }
}
