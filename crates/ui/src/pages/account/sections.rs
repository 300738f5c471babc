//! The parts of the account pages, in the order in which they are shown.

/// One part. It has a page of its own below the overview.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountSection {
    /// The last part of its path, and of its id on the overview.
    pub name: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// The key of a line about it.
    pub about: &'static str,
    /// Its picture.
    pub icon: &'static str,
}

/// All of them. A new one needs a line here, a page, and its routes.
pub static SECTIONS: &[AccountSection] = &[
    AccountSection {
        name: "sessions",
        title: "account.sessions_title",
        about: "account.sessions_about",
        icon: "screen",
    },
    AccountSection {
        name: "apps",
        title: "account.apps_title",
        about: "account.apps_about",
        icon: "apps",
    },
];
