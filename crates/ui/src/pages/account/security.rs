//! "Sign-in methods": what the person signs in with, and changing it.
use super::{HOME, RememberedBrowserLine, RememberedSection};
use crate::filters;
use crate::pages::PasskeyForm;
use crate::samples::{ALICE, SOON, bare_page, member_page, sample};
use crate::{BrowserName, Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// `button#totp-set-up` begins to set up an authenticator app, or another in its place;
/// `a#sms-set-up` leads to a number for texted codes, `a#companion-set-up` to the companion app;
/// `button#totp-remove`, `button#sms-remove` and `button#companion_app-remove` post `factor` and remove it; `button#codes-renew` makes new recovery codes.
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
    /// Where a number for texted codes is set up.
    pub sms_url: &'a str,
    /// Where the companion app is set up.
    pub companion_url: &'a str,
    /// Where `button#codes-renew` posts.
    pub codes_action: &'a str,
    /// Where `button#totp-remove` and `button#sms-remove` post.
    pub remove_action: &'a str,
    /// The page on which the account can be locked.
    pub lock_url: &'a str,
    /// There is a password.
    pub has_password: bool,
    /// The authenticator app.
    pub totp: MethodState<'a>,
    /// The number for texted codes.
    pub sms: MethodState<'a>,
    /// The companion app, which has a name where there is one.
    pub companion: (&'a str, MethodState<'a>),
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

/// What is known of something that somebody has set up at most once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MethodState<'a> {
    /// There is none, and the tenant wants none.
    Unwanted,
    /// There is none.
    Missing,
    /// There is one.
    Held {
        /// Which, if that can be told.
        what: Option<&'a str>,
        /// Since when.
        since: Timestamp,
        /// When a code of it was used last.
        used: Option<Timestamp>,
        /// Another may take its place.
        can_be_replaced: bool,
        /// What it means to remove it.
        removal: RemovalState,
    },
}

/// What it means to remove a second factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RemovalState {
    /// It cannot be: the tenant wants a second step of everybody, and there is no other.
    pub is_needed: bool,
    /// Nothing but the password is left then.
    pub is_last: bool,
    /// The recovery codes go with it.
    pub takes_codes: bool,
}

/// What can be changed here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecurityChange {
    /// An authenticator app was set up.
    TotpAdded,
    /// It was removed.
    TotpRemoved,
    /// A number for texted codes was set up.
    SmsAdded,
    /// It was removed.
    SmsRemoved,
    /// The companion app was set up.
    CompanionAdded,
    /// It was removed.
    CompanionRemoved,
    /// New recovery codes were made.
    CodesMade,
    /// A passkey was added.
    PasskeyAdded,
    /// One was named.
    PasskeyRenamed,
    /// One was removed.
    PasskeyRemoved,
    /// The password was removed.
    PasswordRemoved,
    /// A remembered browser was forgotten, or all of them.
    BrowserForgotten,
}

impl SecurityChange {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::TotpAdded,
        Self::TotpRemoved,
        Self::SmsAdded,
        Self::SmsRemoved,
        Self::CompanionAdded,
        Self::CompanionRemoved,
        Self::CodesMade,
        Self::PasskeyAdded,
        Self::PasskeyRenamed,
        Self::PasskeyRemoved,
        Self::PasswordRemoved,
        Self::BrowserForgotten,
    ];

    /// How an address names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TotpAdded => "totp-added",
            Self::TotpRemoved => "totp-removed",
            Self::SmsAdded => "sms-added",
            Self::SmsRemoved => "sms-removed",
            Self::CompanionAdded => "companion-added",
            Self::CompanionRemoved => "companion-removed",
            Self::CodesMade => "codes-made",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRenamed => "passkey-renamed",
            Self::PasskeyRemoved => "passkey-removed",
            Self::PasswordRemoved => "password-removed",
            Self::BrowserForgotten => "browser-forgotten",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::TotpAdded => "security.totp_added",
            Self::TotpRemoved => "security.totp_removed",
            Self::SmsAdded => "security.sms_added",
            Self::SmsRemoved => "security.sms_removed",
            Self::CompanionAdded => "security.companion_added",
            Self::CompanionRemoved => "security.companion_removed",
            Self::CodesMade => "security.codes_made",
            Self::PasskeyAdded => "security.passkey_made",
            Self::PasskeyRenamed => "security.passkey_renamed",
            Self::PasskeyRemoved => "security.passkey_gone",
            Self::PasswordRemoved => "security.password_removed",
            Self::BrowserForgotten => "security.browser_forgotten",
        }
    }
}

/// Why something was not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountSecurityProblem {
    /// The tenant wants a second step of everybody, and there is no other.
    Needed,
    /// Likewise, and it is the number for texted codes.
    SmsNeeded,
    /// Likewise, and it is the companion app.
    CompanionNeeded,
    /// That passkey is the one that the tenant wants.
    PasskeyNeeded,
    /// That passkey is the only way in.
    PasskeyOnly,
    /// The answer of the device came too late, or twice.
    PasskeyLate,
    /// What the device sent was not what was asked, or there are too many.
    PasskeyRefused,
    /// No name for a passkey, or too long a one.
    PasskeyNameMissing,
    /// New recovery codes were made often in a short time.
    TooOften {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountSecurityProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Needed => "security.totp_needed",
            Self::SmsNeeded => "security.sms_needed",
            Self::CompanionNeeded => "security.companion_needed",
            Self::PasskeyNeeded => "security.passkey_last",
            Self::PasskeyOnly => "security.passkey_only",
            Self::PasskeyLate => "passkey.late",
            Self::PasskeyRefused => "passkey.cannot_make",
            Self::PasskeyNameMissing => "security.passkey_name_missing",
            Self::TooOften { .. } => "page.too_many",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::PasskeyNameMissing).then_some("passkey-name")
    }

    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::TooOften { until } => Some(*until),
            _ => None,
        }
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

    /// The key of words that speak of the password, or of those for an account that has none.
    fn about(&self, beside: &'static str, alone: &'static str) -> &'static str {
        if self.has_password { beside } else { alone }
    }

    fn has_few(&self) -> bool {
        self.codes_left.is_some_and(|left| left <= self.few)
    }
}

const LONG_LABEL: &str = "Der Schlüssel am Schlüsselbund mit der grünen Taschenlampe";

impl Samples for AccountSecurityPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (member_page(language), bare_page(language));
        let since = SOON - Seconds::days(300);
        let held = |what, is_needed: bool, is_last| MethodState::Held {
            what,
            since,
            used: (!is_needed).then_some(SOON - Seconds::days(1)),
            can_be_replaced: true,
            removal: RemovalState { is_needed, is_last, takes_codes: is_last },
        };
        let number = Some("+44 •••• ••12");
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
            sms_url: "/northwind/account/security/sms",
            companion_url: "/northwind/account/security/companion-app",
            codes_action: "/northwind/account/security/recovery-codes",
            remove_action: "/northwind/account/security/remove",
            lock_url: "/northwind/account/security/lock",
            has_password: true,
            totp: MethodState::Missing,
            sms: MethodState::Missing,
            companion: ("Hearth", MethodState::Missing),
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
        let no_app = ("", MethodState::Unwanted);
        let full = AccountSecurityPage {
            totp: held(None, false, true),
            sms: MethodState::Unwanted,
            companion: no_app,
            codes_left: Some(10),
            passkeys: Some(some),
            browsers,
            ..none
        };
        let sms = MethodState::Unwanted;
        let few = AccountSecurityPage {
            totp: held(None, true, true),
            sms,
            companion: no_app,
            codes_left: Some(1),
            ..none
        };
        let both = AccountSecurityPage {
            totp: held(None, false, false),
            sms: held(number, false, false),
            companion: ("Hearth", held(None, false, false)),
            codes_left: Some(10),
            ..none
        };
        let texted =
            AccountSecurityPage { sms: held(number, false, true), codes_left: Some(10), ..none };
        let text_needed = AccountSecurityPage {
            totp: MethodState::Unwanted,
            sms: held(number, true, true),
            problems: &[AccountSecurityProblem::SmsNeeded],
            ..few
        };
        let app_needed = AccountSecurityPage {
            totp: MethodState::Unwanted,
            companion: ("Hearth", held(None, true, true)),
            problems: &[AccountSecurityProblem::CompanionNeeded],
            ..few
        };
        let bare = AccountSecurityPage {
            page: &bare,
            has_password: false,
            passkeys: None,
            totp: MethodState::Unwanted,
            sms,
            companion: no_app,
            changed: Some(SecurityChange::TotpRemoved),
            ..none
        };
        let failing = |name, problems| sample(name, &AccountSecurityPage { problems, ..few });
        let alone = AccountSecurityPage {
            has_password: false,
            passkeys: Some(PasskeySection { lines: &lines[..1], ..some }),
            ..none
        };
        let only = AccountSecurityPage {
            has_password: false,
            passkeys: Some(PasskeySection { lines: &lines[..1], ..some }),
            problems: &[AccountSecurityProblem::PasskeyOnly],
            ..few
        };
        let nameless = AccountSecurityPage {
            passkeys: Some(PasskeySection { typed: Some(("AAED", "")), ..some }),
            problems: &[AccountSecurityProblem::PasskeyNameMissing],
            ..few
        };
        let changed = |name, what| {
            let changed = Some(what);
            sample(name, &AccountSecurityPage { changed, ..full })
        };
        let gone = Some(SecurityChange::PasswordRemoved);
        Ok(vec![
            sample("account-security", &full)?,
            sample("account-security-none", &none)?,
            sample("account-security-alone", &alone)?,
            sample("account-security-few", &few)?,
            sample("account-security-bare", &bare)?,
            sample("account-security-sms-and-totp", &both)?,
            sample("account-security-sms-held", &texted)?,
            sample("account-security-sms-needed", &text_needed)?,
            sample("account-security-companion-needed", &app_needed)?,
            changed("account-security-companion-added", SecurityChange::CompanionAdded)?,
            changed("account-security-companion-removed", SecurityChange::CompanionRemoved)?,
            changed("account-security-sms-added", SecurityChange::SmsAdded)?,
            changed("account-security-sms-removed", SecurityChange::SmsRemoved)?,
            changed("account-security-added", SecurityChange::TotpAdded)?,
            changed("account-security-codes", SecurityChange::CodesMade)?,
            changed("account-security-passkey-added", SecurityChange::PasskeyAdded)?,
            changed("account-security-passkey-renamed", SecurityChange::PasskeyRenamed)?,
            changed("account-security-passkey-removed", SecurityChange::PasskeyRemoved)?,
            changed("account-security-browser-forgotten", SecurityChange::BrowserForgotten)?,
            failing("account-security-passkey-needed", &[AccountSecurityProblem::PasskeyNeeded])?,
            sample("account-security-passkey-only", &only)?,
            sample(
                "account-security-password-removed",
                &AccountSecurityPage { changed: gone, has_password: false, ..full },
            )?,
            sample("account-security-name", &nameless)?,
            failing("account-security-needed", &[AccountSecurityProblem::Needed])?,
            failing(
                "account-security-too-often",
                &[AccountSecurityProblem::TooOften { until: SOON }],
            )?,
            failing("account-security-form-too-old", &[AccountSecurityProblem::FormTooOld])?,
        ])
    }
}
