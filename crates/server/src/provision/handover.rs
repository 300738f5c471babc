//! Whether a tenant's settings of handing devices over make sense.
use super::Invalid;
use latchkey_accounts::HandoverPolicy;

/// What is wrong with them.
pub(super) fn check(policy: &HandoverPolicy) -> Option<Invalid> {
    let (shortest, longest) = (HandoverPolicy::SHORTEST, HandoverPolicy::LONGEST);
    let fits = (shortest..=longest).contains(&policy.lifetime);
    (!fits).then(|| {
        let why = format!("must be from {} to {} (a day)", shortest.get(), longest.get());
        Invalid::new("accounts.device_handover.lifetime", why)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::Seconds;

    #[test]
    fn a_code_is_good_long_enough_and_no_longer_than_a_day() {
        let wrong = |lifetime| {
            let lifetime = Seconds::new(lifetime);
            check(&HandoverPolicy { lifetime, ..HandoverPolicy::default() })
        };
        for odd in [-1, 0, 299, 86_401] {
            let wrong = wrong(odd).map(|wrong| wrong.key);
            assert_eq!(wrong.as_deref(), Some("accounts.device_handover.lifetime"), "{odd}");
        }
        assert!(wrong(300).is_none() && wrong(86_400).is_none());
    }
}
