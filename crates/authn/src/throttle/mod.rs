//! Slowing down guessing.
//!
//! An attempt counts in several buckets, each with a limit of its own; the longest wait holds.
//! This module names the buckets and decides; the store counts. Somebody unknown is counted
//! exactly like somebody known.

mod subject;
pub mod work;

pub use subject::{Bucket, Kind, Subject};

use crate::ThrottlePolicy;
use latchkey_base::{Seconds, Timestamp};

/// How long a day is.
const DAY: Seconds = Seconds::days(1);

/// Failed attempts in one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// The first of them.
    pub first_at: Timestamp,
    /// The last of them.
    pub last_at: Timestamp,
}

/// How a bucket limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// One identifier from one network: waits that double.
    Pair,
    /// One identifier in a browser that has signed in to it before: like [`Limit::Pair`], and
    /// the only limit that then applies.
    KnownBrowser,
    /// One account from everywhere, where only whoever has shown a first factor can try: like
    /// [`Limit::Pair`]. Strangers do not get here, so they cannot make its owner wait.
    Holder,
    /// One network over all identifiers: so many in a window.
    Address,
    /// All networks of one IPv6 site, likewise.
    Site,
    /// One identifier from everywhere: short waits only.
    ///
    /// Security: this is the one limit that a stranger can run into on behalf of the owner. It
    /// is bounded by `stranger_wait`, and a known browser passes it by.
    Account,
    /// Mails to one address: so many in a window.
    Mail,
    /// Text messages to one number or for one account, or requests in its app: so many in a window.
    Text,
    /// Text messages of a tenant on one day, which is part of the bucket's name: so many and no
    /// more.
    Day,
    /// Likewise, of those that go to numbers which nobody has shown to be theirs.
    DayOfNew,
}

impl Limit {
    /// Whether a success empties the bucket. What others did stays counted: with an account of
    /// one's own one could otherwise guess at others without end.
    pub const fn is_cleared_by_success(self) -> bool {
        matches!(self, Self::Pair | Self::KnownBrowser | Self::Holder)
    }

    /// Counting starts anew when the last failure was before this.
    pub fn forgotten_before(self, now: Timestamp, policy: &ThrottlePolicy) -> Timestamp {
        now - match self {
            Self::Pair | Self::KnownBrowser | Self::Holder | Self::Account => policy.forget_after,
            Self::Address | Self::Site => policy.address_window,
            Self::Mail => policy.mail_window,
            Self::Text => policy.text_window,
            Self::Day | Self::DayOfNew => DAY,
        }
    }

    /// Until when the next attempt has to wait; `None`: it may be made now.
    pub fn wait_until(
        self,
        failures: Option<Failures>,
        now: Timestamp,
        policy: &ThrottlePolicy,
    ) -> Option<Timestamp> {
        let failures = failures?;
        if failures.last_at < self.forgotten_before(now, policy) {
            return None;
        }
        let ThrottlePolicy { longest_wait, .. } = *policy;
        let (until, longest) = match self {
            Self::Pair | Self::KnownBrowser | Self::Holder => {
                (doubling(failures, policy)?, longest_wait)
            }
            Self::Address => {
                let window = policy.address_window;
                (spread(failures, policy.address_burst, window)?, longest_wait)
            }
            Self::Site => {
                let window = policy.address_window;
                (spread(failures, policy.site_burst, window)?, longest_wait)
            }
            Self::Account => {
                let window = policy.forget_after;
                (spread(failures, policy.stranger_burst, window)?, policy.stranger_wait)
            }
            Self::Mail => {
                let window = policy.mail_window;
                (spread(failures, policy.mail_burst, window)?, window)
            }
            Self::Text => {
                let window = policy.text_window;
                (spread(failures, policy.text_burst, window)?, window)
            }
            Self::Day => (tomorrow(failures, policy.texts_per_day)?, DAY),
            Self::DayOfNew => (tomorrow(failures, policy.new_texts_per_day)?, DAY),
        };
        // The second bound holds when the clock was set back: nobody waits longer than promised.
        let until = until.min(failures.last_at + longest).min(now + longest);
        (now < until).then_some(until)
    }
}

/// The longest wait over several buckets.
pub fn wait_until(
    buckets: impl IntoIterator<Item = (Limit, Option<Failures>)>,
    now: Timestamp,
    policy: &ThrottlePolicy,
) -> Option<Timestamp> {
    buckets
        .into_iter()
        .filter_map(|(limit, failures)| limit.wait_until(failures, now, policy))
        .max()
}

/// After the burst a wait from the last failure on, doubled with each failure more.
fn doubling(failures: Failures, policy: &ThrottlePolicy) -> Option<Timestamp> {
    let beyond = failures.count.checked_sub(i64::from(policy.account_burst).max(1))?;
    if beyond < 0 {
        return None;
    }
    let factor = 1i64 << beyond.min(30);
    Some(failures.last_at + Seconds::new(policy.first_wait.get().saturating_mul(factor)))
}

/// So many at once, then as many again spread over each window since the first.
fn spread(failures: Failures, burst: u32, window: Seconds) -> Option<Timestamp> {
    let burst = i64::from(burst).max(1);
    if failures.count < burst {
        return None;
    }
    let beyond = failures.count - burst + 1;
    Some(failures.first_at + Seconds::new(window.get().saturating_mul(beyond) / burst))
}

/// So many on one day.
fn tomorrow(failures: Failures, most: u32) -> Option<Timestamp> {
    let is_over = failures.count >= i64::from(most).max(1);
    is_over.then(|| Timestamp::from_seconds((day(failures.last_at) + 1) * DAY.get()))
}

/// The day of a moment (UTC), counted from 1970.
fn day(at: Timestamp) -> i64 {
    at.seconds().div_euclid(DAY.get())
}

#[cfg(test)]
mod tests;
