//! The account pages: what people see and change of their own account.
//!
//! Every page but the overview belongs to a section of [`SECTIONS`].
mod apps;
mod home;
mod sections;
mod sessions;

pub use apps::{AccountAppLine, AccountAppsPage};
pub use home::AccountHomePage;
pub use sections::{AccountSection, SECTIONS};
pub use sessions::{AccountSessionLine, AccountSessionsPage};

/// Where the samples lead back to.
const HOME: &str = "/northwind/account";
