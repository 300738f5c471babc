//! When to try again.
use crate::DeliverySettings;
use latchkey_base::{Entropy, Timestamp};

/// The next attempt after `failures` failures: a pause that doubles up to the longest one, less
/// up to a quarter by chance, so that what failed together does not come back together.
pub fn next_attempt(
    now: Timestamp,
    failures: i64,
    settings: &DeliverySettings,
    entropy: &dyn Entropy,
) -> Timestamp {
    let doublings = failures.clamp(1, 31) - 1;
    let pause = settings.first_pause.get().saturating_mul(1 << doublings);
    let millis = pause.min(settings.longest_pause.get()).max(1).saturating_mul(1000);
    let mut chance = [0u8; 2];
    entropy.fill(&mut chance);
    let share = i64::from(u16::from_be_bytes(chance));
    let less = (millis / 4).saturating_mul(share) / i64::from(u16::MAX);
    Timestamp::from_millis(now.millis().saturating_add(millis - less))
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::{Seconds, SeededEntropy};

    #[test]
    fn pauses_double_up_to_the_longest_and_differ_by_a_quarter_at_most() {
        let settings = DeliverySettings {
            first_pause: Seconds::new(10),
            longest_pause: Seconds::new(60),
            ..DeliverySettings::default()
        };
        let entropy = SeededEntropy::new(5);
        let now = Timestamp::from_seconds(1_000);
        for (failures, longest) in [(1, 10), (2, 20), (3, 40), (4, 60), (5, 60), (i64::MAX, 60)] {
            for _ in 0..50 {
                let pause =
                    next_attempt(now, failures, &settings, &entropy).millis() - now.millis();
                assert!((longest * 750..=longest * 1000).contains(&pause), "{failures}: {pause}");
            }
        }
        let one = next_attempt(now, 1, &settings, &entropy);
        assert_ne!(one, next_attempt(now, 1, &settings, &entropy), "chance has its part");
    }

    #[test]
    fn a_pause_is_never_nothing() {
        let settings =
            DeliverySettings { first_pause: Seconds::new(0), ..DeliverySettings::default() };
        let now = Timestamp::from_seconds(1_000);
        assert!(next_attempt(now, 1, &settings, &SeededEntropy::new(5)) > now);
    }
}
