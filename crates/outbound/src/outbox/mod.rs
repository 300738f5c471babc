//! The outbox: mails and text messages are rows that the transaction which caused them wrote; from here they are
//! delivered, at least once.
mod compose;
mod deliver;
mod pause;

pub use compose::{Message, Posting, compose};
pub use deliver::{Deliveries, Outbox, OutboxParts};
pub use pause::next_attempt;

/// The purpose of the [`Sealer`](latchkey_base::Sealer) that seals messages.
pub const OUTBOX_PURPOSE: &str = "outbox";
