//! "Members who want to get back in": for whoever looks after an organization.
use super::HOME;
use crate::filters;
use crate::samples::{ALICE, NAMELESS, SOON, member_page, sample};
use crate::{Language, Page, Person, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// Every row has a form that posts `recovery` and ends its wait.
#[derive(Template, Clone, Copy)]
#[template(path = "account/vouch.html")]
pub struct AccountVouchPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where a row posts.
    pub action: &'a str,
    /// To the sign-in methods, for who has none that is good enough.
    pub security_url: &'a str,
    /// Who waits, the longest first.
    pub members: &'a [VouchLine<'a>],
    /// This sign-in is good enough, but perhaps too long ago.
    pub can_vouch: bool,
    /// The wait of one was ended just now.
    pub is_done: bool,
    /// What was wrong with the last attempt.
    pub problems: &'a [VouchProblem],
}

/// A member who waits.
#[derive(Clone, Copy, Debug)]
pub struct VouchLine<'a> {
    /// What the row posts as `recovery`.
    pub recovery: &'a str,
    /// Who says that they are locked out.
    pub person: Person<'a>,
    /// The organization of both.
    pub organization: &'a str,
    /// When they asked.
    pub at: Timestamp,
    /// They can finish from then on.
    pub ready: Timestamp,
}

/// Why nothing was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VouchProblem {
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for VouchProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::FormTooOld => "page.form_too_old",
        }
    }
}

impl AccountVouchPage<'_> {
    fn lead(&self) -> &'static str {
        match (self.members.is_empty(), self.can_vouch) {
            (true, _) => "vouch.none",
            (false, true) => "vouch.lead",
            (false, false) => "vouch.weak",
        }
    }
}

impl Samples for AccountVouchPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let line = |recovery, person, organization| VouchLine {
            recovery,
            person,
            organization,
            at: SOON - Seconds::days(1),
            ready: SOON + Seconds::days(2),
        };
        let long = "Niederlassungsübergreifende Datenverarbeitungskoordinationsstelle";
        let members = [line("r1", ALICE, "Northwind Sales"), line("r2", NAMELESS, long)];
        let full = AccountVouchPage {
            page: &page,
            home_url: HOME,
            action: "/northwind/account/organization",
            security_url: "/northwind/account/security",
            members: &members,
            can_vouch: true,
            is_done: false,
            problems: &[],
        };
        let weak = AccountVouchPage { can_vouch: false, ..full };
        let none = AccountVouchPage { members: &[], ..full };
        let done = AccountVouchPage { is_done: true, ..none };
        let failing = AccountVouchPage { problems: &[VouchProblem::FormTooOld], ..full };
        Ok(vec![
            sample("account-vouch", &full)?,
            sample("account-vouch-weak", &weak)?,
            sample("account-vouch-none", &none)?,
            sample("account-vouch-done", &done)?,
            sample("account-vouch-form-too-old", &failing)?,
        ])
    }
}
