//! Notices: mails that say what happened at an account, so that its owner can object.
//!
//! A kind is a variant with its own facts, a row of texts, and nothing else.
use super::{Keys, Letter, MailText};
use crate::{Fact, Language, RenderError, messages};

/// What every notice has: whose sign-in it is, to whom, and where its button leads.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// Whose sign-in this is.
    pub tenant: &'a str,
    /// The person's name, if known.
    pub name: Option<&'a str>,
    /// Where the button leads.
    pub link: &'a str,
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
    /// A device was connected.
    DeviceConnected {
        /// What it says it is.
        device: Option<&'a str>,
        /// The app on it.
        app: &'a str,
    },
    /// The account will be deleted.
    AccountDeletion {
        /// For how many days signing in keeps it; 0: it does not.
        days: usize,
    },
}

/// The button that leads to a new password.
const NEW_PASSWORD: &str = "mail.reset_button";

impl<'a> Notice<'a> {
    /// The texts of each kind: subject, body, button, note.
    #[rustfmt::skip]
    const fn keys(&self) -> Keys {
        let row = match self {
            Self::AccountExists => ["mail.exists_subject", "mail.exists_body", NEW_PASSWORD, "mail.exists_note"],
            Self::PasswordChanged { others_ended: true } => ["mail.changed_subject", "mail.changed_body", NEW_PASSWORD, "mail.changed_note"],
            Self::PasswordChanged { others_ended: false } => ["mail.changed_subject", "mail.changed_alone_body", NEW_PASSWORD, "mail.changed_note"],
            Self::EmailChanging { .. } => ["mail.moving_subject", "mail.moving_body", "mail.moving_button", "mail.moving_note"],
            Self::TotpAdded { replaces: false } => ["mail.totp_added_subject", "mail.totp_added_body", NEW_PASSWORD, "mail.totp_added_note"],
            Self::TotpAdded { replaces: true } => ["mail.totp_replaced_subject", "mail.totp_replaced_body", NEW_PASSWORD, "mail.totp_added_note"],
            Self::TotpRemoved => ["mail.totp_removed_subject", "mail.totp_removed_body", NEW_PASSWORD, "mail.totp_removed_note"],
            Self::RecoveryCodesMade => ["mail.codes_made_subject", "mail.codes_made_body", NEW_PASSWORD, "mail.codes_made_note"],
            Self::RecoveryCodeUsed { .. } => ["mail.recovery_used_subject", "mail.recovery_used_body", NEW_PASSWORD, "mail.recovery_used_note"],
            Self::PasskeyAdded { .. } => ["mail.passkey_added_subject", "mail.passkey_added_body", NEW_PASSWORD, "mail.passkey_added_note"],
            Self::DeviceConnected { .. } => ["mail.device_subject", "mail.device_body", "mail.device_button", "mail.device_note"],
            Self::AccountDeletion { days: 0 } => ["mail.deletion_subject", "mail.deletion_now_body", "mail.deletion_button", "mail.deletion_note"],
            Self::AccountDeletion { .. } => ["mail.deletion_subject", "mail.deletion_body", "mail.deletion_button", "mail.deletion_note"],
        };
        let [subject, body, button, note] = row;
        Keys { subject, body, button, note }
    }

    /// The facts of each kind that its texts name; `nameless` stands for a device that says nothing.
    fn facts(&self, nameless: &'a str) -> Vec<(&'static str, Fact<'a>)> {
        match *self {
            Self::EmailChanging { email } => vec![("email", Fact::Text(email))],
            Self::RecoveryCodeUsed { left } => vec![("left", number(left))],
            Self::PasskeyAdded { label } => vec![("label", Fact::Text(label))],
            Self::DeviceConnected { device, app } => {
                let device = device.unwrap_or(nameless);
                vec![("device", Fact::Text(device)), ("app", Fact::Text(app))]
            }
            Self::AccountDeletion { days } => vec![("days", number(days))],
            Self::AccountExists
            | Self::PasswordChanged { .. }
            | Self::TotpAdded { .. }
            | Self::TotpRemoved
            | Self::RecoveryCodesMade => Vec::new(),
        }
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
    let nameless = messages::text(language, "device.nameless");
    let mut facts = vec![("tenant", Fact::Text(envelope.tenant))];
    facts.extend(notice.facts(&nameless));
    let letter = Letter::new(language, envelope.name, &notice.keys(), &facts);
    letter.with(None, envelope.link).finish()
}
