//! Devices that poll: from memory while nobody has decided.
use crate::Store;
use crate::Unavailable;
use crate::commit::Seen;
use crate::counters::count;
use crate::store::Inner;
use latchkey_base::{AuthorizationId, TenantId, Timestamp, TokenHash};
use latchkey_oidc::device::DevicePoll;
use latchkey_oidc::{Found, Lookup};
use std::sync::Arc;
use std::time::Duration;

impl Store {
    /// Answers [`Lookup::DeviceCode`].
    pub(crate) async fn poll(
        &self,
        tenant: TenantId,
        (hash, at): (TokenHash, Timestamp),
    ) -> Result<Found, Unavailable> {
        let Inner { hot, tally, .. } = &*self.inner;
        if hot.hears()
            && let Some(poll) = hot.devices.poll(tenant, hash, at)
        {
            count(&tally.hits);
            return Ok(Found::DeviceCode(poll));
        }
        count(&tally.misses);
        let asked = hot.evictions.now();
        let lookup = Lookup::DeviceCode { hash, at };
        Ok(match self.load(tenant, move |records| records.lookup(lookup)).await? {
            Found::DeviceCode(DevicePoll { code, .. }) => {
                let read = hot.devices.read((tenant, code), at, asked, &hot.evictions);
                Found::DeviceCode(read)
            }
            other => other,
        })
    }

    /// Waits until something may have become of a device code that [`Store::find`] said is
    /// pending, on this node or another, but no longer than `longest`; whether it may have.
    pub async fn device_changes(
        &self,
        tenant: TenantId,
        hash: TokenHash,
        longest: Duration,
    ) -> bool {
        let devices = &self.inner.hot.devices;
        let Some(held) = devices.entry(tenant, hash) else { return true };
        let mut changed = std::pin::pin!(held.changed.notified());
        changed.as_mut().enable();
        // It may have changed before anybody listened.
        let is_there = devices.entry(tenant, hash).is_some_and(|now| Arc::ptr_eq(&now, &held));
        !is_there || tokio::time::timeout(longest, changed).await.is_ok()
    }

    /// Notes that a connected device has come for tokens. Nobody waits for it: it rides along with
    /// a later batch, and is lost at a crash or when too many wait.
    pub fn device_seen(&self, tenant: TenantId, authorization: AuthorizationId, at: Timestamp) {
        self.inner.backend.note(Seen { tenant, authorization, at }.into());
    }
}
