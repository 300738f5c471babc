//! "Hand over this device": its owner makes a code for whoever is to have it.
use super::HOME;
use crate::filters;
use crate::samples::{ALICE, NAMELESS, SOON, member_page, sample};
use crate::{Language, Page, Person, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#handover-form` and `form#withdraw-form` post `device`.
#[derive(Template, Clone, Copy)]
#[template(path = "account/handover.html")]
pub struct AccountHandoverPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the devices.
    pub devices_url: &'a str,
    /// Where `form#handover-form` posts.
    pub action: &'a str,
    /// Where `form#withdraw-form` posts.
    pub withdraw_action: &'a str,
    /// What the forms post as `device`.
    pub device: &'a str,
    /// What it is called.
    pub name: Option<&'a str>,
    /// The app on it.
    pub app: &'a str,
    /// As whom its owner is shown to whoever has the code.
    pub person: Person<'a>,
    /// What there is of a code.
    pub stage: HandoverStage<'a>,
    /// What was wrong with the last attempt.
    pub problems: &'a [HandoverProblem],
}

/// What there is of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandoverStage<'a> {
    /// None.
    None,
    /// One that was shown before.
    Open {
        /// It is good until then.
        until: Timestamp,
    },
    /// One that is shown now, and never again.
    Made {
        /// The code, in two groups.
        code: &'a str,
        /// The address with the code in it.
        link: &'a str,
        /// It is good until then.
        until: Timestamp,
    },
}

/// Why no code was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandoverProblem {
    /// Too many other devices wait to be taken.
    TooMany,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for HandoverProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::TooMany => "handover.too_many",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        None
    }
}

impl AccountHandoverPage<'_> {
    fn title(&self) -> String {
        match self.name {
            Some(device) => self.page.plain("handover.title_named", &[("device", device)]),
            None => self.page.text("handover.title"),
        }
    }

    fn is_made(&self) -> bool {
        matches!(self.stage, HandoverStage::Made { .. })
    }
}

impl Samples for AccountHandoverPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let first = AccountHandoverPage {
            page: &page,
            devices_url: "/northwind/account/devices",
            action: "/northwind/account/devices/handover",
            withdraw_action: "/northwind/account/devices/handover/withdraw",
            device: "d1",
            name: Some("Living room"),
            app: "Vision TV",
            person: ALICE,
            stage: HandoverStage::None,
            problems: &[],
        };
        let link = "https://id.northwind.example/northwind/account/take?code=WDJB-MJHT";
        let made = HandoverStage::Made { code: "WDJB-MJHT", link, until: SOON };
        let made = AccountHandoverPage { stage: made, ..first };
        let open = AccountHandoverPage { stage: HandoverStage::Open { until: SOON }, ..first };
        let long = AccountHandoverPage {
            name: None,
            app: "Bestandsverwaltungs-Übersichtsanwendung für Auszubildende",
            person: NAMELESS,
            ..first
        };
        let failing = |name, problems| sample(name, &AccountHandoverPage { problems, ..first });
        Ok(vec![
            sample("account-handover", &first)?,
            sample("account-handover-made", &made)?,
            sample("account-handover-open", &open)?,
            sample("account-handover-nameless", &long)?,
            failing("account-handover-enough", &[HandoverProblem::TooMany])?,
            failing("account-handover-form-too-old", &[HandoverProblem::FormTooOld])?,
        ])
    }
}

/// "Take over a device": where whoever was given a code enters it.
///
/// `form#take-form` posts `code`; case, blanks and dashes in it do not count.
#[derive(Template, Clone, Copy)]
#[template(path = "account/take.html")]
pub struct AccountTakePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#take-form` posts.
    pub action: &'a str,
    /// What was typed, or what the link said.
    pub code: &'a str,
    /// What was wrong with the last attempt.
    pub problems: &'a [TakeProblem],
}

/// Why a code was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TakeProblem {
    /// No code was given.
    Missing,
    /// No device is offered with it.
    Unknown,
    /// It was a code once: it was used, withdrawn, declined, or has expired.
    Over,
    /// It is for a device of one's own.
    Own,
    /// Too many wrong codes: wait.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for TakeProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Missing => "take.missing",
            Self::Unknown => "take.unknown",
            Self::Over => "take.over",
            Self::Own => "take.own",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooManyAttempts { .. } | Self::FormTooOld => None,
            _ => Some("code"),
        }
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooManyAttempts { until } => Some(*until),
            _ => None,
        }
    }
}

impl Samples for AccountTakePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let action = "/northwind/account/take";
        let empty =
            AccountTakePage { page: &page, home_url: HOME, action, code: "", problems: &[] };
        let linked = AccountTakePage { code: "WDJB-MJHT", ..empty };
        let failing = |name, problems| sample(name, &AccountTakePage { problems, ..linked });
        let missing = AccountTakePage { problems: &[TakeProblem::Missing], ..empty };
        let too_often = [TakeProblem::TooManyAttempts { until: SOON }];
        Ok(vec![
            sample("account-take", &empty)?,
            sample("account-take-linked", &linked)?,
            sample("account-take-missing", &missing)?,
            failing("account-take-unknown", &[TakeProblem::Unknown])?,
            failing("account-take-over", &[TakeProblem::Over])?,
            failing("account-take-own", &[TakeProblem::Own])?,
            failing("account-take-too-often", &too_often)?,
            failing("account-take-form-too-old", &[TakeProblem::FormTooOld])?,
        ])
    }
}
