//! Where the link of an invitation ends: the account that it is for, still without a name and a
//! password.
use crate::filters;
use crate::pages::{CreateAccountProblem, Strength, TermsView};
use crate::samples::{page, sample};
use crate::{Language, Page, Person, Problem as _, Sample, Samples};
use askama::Template;

/// `form#invitation-form` posts the hidden field `code`, `name` and `password`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/invitation.html")]
pub struct InvitationPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#invitation-form` posts.
    pub action: &'a str,
    /// The token of the link.
    pub code: &'a str,
    /// The address that was invited, which does not change.
    pub email: &'a str,
    /// What was typed, or what the operator called them.
    pub name: &'a str,
    /// Fewest characters of a password.
    pub min_length: usize,
    /// What whoever creates an account accepts with it.
    pub terms: Option<TermsView<'a>>,
    /// The judgement of the last password, if it was refused.
    pub strength: Option<Strength>,
    /// What was wrong with the last attempt.
    pub problems: &'a [CreateAccountProblem],
}

impl<'a> InvitationPage<'a> {
    /// Who is invited, whose name may still change.
    fn person(&self) -> Person<'a> {
        Person { name: None, login: self.email }
    }
}

/// The account is made.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/invitation_done.html")]
pub struct InvitationDonePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What they sign in with.
    pub email: &'a str,
    /// To the account pages, which begin with a sign-in.
    pub account_url: &'a str,
}

impl Samples for InvitationPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use CreateAccountProblem::*;
        let page = page(language);
        let first = InvitationPage {
            page: &page,
            action: "/northwind/invitation",
            code: "c29tZSByYW5kb20gYnl0ZXM",
            email: "alice@northwind.example",
            name: "Alice Nakamura",
            min_length: 8,
            terms: None,
            strength: None,
            problems: &[],
        };
        let terms = InvitationPage { terms: Some(TermsView::ELSEWHERE), name: "", ..first };
        let failing = |name, problems| sample(name, &InvitationPage { problems, ..first });
        Ok(vec![
            sample("invitation", &first)?,
            sample("invitation-terms", &terms)?,
            failing("invitation-missing", &[NameMissing, PasswordMissing])?,
            failing("invitation-breached", &[PasswordBreached])?,
            failing("invitation-form-too-old", &[FormTooOld])?,
        ])
    }
}

impl Samples for InvitationDonePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let (email, account_url) = ("alice@northwind.example", "/northwind/account");
        Ok(vec![sample(
            "invitation-done",
            &InvitationDonePage { page: &page, email, account_url },
        )?])
    }
}
