//! Counting attempts, so that guessing becomes slow (rules: `latchkey_authn::throttle`).
//!
//! An attempt is counted *before* it is made: a hundred guesses at once are a hundred attempts,
//! not one. A success takes its own count back.
use crate::middleware::Trouble;
use crate::visit::Visit;
use crate::work::Brought;
use latchkey_authn::throttle::{Bucket, Failures, Kind, Subject, wait_until};
use latchkey_base::{AccountId, Timestamp, TokenHash};
use latchkey_store::{Tx, TxError};

/// An attempt that was counted.
pub struct Attempt {
    buckets: Vec<Bucket>,
    is_moot: bool,
    nth: i64,
}

/// What is tried, and on whom.
#[derive(Clone, Copy)]
pub struct Tried<'a> {
    /// What.
    pub kind: Kind,
    /// What was typed, in normal form.
    pub identifier: &'a str,
    /// Whose it is, if anybody's.
    pub account: Option<AccountId>,
    /// The browser, if it has signed in to that account before.
    pub known_browser: Option<TokenHash>,
}

impl<'a> Tried<'a> {
    /// Where nobody in particular is meant.
    pub fn new(kind: Kind, identifier: &'a str) -> Self {
        Self { kind, identifier, account: None, known_browser: None }
    }
}

/// What counting said.
pub enum Counted {
    /// Go on.
    Go(Attempt),
    /// Not before then.
    Wait(Timestamp),
}

impl Counted {
    /// The attempt.
    ///
    /// # Errors
    /// Until when it has to wait, which every page tells that refuses one.
    pub fn go(self) -> Result<Attempt, Timestamp> {
        match self {
            Self::Go(attempt) => Ok(attempt),
            Self::Wait(until) => Err(until),
        }
    }
}

impl Tried<'_> {
    /// The attempt, as the rules see it.
    pub fn subject(&self, visit: &Visit) -> Subject<'_> {
        Subject {
            kind: self.kind,
            identifier: self.identifier,
            account: self.account,
            address: visit.address,
            known_browser: self.known_browser.as_ref(),
            at: visit.now,
        }
    }
}

/// Counts an attempt, unless it has to wait.
///
/// # Errors
/// [`Trouble::Unavailable`] when the database is.
pub async fn count(visit: &Visit, tried: Tried<'_>) -> Result<Counted, Trouble> {
    count_with(visit, tried, (Brought::default(), 1)).await
}

/// Counts an attempt that tries so many things at once, each of which counts, unless it has to wait.
///
/// # Errors
/// [`Trouble::Unavailable`] when the database is.
pub async fn count_several(
    visit: &Visit,
    tried: Tried<'_>,
    things: usize,
) -> Result<Counted, Trouble> {
    count_with(visit, tried, (Brought::default(), things)).await
}

/// Counts an attempt that may be asked for work, and that tries so many things, unless it has to wait.
///
/// # Errors
/// [`Trouble::Unavailable`] when the database is.
pub(crate) async fn count_with(
    visit: &Visit,
    tried: Tried<'_>,
    (work, things): (Brought, usize),
) -> Result<Counted, Trouble> {
    let kind = tried.kind;
    let policy = visit.tenant.settings().throttle.clone();
    let buckets = tried.subject(visit).buckets(&policy);
    let counted = buckets.clone();
    let now = visit.now;
    let judged = visit.app.store.write(visit.tenant.id(), move |tx| {
        let (mut open, mut hidden) = (Vec::with_capacity(counted.len()), Vec::new());
        for bucket in &counted {
            let failures = failures(tx, bucket)?;
            let side = if bucket.is_hidden { &mut hidden } else { &mut open };
            side.push((bucket.limit, failures));
        }
        if let Some(until) = wait_until(open, now, &policy) {
            return Ok(Err(until));
        }
        if let Some(until) = work.judge(tx, now, &policy)? {
            return Ok(Err(until));
        }
        let is_moot = wait_until(hidden, now, &policy).is_some();
        let mut nth = 0;
        for bucket in counted.iter().filter(|bucket| !(is_moot && bucket.is_hidden)) {
            let forgotten = bucket.limit.forgotten_before(now, &policy);
            for _ in 0..things {
                nth = nth.max(tx.add_failure(&bucket.key, now, forgotten)?.count);
            }
        }
        Ok::<_, TxError>(Ok((is_moot, nth)))
    });
    let judged = judged.await?;
    if matches!(kind, Kind::Text | Kind::NewText) && judged.is_err() {
        let tenant = visit.tenant.id();
        tracing::warn!(
            number = "LK-1509", %tenant,
            "a text message was not sent: more are asked for than the throttle allows"
        );
    }
    Ok(match judged {
        Err(until) => Counted::Wait(until),
        Ok((is_moot, nth)) => Counted::Go(Attempt { buckets, is_moot, nth }),
    })
}

/// What is counted in a bucket.
pub(crate) fn failures(tx: &mut dyn Tx, bucket: &Bucket) -> Result<Option<Failures>, TxError> {
    Ok(tx.failures(&bucket.key)?.map(|held| Failures {
        count: held.count,
        first_at: held.first_at,
        last_at: held.last_at,
    }))
}

impl Attempt {
    /// Whether it fails whatever comes of it: too much was tried under the other names of that
    /// account. Security: to be handled like a wrong guess, at the same cost.
    pub fn is_moot(&self) -> bool {
        self.is_moot
    }

    /// How many in a row it is, where most were made.
    pub fn nth(&self) -> i64 {
        self.nth
    }

    /// It succeeded: forgets what a success clears. To be called in the transaction that acts
    /// on the success.
    ///
    /// # Errors
    /// As the transaction.
    pub fn succeeded(&self, tx: &mut dyn Tx) -> Result<(), TxError> {
        for bucket in self.buckets.iter().filter(|bucket| bucket.limit.is_cleared_by_success()) {
            tx.clear_failures(&bucket.key)?;
        }
        Ok(())
    }
}
