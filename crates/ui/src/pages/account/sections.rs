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
        name: "profile",
        title: "account.profile_title",
        about: "account.profile_about",
        icon: "person",
    },
    AccountSection {
        name: "email",
        title: "account.email_title",
        about: "account.email_about",
        icon: "mail",
    },
    AccountSection {
        name: "password",
        title: "account.password_title",
        about: "account.password_about",
        icon: "key",
    },
    AccountSection {
        name: "security",
        title: "security.title",
        about: "security.about",
        icon: "lock",
    },
    AccountSection {
        name: "sessions",
        title: "account.sessions_title",
        about: "account.sessions_about",
        icon: "globe",
    },
    AccountSection {
        name: "apps",
        title: "account.apps_title",
        about: "account.apps_about",
        icon: "apps",
    },
    AccountSection {
        name: "devices",
        title: "devices.title",
        about: "devices.about",
        icon: "screen",
    },
    AccountSection {
        name: "activity",
        title: "activity.title",
        about: "activity.about",
        icon: "clock",
    },
    AccountSection {
        name: "terms",
        title: "terms.title",
        about: "account.terms_about",
        icon: "check",
    },
    AccountSection {
        name: "data",
        title: "account.data_title",
        about: "account.data_about",
        icon: "download",
    },
    AccountSection {
        name: "deletion",
        title: "account.deletion_title",
        about: "account.deletion_about",
        icon: "bin",
    },
];

/// What whoever looks after an organization finds below the others.
pub static ORGANIZATION: AccountSection = AccountSection {
    name: "organization",
    title: "vouch.title",
    about: "vouch.about",
    icon: "person",
};
