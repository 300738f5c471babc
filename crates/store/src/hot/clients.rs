//! Clients in memory, by row and by public name, unknown names among them.
use crate::config::CacheSizes;
use latchkey_base::{ClientKey, Seconds, TenantId, Timestamp};
use latchkey_oidc::Client;
use quick_cache::Equivalent;
use quick_cache::sync::Cache;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What memory says of a public name.
#[derive(Clone)]
pub(crate) enum Known {
    /// It is this client's.
    Client(Arc<Client>),
    /// It was nobody's, and that may be relied on until then.
    Nobody { until: Timestamp },
}

struct Name {
    tenant: TenantId,
    client_id: Box<str>,
}

struct NameRef<'a>(TenantId, &'a str);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.tenant == other.tenant && self.client_id == other.client_id
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        NameRef(self.tenant, &self.client_id).hash(state);
    }
}

impl Hash for NameRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0, self.1).hash(state);
    }
}

impl Equivalent<Name> for NameRef<'_> {
    fn equivalent(&self, key: &Name) -> bool {
        self.0 == key.tenant && *self.1 == *key.client_id
    }
}

/// Clients in memory.
pub(crate) struct Clients {
    by_name: Cache<Name, Known>,
    by_key: Cache<(TenantId, ClientKey), Arc<Client>>,
    unknown: Seconds,
}

impl Clients {
    pub fn new(sizes: &CacheSizes) -> Self {
        Self {
            by_name: Cache::new(sizes.clients),
            by_key: Cache::new(sizes.clients),
            unknown: sizes.unknown,
        }
    }

    pub fn by_name(&self, tenant: TenantId, client_id: &str, now: Timestamp) -> Option<Known> {
        let known = self.by_name.get(&NameRef(tenant, client_id))?;
        match known {
            Known::Nobody { until } if until <= now => None,
            known => Some(known),
        }
    }

    pub fn by_key(&self, tenant: TenantId, key: ClientKey) -> Option<Arc<Client>> {
        self.by_key.get(&(tenant, key))
    }

    pub fn keep(&self, tenant: TenantId, client: &Arc<Client>) {
        let name = Name { tenant, client_id: client.client_id.as_str().into() };
        self.by_name.insert(name, Known::Client(Arc::clone(client)));
        self.by_key.insert((tenant, client.key), Arc::clone(client));
    }

    pub fn keep_unknown(&self, tenant: TenantId, client_id: &str, now: Timestamp) {
        let until = now + self.unknown;
        self.by_name.insert(Name { tenant, client_id: client_id.into() }, Known::Nobody { until });
    }

    pub fn forget_name(&self, tenant: TenantId, client_id: &str) {
        self.by_name.remove(&NameRef(tenant, client_id));
    }

    /// Removes a client under its present name and under the one it is known by.
    pub fn evict(&self, tenant: TenantId, key: ClientKey, client_id: &str) {
        if let Some((_, held)) = self.by_key.remove(&(tenant, key)) {
            self.by_name.remove(&NameRef(tenant, &held.client_id));
        }
        self.by_name.remove(&NameRef(tenant, client_id));
    }

    pub fn evict_tenant(&self, tenant: TenantId) {
        self.by_name.retain(|name, _| name.tenant != tenant);
        self.by_key.retain(|(of, _), _| *of != tenant);
    }

    pub fn clear(&self) {
        self.by_name.clear();
        self.by_key.clear();
    }
}
