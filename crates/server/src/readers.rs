//! Readers of strangers' octets, for whoever tries them with broken input.

pub use crate::account::{Mark, Marks};
pub use crate::calls::said as logout_problem;
pub use crate::endpoints::{authorization, wait_of};
pub use crate::form::Form;
pub use crate::known_browsers::KnownBrowsers;
pub use crate::logos::{Logo, read as read_logo};
pub use crate::provision::all_listed;
pub use crate::remembered_browsers::names as remembered_browsers;
pub use crate::told_apps::{Told, ToldApps};
