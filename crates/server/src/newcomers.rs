//! How many passes through the pages one network may begin.
//!
//! Beginning one costs a stranger a link and us a row, so there is a limit. It lives in memory:
//! to be exact over several nodes is not worth a write.
use crate::config::HttpSettings;
use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use latchkey_base::Seconds;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Networks remembered before those at rest are forgotten.
const MOST: usize = 50_000;

/// Somebody asks for too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch {
    /// How long to wait.
    pub wait: Seconds,
    /// The setting that bounds it.
    pub limit: &'static str,
}

/// Counts what each network begins, and each IPv6 site.
pub struct Newcomers {
    networks: Limiter<u128>,
    sites: Limiter<u128>,
    site_prefix: u8,
}

impl Newcomers {
    /// As configured.
    pub fn new(http: &HttpSettings) -> Self {
        Self {
            networks: Limiter::new(Quota::per_minute(http.interactions_per_minute)),
            sites: Limiter::new(Quota::per_minute(http.site_interactions_per_minute)),
            site_prefix: http.site_prefix,
        }
    }

    /// Counts `weight` more from there: one for a usual request.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn admit(&self, address: IpAddr, weight: NonZeroU32) -> Result<(), TooMuch> {
        let too_much = |limit| move |wait| TooMuch { wait, limit };
        let (network, site) = places(address, self.site_prefix);
        if let Some(site) = site {
            let admitted = self.sites.admit(site, weight);
            admitted.map_err(too_much("http.site_interactions_per_minute"))?;
        }
        let admitted = self.networks.admit(network, weight);
        admitted.map_err(too_much("http.interactions_per_minute"))
    }
}

/// The network of an address (itself for IPv4, the /64 for IPv6) and its site, which only IPv6
/// has.
pub(crate) fn places(address: IpAddr, site_prefix: u8) -> (u128, Option<u128>) {
    match address.to_canonical() {
        IpAddr::V4(v4) => (v4.to_bits().into(), None),
        IpAddr::V6(v6) => {
            let first = |bits: u32| v6.to_bits() >> (128 - bits.clamp(1, 64));
            // An IPv4 address has 32 bits, a network of IPv6 never only those.
            (first(64) << 64, Some(first(site_prefix.into())))
        }
    }
}

/// So many per cent of a limit, and one at least.
pub(crate) fn share_of(limit: NonZeroU32, percent: u8) -> NonZeroU32 {
    let share = (u64::from(limit.get()) * u64::from(percent)).div_ceil(100);
    u32::try_from(share).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN)
}

/// One limit.
pub(crate) struct Limiter<K: Clone + Eq + Hash> {
    limiter: RateLimiter<K, HashMapStateStore<K>, DefaultClock>,
    cleaning: Cleaning,
}

impl<K: Clone + Eq + Hash> Limiter<K> {
    /// With that quota for each key.
    pub fn new(quota: Quota) -> Self {
        let limiter = RateLimiter::hashmap(quota);
        Self { limiter, cleaning: Cleaning(AtomicUsize::new(MOST)) }
    }

    /// Counts `weight` more under that key.
    ///
    /// # Errors
    /// How long to wait, when it is too many.
    pub fn admit(&self, key: K, weight: NonZeroU32) -> Result<(), Seconds> {
        if self.cleaning.begins(self.limiter.len()) {
            self.limiter.retain_recent();
            self.cleaning.ends(self.limiter.len());
        }
        let Ok(admitted) = self.limiter.check_key_n(&key, weight) else {
            // More than a whole minute's share at once.
            return Err(Seconds::minutes(1));
        };
        admitted.map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            Seconds::new(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1))
        })
    }
}

/// When to look for networks at rest: not before there are twice as many as the last look left,
/// so that looking costs each newcomer a constant share however many there are.
struct Cleaning(AtomicUsize);

impl Cleaning {
    /// Whether it is time, for one caller only.
    fn begins(&self, held: usize) -> bool {
        let due = self.0.load(Ordering::Relaxed);
        let taken =
            || self.0.compare_exchange(due, usize::MAX, Ordering::Relaxed, Ordering::Relaxed);
        held > due && taken().is_ok()
    }

    fn ends(&self, left: usize) {
        self.0.store(left.saturating_mul(2).max(MOST), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newcomers(network: u32, site: u32) -> impl Fn(&str, u32) -> Result<(), TooMuch> {
        let some = |count| NonZeroU32::new(count).unwrap();
        let newcomers = Newcomers::new(&HttpSettings {
            interactions_per_minute: some(network),
            site_interactions_per_minute: some(site),
            ..HttpSettings::default()
        });
        move |address, weight| newcomers.admit(address.parse().unwrap(), some(weight))
    }

    #[test]
    fn one_network_too_many_is_told_how_long_to_wait_and_others_are_not() {
        let admit = newcomers(2, 100);
        assert!(admit("2001:db8::1", 1).is_ok() && admit("2001:db8::2", 1).is_ok());
        let TooMuch { wait, limit } = admit("2001:db8::3", 1).unwrap_err();
        assert!((1..=31).contains(&wait.get()), "{wait}");
        assert_eq!(limit, "http.interactions_per_minute");
        assert!(admit("2001:db8:0:1::1", 1).is_ok());
        assert!(admit("192.0.2.1", 1).is_ok());
    }

    #[test]
    fn a_site_with_many_networks_has_a_limit_too() {
        let admit = newcomers(2, 3);
        for network in 0..3 {
            assert!(admit(&format!("2001:db8:0:{network}::1"), 1).is_ok());
        }
        let refused = admit("2001:db8:0:3::1", 1).unwrap_err();
        assert_eq!(refused.limit, "http.site_interactions_per_minute");
        assert!(admit("2001:db8:1::1", 1).is_ok());
    }

    #[test]
    fn a_share_is_never_nothing() {
        for (limit, percent, share) in [
            (8, 25, 2),
            (7, 25, 2),
            (60, 25, 15),
            (3, 100, 3),
            (1, 1, 1),
            (u32::MAX, 100, u32::MAX),
        ] {
            assert_eq!(share_of(NonZeroU32::new(limit).unwrap(), percent).get(), share);
        }
    }

    #[test]
    fn what_weighs_more_counts_more() {
        let admit = newcomers(4, 100);
        assert!(admit("192.0.2.1", 3).is_ok() && admit("192.0.2.1", 2).is_err());
        assert!(admit("192.0.2.1", 1).is_ok());
        assert_eq!(admit("192.0.2.2", 5).unwrap_err().wait, Seconds::minutes(1));
    }

    /// A million networks that are all busy: looking for idle ones must not happen at every one.
    #[test]
    fn looking_for_networks_at_rest_is_rare() {
        let cleaning = Cleaning(AtomicUsize::new(MOST));
        let mut looked = 0;
        for held in 0..1_000_000 {
            if cleaning.begins(held) {
                assert!(!cleaning.begins(held), "one at a time");
                looked += 1;
                cleaning.ends(held);
            }
        }
        assert_eq!(looked, 5);
        assert!(!cleaning.begins(60_000), "they have gone meanwhile");
        assert!(cleaning.begins(usize::MAX - 1), "and may come again");
    }
}
