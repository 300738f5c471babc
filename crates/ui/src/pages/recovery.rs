//! Getting back in without the second step: asking for it, stopping it, finishing it.
use crate::filters;
use crate::pages::{Way, WayKind};
use crate::samples::{ALICE, NAMELESS, SOON, page, page_for_app, sample};
use crate::{BrowserName, Fact, Language, Page, Person, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// A request, for whoever may stop it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecoveryAsked<'a> {
    /// When it was asked for.
    pub at: Timestamp,
    /// In which browser.
    pub browser: BrowserName,
    /// From which network address.
    pub address: &'a str,
    /// It can be finished from then on.
    pub ready: Timestamp,
}

/// "I can't use any of these": `form#recovery-form` asks for it, or for its link once more.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/lost_factors.html")]
pub struct LostFactorsPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#recovery-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Who is signing in: they have shown one factor already.
    pub person: Person<'a>,
    /// "Not you?": back to the name.
    pub not_you_url: Option<&'a str>,
    /// How far it is.
    pub stage: LostStage,
    /// The ways to take the second step after all, best first.
    pub ways: &'a [Way<'a>],
    /// What was wrong with the last attempt.
    pub problems: &'a [LostProblem],
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LostStage {
    /// It can be asked for.
    Offer {
        /// It could be finished from then on.
        ready: Timestamp,
    },
    /// It was asked for.
    Waiting {
        /// It can be finished from then on.
        ready: Timestamp,
    },
    /// The link to finish it was mailed.
    Ready {
        /// Once more, just now.
        again: bool,
    },
    /// One was stopped, or there were too many.
    Later {
        /// It can be asked for from then on.
        until: Timestamp,
    },
    /// There is no mailbox that its links could go to.
    NoMailbox,
}

impl LostFactorsPage<'_> {
    fn title(&self) -> &'static str {
        match self.stage {
            LostStage::Offer { .. } => "regain.title",
            LostStage::Waiting { .. } => "regain.waiting_title",
            LostStage::Ready { .. } => "regain.ready_title",
            LostStage::Later { .. } => "regain.later_title",
            LostStage::NoMailbox => "regain.nobody_title",
        }
    }

    /// What it says, and the point in time that is in it.
    fn lead(&self) -> (&'static str, Option<Timestamp>) {
        match self.stage {
            LostStage::Offer { .. } => ("regain.lead", None),
            LostStage::Waiting { ready } => ("regain.waiting", Some(ready)),
            LostStage::Ready { again: false } => ("regain.ready", None),
            LostStage::Ready { again: true } => ("regain.mailed_again", None),
            LostStage::Later { until } => ("regain.later", Some(until)),
            LostStage::NoMailbox => ("regain.nobody", None),
        }
    }

    /// The words of the button, if there is something to ask for.
    fn button(&self) -> Option<&'static str> {
        match self.stage {
            LostStage::Offer { .. } => Some("regain.start"),
            LostStage::Ready { .. } => Some("regain.mail_again"),
            LostStage::Waiting { .. } | LostStage::Later { .. } | LostStage::NoMailbox => None,
        }
    }

    /// It goes on, whatever is left here.
    fn is_asked(&self) -> bool {
        matches!(self.stage, LostStage::Waiting { .. } | LostStage::Ready { .. })
    }

    /// When it could be finished, where it is offered.
    fn offered(&self) -> Option<Timestamp> {
        match self.stage {
            LostStage::Offer { ready } => Some(ready),
            _ => None,
        }
    }
}

/// Why nothing was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LostProblem {
    /// Mails were asked for too often.
    TooOften {
        /// When to try again.
        until: Timestamp,
    },
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for LostProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::TooOften { .. } => "signin.too_many_attempts",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        match self {
            Self::TooOften { until } => vec![("until", Fact::Time(*until))],
            Self::FormTooOld => Vec::new(),
        }
    }
}

/// "Did you ask for this?": shown to whoever has just signed in with two factors while a request waits.
/// `form#recovery-stop-form` stops it, `form#recovery-keep-form` goes on.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/recovery_asked.html")]
pub struct RecoveryAskedPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#recovery-stop-form` posts.
    pub stop_action: &'a str,
    /// Where `form#recovery-keep-form` posts.
    pub keep_action: &'a str,
    /// Who has signed in.
    pub person: Person<'a>,
    /// What was asked for.
    pub asked: RecoveryAsked<'a>,
}

/// Where the links end that stop a request. `form#recovery-stop-form` posts the hidden field `code`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/stop_recovery.html")]
pub struct StopRecoveryPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What to show.
    pub state: StopState<'a>,
}

/// Before the button, after it, or too late.
#[derive(Clone, Copy, Debug)]
pub enum StopState<'a> {
    /// Says what will happen. Nothing has yet: programs that scan mails open links, too.
    Ask {
        /// Where `form#recovery-stop-form` posts.
        action: &'a str,
        /// The token of the link.
        code: &'a str,
        /// What was asked for.
        asked: RecoveryAsked<'a>,
    },
    /// It is stopped.
    Stopped {
        /// To the password.
        password_url: &'a str,
        /// To the lock.
        lock_url: &'a str,
        /// Back to what the person was doing.
        onward_url: Option<&'a str>,
    },
    /// The link was used, the request is over, or it is unknown: not told apart.
    Void,
}

impl StopRecoveryPage<'_> {
    fn title(&self) -> &'static str {
        match self.state {
            StopState::Ask { .. } => "regain.stop_title",
            StopState::Stopped { .. } => "regain.stopped_title",
            StopState::Void => "link.void_title",
        }
    }
}

/// Where the link ends that finishes a request. `form#recovery-finish-form` posts the hidden field
/// `code`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/finish_recovery.html")]
pub struct FinishRecoveryPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What to show.
    pub state: FinishState<'a>,
}

/// Before the button, after it, too early or too late.
#[derive(Clone, Copy, Debug)]
pub enum FinishState<'a> {
    /// Says what will happen.
    Ask {
        /// Where `form#recovery-finish-form` posts.
        action: &'a str,
        /// The token of the link.
        code: &'a str,
        /// The password goes, too.
        takes_password: bool,
    },
    /// The wait is not over.
    Early {
        /// It is from then on.
        ready: Timestamp,
    },
    /// Whatever was set up is gone.
    Done {
        /// Where a new password is chosen, if the old one is gone.
        password_url: Option<&'a str>,
        /// The sign-in methods, by way of signing in.
        methods_url: &'a str,
    },
    /// The link was used, the request is over, or it is unknown: not told apart.
    Void,
}

impl FinishRecoveryPage<'_> {
    fn title(&self) -> &'static str {
        match self.state {
            FinishState::Ask { .. } => "regain.finish_title",
            FinishState::Early { .. } => "regain.early_title",
            FinishState::Done { .. } => "regain.done_title",
            FinishState::Void => "link.void_title",
        }
    }
}

const CODE: &str = "c29tZSByYW5kb20gYnl0ZXM";

/// What samples show of a request.
pub(crate) fn asked() -> RecoveryAsked<'static> {
    RecoveryAsked {
        at: SOON - Seconds::days(1),
        browser: BrowserName::read("Firefox/132.0 Linux"),
        address: "2001:db8:12:34::5678",
        ready: SOON + Seconds::days(2),
    }
}

impl Samples for LostFactorsPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let first = LostFactorsPage {
            page: &page,
            action: "/northwind/interaction/1/lost",
            cancel_action: Some("/northwind/interaction/1/abort"),
            person: ALICE,
            not_you_url: Some("/northwind/interaction/1/login"),
            stage: LostStage::Offer { ready: SOON + Seconds::days(3) },
            ways: &[
                Way { kind: WayKind::Totp, url: "/northwind/interaction/1/totp" },
                Way { kind: WayKind::RecoveryCode, url: "/northwind/interaction/1/recovery-code" },
            ],
            problems: &[],
        };
        let at = |name, stage| sample(name, &LostFactorsPage { stage, ..first });
        let failing = |name, problems, stage| {
            sample(name, &LostFactorsPage { problems, stage, person: NAMELESS, ..first })
        };
        let (ready, again) = (LostStage::Ready { again: false }, LostStage::Ready { again: true });
        Ok(vec![
            sample("lost-factors", &first)?,
            at("lost-factors-waiting", LostStage::Waiting { ready: SOON })?,
            at("lost-factors-ready", ready)?,
            at("lost-factors-mailed-again", again)?,
            at("lost-factors-later", LostStage::Later { until: SOON })?,
            at("lost-factors-no-mailbox", LostStage::NoMailbox)?,
            failing("lost-factors-too-often", &[LostProblem::TooOften { until: SOON }], ready)?,
            failing("lost-factors-form-too-old", &[LostProblem::FormTooOld], first.stage)?,
        ])
    }
}

impl Samples for RecoveryAskedPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let shown = RecoveryAskedPage {
            page: &page,
            stop_action: "/northwind/interaction/1/recovery/stop",
            keep_action: "/northwind/interaction/1/recovery/keep",
            person: ALICE,
            asked: asked(),
        };
        Ok(vec![
            sample("recovery-asked", &shown)?,
            sample("recovery-asked-nameless", &RecoveryAskedPage { person: NAMELESS, ..shown })?,
        ])
    }
}

impl Samples for StopRecoveryPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let show = |name, state| sample(name, &StopRecoveryPage { page: &page, state });
        let ask = StopState::Ask { action: "/northwind/stoprecovery", code: CODE, asked: asked() };
        let stopped = |onward_url| StopState::Stopped {
            password_url: "/northwind/account/password",
            lock_url: "/northwind/account/security/lock",
            onward_url,
        };
        Ok(vec![
            show("recovery-stop", ask)?,
            show("recovery-stopped", stopped(None))?,
            show("recovery-stopped-onward", stopped(Some("/northwind/interaction/1")))?,
            show("recovery-stop-void", StopState::Void)?,
        ])
    }
}

impl Samples for FinishRecoveryPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let show = |name, state| sample(name, &FinishRecoveryPage { page: &page, state });
        let ask = |takes_password| FinishState::Ask {
            action: "/northwind/finishrecovery",
            code: CODE,
            takes_password,
        };
        let done = |password_url| FinishState::Done {
            password_url,
            methods_url: "/northwind/account/security",
        };
        Ok(vec![
            show("recovery-finish", ask(true))?,
            show("recovery-finish-password-stays", ask(false))?,
            show("recovery-finish-early", FinishState::Early { ready: SOON })?,
            show("recovery-finished", done(Some("/northwind/forgotpassword?code=1")))?,
            show("recovery-finished-password-stays", done(None))?,
            show("recovery-finish-void", FinishState::Void)?,
        ])
    }
}
