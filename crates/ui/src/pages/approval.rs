//! "Approve in another browser": the second step of a sign-in, taken where somebody is signed in.
use crate::filters;
use crate::pages::{Way, WayKind};
use crate::samples::{ALICE, NAMELESS, page_for_app, sample};
use crate::{Language, Page, Person, Problem, Sample, Samples};
use askama::Template;

/// `form#approval-form` asks in the other browsers; then the page waits, and comes back by itself.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/approval.html")]
pub struct ApprovalPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#approval-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Who is signing in: they have shown one factor already.
    pub person: Person<'a>,
    /// "Not you?": back to the name. A signed-in person who is asked for more has no such way.
    pub not_you_url: Option<&'a str>,
    /// The step is asked for because they have not signed in from here before.
    pub new_here: bool,
    /// How far it is.
    pub stage: ApprovalStage<'a>,
    /// The others, best first.
    pub ways: &'a [Way<'a>],
    /// What was wrong with the last attempt.
    pub problems: &'a [ApprovalProblem],
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApprovalStage<'a> {
    /// Nobody was asked yet.
    Unasked,
    /// Somebody is asked.
    Waiting(ApprovalWait<'a>),
    /// They said no, or typed wrong numbers.
    Denied,
    /// They said nothing in time.
    Expired,
}

/// What a page shows and does that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ApprovalWait<'a> {
    /// What is to be typed in the other browser.
    pub number: &'a str,
    /// What is to be opened there, as people type it: without its scheme.
    pub account: &'a str,
    /// This page.
    pub here_url: &'a str,
    /// Asked by the script; answers as soon as somebody has decided.
    pub wait_url: &'a str,
}

impl<'a> ApprovalPage<'a> {
    fn title(&self) -> &'static str {
        match self.stage {
            ApprovalStage::Unasked => "second.way_approval",
            ApprovalStage::Waiting(_) => "approval.waiting_title",
            ApprovalStage::Denied => "approval.denied_title",
            ApprovalStage::Expired => "approval.expired_title",
        }
    }

    /// What it says, while nothing is waited for.
    fn lead(&self) -> Option<&'static str> {
        match self.stage {
            ApprovalStage::Unasked => Some("approval.lead"),
            ApprovalStage::Waiting(_) => None,
            ApprovalStage::Denied => Some("approval.denied"),
            ApprovalStage::Expired => Some("approval.expired"),
        }
    }

    /// The words of the button, if somebody can be asked now.
    fn button(&self) -> Option<&'static str> {
        if self.problems.contains(&ApprovalProblem::TooOften) {
            return None;
        }
        match self.stage {
            ApprovalStage::Unasked => Some("approval.ask"),
            ApprovalStage::Expired => Some("approval.again"),
            ApprovalStage::Waiting(_) | ApprovalStage::Denied => None,
        }
    }

    /// Why it is asked is said before anybody was asked, and not again.
    fn says_why(&self) -> bool {
        self.new_here && self.stage == ApprovalStage::Unasked
    }

    fn waiting(&self) -> Option<ApprovalWait<'a>> {
        match self.stage {
            ApprovalStage::Waiting(wait) => Some(wait),
            _ => None,
        }
    }
}

/// Why nobody was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApprovalProblem {
    /// It was asked too often, or refused a while ago.
    TooOften,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for ApprovalProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::TooOften => "approval.too_often",
            Self::FormTooOld => "page.form_too_old",
        }
    }
}

impl Samples for ApprovalPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let first = ApprovalPage {
            page: &page,
            action: "/northwind/interaction/1/approval",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: ALICE,
            not_you_url: Some("/northwind/interaction/1/login"),
            new_here: false,
            stage: ApprovalStage::Unasked,
            ways: &[
                Way { kind: WayKind::Totp, url: "/northwind/interaction/1/totp" },
                Way { kind: WayKind::RecoveryCode, url: "/northwind/interaction/1/recovery-code" },
            ],
            problems: &[],
        };
        let wait = ApprovalWait {
            number: "42",
            account: "accounts.northwind.example/northwind/account",
            here_url: "/northwind/interaction/1/approval",
            wait_url: "/northwind/interaction/1/approval/wait",
        };
        let waiting = ApprovalPage { stage: ApprovalStage::Waiting(wait), ..first };
        let more = ApprovalPage { person: NAMELESS, not_you_url: None, ways: &[], ..waiting };
        let denied = ApprovalPage { stage: ApprovalStage::Denied, ..first };
        let expired = ApprovalPage { stage: ApprovalStage::Expired, ..first };
        let failing = |name, problems| sample(name, &ApprovalPage { problems, ..first });
        Ok(vec![
            sample("approval", &first)?,
            sample("approval-new-here", &ApprovalPage { new_here: true, ..first })?,
            sample("approval-waiting", &waiting)?,
            sample("approval-waiting-signed-in", &more)?,
            sample("approval-denied", &denied)?,
            sample("approval-expired", &expired)?,
            failing("approval-too-often", &[ApprovalProblem::TooOften])?,
            failing("approval-form-too-old", &[ApprovalProblem::FormTooOld])?,
        ])
    }
}
