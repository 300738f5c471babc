//! Notices: mails that say what happened at an account, so that its owner can object.
//!
//! A kind is a variant with its own facts, a row of texts, and nothing else.
use super::{Keys, Letter, MailText};
use crate::{BrowserName, Fact, Language, RenderError, messages};
use latchkey_base::Timestamp;

/// What every notice has: whose sign-in it is, to whom, and where its button leads.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where the button leads.
    pub link: &'a str,
    /// "This wasn't me": where the account can be locked, for kinds that are [`Notice::is_alarm`].
    pub lock_link: Option<&'a str>,
}

/// What a notice is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice<'a> {
    /// Somebody tried to make a second account with this address.
    AccountExists,
    /// The password was changed.
    PasswordChanged {
        /// All other sign-ins have ended with it.
        others_ended: bool,
    },
    /// A password was set up where there was none.
    PasswordAdded,
    /// The password was removed: a passkey does.
    PasswordRemoved,
    /// Another address shall take the place of this one.
    EmailChanging {
        /// The new address.
        email: &'a str,
    },
    /// An authenticator app was set up.
    TotpAdded {
        /// It took the place of another.
        replaces: bool,
    },
    /// The authenticator app was removed.
    TotpRemoved,
    /// A number was set up to which codes are texted.
    SmsAdded {
        /// The number, so far as only its owner knows it.
        number: &'a str,
        /// It took the place of another.
        replaces: bool,
    },
    /// It was removed.
    SmsRemoved {
        /// Likewise.
        number: &'a str,
    },
    /// The companion app was set up.
    CompanionAppAdded {
        /// What it is called.
        app: &'a str,
    },
    /// It was removed.
    CompanionAppRemoved {
        /// Likewise.
        app: &'a str,
    },
    /// Somebody said no to a sign-in in the companion app.
    SignInDeclined {
        /// What it is called.
        app: &'a str,
    },
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// Codes that are left.
        left: usize,
    },
    /// A passkey was added.
    PasskeyAdded {
        /// What it is called: where it was made.
        label: &'a str,
    },
    /// A passkey was removed.
    PasskeyRemoved {
        /// What it was called.
        label: &'a str,
    },
    /// A device was connected.
    DeviceConnected {
        /// What it says it is.
        device: Option<&'a str>,
        /// The app on it.
        app: &'a str,
    },
    /// Somebody took a device that its owner had offered.
    DeviceHandedOver {
        /// What it says it is.
        device: Option<&'a str>,
        /// The app on it.
        app: &'a str,
        /// Who took it.
        person: &'a str,
    },
    /// A device was taken that somebody had offered.
    DeviceTaken {
        /// What it says it is.
        device: Option<&'a str>,
        /// The app on it.
        app: &'a str,
        /// Whose it was.
        person: &'a str,
    },
    /// The account will be deleted.
    AccountDeletion {
        /// For how many days signing in keeps it; 0: it does not.
        days: usize,
    },
    /// Somebody signed in in a browser that was not used before.
    NewBrowser {
        /// What it calls itself.
        browser: BrowserName,
        /// The network it is in, shortened.
        place: &'a str,
        /// When.
        at: Timestamp,
    },
    /// Somebody signed in from a network that was not used before, in a browser that was.
    NewNetwork {
        /// What it calls itself.
        browser: BrowserName,
        /// The network, shortened.
        place: &'a str,
        /// When.
        at: Timestamp,
    },
    /// Several codes of a second step were wrong.
    WrongCodes,
    /// The account was locked.
    AccountLocked,
    /// It is locked no more, and has no password as before.
    AccountUnlocked,
    /// Somebody wants to get back in without the second step. Its button stops that.
    RecoveryStarted {
        /// What the browser calls itself.
        browser: BrowserName,
        /// The network it is in, shortened.
        place: &'a str,
        /// They can from then on.
        at: Timestamp,
    },
    /// They still do, and half of the wait is over.
    RecoveryReminder {
        /// They can from then on.
        at: Timestamp,
    },
    /// That was stopped.
    RecoveryStopped,
    /// They did: whatever was set up for the second step is gone.
    RecoveryFinished,
    /// An app may act for the person when they are not there.
    AppStays {
        /// The app.
        app: &'a str,
    },
    /// All that is held about the person was fetched.
    DataDownloaded,
    /// The account is not deleted after all: somebody signed in.
    DeletionCancelled,
    /// Whoever runs the tenant took a way to sign in away.
    FactorsReset,
    /// A passkey was refused, since it seems to have been copied.
    PasskeyCopied {
        /// What it is called.
        label: &'a str,
    },
    /// A remembered browser was forgotten, since its cookie seems to have been copied.
    BrowserCopied,
    /// An app asks for a confirmation.
    Confirmation {
        /// The app.
        app: &'a str,
    },
}

/// Characters of a name in a subject.
const LONGEST_NAME: usize = 60;

/// The button that leads to a new password.
const NEW_PASSWORD: &str = "mail.reset_button";
/// The button that stops a request to get in without the second step.
const STOP_BUTTON: &str = "mail.regain_button";
/// "This wasn't me".
const LOCK_BUTTON: &str = "mail.lock_button";
/// What to do if it was not.
const LOCK_NOTE: &str = "mail.lock_note";

impl<'a> Notice<'a> {
    /// The texts of each kind: subject, body, button, note.
    #[rustfmt::skip]
    const fn keys(&self) -> Keys {
        let row = match self {
            Self::AccountExists => ["mail.exists_subject", "mail.exists_body", NEW_PASSWORD, "mail.exists_note"],
            Self::PasswordChanged { others_ended: true } => ["mail.changed_subject", "mail.changed_body", NEW_PASSWORD, "mail.changed_note"],
            Self::PasswordChanged { others_ended: false } => ["mail.changed_subject", "mail.changed_alone_body", NEW_PASSWORD, "mail.changed_note"],
            Self::PasswordAdded => ["mail.password_added_subject", "mail.password_added_body", NEW_PASSWORD, "mail.passkey_added_note"],
            Self::PasswordRemoved => ["mail.password_gone_subject", "mail.password_gone_body", NEW_PASSWORD, "mail.passkey_added_note"],
            Self::EmailChanging { .. } => ["mail.moving_subject", "mail.moving_body", "mail.moving_button", "mail.moving_note"],
            Self::TotpAdded { replaces: false } => ["mail.totp_added_subject", "mail.totp_added_body", NEW_PASSWORD, "mail.totp_added_note"],
            Self::TotpAdded { replaces: true } => ["mail.totp_replaced_subject", "mail.totp_replaced_body", NEW_PASSWORD, "mail.totp_added_note"],
            Self::TotpRemoved => ["mail.totp_removed_subject", "mail.totp_removed_body", NEW_PASSWORD, "mail.totp_removed_note"],
            Self::SmsAdded { replaces: false, .. } => ["mail.totp_added_subject", "mail.sms_added_body", NEW_PASSWORD, "mail.totp_added_note"],
            Self::SmsAdded { replaces: true, .. } => ["mail.sms_moved_subject", "mail.sms_moved_body", NEW_PASSWORD, "mail.totp_added_note"],
            Self::SmsRemoved { .. } => ["mail.totp_removed_subject", "mail.sms_removed_body", NEW_PASSWORD, "mail.totp_removed_note"],
            Self::CompanionAppAdded { .. } => ["mail.totp_added_subject", "mail.companion_added_body", NEW_PASSWORD, "mail.totp_added_note"],
            Self::CompanionAppRemoved { .. } => ["mail.totp_removed_subject", "mail.companion_removed_body", NEW_PASSWORD, "mail.totp_removed_note"],
            Self::SignInDeclined { .. } => ["mail.declined_subject", "mail.declined_body", NEW_PASSWORD, "mail.changed_note"],
            Self::RecoveryCodesMade => ["mail.codes_made_subject", "mail.codes_made_body", NEW_PASSWORD, "mail.codes_made_note"],
            Self::RecoveryCodeUsed { .. } => ["mail.recovery_used_subject", "mail.recovery_used_body", NEW_PASSWORD, "mail.recovery_used_note"],
            Self::PasskeyAdded { .. } => ["mail.passkey_added_subject", "mail.passkey_added_body", NEW_PASSWORD, "mail.passkey_added_note"],
            Self::PasskeyRemoved { .. } => ["mail.passkey_gone_subject", "mail.passkey_gone_body", NEW_PASSWORD, "mail.changed_note"],
            Self::DeviceConnected { .. } => ["mail.device_subject", "mail.device_body", "mail.device_button", "mail.device_note"],
            Self::DeviceHandedOver { .. } => ["mail.handed_over_subject", "mail.handed_over_body", NEW_PASSWORD, "mail.changed_note"],
            Self::DeviceTaken { .. } => ["mail.taken_subject", "mail.taken_body", "mail.device_button", "mail.taken_note"],
            Self::AppStays { .. } => ["mail.app_stays_subject", "mail.app_stays_body", "mail.app_stays_button", "mail.changed_note"],
            Self::DataDownloaded => ["mail.data_subject", "mail.data_body", NEW_PASSWORD, "mail.changed_note"],
            Self::DeletionCancelled => ["mail.kept_subject", "mail.kept_body", NEW_PASSWORD, "mail.changed_note"],
            Self::FactorsReset => ["mail.factors_reset_subject", "mail.factors_reset_body", "mail.factors_reset_button", "mail.factors_reset_note"],
            Self::PasskeyCopied { .. } => ["mail.passkey_copied_subject", "mail.passkey_copied_body", NEW_PASSWORD, "mail.changed_note"],
            Self::BrowserCopied => ["mail.browser_copied_subject", "mail.browser_copied_body", NEW_PASSWORD, "mail.changed_note"],
            Self::AccountDeletion { days: 0 } => ["mail.deletion_subject", "mail.deletion_now_body", "mail.deletion_button", "mail.deletion_note"],
            Self::AccountDeletion { .. } => ["mail.deletion_subject", "mail.deletion_body", "mail.deletion_button", "mail.deletion_note"],
            Self::NewBrowser { .. } => ["mail.new_browser_subject", "mail.new_browser_body", NEW_PASSWORD, "mail.changed_note"],
            Self::NewNetwork { .. } => ["mail.new_browser_subject", "mail.new_network_body", NEW_PASSWORD, "mail.changed_note"],
            Self::WrongCodes => ["mail.wrong_codes_subject", "mail.wrong_codes_body", NEW_PASSWORD, "mail.changed_note"],
            Self::AccountLocked => ["mail.locked_subject", "mail.locked_body", NEW_PASSWORD, "mail.locked_note"],
            Self::AccountUnlocked => ["mail.unlocked_subject", "mail.unlocked_body", NEW_PASSWORD, "mail.passkey_added_note"],
            Self::RecoveryStarted { .. } => ["mail.regain_subject", "mail.regain_body", STOP_BUTTON, "mail.regain_note"],
            Self::RecoveryReminder { .. } => ["mail.regain_reminder_subject", "mail.regain_reminder_body", STOP_BUTTON, "mail.regain_note"],
            Self::RecoveryStopped => ["mail.regain_stopped_subject", "mail.regain_stopped_body", NEW_PASSWORD, "mail.changed_note"],
            Self::RecoveryFinished => ["mail.regain_done_subject", "mail.regain_done_body", NEW_PASSWORD, "mail.changed_note"],
            Self::Confirmation { .. } => ["mail.confirm_subject", "mail.confirm_body", "mail.confirm_button", "mail.confirm_note"],
        };
        let [subject, body, button, note] = row;
        Keys { subject, body, button, note }
    }

    /// Whether its owner may want to lock the account: it tells of something that somebody else may
    /// have done. What can be stopped is stopped first; the page that says so leads to the lock.
    pub const fn is_alarm(&self) -> bool {
        !matches!(
            self,
            Self::AccountExists
                | Self::AccountLocked
                | Self::RecoveryStarted { .. }
                | Self::RecoveryReminder { .. }
                | Self::FactorsReset
                | Self::Confirmation { .. }
        )
    }

    /// Whether its button is good for something beside taking back what happened.
    pub(super) const fn has_errand(&self) -> bool {
        matches!(
            self,
            Self::DeviceConnected { .. }
                | Self::DeviceTaken { .. }
                | Self::AccountDeletion { .. }
                | Self::AppStays { .. }
        )
    }

    /// The facts of each kind that its texts name, in words.
    fn facts(&self, words: &'a Words) -> Vec<(&'static str, Fact<'a>)> {
        match *self {
            Self::EmailChanging { email } => vec![("email", Fact::Text(email))],
            Self::SmsAdded { number, .. } | Self::SmsRemoved { number } => {
                vec![("number", Fact::Text(number))]
            }
            Self::CompanionAppAdded { app }
            | Self::CompanionAppRemoved { app }
            | Self::SignInDeclined { app } => {
                vec![("app", Fact::Text(app))]
            }
            Self::RecoveryCodeUsed { left } => vec![("left", number(left))],
            Self::PasskeyAdded { label }
            | Self::PasskeyRemoved { label }
            | Self::PasskeyCopied { label } => {
                vec![("label", Fact::Text(label))]
            }
            Self::NewBrowser { place, at, .. } | Self::NewNetwork { place, at, .. } => vec![
                ("browser", Fact::Text(&words.browser)),
                ("place", Fact::Text(place)),
                ("at", Fact::Time(at)),
            ],
            Self::DeviceConnected { device, app } => {
                let device = device.unwrap_or(&words.nameless);
                vec![("device", Fact::Text(device)), ("app", Fact::Text(app))]
            }
            Self::DeviceHandedOver { device, app, person }
            | Self::DeviceTaken { device, app, person } => vec![
                ("device", Fact::Text(device.unwrap_or(&words.nameless))),
                ("app", Fact::Text(app)),
                ("person", Fact::Text(person)),
            ],
            Self::AccountDeletion { days } => vec![("days", number(days))],
            Self::RecoveryStarted { place, at, .. } => vec![
                ("browser", Fact::Text(&words.browser)),
                ("place", Fact::Text(place)),
                ("at", Fact::Moment(at)),
            ],
            Self::RecoveryReminder { at } => vec![("at", Fact::Moment(at))],
            Self::Confirmation { .. } | Self::AppStays { .. } => {
                vec![("app", Fact::Text(&words.app))]
            }
            Self::DataDownloaded
            | Self::DeletionCancelled
            | Self::FactorsReset
            | Self::BrowserCopied
            | Self::AccountExists
            | Self::PasswordChanged { .. }
            | Self::PasswordAdded
            | Self::PasswordRemoved
            | Self::TotpAdded { .. }
            | Self::TotpRemoved
            | Self::RecoveryCodesMade
            | Self::WrongCodes
            | Self::AccountLocked
            | Self::AccountUnlocked
            | Self::RecoveryStopped
            | Self::RecoveryFinished => Vec::new(),
        }
    }
}

/// What stands for facts that have no words of their own.
struct Words {
    /// A device that says nothing of itself.
    nameless: String,
    /// The browser.
    browser: String,
    /// The app, where it stands in a subject: no longer than leaves room for the rest.
    app: String,
}

impl Words {
    fn of(notice: &Notice<'_>, language: Language) -> Self {
        let browser = match notice {
            Notice::NewBrowser { browser, .. }
            | Notice::NewNetwork { browser, .. }
            | Notice::RecoveryStarted { browser, .. } => browser.in_language(language),
            _ => String::new(),
        };
        let app = match notice {
            Notice::Confirmation { app } | Notice::AppStays { app } => shortened(app),
            _ => String::new(),
        };
        Self { nameless: messages::text(language, "device.nameless"), browser, app }
    }
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
    }
}

fn number(count: usize) -> Fact<'static> {
    Fact::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The mail of a notice.
///
/// # Errors
/// Only when a template fails to render.
pub fn notice(
    language: Language,
    envelope: &Envelope<'_>,
    notice: &Notice<'_>,
) -> Result<MailText, RenderError> {
    let words = Words::of(notice, language);
    let mut facts = vec![("tenant", Fact::Text(envelope.tenant))];
    facts.extend(notice.facts(&words));
    let letter = |keys: &Keys| Letter::new(language, envelope.name, keys, &facts);
    let keys = notice.keys();
    match envelope.lock_link.filter(|_| notice.is_alarm()) {
        None => letter(&keys).with(None, envelope.link).finish(),
        Some(lock) if notice.has_errand() => {
            let button = messages::text(language, LOCK_BUTTON);
            let letter = letter(&Keys { note: LOCK_NOTE, ..keys }).with(None, envelope.link);
            Letter { lock: Some((button, lock)), ..letter }.finish()
        }
        Some(lock) => {
            let keys = Keys { button: LOCK_BUTTON, note: LOCK_NOTE, ..keys };
            letter(&keys).with(None, lock).finish()
        }
    }
}
