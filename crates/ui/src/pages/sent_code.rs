//! "Check your email", "Check your phone": a code that was sent, as the second step. In the companion app it comes with a
//! request that is approved there.
use crate::filters;
use crate::pages::second_factor::A_MONTH;
use crate::pages::{CodeProblem, Remember, Way, WayKind};
use crate::samples::{NAMELESS, SOON, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// How a code reaches its person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SentBy {
    /// By e-mail.
    Email,
    /// As a text message.
    Sms,
    /// In the companion app, which is called so where there is an address otherwise.
    CompanionApp,
}

impl SentBy {
    /// The key of the heading once it was sent.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::Email => "verify.title",
            Self::Sms | Self::CompanionApp => "sms.title",
        }
    }

    /// The key of the sentence that says where it went.
    pub(super) fn sent_to(&self) -> &'static str {
        match self {
            Self::Email => "verify.sent_to",
            Self::Sms => "sms.sent_to",
            Self::CompanionApp => "companion.sent_to",
        }
    }

    /// The key of the sentence that helps who waits for it.
    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Email => "verify.hint",
            Self::Sms => "sms.hint",
            Self::CompanionApp => "companion.hint",
        }
    }

    /// The key of the way to another address or number, or back to the steps.
    pub(super) fn change(&self) -> &'static str {
        match self {
            Self::Email => "verify.change",
            Self::Sms => "sms.change",
            Self::CompanionApp => "companion.change",
        }
    }

    /// Its picture.
    pub(super) fn icon(&self) -> &'static str {
        match self {
            Self::Email => "mail",
            Self::Sms | Self::CompanionApp => "phone",
        }
    }

    /// Where it went, as its sentence calls it.
    pub(super) fn facts<'a>(&self, address: &'a str) -> [(&'static str, &'a str); 1] {
        let name = match self {
            Self::Email => "email",
            Self::Sms => "number",
            Self::CompanionApp => "app",
        };
        [(name, address)]
    }

    fn way(&self) -> &'static str {
        match self {
            Self::Email => "second.way_email",
            Self::Sms => "sms.way",
            Self::CompanionApp => "companion.way",
        }
    }

    fn lead(&self) -> &'static str {
        match self {
            Self::Email => "second.email_lead",
            Self::Sms => "sms.lead",
            Self::CompanionApp => "companion.lead",
        }
    }

    /// The key of the button that sends the first one.
    fn send(&self) -> &'static str {
        match self {
            Self::Email | Self::Sms => "second.email_send",
            Self::CompanionApp => "companion.send",
        }
    }

    /// The key of the button that sends another one.
    pub(super) fn send_again(&self) -> &'static str {
        match self {
            Self::Email | Self::Sms => "verify.send_again",
            Self::CompanionApp => "companion.again",
        }
    }

    /// The id of the link to another address or number, or back to the steps.
    pub(super) fn change_id(&self) -> &'static str {
        match self {
            Self::Email => "change-email",
            Self::Sms => "change-number",
            Self::CompanionApp => "see-steps",
        }
    }
}

/// `form#resend-form` has a code sent; then `form#otp-form` posts it as `otp`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/sent_code.html")]
pub struct SentCodePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// How it is sent.
    pub by: SentBy,
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
    /// The address or the number, so far as only its owner knows it; the name of the app.
    pub address: &'a str,
    /// It is asked for because they have not signed in from here before.
    pub new_here: bool,
    /// A code was sent.
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

impl SentCodePage<'_> {
    /// The request was declined: there is no use in a field for its code.
    fn is_over(&self) -> bool {
        let over = |problem: &CodeProblem| matches!(problem, CodeProblem::AppRefused { .. });
        self.problems.iter().any(over)
    }

    /// The key of the heading.
    fn title(&self) -> &'static str {
        if self.is_over() {
            return "approval.denied_title";
        }
        if self.sent { self.by.title() } else { self.by.way() }
    }

    /// The key of the sentence below it.
    fn lead(&self) -> &'static str {
        if self.sent { self.by.sent_to() } else { self.by.lead() }
    }
}

impl Samples for SentCodePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let first = SentCodePage {
            page: &page,
            by: SentBy::Email,
            action: "/northwind/interaction/1/email-code",
            send_action: "/northwind/interaction/1/email-code/send",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: NAMELESS,
            not_you_url: Some("/northwind/interaction/1/login"),
            address: "a•••@northwind.example",
            new_here: false,
            sent: false,
            sent_again: false,
            remember: Some(A_MONTH),
            ways: &[Way { kind: WayKind::Totp, url: "/northwind/interaction/1/totp" }],
            problems: &[],
        };
        let new_here = SentCodePage { new_here: true, remember: None, ways: &[], ..first };
        let sent = SentCodePage { sent: true, ..first };
        let again = SentCodePage { sent_again: true, remember: None, ..sent };
        let failing = |name, problems| sample(name, &SentCodePage { problems, ..sent });
        let unsent_text = SentCodePage {
            by: SentBy::Sms,
            action: "/northwind/interaction/1/sms-code",
            send_action: "/northwind/interaction/1/sms-code/send",
            address: "+44 •••• ••12",
            ..first
        };
        let text = SentCodePage { sent: true, ..unsent_text };
        let text_again = SentCodePage { sent_again: true, remember: None, ..text };
        let text_failing = |name, problems| sample(name, &SentCodePage { problems, ..text });
        let unsent_app = SentCodePage {
            by: SentBy::CompanionApp,
            action: "/northwind/interaction/1/companion-app",
            send_action: "/northwind/interaction/1/companion-app/send",
            address: "Hearth",
            ..first
        };
        let app = SentCodePage { sent: true, ..unsent_app };
        let app_failing = |name, problems| sample(name, &SentCodePage { problems, ..app });
        let unreachable = [CodeProblem::AppUnreachable];
        let unreachable = SentCodePage { problems: &unreachable, ..unsent_app };
        let too_often = [CodeProblem::SentTooOften { until: SOON }];
        Ok(vec![
            sample("email-code-unsent", &first)?,
            sample("email-code-new-here-unsent", &new_here)?,
            sample("email-code", &sent)?,
            sample("email-code-again", &again)?,
            failing("email-code-missing", &[CodeProblem::EmailMissing])?,
            failing("email-code-wrong", &[CodeProblem::EmailWrong])?,
            failing("email-code-too-often", &too_often)?,
            failing("email-code-wait", &[CodeProblem::TooManyAttempts { until: SOON }])?,
            sample("sms-code-unsent", &unsent_text)?,
            sample("sms-code", &text)?,
            sample("sms-code-again", &text_again)?,
            text_failing("sms-code-missing", &[CodeProblem::SmsMissing])?,
            text_failing("sms-code-wrong", &[CodeProblem::SmsWrong])?,
            text_failing("sms-code-too-often", &too_often)?,
            text_failing("sms-code-wait", &[CodeProblem::TooManyAttempts { until: SOON }])?,
            sample("companion-app-unsent", &unsent_app)?,
            sample("companion-app-unreachable", &unreachable)?,
            sample("companion-app", &app)?,
            app_failing("companion-app-missing", &[CodeProblem::AppMissing])?,
            app_failing("companion-app-wrong", &[CodeProblem::AppWrong])?,
            app_failing("companion-app-waiting", &[CodeProblem::AppWaiting])?,
            app_failing("companion-app-denied", &[CodeProblem::AppRefused { until: SOON }])?,
        ])
    }
}
