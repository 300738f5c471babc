//! Group commit: the queue in front of a lane, and the rules that both backends' lanes share.
mod notes;
mod queue;
mod standing;

pub(crate) use notes::Notes;
pub(crate) use queue::{Popped, Queue};
pub(crate) use standing::{Standing, Verdict};

use latchkey_oidc::Issued;

/// When the last of the tokens expires, in milliseconds.
pub(crate) fn last_expiry(issued: &Issued) -> i64 {
    let access = issued.access.as_ref().map(|token| token.expires_at.millis());
    let refresh = issued.refresh.as_ref().map(|new| new.token.expires_at.millis());
    access.max(refresh).unwrap_or(i64::MIN)
}
