//! Hot data: what is kept in memory, and the one place where it is invalidated.
//!
//! A cached read may be stale for as long as a commit takes to be published; a write never
//! trusts one.
mod browsers;
mod clients;
mod devices;
mod evictions;
mod keyring;
mod protocol;
mod revisions;
mod tenants;
mod tokens;

pub(crate) use browsers::Browsers;
pub(crate) use clients::Known;
pub(crate) use evictions::Evictions;
pub use keyring::KeyRing;
pub(crate) use keyring::{open_encryption_keys, open_keys};
pub use tenants::{Documents, Publisher, ReadyBytes, TenantSnapshot};
pub(crate) use tenants::{Slot, Word};

use crate::changes::Changes;
use crate::config::CacheSizes;
use crate::work::Committed;
use clients::Clients;
use devices::Devices;
use latchkey_accounts::Account;
use latchkey_base::{AccountId, TenantId};
use quick_cache::sync::Cache;
use revisions::Revisions;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tenants::Tenants;
use tokens::Tokens;

/// Everything that is kept in memory.
pub(crate) struct Hot {
    pub tenants: Tenants,
    pub clients: Clients,
    pub tokens: Tokens,
    pub devices: Devices,
    pub evictions: Evictions,
    pub browsers: Browsers,
    accounts: Cache<(TenantId, AccountId), Arc<Account>>,
    revisions: Revisions,
    /// So many changes may be published before one that was committed earlier.
    ahead: usize,
    /// Whether every change made elsewhere reaches this process at once.
    hears: AtomicBool,
}

impl Hot {
    /// For a process that hears nothing of others yet, and may publish so many changes before one that was
    /// committed earlier.
    pub fn new(sizes: &CacheSizes, ahead: usize) -> Self {
        Self {
            tenants: Tenants::new(sizes),
            clients: Clients::new(sizes),
            tokens: Tokens::new(sizes.tokens),
            devices: Devices::new(sizes.devices),
            evictions: Evictions::default(),
            browsers: Browsers::new(sizes.accounts),
            accounts: Cache::new(sizes.accounts),
            revisions: Revisions::default(),
            ahead,
            hears: AtomicBool::new(false),
        }
    }

    /// Takes in what another node says it changed. A revision that is known already came from
    /// here, or was caught up with.
    pub fn hear(&self, committed: &Committed) {
        let known = committed.revision.is_some_and(|new| self.revisions.has(committed.tenant, new));
        if !known {
            self.publish(committed);
        }
    }

    /// Publishes what a committed transaction changed. When a change before it was missed, everything of the
    /// tenant goes.
    ///
    /// Security: while nothing is heard of others, nothing is on its way, either.
    pub fn publish(&self, committed: &Committed) {
        let tenant = committed.tenant;
        let ahead = if self.hears() { self.ahead } else { 0 };
        let missed = committed.revision.is_some_and(|new| !self.revisions.note(tenant, new, ahead));
        if missed || committed.changes.everything {
            self.forget_tenant(tenant);
        }
        self.evict(tenant, &committed.changes);
    }

    /// Compares anew with the revisions that the database holds, which may be another one, or an earlier state of
    /// it, and forgets all that may have changed while nothing was heard.
    pub fn start_over(&self, revisions: &[(TenantId, i64)]) {
        self.revisions.clear();
        self.compare(revisions);
        self.forget_all();
    }

    /// Compares with the revisions that the database holds, of all tenants.
    pub fn compare(&self, revisions: &[(TenantId, i64)]) {
        let there: HashSet<TenantId> = revisions.iter().map(|(tenant, _)| *tenant).collect();
        for removed in self.tenants.held().into_iter().filter(|held| !there.contains(held)) {
            self.forget_tenant(removed);
            self.tenants.remove(removed);
        }
        for (tenant, revision) in revisions {
            if !self.revisions.reach(*tenant, *revision) {
                self.forget_tenant(*tenant);
            }
        }
    }

    fn evict(&self, tenant: TenantId, changes: &Changes) {
        if changes.tenant {
            self.evictions.mark(&Word::EVICTED);
            self.tenants.invalidate(tenant);
        }
        for (key, client_id) in &changes.clients {
            self.evictions.mark(&(tenant, *key));
            self.evictions.mark(&(tenant, client_id.as_str()));
            self.clients.evict(tenant, *key, client_id);
            self.tokens.evict_client(tenant, *key);
            self.browsers.evict_client(tenant, *key);
        }
        for account in &changes.accounts {
            self.evictions.mark(&(tenant, *account));
            self.accounts.remove(&(tenant, *account));
            self.browsers.evict_account(tenant, *account);
        }
        for (account, client) in &changes.consents {
            self.evictions.mark(&(tenant, *account, *client));
            self.browsers.evict_consent(tenant, *account, *client);
        }
        for ended in &changes.ended {
            self.evictions.mark(&(tenant, *ended));
            self.tokens.evict_authorization(tenant, *ended);
        }
        for revoked in &changes.revoked {
            self.evictions.mark(&(tenant, *revoked));
            self.tokens.evict_access_token(tenant, *revoked);
        }
        for decided in &changes.devices {
            self.evictions.mark(&(tenant, *decided));
            self.devices.evict(tenant, *decided);
        }
    }

    fn forget_tenant(&self, tenant: TenantId) {
        self.evictions.mark(&tenant);
        self.evictions.mark(&Word::EVICTED);
        self.tenants.invalidate(tenant);
        self.clients.evict_tenant(tenant);
        self.accounts.retain(|(of, _), _| *of != tenant);
        self.tokens.evict_tenant(tenant);
        self.devices.evict_tenant(tenant);
        self.browsers.evict_tenant(tenant);
    }

    /// Forgets all that another node may have changed, for notices were missed.
    pub fn forget_all(&self) {
        self.evictions.mark_all();
        self.tenants.invalidate_all();
        self.clients.clear();
        self.accounts.clear();
        self.tokens.clear();
        self.devices.clear();
        self.browsers.clear();
    }

    /// Says whether changes made elsewhere are heard from now on.
    pub fn set_hearing(&self, hears: bool) {
        self.hears.store(hears, Ordering::SeqCst);
    }

    /// Whether a token in memory is as good as one in the database.
    pub fn hears(&self) -> bool {
        self.hears.load(Ordering::SeqCst)
    }

    /// An account, if it is here.
    pub fn account(&self, tenant: TenantId, id: AccountId) -> Option<Arc<Account>> {
        self.accounts.get(&(tenant, id))
    }

    /// Keeps an account that was read since `asked`.
    pub fn keep_account(&self, tenant: TenantId, account: &Arc<Account>, asked: u64) {
        let key = (tenant, account.id);
        self.accounts.insert(key, Arc::clone(account));
        if self.evictions.since(asked, &tenant) || self.evictions.since(asked, &key) {
            self.accounts.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::Timestamp;

    const TENANT: TenantId = TenantId::from_bytes([1; 16]);
    const NOW: Timestamp = Timestamp::from_seconds(1);

    #[test]
    fn a_change_is_waited_for_only_where_others_are_heard() {
        for hears in [true, false] {
            let hot = Hot::new(&CacheSizes::default(), 9);
            hot.start_over(&[(TENANT, 1)]);
            hot.set_hearing(hears);
            hot.tenants.keep_word("acme", Some(TENANT), NOW);
            let changes = Changes::default();
            hot.publish(&Committed { tenant: TENANT, changes, revision: Some(3) });
            assert_eq!(hot.tenants.word("acme", NOW).is_some(), hears);
        }
    }
}
