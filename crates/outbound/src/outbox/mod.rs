//! The outbox: mails are rows that the transaction which caused them wrote; from here they are
//! delivered, at least once.
mod compose;
mod deliver;
mod pause;

pub use compose::{Posting, compose};
pub use deliver::{Deliveries, Outbox, OutboxParts};
pub use pause::next_attempt;

/// The purpose of the [`Sealer`](latchkey_base::Sealer) that seals messages.
pub const OUTBOX_PURPOSE: &str = "outbox";

/// [`kind`](latchkey_store::OutboxMessage::kind) of messages that are mails.
const MAIL: &str = "mail";
