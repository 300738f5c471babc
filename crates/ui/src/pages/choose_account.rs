//! "Choose an account": the people who are signed in in this browser.
use crate::filters;
use crate::samples::{ALICE, LAYLA, NAMELESS, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// Every row has two forms, both with the hidden field `session`: one picks the person, one
/// removes them from this browser. `form#other-account-form` goes on to sign-in.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/choose_account.html")]
pub struct ChooseAccountPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where a row posts to pick its person.
    pub action: &'a str,
    /// Where a row posts to remove its person.
    pub remove_action: &'a str,
    /// Where `form#other-account-form` posts.
    pub other_action: &'a str,
    /// Where `form#cancel-form` posts; `None` when there is nobody to go back to.
    pub cancel_action: Option<&'a str>,
    /// The rows, most recently used first.
    pub choices: &'a [Choice<'a>],
    /// The address or user name of the person who has just been removed.
    pub removed: Option<&'a str>,
}

/// A signed-in person.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// What the row posts as `session`.
    pub session: &'a str,
    /// Who.
    pub person: Person<'a>,
    /// They will be asked for their password again (too old a sign-in).
    pub asks_password: bool,
}

impl Samples for ChooseAccountPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let choice = |session, person, asks_password| Choice { session, person, asks_password };
        let choices =
            [choice("s1", ALICE, false), choice("s2", LAYLA, true), choice("s3", NAMELESS, false)];
        let several = ChooseAccountPage {
            page: &page,
            action: "/northwind/interaction/1/select",
            remove_action: "/northwind/interaction/1/select/remove",
            other_action: "/northwind/interaction/1/select/other",
            cancel_action: Some("/northwind/interaction/1/abort"),
            choices: &choices,
            removed: None,
        };
        let fewer =
            ChooseAccountPage { choices: &choices[..1], removed: Some(LAYLA.login), ..several };
        Ok(vec![sample("choose-account", &several)?, sample("choose-account-removed", &fewer)?])
    }
}
