//! Mail: what it is, and how it leaves.
mod settings;
mod smtp;

pub(crate) use settings::as_absent;
pub use settings::{
    DeliverySettings, MailSettings, MailSetupError, MailTransport, SmtpSettings, SmtpTls,
};

use crate::carrying::{Folder, SendError};
use latchkey_base::MessageId;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use serde::{Deserialize, Serialize};
use smtp::Relay;
use std::error::Error;
use std::fmt;
use std::path::Path;

/// One mail to one person, as it is kept in the outbox. It may hold links that are as good as
/// passwords, so it does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address, without a name.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail([secret])")
    }
}

/// Sends mails by the transport of the settings.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Debug)]
enum Transport {
    Files(Folder),
    Smtp(Relay),
}

impl Mailer {
    /// Prepares the transport. Nothing is connected or written yet. `data` is the data folder.
    ///
    /// # Errors
    /// See [`MailSetupError`].
    pub fn new(settings: &MailSettings, data: &Path) -> Result<Self, MailSetupError> {
        let from = settings.from.parse().map_err(|_| MailSetupError::From)?;
        let transport = match settings.transport {
            MailTransport::Files => {
                let folder = settings.directory.clone().unwrap_or_else(|| data.join("mail"));
                Transport::Files(Folder::new(folder, "eml"))
            }
            MailTransport::Smtp => Transport::Smtp(Relay::new(&settings.smtp)?),
        };
        Ok(Self { from, transport })
    }

    /// Sends a mail. The id becomes its `Message-ID` (RFC 5322 §3.6.4), so that a mail that was
    /// sent twice, because the first answer got lost, can be recognised.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, id: MessageId, mail: &Mail) -> Result<(), SendError> {
        let message = self.write(id, mail)?;
        match &self.transport {
            Transport::Files(folder) => folder.keep(id, &message.formatted()).await,
            Transport::Smtp(relay) => relay.send(message).await,
        }
    }

    /// Whether mail would leave: the folder can be written, the server answers and takes our
    /// credentials.
    ///
    /// # Errors
    /// [`SendError::Temporary`] says what is wrong.
    pub async fn check(&self) -> Result<(), SendError> {
        match &self.transport {
            Transport::Files(folder) => folder.prepare().await,
            Transport::Smtp(relay) => relay.check().await,
        }
    }

    /// The mail in the form of RFC 5322, both bodies as alternatives (RFC 2046 §5.1.4).
    fn write(&self, id: MessageId, mail: &Mail) -> Result<Message, SendError> {
        // Security: an address and nothing else, so that no second recipient and no header can
        // come along. The subject is encoded by the library, line breaks included.
        let address: Address = mail
            .to
            .parse()
            .map_err(|_| SendError::Permanent("the recipient is not a mail address".to_owned()))?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(mail.subject.as_str())
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|_| SendError::Permanent("the mail cannot be written".to_owned()))
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834 §5): nobody's absence notice shall answer.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests;
