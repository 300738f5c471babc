//! What an operator can set about mail.
use latchkey_base::{Seconds, Secret};
use serde::{Deserialize, Serialize, Serializer};
use std::path::PathBuf;
use thiserror::Error;

/// Mail.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// `smtp` hands mails to a mail server; `files` writes each into a file of its own, for
    /// development.
    pub transport: MailTransport,
    /// The sender, as `Latchkey <no-reply@example.com>`.
    pub from: String,
    /// Where `files` writes; absent: the folder `mail` in the data folder.
    pub directory: Option<PathBuf>,
    /// The mail server.
    pub smtp: SmtpSettings,
    /// How messages that wait are delivered, text messages as well.
    pub delivery: DeliverySettings,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            transport: MailTransport::Files,
            from: "Latchkey <no-reply@localhost>".to_owned(),
            directory: None,
            smtp: SmtpSettings::default(),
            delivery: DeliverySettings::default(),
        }
    }
}

/// How mail leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Into a folder.
    Files,
    /// To a mail server (RFC 5321).
    Smtp,
}

/// The mail server that takes our mails (RFC 6409).
#[derive(Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpSettings {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port; 0: 587 with `starttls`, 465 with `implicit`, 25 with `none`.
    pub port: u16,
    /// `starttls` (required, never skipped), `implicit` (TLS from the first octet, RFC 8314) or
    /// `none` (for a relay on the same machine).
    pub tls: SmtpTls,
    /// A PEM file with certificates of authorities that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// The user name; absent: no authentication.
    pub user: Option<String>,
    /// The password, better given as an environment variable.
    #[serde(serialize_with = "as_absent")]
    pub password: Option<Secret<String>>,
    /// A file that holds the password.
    pub password_file: Option<PathBuf>,
    /// How long the server may take for one command.
    pub timeout: Seconds,
}

impl Default for SmtpSettings {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 0,
            tls: SmtpTls::Starttls,
            ca_file: None,
            user: None,
            password: None,
            password_file: None,
            timeout: Seconds::new(20),
        }
    }
}

impl SmtpSettings {
    /// The port that is used.
    pub(super) fn port(&self) -> u16 {
        match (self.port, self.tls) {
            (0, SmtpTls::Starttls) => 587,
            (0, SmtpTls::Implicit) => 465,
            (0, SmtpTls::None) => 25,
            (port, _) => port,
        }
    }
}

pub(crate) fn as_absent<S: Serializer>(
    _: &Option<Secret<String>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_none()
}

/// Protection of the way to the mail server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// The connection is upgraded, or nothing is sent (RFC 3207).
    Starttls,
    /// TLS from the start (RFC 8314 §3.3).
    Implicit,
    /// None.
    None,
}

/// How the outbox is emptied, of mails and of text messages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliverySettings {
    /// Messages delivered at the same time.
    pub concurrent: usize,
    /// How long one delivery may take altogether.
    pub timeout: Seconds,
    /// The pause after the first failure. It doubles with each further one.
    pub first_pause: Seconds,
    /// The longest pause.
    pub longest_pause: Seconds,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            concurrent: 8,
            timeout: Seconds::new(60),
            first_pause: Seconds::new(10),
            longest_pause: Seconds::minutes(15),
        }
    }
}

/// What is wrong with the settings.
#[derive(Debug, Error)]
pub enum MailSetupError {
    /// The sender is no mail address.
    #[error("`mail.from` is not an address such as `Latchkey <no-reply@example.com>`")]
    From,
    /// No host, or half of the credentials.
    #[error("`mail.smtp` needs a host, and a password exactly when it has a user")]
    Smtp,
    /// Certificates that cannot be read or used.
    #[error("TLS for mail cannot be set up: {0}")]
    Tls(String),
}
