//! The quiet page at the root of a tenant: the apps of who is signed in, and the way to their account.
use crate::filters;
use crate::samples::{HARBOUR, page, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// Says where one is and what to do instead.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/tenant_home.html")]
pub struct TenantHomePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Who is signed in here, if anybody.
    pub person: Option<Person<'a>>,
    /// The page to sign out, when somebody is signed in.
    pub sign_out_url: Option<&'a str>,
    /// The account pages; whoever is not signed in signs in there.
    pub account_url: &'a str,
    /// Apps that they use and that can be signed in to from here (OIDC Core §4).
    pub apps: &'a [AppLink<'a>],
}

/// The way to an app.
#[derive(Clone, Copy, Debug)]
pub struct AppLink<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its logo from our origin or as a `data:` URI.
    pub logo: Option<&'a str>,
    /// Where its sign-in begins.
    pub login_url: &'a str,
}

impl AppLink<'_> {
    /// One letter in place of a logo.
    fn initial(&self) -> String {
        crate::page::initials(self.name, 1)
    }
}

impl Samples for TenantHomePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let quiet = TenantHomePage {
            page: &page,
            person: None,
            sign_out_url: None,
            account_url: "/northwind/account",
            apps: &[],
        };
        let signed_in = TenantHomePage {
            person: Some(crate::samples::ALICE),
            sign_out_url: Some("/northwind/session/end"),
            ..quiet
        };
        let link = |name, logo| AppLink { name, logo, login_url: "/northwind/login?client_id=x" };
        let apps = [
            link("Harbour Mail", HARBOUR.logo),
            link("Bestandsverwaltungs-Übersichtsanwendung für Auszubildende", None),
        ];
        let with_apps = TenantHomePage { apps: &apps, ..signed_in };
        Ok(vec![
            sample("tenant-home", &quiet)?,
            sample("tenant-home-signed-in", &signed_in)?,
            sample("tenant-home-apps", &with_apps)?,
        ])
    }
}
