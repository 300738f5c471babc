//! What leaves the process: guarded HTTP fetches, mail, and the delivery of the outbox.
//!
//! What a message says is decided elsewhere; here it is carried.

#[cfg(test)]
mod certificates;
mod fetch;
mod mail;
mod outbox;

pub use fetch::{
    AllowedHost, AllowedHostError, FetchError, FetchLimits, FetchSettings, FetchSetupError,
    Fetched, GuardedClient, freshness,
};
pub use mail::{
    DeliverySettings, Mail, MailSettings, MailSetupError, MailTransport, Mailer, SendError,
    SmtpSettings, SmtpTls,
};
pub use outbox::{Deliveries, OUTBOX_PURPOSE, Outbox, OutboxParts, Posting, compose, next_attempt};
