//! "Where you are signed in": the browsers, and ending what goes on in them.
use super::{HOME, PushSection};
use crate::samples::{SOON, member_page, sample};
use crate::{BrowserName, Language, Page, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// Every row but this browser's has a form that posts `session` and ends it;
/// `form#end-others-form` ends all but this one.
#[derive(Template, Clone, Copy)]
#[template(path = "account/sessions.html")]
pub struct AccountSessionsPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where a row posts to be ended.
    pub end_action: &'a str,
    /// Where `form#end-others-form` posts.
    pub end_others_action: &'a str,
    /// The page to sign out here.
    pub sign_out_url: &'a str,
    /// The sessions, this one first.
    pub sessions: &'a [AccountSessionLine<'a>],
    /// Whether this browser tells of what waits, where people may have that.
    pub push: Option<PushSection<'a>>,
    /// What was changed just now.
    pub changed: Option<SessionsChange>,
}

/// What can be changed here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionsChange {
    /// Some were ended.
    Ended,
    /// This browser tells of what waits.
    PushOn,
    /// It does not any more.
    PushOff,
}

impl SessionsChange {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ended, Self::PushOn, Self::PushOff];

    /// How an address names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ended => "yes",
            Self::PushOn => "push-on",
            Self::PushOff => "push-off",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Ended => "account.sessions_ended",
            Self::PushOn => "push.started",
            Self::PushOff => "push.stopped",
        }
    }
}

/// A session.
#[derive(Clone, Copy, Debug)]
pub struct AccountSessionLine<'a> {
    /// What the row posts as `session`.
    pub session: &'a str,
    /// In which browser.
    pub browser: BrowserName,
    /// Since when.
    pub began: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// It is the one that the page is seen in.
    pub is_this: bool,
    /// It tells of what waits.
    pub is_told: bool,
}

impl AccountSessionsPage<'_> {
    fn is_refused(&self) -> bool {
        self.push.is_some_and(|push| push.is_refused)
    }
}

impl Samples for AccountSessionsPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let line = |session, user_agent, hours: i64| AccountSessionLine {
            session,
            browser: BrowserName::read(user_agent),
            began: SOON - Seconds::days(9),
            seen: SOON - Seconds::minutes(60 * hours),
            is_this: false,
            is_told: false,
        };
        let sessions = [
            AccountSessionLine { is_this: true, ..line("s1", "Linux Firefox/132.0", 0) },
            AccountSessionLine {
                is_told: true,
                ..line("s2", "iPhone Version/17.5 Safari/604.1", 5)
            },
            line("s3", "", 40),
        ];
        let off = PushSection {
            is_on: false,
            action: "/northwind/account/sessions/push",
            stop_action: "/northwind/account/sessions/push/stop",
            worker_url: "/northwind/account/worker.js",
            key: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
            is_refused: false,
        };
        let several = AccountSessionsPage {
            page: &page,
            home_url: HOME,
            end_action: "/northwind/account/sessions",
            end_others_action: "/northwind/account/sessions/others",
            sign_out_url: "/northwind/session/end",
            sessions: &sessions,
            push: Some(off),
            changed: None,
        };
        let changed = Some(SessionsChange::Ended);
        let alone =
            AccountSessionsPage { sessions: &sessions[..1], push: None, changed, ..several };
        let told = AccountSessionsPage {
            push: Some(PushSection { is_on: true, ..off }),
            changed: Some(SessionsChange::PushOn),
            ..several
        };
        let refused =
            AccountSessionsPage { push: Some(PushSection { is_refused: true, ..off }), ..several };
        let untold = AccountSessionsPage { changed: Some(SessionsChange::PushOff), ..several };
        Ok(vec![
            sample("account-sessions", &several)?,
            sample("account-sessions-alone", &alone)?,
            sample("account-sessions-told", &told)?,
            sample("account-sessions-untold", &untold)?,
            sample("account-sessions-push-refused", &refused)?,
        ])
    }
}
