//! "Check your email": a mailed code as the second step.
use crate::filters;
use crate::pages::second_factor::A_MONTH;
use crate::pages::{CodeProblem, Remember, Way, WayKind};
use crate::samples::{NAMELESS, SOON, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// `form#resend-form` has a code mailed; then `form#otp-form` posts it as `otp`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/email_code.html")]
pub struct EmailCodePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#otp-form` posts.
    pub action: &'a str,
    /// Where `form#resend-form` posts.
    pub send_action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Who is signing in: they have shown one factor already.
    pub person: Person<'a>,
    /// "Not you?": back to the name. A signed-in person who is asked for more has no such way.
    pub not_you_url: Option<&'a str>,
    /// The address, so far as only its owner knows it.
    pub email: &'a str,
    /// A code was mailed.
    pub sent: bool,
    /// Another one was, just now.
    pub sent_again: bool,
    /// `input#remember`, where it spares something.
    pub remember: Option<Remember>,
    /// The others, best first.
    pub ways: &'a [Way<'a>],
    /// What was wrong with the last attempt.
    pub problems: &'a [CodeProblem],
}

impl Samples for EmailCodePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let first = EmailCodePage {
            page: &page,
            action: "/northwind/interaction/1/email-code",
            send_action: "/northwind/interaction/1/email-code/send",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: NAMELESS,
            not_you_url: Some("/northwind/interaction/1/login"),
            email: "a•••@northwind.example",
            sent: false,
            sent_again: false,
            remember: Some(A_MONTH),
            ways: &[Way { kind: WayKind::Totp, url: "/northwind/interaction/1/totp" }],
            problems: &[],
        };
        let sent = EmailCodePage { sent: true, ..first };
        let again = EmailCodePage { sent_again: true, remember: None, ..sent };
        let failing = |name, problems| sample(name, &EmailCodePage { problems, ..sent });
        Ok(vec![
            sample("email-code-unsent", &first)?,
            sample("email-code", &sent)?,
            sample("email-code-again", &again)?,
            failing("email-code-missing", &[CodeProblem::EmailMissing])?,
            failing("email-code-wrong", &[CodeProblem::EmailWrong])?,
            failing("email-code-too-often", &[CodeProblem::MailedTooOften])?,
            failing("email-code-wait", &[CodeProblem::TooManyAttempts { until: SOON }])?,
        ])
    }
}
