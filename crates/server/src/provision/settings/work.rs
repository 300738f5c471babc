//! What a tenant lets browsers work for.
use crate::provision::Invalid;
use latchkey_authn::WorkPolicy;

/// Whether it is bounded: old devices work, too, and nobody without script waits for long.
pub(super) fn check(policy: &WorkPolicy) -> Vec<Invalid> {
    let mut problems = Vec::new();
    let mut bounded = |name, number: i64, (least, most): (i64, i64)| {
        if !(least..=most).contains(&number) {
            let why = format!("must be from {least} to {most}");
            problems.push(Invalid::new(format!("throttle.proof_of_work.{name}"), why));
        }
    };
    bounded("share", policy.share.into(), (1, 100));
    let bits = (WorkPolicy::FEWEST_BITS.into(), WorkPolicy::MOST_BITS.into());
    bounded("bits", policy.bits.into(), bits);
    bounded("wait", policy.wait.get(), (1, WorkPolicy::LONGEST_WAIT.get()));
    bounded("lifetime", policy.lifetime.get(), (1, WorkPolicy::LONGEST_LIFETIME.get()));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provision::settings::check_settings;
    use latchkey_base::Seconds;
    use latchkey_store::TenantSettings;

    fn keys(change: impl FnOnce(&mut WorkPolicy)) -> Vec<String> {
        let mut settings = TenantSettings::default();
        change(&mut settings.throttle.proof_of_work);
        check_settings(&settings).into_iter().map(|invalid| invalid.key).collect()
    }

    #[test]
    fn work_is_bounded_and_so_is_the_wait_without() {
        let key = |name| vec![format!("throttle.proof_of_work.{name}")];
        for odd in [0, 101] {
            assert_eq!(keys(|work| work.share = odd), key("share"), "{odd}");
        }
        for odd in [0, 13, 23, 255] {
            assert_eq!(keys(|work| work.bits = odd), key("bits"), "{odd}");
        }
        for odd in [-1, 0, 61] {
            assert_eq!(keys(|work| work.wait = Seconds::new(odd)), key("wait"), "{odd}");
        }
        for odd in [0, 86_401] {
            assert_eq!(keys(|work| work.lifetime = Seconds::new(odd)), key("lifetime"), "{odd}");
        }
        for (share, bits, wait) in [(1, 14, 1), (100, 22, 60)] {
            let wait = Seconds::new(wait);
            let bounds = |work: &mut WorkPolicy| *work = WorkPolicy { share, bits, wait, ..*work };
            assert!(keys(bounds).is_empty());
        }
    }
}
