//! "Is this you?": a sign-in in another browser that waits to be approved in this one.
use super::HOME;
use crate::filters;
use crate::pages::Origin;
use crate::samples::{member_page, sample};
use crate::{BrowserName, Language, Page, Problem, Sample, Samples};
use askama::Template;

/// `form#approve-form` posts `challenge` and `number`, `form#approve-deny-form` posts `challenge`.
#[derive(Template, Clone, Copy)]
#[template(path = "account/approve.html")]
pub struct AccountApprovePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#approve-form` posts.
    pub action: &'a str,
    /// Where `form#approve-deny-form` posts.
    pub deny_action: &'a str,
    /// To another password, for whom it was not.
    pub password_url: &'a str,
    /// To the lock of the account, for whom it was not.
    pub lock_url: &'a str,
    /// The sign-in that waits, if there is one.
    pub asked: Option<ApproveAsked<'a>>,
    /// What was decided just now.
    pub done: Option<ApproveChange>,
    /// What was wrong with the last attempt.
    pub problems: &'a [ApproveProblem],
}

/// A sign-in that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ApproveAsked<'a> {
    /// What the forms post as `challenge`.
    pub challenge: &'a str,
    /// The app that is signed in to; `None` for the person's own account.
    pub app: Option<&'a str>,
    /// Where it was asked from.
    pub origin: Origin<'a>,
    /// In which browser.
    pub browser: BrowserName,
    /// How many minutes ago.
    pub minutes: usize,
    /// This browser is as good as what is asked for: else the sign-in can only be refused here.
    pub can_approve: bool,
}

/// What can be decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApproveChange {
    /// It was them.
    Approved,
    /// It was not.
    Denied,
}

impl ApproveChange {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Approved, Self::Denied];

    /// How an address names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
        }
    }
}

impl AccountApprovePage<'_> {
    fn title(&self) -> &'static str {
        match (self.asked, self.done) {
            (Some(_), _) => "approve.title",
            (None, Some(ApproveChange::Approved)) => "approve.approved_title",
            (None, Some(ApproveChange::Denied)) => "approve.denied_title",
            (None, None) => "approve.none_title",
        }
    }

    fn lead(&self) -> &'static str {
        match (self.asked, self.done) {
            (Some(asked), _) if asked.can_approve => "approve.lead",
            (Some(_), _) => "approve.weak",
            (None, Some(ApproveChange::Approved)) => "approve.approved",
            (None, Some(ApproveChange::Denied)) => "approve.denied",
            (None, None) => "approve.none",
        }
    }

    /// The picture at the head, and its tone.
    fn badge(&self) -> (&'static str, &'static str) {
        match (self.asked, self.done) {
            (Some(_), _) => ("screen", "calm"),
            (None, Some(ApproveChange::Approved)) => ("check", "well"),
            (None, Some(ApproveChange::Denied)) => ("lock", "calm"),
            (None, None) => ("clock", "calm"),
        }
    }

    /// Somebody knows the password who should not.
    fn is_denied(&self) -> bool {
        self.asked.is_none() && self.done == Some(ApproveChange::Denied)
    }
}

/// Why a sign-in was not approved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApproveProblem {
    /// No number of two digits was given.
    NumberMissing,
    /// It is not the one that the other browser shows.
    NumberWrong,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for ApproveProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::NumberMissing => "approve.number_missing",
            Self::NumberWrong => "approve.number_wrong",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NumberMissing | Self::NumberWrong => Some("number"),
            Self::FormTooOld => None,
        }
    }
}

impl Samples for AccountApprovePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let recovery_url = Some("/northwind/account/recovery");
        let waits = Page { approve_url: Some("/northwind/account/approve"), recovery_url, ..page };
        let firefox =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let asked = ApproveAsked {
            challenge: "c1",
            app: Some("Harbour Mail"),
            origin: Origin::SameNetwork,
            browser: BrowserName::read(firefox),
            minutes: 0,
            can_approve: true,
        };
        let first = AccountApprovePage {
            page: &page,
            home_url: HOME,
            action: "/northwind/account/approve",
            deny_action: "/northwind/account/approve/deny",
            password_url: "/northwind/account/password",
            lock_url: "/northwind/account/security/lock",
            asked: Some(asked),
            done: None,
            problems: &[],
        };
        let stranger = ApproveAsked {
            app: Some("Rechnungsprüfungsvorbereitungswerkzeug für Niederlassungen"),
            origin: Origin::Elsewhere("2001:db8:85a3:8d3:1319:8a2e:370:7348"),
            browser: BrowserName::read(""),
            minutes: 3,
            ..asked
        };
        let own = ApproveAsked { app: None, can_approve: false, ..asked };
        let far = AccountApprovePage { asked: Some(stranger), ..first };
        let weak = AccountApprovePage { asked: Some(own), ..first };
        let none = AccountApprovePage { asked: None, ..first };
        let approved = Some(ApproveChange::Approved);
        let approved = AccountApprovePage { page: &waits, done: approved, ..none };
        let denied = AccountApprovePage { done: Some(ApproveChange::Denied), ..none };
        let failing = |name, problems| sample(name, &AccountApprovePage { problems, ..first });
        Ok(vec![
            sample("account-approve", &first)?,
            sample("account-approve-elsewhere", &far)?,
            sample("account-approve-weak", &weak)?,
            sample("account-approve-none", &none)?,
            sample("account-approve-approved", &approved)?,
            sample("account-approve-denied", &denied)?,
            failing("account-approve-missing", &[ApproveProblem::NumberMissing])?,
            failing("account-approve-wrong", &[ApproveProblem::NumberWrong])?,
            failing("account-approve-form-too-old", &[ApproveProblem::FormTooOld])?,
        ])
    }
}
