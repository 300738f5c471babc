//! An interaction that cannot be gone on with, and how to begin anew.
use crate::samples::{page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// Explains, and offers to start again where that is known to work.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/start_again.html")]
pub struct StartAgainPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What happened.
    pub reason: StartAgainReason,
    /// Where `form#restart-form` posts to repeat the same request; `None` if it is not known any
    /// more: then the app's home page is offered.
    pub restart_action: Option<&'a str>,
    /// Tells operators which request this was.
    pub reference: &'a str,
}

/// Why an interaction cannot be gone on with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StartAgainReason {
    /// It was left alone for too long.
    Expired,
    /// It was begun in another browser, or this one does not keep cookies.
    OtherBrowser,
}

impl StartAgainReason {
    fn icon(self) -> &'static str {
        match self {
            Self::Expired => "clock",
            Self::OtherBrowser => "alert",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Expired => "again.expired_title",
            Self::OtherBrowser => "again.other_browser_title",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Expired => "again.expired",
            Self::OtherBrowser => "again.other_browser",
        }
    }
}

impl Samples for StartAgainPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        let expired = StartAgainPage {
            page: &app,
            reason: StartAgainReason::Expired,
            restart_action: Some("/northwind/interaction/1/restart"),
            reference: "7GK2M-4QXZ1",
        };
        let other = StartAgainPage { reason: StartAgainReason::OtherBrowser, ..expired };
        let home = StartAgainPage { restart_action: None, ..expired };
        let lost = StartAgainPage { page: &plain, restart_action: None, ..other };
        Ok(vec![
            sample("start-again", &expired)?,
            sample("start-again-other-browser", &other)?,
            sample("start-again-at-home", &home)?,
            sample("start-again-lost", &lost)?,
        ])
    }
}
