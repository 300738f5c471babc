//! A request to get back into the account without its second step, to be stopped or approved.
use super::HOME;
use crate::pages::RecoveryAsked;
use crate::pages::recovery::asked as sample_of_asked;
use crate::samples::{member_page, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;

/// `form#recovery-stop-form` stops it; `form#recovery-approve-form` ends its wait.
#[derive(Template, Clone, Copy)]
#[template(path = "account/recovery.html")]
pub struct AccountRecoveryPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// To the password.
    pub password_url: &'a str,
    /// To the lock.
    pub lock_url: &'a str,
    /// Where `form#recovery-stop-form` posts.
    pub stop_action: &'a str,
    /// Where `form#recovery-approve-form` posts, in a browser that can say so.
    pub approve_action: Option<&'a str>,
    /// What waits.
    pub asked: Option<RecoveryAsked<'a>>,
    /// What was just done.
    pub done: Option<RecoveryChange>,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountRecoveryProblem],
}

/// What can be done with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecoveryChange {
    /// It was stopped.
    Stopped,
    /// It waits no longer.
    Approved,
}

impl RecoveryChange {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Stopped, Self::Approved];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Approved => "approved",
        }
    }
}

/// Why nothing was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountRecoveryProblem {
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountRecoveryProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::FormTooOld => "page.form_too_old",
        }
    }
}

impl AccountRecoveryPage<'_> {
    fn title(&self) -> &'static str {
        match (self.done, self.asked) {
            (Some(RecoveryChange::Stopped), _) => "regain.stopped_title",
            (Some(RecoveryChange::Approved), _) => "regain.approved_title",
            (None, Some(_)) => "regain.asked_title",
            (None, None) => "regain.none_title",
        }
    }

    fn lead(&self) -> &'static str {
        match (self.done, self.asked) {
            (Some(RecoveryChange::Stopped), _) => "regain.stopped",
            (Some(RecoveryChange::Approved), _) => "regain.ready",
            (None, Some(_)) => "regain.asked",
            (None, None) => "regain.none",
        }
    }

    fn is_stopped(&self) -> bool {
        self.done == Some(RecoveryChange::Stopped)
    }
}

impl Samples for AccountRecoveryPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let first = AccountRecoveryPage {
            page: &page,
            home_url: HOME,
            password_url: "/northwind/account/password",
            lock_url: "/northwind/account/security/lock",
            stop_action: "/northwind/account/recovery/stop",
            approve_action: None,
            asked: Some(sample_of_asked()),
            done: None,
            problems: &[],
        };
        let approve_action = Some("/northwind/account/recovery");
        let can_approve = AccountRecoveryPage { approve_action, ..first };
        let done = |name, done| {
            let done = Some(done);
            sample(name, &AccountRecoveryPage { asked: None, done, ..first })
        };
        let problems = &[AccountRecoveryProblem::FormTooOld];
        Ok(vec![
            sample("account-recovery", &first)?,
            sample("account-recovery-approve", &can_approve)?,
            done("account-recovery-stopped", RecoveryChange::Stopped)?,
            done("account-recovery-approved", RecoveryChange::Approved)?,
            sample("account-recovery-none", &AccountRecoveryPage { asked: None, ..first })?,
            sample("account-recovery-form-too-old", &AccountRecoveryPage { problems, ..first })?,
        ])
    }
}
