//! How many deliveries may be under way at once, and to whom.
use latchkey_base::TenantId;
use latchkey_store::Busy;
use std::collections::HashMap;

/// In all.
const ALL: usize = 64;

/// To one host.
const TO_ONE_HOST: usize = 8;

/// For one tenant. Security: a tenant's apps may be anybody's, and as slow as they like; it takes
/// several such tenants to keep all places.
const FOR_ONE_TENANT: usize = 16;

/// The places that are taken.
#[derive(Clone, Debug, Default)]
pub struct Places {
    taken: usize,
    hosts: HashMap<String, usize>,
    tenants: HashMap<TenantId, usize>,
}

impl Places {
    /// Whether there is any.
    pub fn is_free(&self) -> bool {
        self.taken < ALL
    }

    /// Takes one, if there is one for this host and tenant.
    pub fn take(&mut self, tenant: TenantId, host: &str) -> bool {
        let count = |held: Option<&usize>| held.copied().unwrap_or_default();
        let has_place = self.is_free()
            && count(self.hosts.get(host)) < TO_ONE_HOST
            && count(self.tenants.get(&tenant)) < FOR_ONE_TENANT;
        if has_place {
            self.taken += 1;
            *self.hosts.entry(host.to_owned()).or_default() += 1;
            *self.tenants.entry(tenant).or_default() += 1;
        }
        has_place
    }

    /// Gives one back.
    pub fn give_back(&mut self, tenant: TenantId, host: &str) {
        self.taken = self.taken.saturating_sub(1);
        if let Some(count) = self.hosts.get_mut(host) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = self.tenants.get_mut(&tenant) {
            *count = count.saturating_sub(1);
        }
        self.hosts.retain(|_, count| *count > 0);
        self.tenants.retain(|_, count| *count > 0);
    }

    /// For whom there is none.
    pub fn busy(&self) -> Busy {
        let hosts = self.hosts.iter().filter(|(_, count)| **count >= TO_ONE_HOST);
        let tenants = self.tenants.iter().filter(|(_, count)| **count >= FOR_ONE_TENANT);
        Busy {
            destinations: hosts.map(|(host, _)| host.clone()).collect(),
            tenants: tenants.map(|(tenant, _)| *tenant).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(number: u8) -> TenantId {
        TenantId::from_bytes([number; 16])
    }

    fn takes(places: &mut Places, number: u8, host: &str) -> usize {
        (0..2 * ALL).filter(|_| places.take(tenant(number), host)).count()
    }

    /// OIDC Back-Channel Logout §2.5: who is slow keeps nobody else waiting.
    #[test]
    fn a_host_and_a_tenant_have_their_share_and_no_more() {
        let mut places = Places::default();
        assert_eq!(takes(&mut places, 1, "slow.example"), TO_ONE_HOST);
        assert_eq!(takes(&mut places, 2, "slow.example"), 0, "whoever asks");
        assert_eq!(places.busy().destinations, ["slow.example"]);
        assert_eq!(takes(&mut places, 1, "b.example"), FOR_ONE_TENANT - TO_ONE_HOST);
        assert_eq!(takes(&mut places, 1, "c.example"), 0);
        assert_eq!(places.busy().tenants, [tenant(1)]);
        assert_eq!(takes(&mut places, 2, "c.example"), TO_ONE_HOST);
    }

    #[test]
    fn places_come_back() {
        let mut places = Places::default();
        let all: usize =
            (0..32).map(|one| takes(&mut places, one, &format!("{one}.example"))).sum();
        assert_eq!((all, places.is_free()), (ALL, false));
        places.give_back(tenant(0), "0.example");
        assert!(places.is_free() && !places.take(tenant(1), "1.example"), "its host is busy");
        assert!(places.take(tenant(0), "0.example") && !places.is_free());
    }
}
