//! What leaves the process: guarded HTTP fetches, mail, text messages, requests in the companion app, and the delivery of the outbox.
//!
//! What a message says is decided elsewhere; here it is carried.

mod carrying;
#[cfg(test)]
mod certificates;
mod companion_app;
mod fetch;
mod mail;
mod outbox;
mod texts;

pub use carrying::SendError;
pub use companion_app::{
    Answered, Challenge, ChallengeContent, ChallengeOption, CompanionApi, CompanionApp,
    CompanionAppSettings, CompanionError, CompanionSetupError, Interaction,
};
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
