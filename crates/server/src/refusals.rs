//! Where refusals become known: counted, logged, and kept for the tenant's operators under the
//! reference that the client is told.
//!
//! Nothing of this happens for requests that succeed. What strangers can cause is bounded: each
//! tenant has so many a minute, each client a share of them, and what is more is not kept.
use crate::config::ExplainSettings;
use crate::newcomers::{Limiter, share_of};
use crate::tenant::Tenant;
use governor::Quota;
use latchkey_base::{Reference, TenantId, TokenHash};
use latchkey_oidc::explain::{Finding, Trail, sent};
use latchkey_store::TrailRecord;
use std::num::NonZeroU32;

/// One refusal, as the endpoint that answers it knows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Refused<'a> {
    /// The endpoint's name in log and metrics.
    pub endpoint: &'static str,
    /// The error code.
    pub error: &'static str,
    /// What the client is told.
    pub description: &'a str,
    /// What only the log is told.
    pub detail: &'a str,
    /// Which check failed.
    pub finding: Option<&'a Finding>,
    /// The client that the request names.
    pub client: Option<&'a str>,
}

/// Decides which refusals are kept.
pub struct Refusals {
    tenants: Limiter<TenantId>,
    clients: Limiter<(TenantId, TokenHash)>,
}

impl Refusals {
    /// As configured.
    pub fn new(settings: &ExplainSettings) -> Self {
        let share = share_of(settings.per_minute, settings.client_share);
        Self {
            tenants: Limiter::new(Quota::per_minute(settings.per_minute)),
            clients: Limiter::new(Quota::per_minute(share)),
        }
    }

    /// Whether one more of this client, or of nobody's, is kept. Security: whoever floods one
    /// client or none takes a share of the tenant's; other clients and tenants keep theirs.
    fn admit(&self, tenant: TenantId, client: Option<&str>) -> bool {
        let client = TokenHash::of(client.unwrap_or_default());
        self.clients.admit((tenant, client), NonZeroU32::MIN).is_ok()
            && self.tenants.admit(tenant, NonZeroU32::MIN).is_ok()
    }
}

impl Tenant {
    /// Counts, logs and keeps a refusal; says under which name. What was sent is kept for the
    /// tenant's operators and stays out of the log.
    pub fn refused(&self, refused: Refused<'_>) -> Reference {
        let app = self.app();
        let reference = Reference::new(&*app.entropy);
        // Security: strangers choose it, so it is bounded and cannot act on a terminal.
        let client = refused.client.map(sent);
        app.metrics.protocol.refused(refused.endpoint, refused.error);
        tracing::info!(
            code = refused.error,
            detail = refused.detail,
            client = client.as_deref(),
            tenant = %self.record().group,
            endpoint = refused.endpoint,
            %reference,
            "refused"
        );
        let kept_for = app.config.explain.kept_for;
        if kept_for.get() > 0 && app.refusals.admit(self.id(), refused.client) {
            let at = app.clock.now();
            let trail = Trail {
                at,
                endpoint: refused.endpoint.to_owned(),
                error: refused.error.to_owned(),
                error_description: refused.description.to_owned(),
                client_id: client,
                detail: refused.detail.to_owned(),
                finding: refused.finding.cloned(),
            };
            let tenant = self.id();
            app.store.note(TrailRecord { tenant, reference, trail, expires_at: at + kept_for });
        }
        reference
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(per_minute: u32) -> Refusals {
        sharing(per_minute, ExplainSettings::default().client_share)
    }

    fn sharing(per_minute: u32, client_share: u8) -> Refusals {
        let per_minute = NonZeroU32::new(per_minute).unwrap();
        let settings = ExplainSettings { per_minute, client_share, ..ExplainSettings::default() };
        Refusals::new(&settings)
    }

    #[test]
    fn the_share_of_a_client_is_a_setting() {
        let tenant = TenantId::from_bytes([1; 16]);
        for (share, kept) in [(1, 1), (25, 3), (50, 5), (100, 10)] {
            let refusals = sharing(10, share);
            let admitted = (0..100).filter(|_| refusals.admit(tenant, Some("a"))).count();
            assert_eq!(admitted, kept, "{share}");
        }
    }

    /// A flood that names one client, or none, must not push out the others.
    #[test]
    fn a_flood_at_one_client_leaves_room_for_the_others() {
        let refusals = refusals(8);
        let (one, two) = (TenantId::from_bytes([1; 16]), TenantId::from_bytes([2; 16]));
        let kept = |tenant, client| (0..100).filter(|_| refusals.admit(tenant, client)).count();
        assert_eq!(kept(one, None), 2);
        assert_eq!(kept(one, Some("a")), 2);
        assert_eq!(kept(two, Some("a")), 2);
    }

    /// A flood under made-up names costs a tenant its own share and no more.
    #[test]
    fn a_flood_under_many_names_is_bounded_by_tenant() {
        let refusals = refusals(8);
        let (one, two) = (TenantId::from_bytes([1; 16]), TenantId::from_bytes([2; 16]));
        let kept = |tenant| {
            let names = (0..1000).map(|n| format!("client-{n}"));
            names.filter(|name| refusals.admit(tenant, Some(name))).count()
        };
        assert_eq!((kept(one), kept(two)), (8, 8));
    }
}
