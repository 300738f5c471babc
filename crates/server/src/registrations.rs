//! How many clients one network may register with a tenant in an hour.
//!
//! In memory, as with the passes through the pages: to be exact over several nodes is not worth a
//! write.
use crate::newcomers::{Limiter, places};
use governor::Quota;
use latchkey_base::{Seconds, TenantId};
use latchkey_oidc::registration::RegistrationPolicy;
use std::net::IpAddr;
use std::num::NonZeroU32;

/// What each network has in an hour. Tenants' limits differ, so what differs is how much of it
/// one registration takes.
const UNITS: NonZeroU32 = NonZeroU32::MIN.saturating_add(3599);

/// Counts what each network registers with each tenant.
pub struct Registrations {
    networks: Limiter<(TenantId, u128)>,
    sites: Limiter<(TenantId, u128)>,
    site_prefix: u8,
}

impl Registrations {
    /// With sites of IPv6 that have so many bits in common.
    pub fn new(site_prefix: u8) -> Self {
        let limiter = || Limiter::new(Quota::per_hour(UNITS));
        Self { networks: limiter(), sites: limiter(), site_prefix }
    }

    /// Counts one more from there.
    ///
    /// # Errors
    /// How long to wait, when it is too many.
    pub fn admit(
        &self,
        tenant: TenantId,
        address: IpAddr,
        policy: &RegistrationPolicy,
    ) -> Result<(), Seconds> {
        let weight = UNITS.get().div_ceil(policy.per_address_per_hour.get());
        let weighing = |weight: u32| NonZeroU32::new(weight).unwrap_or(NonZeroU32::MIN);
        let (network, site) = places(address, self.site_prefix);
        if let Some(site) = site {
            self.sites
                .admit((tenant, site), weighing(weight.div_ceil(policy.networks_per_site.get())))?;
        }
        self.networks.admit((tenant, network), weighing(weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(per_hour: u32, networks_per_site: u32) -> RegistrationPolicy {
        RegistrationPolicy {
            per_address_per_hour: NonZeroU32::new(per_hour).unwrap(),
            networks_per_site: NonZeroU32::new(networks_per_site).unwrap(),
            ..RegistrationPolicy::default()
        }
    }

    #[test]
    fn each_network_has_its_share_with_each_tenant() {
        let registrations = Registrations::new(48);
        let admit = |tenant: u8, address: &str| {
            let (tenant, address) = (TenantId::from_bytes([tenant; 16]), address.parse().unwrap());
            registrations.admit(tenant, address, &policy(3, 8))
        };
        for _ in 0..3 {
            assert!(admit(1, "192.0.2.1").is_ok());
        }
        let wait = admit(1, "192.0.2.1").unwrap_err();
        assert!((1100..=1201).contains(&wait.get()), "{wait}");
        assert!(admit(1, "192.0.2.2").is_ok() && admit(2, "192.0.2.1").is_ok());
    }

    #[test]
    fn a_site_cannot_take_a_network_for_each_client() {
        for share in [2, 8] {
            let registrations = Registrations::new(48);
            let admit = |network: u32| {
                let address = format!("2001:db8:0:{network:x}::1").parse().unwrap();
                registrations.admit(TenantId::from_bytes([1; 16]), address, &policy(1, share))
            };
            assert!((0..share).all(|network| admit(network).is_ok()), "{share}");
            assert!(admit(share).is_err(), "{share}");
        }
    }
}
