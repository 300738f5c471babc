//! A finished interaction, opened again: by the back button, a bookmark, a second tab.
use crate::samples::{page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// Says that there is nothing left to do, and the way back.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/already_done.html")]
pub struct AlreadyDonePage<'a> {
    /// The frame; with an app that has a home page there is a button to it.
    pub page: &'a Page<'a>,
}

impl Samples for AlreadyDonePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        Ok(vec![
            sample("already-done", &AlreadyDonePage { page: &app })?,
            sample("already-done-without-app", &AlreadyDonePage { page: &plain })?,
        ])
    }
}
