//! "Your account": who it is, and the way to every section.
use super::{AccountSection, HOME, LOCK, ORGANIZATION, SECTIONS};
use crate::filters;
use crate::samples::{ALICE, NAMELESS, bare_page, member_page, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// A link for every section, with the id `account-` and its name.
#[derive(Template, Clone, Copy)]
#[template(path = "account/home.html")]
pub struct AccountHomePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// The path of this page, below which the sections are.
    pub home_url: &'a str,
    /// Whose account.
    pub person: Person<'a>,
    /// The sections, in order.
    pub sections: &'a [AccountSection],
    /// They look after an organization.
    pub is_administrator: bool,
    /// To another account.
    pub switch_url: &'a str,
    /// The page to sign out.
    pub sign_out_url: &'a str,
}

impl AccountHomePage<'_> {
    fn shown(&self) -> impl Iterator<Item = &AccountSection> {
        self.sections.iter().chain(self.is_administrator.then_some(&ORGANIZATION))
    }
}

impl Samples for AccountHomePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (member_page(language), bare_page(language));
        let bare = Page { app: None, lock_url: Some(LOCK), ..bare };
        let usual = AccountHomePage {
            page: &page,
            home_url: HOME,
            person: ALICE,
            sections: SECTIONS,
            is_administrator: false,
            switch_url: "/northwind/account/switch",
            sign_out_url: "/northwind/session/end",
        };
        let long = AccountHomePage { page: &bare, person: NAMELESS, ..usual };
        let administrator = AccountHomePage { is_administrator: true, ..usual };
        Ok(vec![
            sample("account-home", &usual)?,
            sample("account-home-long-names", &long)?,
            sample("account-home-administrator", &administrator)?,
        ])
    }
}
