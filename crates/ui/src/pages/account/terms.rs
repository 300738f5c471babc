//! "Terms of use": what the person said to which version.
use super::HOME;
use crate::samples::{SOON, member_page, sample};
use crate::{BrowserName, Language, Page, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// A list, and nothing to do but to read it.
#[derive(Template, Clone, Copy)]
#[template(path = "account/terms.html")]
pub struct AccountTermsPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// What was said, the youngest first.
    pub answers: &'a [AccountTermsLine<'a>],
}

/// What the person said to one version.
#[derive(Clone, Copy, Debug)]
pub struct AccountTermsLine<'a> {
    /// Whose terms: an app's, or the tenant's own.
    pub app: Option<&'a str>,
    /// Which version.
    pub version: &'a str,
    /// Yes or no.
    pub accepted: bool,
    /// When.
    pub at: Timestamp,
    /// In which browser, if that is known.
    pub browser: Option<BrowserName>,
}

impl AccountTermsLine<'_> {
    fn title(&self, page: &Page<'_>) -> String {
        let name = self.app.unwrap_or(page.tenant.name);
        page.plain("account.terms_of", &[("name", name), ("version", self.version)])
    }

    fn answer(&self) -> &'static str {
        if self.accepted { "account.terms_accepted" } else { "account.terms_declined" }
    }
}

impl Samples for AccountTermsPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let line = |hours: i64, app, accepted| AccountTermsLine {
            app,
            version: "2027-01",
            accepted,
            at: SOON - Seconds::minutes(60 * hours),
            browser: (hours % 2 == 0).then(|| BrowserName::read("iPhone Safari/604.1")),
        };
        let answers = [
            line(1, None, true),
            line(2, None, false),
            line(3, Some("Bestandsverwaltungs-Übersichtsanwendung"), true),
        ];
        let full = AccountTermsPage { page: &page, home_url: HOME, answers: &answers };
        let none = AccountTermsPage { answers: &[], ..full };
        Ok(vec![sample("account-terms", &full)?, sample("account-terms-none", &none)?])
    }
}
