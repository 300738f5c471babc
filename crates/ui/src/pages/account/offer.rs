//! "Take over this device?": which, from whom, and what its app will be allowed.
use crate::filters;
use crate::pages::ScopeLine;
use crate::samples::{ALICE, LAYLA, NAMELESS, member_page, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// `form#take-accept-form` and `form#take-decline-form` post `code`.
///
/// Security: what the device and its owner are called was chosen by strangers, so each stands under a
/// heading that says what it is.
#[derive(Template, Clone, Copy)]
#[template(path = "account/offer.html")]
pub struct AccountOfferPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#take-accept-form` posts.
    pub action: &'a str,
    /// Where `form#take-decline-form` posts.
    pub decline_action: &'a str,
    /// What the forms post as `code`.
    pub code: &'a str,
    /// Whose device it is.
    pub giver: Person<'a>,
    /// Who is asked, as its owner will be told.
    pub person: Person<'a>,
    /// What its owner calls it.
    pub name: Option<&'a str>,
    /// Maker and model.
    pub model: Option<&'a str>,
    /// The app on it.
    pub app: &'a str,
    /// What its app will be allowed, in the order to be shown.
    pub scopes: &'a [ScopeLine<'a>],
}

impl AccountOfferPage<'_> {
    fn device(&self) -> Option<&str> {
        self.name.or(self.model)
    }

    fn title(&self) -> String {
        match self.device() {
            Some(device) => self.page.plain("take.offer_named", &[("device", device)]),
            None => self.page.text("take.offer_title"),
        }
    }

    /// What it says of itself beside what it is called.
    fn details(&self) -> Vec<&str> {
        let model = self.model.filter(|_| self.name.is_some());
        model.into_iter().chain([self.app]).collect()
    }
}

impl Samples for AccountOfferPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let line = |scope, values| ScopeLine { scope, description: None, values, is_new: false };
        let lines = [
            line("openid", &[] as &[&str]),
            line("profile", &["Alice Nakamura", "alice"]),
            line("offline_access", &[]),
        ];
        let full = AccountOfferPage {
            page: &page,
            action: "/northwind/account/take/accept",
            decline_action: "/northwind/account/take/decline",
            code: "WDJB-MJHT",
            giver: LAYLA,
            person: ALICE,
            name: Some("Living room"),
            model: Some("Vision 55"),
            app: "Vision TV",
            scopes: &lines,
        };
        let silent = AccountOfferPage { name: None, model: None, scopes: &[], ..full };
        let long = AccountOfferPage {
            giver: NAMELESS,
            name: Some("Fernsehgerät im Besprechungsraum der Niederlassung Unterschleißheim"),
            app: "Rechnungsprüfungsvorbereitungswerkzeugverwaltung für Niederlassungen",
            ..full
        };
        Ok(vec![
            sample("account-offer", &full)?,
            sample("account-offer-silent", &silent)?,
            sample("account-offer-long-names", &long)?,
        ])
    }
}
