//! "Lock my account", from the link of a mail or from the account pages, and unlocking it, here or by an app.
use crate::filters;
use crate::pages::{NewPasswordProblem, Strength};
use crate::samples::{ALICE, SOON, page, sample};
use crate::{Fact, Language, Page, Person, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::Timestamp;

/// `form#lock-form` posts the hidden field `code`, if there is one; `form#allow-form` does, too.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/lock.html")]
pub struct LockPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// What to show.
    pub state: LockState<'a>,
}

/// Before the button, after it, or too late.
#[derive(Clone, Copy, Debug)]
pub enum LockState<'a> {
    /// Says what will happen. Nothing has yet: programs that scan mails open links, too.
    Ask {
        /// Where `form#lock-form` posts.
        action: &'a str,
        /// The token of the link.
        code: Option<&'a str>,
        /// Back to the account, for whoever comes from there.
        back_url: Option<&'a str>,
        /// Who can unlock it.
        unlocking: Unlocking<'a>,
    },
    /// The account is locked.
    Locked {
        /// Who can unlock it.
        unlocking: Unlocking<'a>,
    },
    /// Somebody with a recovery code wants to unlock the account in an app. Nothing happens yet.
    Allow {
        /// Where `form#allow-form` posts.
        action: &'a str,
        /// The token of the link.
        code: &'a str,
        /// Whose account.
        person: Person<'a>,
    },
    /// They may.
    Allowed,
    /// The link was used, expired or is unknown: not told apart.
    Void {
        /// Where to choose a new password, if that is possible here.
        forgot_url: Option<&'a str>,
    },
}

/// How a locked account is unlocked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unlocking<'a> {
    /// By its owner, with a mailed link.
    ByMail,
    /// By its owner, here and now, or later with a mailed link.
    Now {
        /// Where.
        url: &'a str,
    },
    /// By the people who run the tenant.
    ByOperators,
}

impl LockPage<'_> {
    fn title(&self) -> &'static str {
        match self.state {
            LockState::Ask { .. } => "lock.title",
            LockState::Locked { .. } => "lock.done_title",
            LockState::Allow { .. } => "lock.unlock_title",
            LockState::Allowed => "lock.allowed_title",
            LockState::Void { .. } => "link.void_title",
        }
    }
}

/// `form#unlock-form` posts the hidden field `code`, `new_password` where one is set, and `otp` where a second
/// step is asked for.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/unlock.html")]
pub struct UnlockPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#unlock-form` posts.
    pub action: &'a str,
    /// The token of the link.
    pub code: &'a str,
    /// Whose account.
    pub person: Person<'a>,
    /// What password managers file it under.
    pub username: &'a str,
    /// A code of the app or of the list of recovery codes is asked for.
    pub asks_code: bool,
    /// A new password is chosen; else the account is signed in to with its passkey, as before.
    pub sets_password: bool,
    /// Fewest characters of a password.
    pub min_length: usize,
    /// The judgement of the last password, if it was refused.
    pub strength: Option<Strength>,
    /// What was wrong with the last attempt.
    pub problems: &'a [UnlockProblem],
}

/// Why an account was not unlocked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnlockProblem {
    /// The new password was not taken.
    Password(NewPasswordProblem),
    /// No code was given.
    CodeMissing,
    /// It is none that counts now, or was used before.
    CodeWrong,
    /// Too many wrong codes; the next one counts from then on.
    TooManyAttempts {
        /// When to try again.
        until: Timestamp,
    },
}

impl Problem for UnlockProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::Password(problem) => problem.message(),
            Self::CodeMissing => "lock.code_missing",
            Self::CodeWrong => "lock.code_wrong",
            Self::TooManyAttempts { .. } => "signin.too_many_attempts",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Password(problem) => problem.field(),
            Self::CodeMissing | Self::CodeWrong => Some("otp"),
            Self::TooManyAttempts { .. } => None,
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        match self {
            Self::Password(problem) => problem.facts(),
            Self::TooManyAttempts { until } => vec![("until", Fact::Time(*until))],
            _ => Vec::new(),
        }
    }
}

/// The account is unlocked; nobody is signed in to it yet.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/unlocked.html")]
pub struct UnlockedPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// The sign-in methods, by way of signing in.
    pub methods_url: &'a str,
}

const CODE: &str = "c29tZSByYW5kb20gYnl0ZXM";

impl Samples for LockPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let show = |name, state| sample(name, &LockPage { page: &page, state });
        let ask = |code, back_url, unlocking| LockState::Ask {
            action: "/northwind/lockaccount",
            code,
            back_url,
            unlocking,
        };
        let back = Some("/northwind/account/security");
        let now = Unlocking::Now { url: "/northwind/recoveraccount?code=1" };
        let locked = |unlocking| LockState::Locked { unlocking };
        let allow = LockState::Allow {
            action: "/northwind/recoveraccount/allow",
            code: CODE,
            person: ALICE,
        };
        Ok(vec![
            show("lock", ask(Some(CODE), None, Unlocking::ByMail))?,
            show("lock-from-account", ask(None, back, Unlocking::ByMail))?,
            show("lock-no-mail", ask(None, back, Unlocking::ByOperators))?,
            show("lock-done", locked(now))?,
            show("lock-done-from-account", locked(Unlocking::ByMail))?,
            show("lock-done-no-mail", locked(Unlocking::ByOperators))?,
            show("unlock-allow", allow)?,
            show("unlock-allowed", LockState::Allowed)?,
            show("lock-void", LockState::Void { forgot_url: Some("/northwind/forgotpassword") })?,
            show("lock-void-no-mail", LockState::Void { forgot_url: None })?,
        ])
    }
}

impl Samples for UnlockPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let first = UnlockPage {
            page: &page,
            action: "/northwind/recoveraccount",
            code: CODE,
            person: ALICE,
            username: "alice@northwind.example",
            asks_code: true,
            sets_password: true,
            min_length: 8,
            strength: None,
            problems: &[],
        };
        let both = [UnlockProblem::CodeWrong, UnlockProblem::Password(NewPasswordProblem::Missing)];
        let failing = |name, problems| sample(name, &UnlockPage { problems, ..first });
        Ok(vec![
            sample("unlock", &first)?,
            sample("unlock-without-code", &UnlockPage { asks_code: false, ..first })?,
            sample(
                "unlock-passkey-only",
                &UnlockPage { asks_code: false, sets_password: false, ..first },
            )?,
            failing("unlock-code-missing", &[UnlockProblem::CodeMissing])?,
            failing("unlock-both-wrong", &both)?,
            failing("unlock-too-many", &[UnlockProblem::TooManyAttempts { until: SOON }])?,
        ])
    }
}

impl Samples for UnlockedPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let done = UnlockedPage { page: &page, methods_url: "/northwind/account/security" };
        Ok(vec![sample("unlocked", &done)?])
    }
}
