//! "Download my data".
use super::HOME;
use crate::samples::{member_page, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// `form#data-form` posts nothing but `csrf` and is answered with a file.
#[derive(Template, Clone, Copy)]
#[template(path = "account/data.html")]
pub struct AccountDownloadPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#data-form` posts.
    pub action: &'a str,
}

impl Samples for AccountDownloadPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let action = "/northwind/account/data";
        let only = AccountDownloadPage { page: &page, home_url: HOME, action };
        Ok(vec![sample("account-data", &only)?])
    }
}
