//! "Sign-in methods": what the person signs in with, and changing it.
use super::HOME;
use crate::samples::{SOON, bare_page, page, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// `button#totp-set-up` begins to set up an authenticator app, or another in its place;
/// `button#totp-remove` posts `factor` and removes it; `button#codes-renew` makes new recovery codes.
#[derive(Template, Clone, Copy)]
#[template(path = "account/security.html")]
pub struct AccountSecurityPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// The page of the password.
    pub password_url: &'a str,
    /// Where `button#totp-set-up` posts.
    pub totp_action: &'a str,
    /// Where `button#codes-renew` posts.
    pub codes_action: &'a str,
    /// Where `button#totp-remove` posts.
    pub remove_action: &'a str,
    /// There is a password.
    pub has_password: bool,
    /// The authenticator app.
    pub totp: TotpState,
    /// Recovery codes that are left, where they are good for something.
    pub codes_left: Option<usize>,
    /// With so few left, or fewer, new ones are due.
    pub few: usize,
    /// What was changed just now.
    pub changed: Option<SecurityChange>,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountSecurityProblem],
}

/// What is known of somebody's authenticator app.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TotpState {
    /// There is none, and the tenant wants none.
    Unwanted,
    /// There is none.
    Missing,
    /// There is one.
    Held {
        /// Since when.
        since: Timestamp,
        /// When a code of it was used last.
        used: Option<Timestamp>,
        /// Another may take its place.
        can_be_replaced: bool,
        /// It cannot be removed: the tenant wants a second step of everybody, and there is no other.
        is_needed: bool,
        /// The recovery codes go with it.
        takes_codes: bool,
    },
}

/// What can be changed here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecurityChange {
    /// An authenticator app was set up.
    TotpAdded,
    /// It was removed.
    TotpRemoved,
    /// New recovery codes were made.
    CodesMade,
}

impl SecurityChange {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TotpAdded, Self::TotpRemoved, Self::CodesMade];

    /// How an address names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TotpAdded => "totp-added",
            Self::TotpRemoved => "totp-removed",
            Self::CodesMade => "codes-made",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::TotpAdded => "security.totp_added",
            Self::TotpRemoved => "security.totp_removed",
            Self::CodesMade => "security.codes_made",
        }
    }
}

/// Why something was not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountSecurityProblem {
    /// The tenant wants a second step of everybody, and there is no other.
    Needed,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountSecurityProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Needed => "security.totp_needed",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        None
    }
}

impl AccountSecurityPage<'_> {
    fn has_few(&self) -> bool {
        self.codes_left.is_some_and(|left| left <= self.few)
    }
}

impl Samples for AccountSecurityPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (page(language), bare_page(language));
        let since = SOON - Seconds::days(300);
        let held = |is_needed: bool| TotpState::Held {
            since,
            used: (!is_needed).then_some(SOON - Seconds::days(1)),
            can_be_replaced: true,
            is_needed,
            takes_codes: true,
        };
        let none = AccountSecurityPage {
            page: &page,
            home_url: HOME,
            password_url: "/northwind/account/password",
            totp_action: "/northwind/account/security/totp",
            codes_action: "/northwind/account/security/recovery-codes",
            remove_action: "/northwind/account/security/remove",
            has_password: true,
            totp: TotpState::Missing,
            codes_left: None,
            few: 3,
            changed: None,
            problems: &[],
        };
        let full = AccountSecurityPage { totp: held(false), codes_left: Some(10), ..none };
        let few = AccountSecurityPage { totp: held(true), codes_left: Some(1), ..none };
        let bare = AccountSecurityPage {
            page: &bare,
            has_password: false,
            totp: TotpState::Unwanted,
            changed: Some(SecurityChange::TotpRemoved),
            ..none
        };
        let failing = |name, problems| sample(name, &AccountSecurityPage { problems, ..few });
        let changed = |name, what| {
            let changed = Some(what);
            sample(name, &AccountSecurityPage { changed, ..full })
        };
        Ok(vec![
            sample("account-security", &full)?,
            sample("account-security-none", &none)?,
            sample("account-security-few", &few)?,
            sample("account-security-bare", &bare)?,
            changed("account-security-added", SecurityChange::TotpAdded)?,
            changed("account-security-codes", SecurityChange::CodesMade)?,
            failing("account-security-needed", &[AccountSecurityProblem::Needed])?,
            failing("account-security-form-too-old", &[AccountSecurityProblem::FormTooOld])?,
        ])
    }
}
