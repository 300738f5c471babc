//! "Set up Hearth": connecting the operator's own app, which then asks when somebody signs in.
use crate::pages::{CodeProblem, SetUpKind, SetUpWay};
use crate::qr::{self, Picture};
use crate::samples::{SOON, member_page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// `form#companion-form` begins, or sends the first request; its code is typed on
/// [`crate::pages::VerifyEmailPage`].
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/companion_app.html")]
pub struct CompanionAppPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What people call the app.
    pub app: &'a str,
    /// Where `form#companion-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Back to where the person came from, on the account pages.
    pub back_url: Option<&'a str>,
    /// What can be set up instead, in a sign-in.
    pub instead: &'a [SetUpWay<'a>],
    /// What there is to do, once the app's service knows of it.
    pub steps: Option<CompanionSteps<'a>>,
    /// What was wrong with the last attempt.
    pub problems: &'a [CodeProblem],
}

/// What somebody does to connect the app.
#[derive(Clone, Copy, Debug)]
pub struct CompanionSteps<'a> {
    /// Where they do it: `a#companion-open`, and what the picture says.
    pub screen: &'a str,
    /// In the operator's words; empty: in ours.
    pub instructions: &'a [String],
}

impl CompanionSteps<'_> {
    fn picture(&self) -> Option<Picture> {
        qr::draw(self.screen)
    }
}

/// What can be set up in place of the app.
const OTHERS: [SetUpWay<'static>; 2] = [
    SetUpWay { kind: SetUpKind::Totp, url: "/northwind/interaction/1/enrol/totp" },
    SetUpWay { kind: SetUpKind::Sms, url: "/northwind/interaction/1/enrol/sms" },
];

impl Samples for CompanionAppPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, own) = (page_for_app(language), member_page(language));
        let first = CompanionAppPage {
            page: &page,
            app: "Hearth",
            action: "/northwind/interaction/1/enrol/companion-app",
            cancel_action: Some("/northwind/interaction/1/abort"),
            back_url: None,
            instead: &OTHERS,
            steps: None,
            problems: &[],
        };
        let steps = CompanionSteps {
            screen: "https://hearth.example/connect?id=7f3a9b",
            instructions: &[],
        };
        let own = CompanionAppPage {
            page: &own,
            action: "/northwind/account/security/companion-app/send",
            cancel_action: None,
            back_url: Some("/northwind/account/security"),
            instead: &[],
            steps: Some(steps),
            ..first
        };
        let told = ["Open Hearth.", "In the menu, choose Security, then Approve sign-ins."]
            .map(str::to_owned);
        let told = CompanionSteps { instructions: &told, ..steps };
        let told = CompanionAppPage { steps: Some(told), ..own };
        let unreachable = [CodeProblem::AppUnreachable];
        let too_often = [CodeProblem::SentTooOften { until: SOON }];
        let failing = |name, problems, page| sample(name, &CompanionAppPage { problems, ..page });
        Ok(vec![
            sample("enrol-companion-app", &first)?,
            failing("enrol-companion-app-unreachable", &unreachable, first)?,
            sample("account-security-companion-app", &own)?,
            sample("account-security-companion-app-told", &told)?,
            failing("account-security-companion-app-too-often", &too_often, own)?,
        ])
    }
}
