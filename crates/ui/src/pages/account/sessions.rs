//! "Where you are signed in": the browsers, and ending what goes on in them.
use super::{HOME, LOCK};
use crate::samples::{SOON, page, sample};
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
    /// The page on which the account can be locked.
    pub lock_url: &'a str,
    /// The sessions, this one first.
    pub sessions: &'a [AccountSessionLine<'a>],
    /// Some were ended just now.
    pub has_ended: bool,
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
}

impl Samples for AccountSessionsPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let line = |session, user_agent, hours: i64| AccountSessionLine {
            session,
            browser: BrowserName::read(user_agent),
            began: SOON - Seconds::days(9),
            seen: SOON - Seconds::minutes(60 * hours),
            is_this: false,
        };
        let sessions = [
            AccountSessionLine { is_this: true, ..line("s1", "Linux Firefox/132.0", 0) },
            line("s2", "iPhone Version/17.5 Safari/604.1", 5),
            line("s3", "", 40),
        ];
        let several = AccountSessionsPage {
            page: &page,
            home_url: HOME,
            end_action: "/northwind/account/sessions",
            end_others_action: "/northwind/account/sessions/others",
            sign_out_url: "/northwind/session/end",
            lock_url: LOCK,
            sessions: &sessions,
            has_ended: false,
        };
        let alone = AccountSessionsPage { sessions: &sessions[..1], has_ended: true, ..several };
        Ok(vec![sample("account-sessions", &several)?, sample("account-sessions-alone", &alone)?])
    }
}
