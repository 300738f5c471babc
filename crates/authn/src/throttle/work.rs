//! Proof of work: whoever tries where much is tried brings numbers that took a while to find, or
//! waits a little.
//!
//! It stands before the throttle and replaces none of it. What it costs is bounded by the policy
//! and the same for everybody; whoever has no script needs none.
use super::{Bucket, Failures, Limit, Subject};
use crate::{AskWork, ThrottlePolicy, WorkPolicy};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{CodeDigest, CodeKey, TenantId, Timestamp, TokenHash, pbkdf2_sha256, sha256};
use std::num::NonZeroU32;

/// How many numbers a solution consists of. One alone would take some people four times as long as
/// most; so many together take nearly everybody about as long as the next.
pub const PARTS: usize = 8;
/// How often PBKDF2 hashes to try one number: two to the power of [`TRY_BITS`]. Few enough to check what was
/// found in a millisecond or two, and enough for a browser to spend its time on hashing, not on being called.
pub const ITERATIONS: NonZeroU32 = NonZeroU32::MIN.saturating_add((1 << TRY_BITS) - 1);
const TRY_BITS: u8 = 9;
/// What each part is easier for being one of so many: `PARTS` is two to the power of it.
const PART_BITS: u8 = 3;
/// Digits of the number that makes a hash.
const DIGITS: usize = 7;
/// Longer than any challenge.
const LONGEST_CHALLENGE: usize = 128;
/// What separates the parts of what is digested.
const PURPOSE: &str = "work";

/// What a solution is good for, and for nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose pages.
    pub tenant: TenantId,
    /// Which browser.
    pub browser: &'a TokenHash,
    /// Which form; no word of a stranger's.
    pub form: &'a str,
    /// For whom, in normal form; empty where the form itself asks that.
    pub name: &'a str,
}

impl Place<'_> {
    /// Security: what was typed stands last, so that nothing in it can pass for something else.
    fn text(&self, bits: u8, ends: i64, salt: &str) -> String {
        let browser = URL_SAFE_NO_PAD.encode(self.browser.as_bytes());
        let Self { tenant, form, name, .. } = self;
        format!("{tenant}\0{browser}\0{bits}\0{ends}\0{salt}\0{form}\0{name}")
    }

    /// A challenge for that place: when it ends, what makes it another one than the last, and a
    /// digest of both, of the place and of the difficulty. Nothing is stored of it.
    pub fn challenge(
        &self,
        key: &CodeKey,
        rules: &WorkPolicy,
        now: Timestamp,
        random: [u8; 9],
    ) -> String {
        let (ends, salt) = ((now + rules.lifetime).millis(), URL_SAFE_NO_PAD.encode(random));
        let digest = key.digest(PURPOSE, &self.text(rules.bits, ends, &salt));
        format!("{ends}.{salt}.{}", URL_SAFE_NO_PAD.encode(digest.as_bytes()))
    }

    /// What a challenge that a form brought asks for, if it is one of ours, for that place, and still good.
    ///
    /// Security: the digest is compared in constant time. How hard it is comes from the policy of now,
    /// and from nothing that was posted.
    pub fn asked<'b>(
        &self,
        key: &CodeKey,
        rules: &WorkPolicy,
        now: Timestamp,
        challenge: &'b str,
    ) -> Option<Asked<'b>> {
        if challenge.len() > LONGEST_CHALLENGE {
            return None;
        }
        let mut parts = challenge.split('.');
        let (ends, salt, text) = (parts.next()?, parts.next()?, parts.next()?);
        let ends: i64 = ends.parse().ok().filter(|_| parts.next().is_none())?;
        let until = Timestamp::from_millis(ends);
        if until <= now || now + rules.lifetime < until {
            return None;
        }
        let digest: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let bits = rules.bits;
        let made = self.text(bits, ends, salt);
        if !key.matches(PURPOSE, &made, &CodeDigest::from_bytes(digest)) {
            return None;
        }
        let spent = sha256(&[b"spent work\0", digest.as_slice()].concat());
        Some(Asked { text, bits, spent: TokenHash::from_bytes(spent) })
    }
}

/// A challenge of ours that is still good.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    text: &'a str,
    bits: u8,
    /// Under which name its solution is spent.
    pub spent: TokenHash,
}

impl Asked<'_> {
    /// Whether that solves it: one number for each part, and what is derived from each begins with zeros. It takes a
    /// millisecond or two.
    pub fn is_solved_by(&self, solution: &str) -> bool {
        let numbers: Vec<&str> = solution.split('.').take(PARTS + 1).collect();
        let is_number = |it: &str| {
            (1..=DIGITS).contains(&it.len()) && it.bytes().all(|octet| octet.is_ascii_digit())
        };
        let begins = |part: usize, number: &str| {
            let salt = format!("{part}.{number}");
            let [a, b, c, d, ..] = pbkdf2_sha256(self.text.as_bytes(), salt.as_bytes(), ITERATIONS);
            u32::from_be_bytes([a, b, c, d]).leading_zeros() >= u32::from(zeros(self.bits))
        };
        numbers.len() == PARTS
            && numbers
                .iter()
                .enumerate()
                .all(|(part, number)| is_number(number) && begins(part, number))
    }
}

/// With how many zeros begins what is derived from each number of a solution.
pub fn zeros(bits: u8) -> u8 {
    WorkPolicy::within(bits) - TRY_BITS - PART_BITS
}

impl Subject<'_> {
    /// The buckets whose filling makes us ask for work. There are none where the owner has signed
    /// in before: what strangers do elsewhere asks nothing of them.
    pub fn worked_for(&self, policy: &ThrottlePolicy) -> Vec<Bucket> {
        let asks = policy.proof_of_work.ask != AskWork::Never && self.known_browser.is_none();
        let mut buckets = if asks { self.buckets(policy) } else { Vec::new() };
        buckets.retain(|bucket| !bucket.is_hidden && burst(bucket.limit, policy).is_some());
        buckets
    }
}

impl Bucket {
    /// Where is noted when the last attempt came that brought no work.
    #[must_use]
    pub fn without_work(&self) -> Self {
        let key = sha256(&[b"without work\0", self.key.as_bytes().as_slice()].concat());
        Self { key: TokenHash::from_bytes(key), ..*self }
    }
}

impl Limit {
    /// Whether there have been as many that the next attempt is asked for work.
    pub fn asks_for_work(
        self,
        failures: Option<Failures>,
        now: Timestamp,
        policy: &ThrottlePolicy,
    ) -> bool {
        let WorkPolicy { ask, share, .. } = policy.proof_of_work;
        let Some(burst) = burst(self, policy) else { return false };
        match (ask, failures) {
            (AskWork::Never, _) | (AskWork::Busy, None) => false,
            (AskWork::Always, _) => true,
            (AskWork::Busy, Some(failures)) => {
                let is_recent = self.forgotten_before(now, policy) <= failures.last_at;
                // The share, rounded up: of a few it is not less than one.
                let enough = (u64::from(burst) * u64::from(share)).div_ceil(100).max(1);
                is_recent && u64::try_from(failures.count).is_ok_and(|count| enough <= count)
            }
        }
    }

    /// Until when the next attempt without work has to wait after the last one of that kind;
    /// `None`: it may be made now.
    ///
    /// Security: what strangers do elsewhere makes the owner wait no longer for it than for
    /// anything else, `stranger_wait`.
    pub fn wait_without_work(
        self,
        last: Option<Failures>,
        now: Timestamp,
        policy: &ThrottlePolicy,
    ) -> Option<Timestamp> {
        let wait = match self {
            Self::Account => policy.proof_of_work.wait.min(policy.stranger_wait),
            _ => policy.proof_of_work.wait,
        };
        // The second bound holds when the clock was set back.
        let until = (last?.last_at + wait).min(now + wait);
        (now < until).then_some(until)
    }
}

/// After how many a limit makes wait, where strangers are counted that could work in place of it.
fn burst(limit: Limit, policy: &ThrottlePolicy) -> Option<u32> {
    match limit {
        Limit::Pair => Some(policy.account_burst),
        Limit::Address => Some(policy.address_burst),
        Limit::Site => Some(policy.site_burst),
        Limit::Account => Some(policy.stranger_burst),
        Limit::Mail => Some(policy.mail_burst),
        Limit::KnownBrowser | Limit::Holder | Limit::Text | Limit::Day | Limit::DayOfNew => None,
    }
}

#[cfg(test)]
mod tests;
