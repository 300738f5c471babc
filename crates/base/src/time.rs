//! Points in time and lifetimes. The unit is in the type.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Sub};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// A thing that expires at *t* is expired at *t*: compare with `now < expires_at`.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From whole seconds since the epoch (`NumericDate`, RFC 7519 §2).
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the epoch, as the database keeps them.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down (`NumericDate`, RFC 7519 §2).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub const fn since(self, earlier: Timestamp) -> Seconds {
        let millis = self.0.saturating_sub(earlier.0);
        Seconds(if millis <= 0 { 0 } else { millis / 1000 })
    }
}

impl Add<Seconds> for Timestamp {
    type Output = Timestamp;
    fn add(self, lifetime: Seconds) -> Timestamp {
        Timestamp(self.0.saturating_add(lifetime.0.saturating_mul(1000)))
    }
}

impl Sub<Seconds> for Timestamp {
    type Output = Timestamp;
    fn sub(self, lifetime: Seconds) -> Timestamp {
        Timestamp(self.0.saturating_sub(lifetime.0.saturating_mul(1000)))
    }
}

/// A lifetime or an age in whole seconds.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seconds(i64);

impl Seconds {
    /// That many seconds.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// That many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    /// That many days.
    pub const fn days(days: i64) -> Self {
        Self(days * 86_400)
    }

    /// The number of seconds.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// As a span for timers; a negative one is no time at all.
    pub const fn to_std(self) -> std::time::Duration {
        let seconds = if self.0 < 0 { 0 } else { self.0.unsigned_abs() };
        std::time::Duration::from_secs(seconds)
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_down_even_before_the_epoch() {
        assert_eq!(Timestamp::from_millis(1999).seconds(), 1);
        assert_eq!(Timestamp::from_millis(-1).seconds(), -1);
    }

    #[test]
    fn an_age_is_never_negative() {
        let (early, late) = (Timestamp::from_seconds(10), Timestamp::from_seconds(25));
        assert_eq!(late.since(early), Seconds::new(15));
        assert_eq!(early.since(late), Seconds::new(0));
    }

    #[test]
    fn absurd_lifetimes_saturate() {
        let far = Timestamp::from_millis(i64::MAX - 1) + Seconds::days(1);
        assert_eq!(far.millis(), i64::MAX);
    }
}
