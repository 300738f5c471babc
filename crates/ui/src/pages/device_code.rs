//! "Enter the code on your device" (RFC 8628 §3.3).
use crate::samples::{SOON, WORK, page, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#device-form` posts `user_code`; case, blanks and dashes in it do not count.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/device_code.html")]
pub struct DeviceCodePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#device-form` posts.
    pub action: &'a str,
    /// What was typed, or what a camera read.
    pub user_code: &'a str,
    /// What was wrong with the last attempt.
    pub problems: &'a [DeviceCodeProblem],
}

/// Why a code was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeviceCodeProblem {
    /// No code was given.
    Missing,
    /// No device shows it.
    Unknown,
    /// It was a code once: it has expired or was used.
    Expired,
    /// Too many wrong codes: wait.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for DeviceCodeProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Missing => "device.missing",
            Self::Unknown => "device.unknown",
            Self::Expired => "device.expired",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooManyAttempts { .. } | Self::FormTooOld => None,
            _ => Some("user-code"),
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooManyAttempts { until } => Some(*until),
            _ => None,
        }
    }
}

impl Samples for DeviceCodePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let action = "/northwind/device";
        let empty = DeviceCodePage { page: &page, action, user_code: "", problems: &[] };
        let scanned = DeviceCodePage { user_code: "WDJB-MJHT", ..empty };
        let failing = |name, problems| sample(name, &DeviceCodePage { problems, ..scanned });
        let missing = DeviceCodePage { problems: &[DeviceCodeProblem::Missing], ..empty };
        let works = Page { work: Some(WORK), ..page };
        let working = DeviceCodePage { page: &works, ..scanned };
        let too_often = [DeviceCodeProblem::TooManyAttempts { until: SOON }];
        Ok(vec![
            sample("device-code", &empty)?,
            sample("device-code-scanned", &scanned)?,
            sample("device-code-working", &working)?,
            sample("device-code-missing", &missing)?,
            failing("device-code-unknown", &[DeviceCodeProblem::Unknown])?,
            failing("device-code-expired", &[DeviceCodeProblem::Expired])?,
            failing("device-code-too-often", &too_often)?,
            failing("device-code-form-too-old", &[DeviceCodeProblem::FormTooOld])?,
        ])
    }
}
