//! "Add your email address": for somebody who has none, where everybody needs one.
use crate::pages::AccountEmailProblem;
use crate::samples::{SOON, bare_page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// `form#email-form` posts `email`. The code that is mailed then is typed on
/// [`crate::pages::VerifyEmailPage`].
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/give_email.html")]
pub struct GiveEmailPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#email-form` posts; `None` for whoever has to ask an operator.
    pub action: Option<&'a str>,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// What was typed.
    pub email: &'a str,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountEmailProblem],
}

impl GiveEmailPage<'_> {
    /// The key of the heading: whoever cannot add one is not asked to.
    fn title(&self) -> &'static str {
        if self.action.is_some() { "verify.give_title" } else { "verify.give_not_here_title" }
    }
}

impl Samples for GiveEmailPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use AccountEmailProblem::{FormTooOld, Malformed, Missing, TooOften};
        let (page, bare) = (page_for_app(language), bare_page(language));
        let first = GiveEmailPage {
            page: &page,
            action: Some("/northwind/interaction/1/email"),
            cancel_action: Some("/northwind/interaction/1/abort"),
            email: "",
            problems: &[],
        };
        let failing =
            |name, problems| sample(name, &GiveEmailPage { email: "alice@", problems, ..first });
        Ok(vec![
            sample("give-email", &first)?,
            sample("give-email-long-names", &GiveEmailPage { page: &bare, ..first })?,
            sample("give-email-not-here", &GiveEmailPage { action: None, ..first })?,
            failing("give-email-missing", &[Missing])?,
            failing("give-email-malformed", &[Malformed])?,
            failing("give-email-too-often", &[TooOften { until: SOON }])?,
            failing("give-email-form-too-old", &[FormTooOld])?,
        ])
    }
}
