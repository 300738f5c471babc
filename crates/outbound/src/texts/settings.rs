//! What an operator can set about text messages.
use crate::mail::as_absent;
use latchkey_base::{Seconds, Secret};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use thiserror::Error;

/// Text messages (SMS). They wait and are delivered as mails are, by `mail.delivery`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsSettings {
    /// `http` hands text messages to a gateway; `files` writes each into a file of its own, for
    /// development.
    pub transport: SmsTransport,
    /// Where `files` writes; absent: the folder `sms` in the data folder.
    pub directory: Option<PathBuf>,
    /// The gateway.
    pub http: SmsGatewaySettings,
}

/// How text messages leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsTransport {
    /// Into a folder.
    #[default]
    Files,
    /// To a gateway.
    Http,
}

/// The gateway that takes our text messages.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsGatewaySettings {
    /// Where each message is posted as JSON with `id`, `to` and `text`. https, and at a public
    /// address, unless `fetch.allow` names its host.
    pub url: Option<String>,
    /// What is sent as bearer token (RFC 6750 §2.1), better given as an environment variable;
    /// absent: none.
    #[serde(serialize_with = "as_absent")]
    pub token: Option<Secret<String>>,
    /// A file that holds the token.
    pub token_file: Option<PathBuf>,
    /// How long the gateway may take for one message.
    pub timeout: Seconds,
    /// The longest answer that is taken, in octets.
    pub longest_answer: usize,
}

impl Default for SmsGatewaySettings {
    fn default() -> Self {
        Self {
            url: None,
            token: None,
            token_file: None,
            timeout: Seconds::new(10),
            longest_answer: 64 * 1024,
        }
    }
}

/// What is wrong with the settings.
#[derive(Debug, Error)]
pub enum SmsSetupError {
    /// No address, or one that nothing may be posted to.
    #[error("`sms.http.url` must be the https address of the gateway: {0}")]
    Url(String),
    /// A token that no header can hold.
    #[error("`sms.http.token` holds characters that no header can hold")]
    Token,
}
