//! How often a device may ask (RFC 8628 §3.5).
use super::INTERVAL;
use latchkey_base::{Seconds, Timestamp};

/// What each poll that came too early adds to the interval.
const STEP: Seconds = Seconds::new(5);
/// The interval grows no further: a device that was told so often is not listening.
const LONGEST: Seconds = Seconds::minutes(1);
/// Milliseconds by which a poll may come early: what a network takes differs from poll to poll.
const JITTER: i64 = 1000;

/// When a device last polled, and how long it has to wait. Kept in memory only: a poll that nobody
/// has answered yet must not cost a write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    last: Option<Timestamp>,
    interval: Seconds,
}

impl Default for Pace {
    fn default() -> Self {
        Self { last: None, interval: INTERVAL }
    }
}

impl Pace {
    /// Takes a poll into account; whether it came too early, which makes the interval longer "for
    /// this and all subsequent requests" (RFC 8628 §3.5).
    pub fn poll(&mut self, at: Timestamp) -> bool {
        let wait = self.interval.get() * 1000 - JITTER;
        let last = self.last.replace(at);
        let is_early = last.is_some_and(|last| at.millis() - last.millis() < wait);
        if is_early {
            self.interval = Seconds::new(self.interval.get() + STEP.get()).min(LONGEST);
        }
        is_early
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8628 §3.5: five seconds more after each poll that came too early.
    #[test]
    fn an_early_poll_makes_the_interval_longer() {
        let at = Timestamp::from_seconds;
        let mut pace = Pace::default();
        assert!(!pace.poll(at(0)), "the first");
        assert!(!pace.poll(at(5)) && !pace.poll(at(10)));
        assert!(pace.poll(at(12)), "two seconds later");
        assert!(pace.poll(at(20)), "the interval is ten seconds now");
        assert!(!pace.poll(at(35)), "and fifteen now");
        for second in 36..90 {
            pace.poll(at(second));
        }
        assert!(!pace.poll(at(89 + 60)), "and never longer than a minute");
    }

    #[test]
    fn a_network_may_be_a_little_faster_than_the_poll_before() {
        let mut pace = Pace::default();
        pace.poll(Timestamp::from_millis(0));
        assert!(!pace.poll(Timestamp::from_millis(4_100)));
        assert!(pace.poll(Timestamp::from_millis(8_000)));
    }
}
