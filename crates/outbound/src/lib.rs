//! What leaves the process: guarded HTTP fetches, mail, text messages, and the delivery of the outbox.
//!
//! What a message says is decided elsewhere; here it is carried.

mod carrying;
#[cfg(test)]
mod certificates;
mod fetch;
mod mail;
mod outbox;
mod texts;

pub use carrying::SendError;
pub use fetch::{
    AllowedHost, AllowedHostError, FetchError, FetchLimits, FetchSettings, FetchSetupError,
    Fetched, GuardedClient, freshness,
};
pub use mail::{
    DeliverySettings, Mail, MailSettings, MailSetupError, MailTransport, Mailer, SmtpSettings,
    SmtpTls,
};
pub use outbox::{
    Deliveries, Message, OUTBOX_PURPOSE, Outbox, OutboxParts, Posting, compose, next_attempt,
};
pub use texts::{
    SmsGatewaySettings, SmsSettings, SmsSetupError, SmsTransport, TextMessage, Texter,
};
