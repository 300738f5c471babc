//! Readers of strangers' octets, for whoever tries them with broken input.

pub use crate::account::{Mark, Marks};
pub use crate::endpoints::{authorization, wait_of};
pub use crate::known_browsers::KnownBrowsers;
pub use crate::logos::{Logo, read as read_logo};
