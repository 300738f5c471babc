//! "Delete my account", and that it will be.
use super::HOME;
use crate::samples::{SOON, member_page, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#deletion-form` posts nothing but `csrf`.
#[derive(Template, Clone, Copy)]
#[template(path = "account/deletion.html")]
pub struct AccountDeletionPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#deletion-form` posts; `None` once that was done.
    pub action: Option<&'a str>,
    /// For how many days signing in keeps the account; less than a day is none.
    pub days: usize,
    /// When it will be gone, once that was asked for; `None` when that is too soon for second thoughts.
    pub day: Option<Timestamp>,
}

impl Samples for AccountDeletionPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let action = Some("/northwind/account/deletion");
        let ask = AccountDeletionPage { page: &page, home_url: HOME, action, days: 14, day: None };
        let planned = AccountDeletionPage { action: None, day: Some(SOON), ..ask };
        Ok(vec![
            sample("account-deletion", &ask)?,
            sample("account-deletion-at-once", &AccountDeletionPage { days: 0, ..ask })?,
            sample("account-deletion-planned", &planned)?,
            sample("account-deletion-done", &AccountDeletionPage { day: None, ..planned })?,
        ])
    }
}
