//! "Terms of use": to be read, and accepted or declined.
use crate::filters;
use crate::samples::{ALICE, NAMELESS, bare_page, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// `form#terms-form` accepts, `form#terms-decline-form` declines; both post `version`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/terms.html")]
pub struct TermsPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#terms-form` posts.
    pub action: &'a str,
    /// Where `form#terms-decline-form` posts.
    pub decline_action: &'a str,
    /// Who is asked.
    pub person: Person<'a>,
    /// What is shown of the terms.
    pub terms: TermsView<'a>,
    /// Whether the person has accepted another version before.
    pub has_changed: bool,
}

impl TermsPage<'_> {
    fn lead(&self) -> &'static str {
        if self.has_changed { "terms.lead_changed" } else { "terms.lead" }
    }
}

/// Terms as people see them: a text, or a link to one.
#[derive(Clone, Copy, Debug)]
pub struct TermsView<'a> {
    /// Whose they are.
    pub name: &'a str,
    /// Their version, posted with the answer: it is about what was shown.
    pub version: &'a str,
    /// Where they can be read. Not ours: a page of the tenant or the client.
    pub uri: Option<&'a str>,
    /// They themselves, paragraphs apart by empty lines.
    pub text: Option<&'a str>,
    /// What is different from the version before, in the same way.
    pub changes: Option<&'a str>,
}

impl<'a> TermsView<'a> {
    /// Somewhere else, for samples.
    pub(crate) const ELSEWHERE: TermsView<'static> = TermsView {
        name: "Northwind",
        version: "2027-01",
        uri: Some("https://northwind.example/terms"),
        text: None,
        changes: None,
    };
    /// On the page itself, for samples.
    pub(crate) const HERE: TermsView<'static> = TermsView {
        name: "Northwind",
        version: "2027-01",
        uri: None,
        text: Some(concat!(
            "Be kind to each other, and to the machines.\n\n",
            "What you write stays yours. We keep it for you, show it to whom you choose, and ",
            "delete it when you ask us to.\n\n",
            "We may change these terms. You will be asked again before anything changes for you.",
        )),
        changes: Some("We no longer share anything with the makers of your machines."),
    };

    pub(crate) fn paragraphs(&self) -> Vec<&'a str> {
        in_paragraphs(self.text)
    }

    fn changed_paragraphs(&self) -> Vec<&'a str> {
        in_paragraphs(self.changes)
    }
}

fn in_paragraphs(text: Option<&str>) -> Vec<&str> {
    text.unwrap_or_default().split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect()
}

impl Samples for TermsPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (app, bare) = (page_for_app(language), bare_page(language));
        let linked = TermsPage {
            page: &app,
            action: "/northwind/interaction/1/terms",
            decline_action: "/northwind/interaction/1/terms/decline",
            person: ALICE,
            terms: TermsView::ELSEWHERE,
            has_changed: false,
        };
        let here = TermsPage { page: &bare, person: NAMELESS, terms: TermsView::HERE, ..linked };
        let changed = TermsPage { has_changed: true, ..here };
        let elsewhere = TermsPage { has_changed: true, ..linked };
        Ok(vec![
            sample("terms", &linked)?,
            sample("terms-here", &here)?,
            sample("terms-changed", &changed)?,
            sample("terms-changed-elsewhere", &elsewhere)?,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_in_its_paragraphs() {
        assert_eq!(TermsView::HERE.paragraphs().len(), 3);
        assert!(TermsView::ELSEWHERE.paragraphs().is_empty());
        let odd = TermsView { text: Some("\n\n a \n\n\n\n b\n"), ..TermsView::HERE };
        assert_eq!(odd.paragraphs(), ["a", "b"]);
    }
}
