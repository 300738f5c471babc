//! The part of "Sign-in methods" that lists remembered browsers.
use crate::BrowserName;
use latchkey_base::Timestamp;

/// Browsers in which the person is not asked for the second step. Each line has a form that forgets
/// its browser; `button#forget-browsers` forgets all.
#[derive(Clone, Copy, Debug)]
pub struct RememberedSection<'a> {
    /// Where the `browser` is posted that is to be forgotten.
    pub forget_action: &'a str,
    /// Where `button#forget-browsers` posts.
    pub forget_all_action: &'a str,
    /// Those there are, the one used last first.
    pub lines: &'a [RememberedBrowserLine<'a>],
}

/// A remembered browser.
#[derive(Clone, Copy, Debug)]
pub struct RememberedBrowserLine<'a> {
    /// Its row.
    pub id: &'a str,
    /// What it calls itself.
    pub browser: BrowserName,
    /// Since when.
    pub since: Timestamp,
    /// When it stood in last.
    pub used: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// It is the one that shows the page.
    pub is_this: bool,
}
