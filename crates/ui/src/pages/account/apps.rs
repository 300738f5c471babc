//! "Connected apps": what each may see, since when, and taking it back.
use super::HOME;
use crate::filters;
use crate::pages::ScopeLine;
use crate::samples::{HARBOUR, SOON, member_page, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// Every row has a form that posts `client` and disconnects it.
#[derive(Template, Clone, Copy)]
#[template(path = "account/apps.html")]
pub struct AccountAppsPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where a row posts to be disconnected.
    pub action: &'a str,
    /// The apps, by name.
    pub apps: &'a [AccountAppLine<'a>],
    /// One was disconnected just now.
    pub has_ended: bool,
}

/// An app that a person has allowed something.
#[derive(Clone, Copy, Debug)]
pub struct AccountAppLine<'a> {
    /// What the row posts as `client`.
    pub client: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its logo from our origin or as a `data:` URI.
    pub logo: Option<&'a str>,
    /// Where people begin a sign-in at it, if it has such a place (OIDC Core §4).
    pub begin_url: Option<&'a str>,
    /// What it may see and do.
    pub scopes: &'a [ScopeLine<'a>],
    /// Since when.
    pub since: Timestamp,
    /// When it was last signed in to, as far as that is known.
    pub last_used: Option<Timestamp>,
    /// Devices that it is used on, which end with it.
    pub devices: usize,
}

impl AccountAppLine<'_> {
    /// One letter in place of a logo.
    fn initial(&self) -> String {
        crate::page::initials(self.name, 1)
    }
}

impl Samples for AccountAppsPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let scope = |scope| ScopeLine { scope, description: None, values: &[], is_new: false };
        let (few, many) = (
            [scope("openid"), scope("email")],
            ["openid", "profile", "email", "address", "offline_access", "urn:own"].map(scope),
        );
        let line = |client, name, scopes| AccountAppLine {
            client,
            name,
            logo: None,
            begin_url: None,
            scopes,
            since: SOON - Seconds::days(300),
            last_used: Some(SOON - Seconds::days(1)),
            devices: 0,
        };
        let long = "Bestandsverwaltungs-Übersichtsanwendung für Auszubildende";
        let apps = [
            AccountAppLine {
                logo: HARBOUR.logo,
                begin_url: Some("/northwind/login?client_id=mail"),
                ..line("c1", "Harbour Mail", &few[..])
            },
            AccountAppLine { last_used: None, devices: 2, ..line("c2", long, &many[..]) },
        ];
        let full = AccountAppsPage {
            page: &page,
            home_url: HOME,
            action: "/northwind/account/apps",
            apps: &apps,
            has_ended: false,
        };
        let none = AccountAppsPage { apps: &[], has_ended: true, ..full };
        Ok(vec![sample("account-apps", &full)?, sample("account-apps-none", &none)?])
    }
}
