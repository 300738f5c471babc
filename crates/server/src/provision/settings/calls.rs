//! What a tenant lets apps ask of people, and do for them.
use crate::provision::Invalid;
use latchkey_oidc::ProtocolPolicy;
use latchkey_oidc::confirmation::{ConfirmationPolicy, SCOPE};
use latchkey_oidc::own_account::SCOPE as ACCOUNT_SCOPE;

/// What apps may ask people to confirm.
pub(super) fn confirmations(policy: &ProtocolPolicy) -> Vec<Invalid> {
    let rules = &policy.confirmations;
    let mut problems = Vec::new();
    let key = |name| format!("protocol.confirmations.{name}");
    if rules.allowed && !policy.scopes.iter().any(|scope| scope.name == SCOPE) {
        let why = format!("must not be true unless protocol.scopes lists {SCOPE}");
        problems.push(Invalid::new(key("allowed"), why));
    }
    let lifetimes = ConfirmationPolicy::SHORTEST_LIFETIME..=ConfirmationPolicy::LONGEST_LIFETIME;
    if !lifetimes.contains(&rules.longest_lifetime) {
        let why = "must be from 30 to 3600 (an hour)";
        problems.push(Invalid::new(key("longest_lifetime"), why));
    }
    let fits = ConfirmationPolicy::SHORTEST_LIFETIME..=rules.longest_lifetime;
    if !fits.contains(&rules.lifetime) {
        problems.push(Invalid::new(key("lifetime"), "must be from 30 to longest_lifetime"));
    }
    let numbers = [
        ("open_per_person", rules.open_per_person),
        ("hourly_per_person", rules.hourly_per_person),
    ];
    let wrong = numbers.into_iter().filter(|(_, number)| !(1..=50).contains(number));
    problems.extend(wrong.map(|(name, _)| Invalid::new(key(name), "must be from 1 to 50")));
    if !(1..=1_000_000).contains(&rules.hourly_per_client) {
        problems.push(Invalid::new(key("hourly_per_client"), "must be from 1 to 1000000"));
    }
    problems
}

/// Security: people read what they allow, where an app asks them.
pub(super) fn own_account(policy: &ProtocolPolicy) -> Vec<Invalid> {
    let described = policy.scopes.iter().any(|scope| {
        let description = scope.description.as_deref().unwrap_or_default();
        scope.name == ACCOUNT_SCOPE && !description.trim().is_empty()
    });
    if !policy.account_calls || described {
        return Vec::new();
    }
    let scope = ACCOUNT_SCOPE;
    let why = format!("must not be true unless protocol.scopes lists {scope} with a description");
    vec![Invalid::new("protocol.account_calls", why)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provision::settings::check_settings;
    use latchkey_base::Seconds;
    use latchkey_oidc::ScopeDefinition;
    use latchkey_store::TenantSettings;

    fn keys(change: impl FnOnce(&mut TenantSettings)) -> Vec<String> {
        let mut settings = TenantSettings::default();
        change(&mut settings);
        check_settings(&settings).into_iter().map(|invalid| invalid.key).collect()
    }

    #[test]
    fn confirmations_are_bounded_and_need_their_scope() {
        let scoped = |s: &mut TenantSettings| {
            let name = SCOPE.to_owned();
            s.protocol.scopes = vec![ScopeDefinition { name, description: None }];
            s.protocol.confirmations.allowed = true;
        };
        assert!(keys(scoped).is_empty());
        let key = |name| format!("protocol.confirmations.{name}");
        assert_eq!(keys(|s| s.protocol.confirmations.allowed = true), [key("allowed")]);
        let with =
            |change: fn(&mut ConfirmationPolicy)| keys(|s| change(&mut s.protocol.confirmations));
        assert_eq!(with(|c| c.longest_lifetime = Seconds::new(3601)), [key("longest_lifetime")]);
        assert_eq!(with(|c| c.lifetime = Seconds::new(29)), [key("lifetime")]);
        assert_eq!(with(|c| c.lifetime = Seconds::new(901)), [key("lifetime")]);
        assert_eq!(with(|c| c.open_per_person = 0), [key("open_per_person")]);
        assert_eq!(with(|c| c.hourly_per_person = 51), [key("hourly_per_person")]);
        assert_eq!(with(|c| c.hourly_per_client = 0), [key("hourly_per_client")]);
    }

    /// Security: nobody allows an app what they cannot read.
    #[test]
    fn calls_about_accounts_need_their_scope_in_words() {
        let with = |description: Option<&str>| {
            let description = description.map(str::to_owned);
            keys(move |s: &mut TenantSettings| {
                let name = ACCOUNT_SCOPE.to_owned();
                s.protocol.scopes = vec![ScopeDefinition { name, description }];
                s.protocol.account_calls = true;
            })
        };
        assert!(with(Some("Change how you sign in")).is_empty());
        assert_eq!(with(None), ["protocol.account_calls"]);
        assert_eq!(with(Some(" ")), ["protocol.account_calls"]);
        assert_eq!(keys(|s| s.protocol.account_calls = true), ["protocol.account_calls"]);
    }
}
