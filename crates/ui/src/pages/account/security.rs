//! "Sign-in methods": what the person signs in with, and changing it.
use super::{HOME, RememberedBrowserLine, RememberedSection};
use crate::filters;
use crate::pages::PasskeyForm;
use crate::samples::{ALICE, SOON, bare_page, page, sample};
use crate::{BrowserName, Language, Page, Problem, Sample, Samples};
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
    /// The page on which the account can be locked.
    pub lock_url: &'a str,
    /// There is a password.
    pub has_password: bool,
    /// The authenticator app.
    pub totp: TotpState,
    /// Recovery codes that are left, where they are good for something.
    pub codes_left: Option<usize>,
    /// With so few left, or fewer, new ones are due.
    pub few: usize,
    /// Passkeys, where people may have some.
    pub passkeys: Option<PasskeySection<'a>>,
    /// Remembered browsers.
    pub browsers: RememberedSection<'a>,
    /// What was changed just now.
    pub changed: Option<SecurityChange>,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountSecurityProblem],
}

/// The section of passkeys: `form#passkey-form` adds one with the help of its script; each line has a
/// form for its name and one that removes it.
#[derive(Clone, Copy, Debug)]
pub struct PasskeySection<'a> {
    /// What the script needs.
    pub form: PasskeyForm<'a>,
    /// Where `passkey` and its new `name` are posted.
    pub rename_action: &'a str,
    /// Where the `passkey` is posted that is to go.
    pub remove_action: &'a str,
    /// Those there are, the oldest first.
    pub lines: &'a [PasskeyLine<'a>],
    /// What browsers know us by.
    pub rp_id: &'a str,
    /// What devices call the person.
    pub user_handle: Option<&'a str>,
    /// What devices show of the person: the script tells the browser, should it have changed.
    pub user_name: &'a str,
    /// Likewise, what people call them.
    pub display_name: &'a str,
    /// The ids of all of them: the script tells the browser, which forgets the others.
    pub known: &'a str,
    /// There may be another.
    pub can_add: bool,
    /// The id of the one whose new name was refused, and that name.
    pub typed: Option<(&'a str, &'a str)>,
}

/// A passkey of the person.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyLine<'a> {
    /// What the device calls it, in base64url.
    pub id: &'a str,
    /// What its owner calls it.
    pub label: &'a str,
    /// When it was made.
    pub since: Timestamp,
    /// When it was used last.
    pub used: Option<Timestamp>,
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
    /// A passkey was added.
    PasskeyAdded,
    /// One was named.
    PasskeyRenamed,
    /// One was removed.
    PasskeyRemoved,
    /// A remembered browser was forgotten, or all of them.
    BrowserForgotten,
}

impl SecurityChange {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::TotpAdded,
        Self::TotpRemoved,
        Self::CodesMade,
        Self::PasskeyAdded,
        Self::PasskeyRenamed,
        Self::PasskeyRemoved,
        Self::BrowserForgotten,
    ];

    /// How an address names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TotpAdded => "totp-added",
            Self::TotpRemoved => "totp-removed",
            Self::CodesMade => "codes-made",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRenamed => "passkey-renamed",
            Self::PasskeyRemoved => "passkey-removed",
            Self::BrowserForgotten => "browser-forgotten",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::TotpAdded => "security.totp_added",
            Self::TotpRemoved => "security.totp_removed",
            Self::CodesMade => "security.codes_made",
            Self::PasskeyAdded => "security.passkey_made",
            Self::PasskeyRenamed => "security.passkey_renamed",
            Self::PasskeyRemoved => "security.passkey_gone",
            Self::BrowserForgotten => "security.browser_forgotten",
        }
    }
}

/// Why something was not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountSecurityProblem {
    /// The tenant wants a second step of everybody, and there is no other.
    Needed,
    /// That passkey is the only way in, or the one that the tenant wants.
    PasskeyNeeded,
    /// The answer of the device came too late, or twice.
    PasskeyLate,
    /// What the device sent was not what was asked, or there are too many.
    PasskeyRefused,
    /// No name for a passkey, or too long a one.
    PasskeyNameMissing,
    /// New recovery codes were made often in a short time.
    TooOften,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountSecurityProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Needed => "security.totp_needed",
            Self::PasskeyNeeded => "security.passkey_last",
            Self::PasskeyLate => "passkey.late",
            Self::PasskeyRefused => "passkey.cannot_make",
            Self::PasskeyNameMissing => "security.passkey_name_missing",
            Self::TooOften => "page.too_many",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::PasskeyNameMissing).then_some("passkey-name")
    }
}

impl<'a> AccountSecurityPage<'a> {
    /// What was typed in place of the name of this one, if that was refused.
    fn typed(&self, line: &PasskeyLine<'_>) -> Option<&'a str> {
        let (id, name) = self.passkeys.and_then(|passkeys| passkeys.typed)?;
        (id == line.id).then_some(name)
    }

    fn is_wrong(&self, line: &PasskeyLine<'_>) -> bool {
        self.typed(line).is_some()
    }

    /// What its field holds.
    fn typed_name(&self, line: &PasskeyLine<'a>) -> &'a str {
        self.typed(line).unwrap_or(line.label)
    }

    fn has_few(&self) -> bool {
        self.codes_left.is_some_and(|left| left <= self.few)
    }
}

const LONG_LABEL: &str = "Der Schlüssel am Schlüsselbund mit der grünen Taschenlampe";

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
        let section = PasskeySection {
            form: PasskeyForm {
                action: "/northwind/account/security/passkeys",
                options_url: "/northwind/account/security/passkeys/options",
                remember: None,
            },
            rename_action: "/northwind/account/security/passkeys/rename",
            remove_action: "/northwind/account/security/passkeys/remove",
            lines: &[],
            rp_id: "id.northwind.example",
            user_handle: None,
            user_name: ALICE.login,
            display_name: "Alice Nakamura",
            known: "",
            can_add: true,
            typed: None,
        };
        let lines = [
            PasskeyLine { id: "AAEC", label: "iPhone · Safari", since, used: Some(SOON) },
            PasskeyLine { id: "AAED", label: LONG_LABEL, since, used: None },
        ];
        let some = PasskeySection { lines: &lines, user_handle: Some("BwcH"), ..section };
        let none = AccountSecurityPage {
            page: &page,
            home_url: HOME,
            password_url: "/northwind/account/password",
            totp_action: "/northwind/account/security/totp",
            codes_action: "/northwind/account/security/recovery-codes",
            remove_action: "/northwind/account/security/remove",
            lock_url: "/northwind/account/security/lock",
            has_password: true,
            totp: TotpState::Missing,
            codes_left: None,
            few: 3,
            passkeys: Some(section),
            browsers: RememberedSection {
                forget_action: "/northwind/account/security/browsers",
                forget_all_action: "/northwind/account/security/browsers/all",
                lines: &[],
            },
            changed: None,
            problems: &[],
        };
        let line = |id, user_agent, is_this| RememberedBrowserLine {
            id,
            browser: BrowserName::read(user_agent),
            since: SOON - Seconds::days(9),
            used: SOON - Seconds::days(1),
            until: SOON + Seconds::days(21),
            is_this,
        };
        let held_browsers = [line("1", "iPhone Safari/604.1", true), line("2", "", false)];
        let browsers = RememberedSection { lines: &held_browsers, ..none.browsers };
        let full = AccountSecurityPage {
            totp: held(false),
            codes_left: Some(10),
            passkeys: Some(some),
            browsers,
            ..none
        };
        let few = AccountSecurityPage { totp: held(true), codes_left: Some(1), ..none };
        let bare = AccountSecurityPage {
            page: &bare,
            has_password: false,
            passkeys: None,
            totp: TotpState::Unwanted,
            changed: Some(SecurityChange::TotpRemoved),
            ..none
        };
        let failing = |name, problems| sample(name, &AccountSecurityPage { problems, ..few });
        let nameless = AccountSecurityPage {
            passkeys: Some(PasskeySection { typed: Some(("AAED", "")), ..some }),
            problems: &[AccountSecurityProblem::PasskeyNameMissing],
            ..few
        };
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
            changed("account-security-passkey-added", SecurityChange::PasskeyAdded)?,
            changed("account-security-passkey-renamed", SecurityChange::PasskeyRenamed)?,
            changed("account-security-passkey-removed", SecurityChange::PasskeyRemoved)?,
            changed("account-security-browser-forgotten", SecurityChange::BrowserForgotten)?,
            failing("account-security-passkey-needed", &[AccountSecurityProblem::PasskeyNeeded])?,
            sample("account-security-name", &nameless)?,
            failing("account-security-needed", &[AccountSecurityProblem::Needed])?,
            failing("account-security-too-often", &[AccountSecurityProblem::TooOften])?,
            failing("account-security-form-too-old", &[AccountSecurityProblem::FormTooOld])?,
        ])
    }
}
