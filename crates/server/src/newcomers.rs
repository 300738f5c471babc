//! How many passes through the pages one network may begin.
//!
//! Beginning one costs a stranger a link and us a row, so there is a limit. It lives in memory:
//! to be exact over several nodes is not worth a write.
use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use latchkey_base::Seconds;
use std::net::IpAddr;
use std::num::NonZeroU32;

/// Networks remembered before those at rest are forgotten.
const MOST: usize = 50_000;

/// Counts what each network begins.
pub struct Newcomers {
    limiter: RateLimiter<u128, HashMapStateStore<u128>, DefaultClock>,
}

impl Newcomers {
    /// So many per minute and network.
    pub fn new(per_minute: NonZeroU32) -> Self {
        Self { limiter: RateLimiter::hashmap(Quota::per_minute(per_minute)) }
    }

    /// Counts one more from there.
    ///
    /// # Errors
    /// How long to wait, when it is one too many.
    pub fn admit(&self, address: IpAddr) -> Result<(), Seconds> {
        if self.limiter.len() > MOST {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&network(address)).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            Seconds::new(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1))
        })
    }
}

/// All of an IPv4 address, the first half of an IPv6 address.
fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_bits().into(),
        IpAddr::V6(v6) => v6.to_bits() >> 64 << 64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_too_many_is_told_how_long_to_wait_and_others_are_not() {
        let newcomers = Newcomers::new(NonZeroU32::new(2).unwrap());
        let at = |text: &str| newcomers.admit(text.parse().unwrap());
        assert!(at("2001:db8::1").is_ok() && at("2001:db8::2").is_ok());
        let wait = at("2001:db8::3").unwrap_err();
        assert!((1..=31).contains(&wait.get()), "{wait}");
        assert!(at("2001:db8:0:1::1").is_ok());
        assert!(at("192.0.2.1").is_ok());
    }
}
