//! "Do you confirm this?": what an app asks the person.
//!
//! Security: what the app says stands in a box of its own, under its name, and nowhere else.
use super::{HOME, LOCK};
use crate::filters;
use crate::samples::{member_page, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;

/// `form#confirm-form` and `form#confirm-deny-form` post `confirmation`.
#[derive(Template, Clone, Copy)]
#[template(path = "account/confirm.html")]
pub struct AccountConfirmPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#confirm-form` posts.
    pub action: &'a str,
    /// Where `form#confirm-deny-form` posts.
    pub deny_action: &'a str,
    /// To the sign-in methods, for who has none that is good enough.
    pub security_url: &'a str,
    /// To another password, for whom it was not.
    pub password_url: &'a str,
    /// To the lock of the account, for whom it was not.
    pub lock_url: &'a str,
    /// What is asked, if anything is.
    pub asked: Option<ConfirmAsked<'a>>,
    /// What was decided just now.
    pub done: Option<ConfirmChange>,
    /// What was wrong with the last attempt.
    pub problems: &'a [ConfirmProblem],
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConfirmAsked<'a> {
    /// What the forms post as `confirmation`.
    pub confirmation: &'a str,
    /// The app that asks.
    pub app: &'a str,
    /// The first thing it says.
    pub title: &'a str,
    /// The next.
    pub header: &'a str,
    /// The rest.
    pub message: &'a str,
    /// How many minutes ago.
    pub minutes: usize,
    /// This sign-in is good enough: else it can only be refused here.
    pub can_confirm: bool,
}

/// What can be decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConfirmChange {
    /// Yes.
    Confirmed,
    /// No.
    Denied,
}

impl ConfirmChange {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Confirmed, Self::Denied];

    /// How an address names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
        }
    }
}

/// Why nothing was decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConfirmProblem {
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for ConfirmProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        None
    }
}

impl AccountConfirmPage<'_> {
    fn title(&self) -> &'static str {
        match (self.asked, self.done) {
            (Some(_), _) => "confirm.title",
            (None, Some(ConfirmChange::Confirmed)) => "confirm.confirmed_title",
            (None, Some(ConfirmChange::Denied)) => "confirm.denied_title",
            (None, None) => "confirm.none_title",
        }
    }

    fn lead(&self) -> &'static str {
        match (self.asked, self.done) {
            (Some(asked), _) if asked.can_confirm => "confirm.lead",
            (Some(_), _) => "confirm.weak",
            (None, Some(ConfirmChange::Confirmed)) => "confirm.confirmed",
            (None, Some(ConfirmChange::Denied)) => "confirm.denied",
            (None, None) => "confirm.none",
        }
    }

    /// The picture at the head, and its tone.
    fn badge(&self) -> (&'static str, &'static str) {
        match (self.asked, self.done) {
            (Some(_), _) => ("alert", "calm"),
            (None, Some(ConfirmChange::Confirmed)) => ("check", "well"),
            (None, Some(ConfirmChange::Denied)) => ("lock", "calm"),
            (None, None) => ("clock", "calm"),
        }
    }

    /// Perhaps somebody acts in the person's name.
    fn is_denied(&self) -> bool {
        self.asked.is_none() && self.done == Some(ConfirmChange::Denied)
    }
}

impl Samples for AccountConfirmPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let waits = Page { confirm_url: Some("/northwind/account/confirm"), ..page };
        let asked = ConfirmAsked {
            confirmation: "c1",
            app: "Harbour Bank",
            title: "Payment",
            header: "Quay Bakery, invoice 2031",
            message: "Pay 12.50 € from your current account?",
            minutes: 0,
            can_confirm: true,
        };
        let first = AccountConfirmPage {
            page: &page,
            home_url: HOME,
            action: "/northwind/account/confirm",
            deny_action: "/northwind/account/confirm/deny",
            security_url: "/northwind/account/security",
            password_url: "/northwind/account/password",
            lock_url: LOCK,
            asked: Some(asked),
            done: None,
            problems: &[],
        };
        let long = ConfirmAsked {
            app: "Rechnungsprüfungsvorbereitungswerkzeug für Niederlassungen",
            title: "Überweisungsfreigabebestätigungsanforderung",
            header: "https://niederlassung.northwind.example/freigaben/2026/11/22/0000000000000042",
            message: "تحويل ١٢٫٥٠ € إلى مخبز الميناء. Bitte prüfen Sie Empfängerin, Betrag und Verwendungszweck \
                      sorgfältig, bevor Sie bestätigen: Eine freigegebene Überweisung lässt sich nicht zurückholen.",
            minutes: 3,
            ..asked
        };
        let weak = ConfirmAsked { can_confirm: false, ..asked };
        let long = AccountConfirmPage { asked: Some(long), ..first };
        let weak = AccountConfirmPage { asked: Some(weak), ..first };
        let none = AccountConfirmPage { asked: None, ..first };
        let confirmed = Some(ConfirmChange::Confirmed);
        let confirmed = AccountConfirmPage { page: &waits, done: confirmed, ..none };
        let denied = AccountConfirmPage { done: Some(ConfirmChange::Denied), ..none };
        let failing = AccountConfirmPage { problems: &[ConfirmProblem::FormTooOld], ..first };
        Ok(vec![
            sample("account-confirm", &first)?,
            sample("account-confirm-long", &long)?,
            sample("account-confirm-weak", &weak)?,
            sample("account-confirm-none", &none)?,
            sample("account-confirm-confirmed", &confirmed)?,
            sample("account-confirm-denied", &denied)?,
            sample("account-confirm-form-too-old", &failing)?,
        ])
    }
}
