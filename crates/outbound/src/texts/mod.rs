//! Text messages: what they are, and how they leave.
mod gateway;
mod settings;

pub use settings::{SmsGatewaySettings, SmsSettings, SmsSetupError, SmsTransport};

use crate::GuardedClient;
use crate::carrying::{Folder, SendError};
use gateway::Gateway;
use latchkey_base::MessageId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// One text message to one number, as it is kept in the outbox. It holds a code that is as good as a
/// password, so it does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessage {
    /// The number (E.164), with its plus sign.
    pub to: String,
    /// What it says.
    pub text: String,
}

impl fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TextMessage([secret])")
    }
}

/// Sends text messages by the transport of the settings.
#[derive(Debug)]
pub struct Texter(Transport);

#[derive(Debug)]
enum Transport {
    Files(Folder),
    Http(Gateway),
}

impl Texter {
    /// Prepares the transport. Nothing is connected or written yet. `data` is the data folder.
    ///
    /// # Errors
    /// See [`SmsSetupError`].
    pub fn new(
        settings: &SmsSettings,
        data: &Path,
        client: GuardedClient,
    ) -> Result<Self, SmsSetupError> {
        Ok(Self(match settings.transport {
            SmsTransport::Files => {
                let folder = settings.directory.clone().unwrap_or_else(|| data.join("sms"));
                Transport::Files(Folder::new(folder, "txt"))
            }
            SmsTransport::Http => Transport::Http(Gateway::new(&settings.http, client)?),
        }))
    }

    /// Sends a text message. The id goes along, so that one that was sent twice, because the first
    /// answer got lost, can be recognised.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, id: MessageId, text: &TextMessage) -> Result<(), SendError> {
        match &self.0 {
            Transport::Files(folder) => {
                let file = format!("To: {}\n\n{}\n", text.to, text.text);
                folder.keep(id, file.as_bytes()).await
            }
            Transport::Http(gateway) => gateway.send(id, text).await,
        }
    }
}

#[cfg(test)]
mod tests;
