//! Who is signed in in browsers that came a moment ago, and what they have allowed.
use crate::SessionRecord;
use crate::hot::Evictions;
use latchkey_base::{AccountId, ClientKey, TenantId, TokenHash};
use latchkey_oidc::Consent;
use quick_cache::sync::Cache;
use std::sync::Arc;

type Allowed = (TenantId, AccountId, ClientKey);

/// Sessions by the cookie of their browser, and consents.
///
/// Security: a session in memory may be over. It is good for asking for a code, a write which
/// looks at the session itself, and for nothing else.
pub(crate) struct Browsers {
    sessions: Cache<(TenantId, TokenHash), Arc<SessionRecord>>,
    consents: Cache<Allowed, Option<Arc<Consent>>>,
}

impl Browsers {
    pub fn new(capacity: usize) -> Self {
        Self { sessions: Cache::new(capacity), consents: Cache::new(capacity) }
    }

    pub fn session(&self, tenant: TenantId, browser: TokenHash) -> Option<Arc<SessionRecord>> {
        self.sessions.get(&(tenant, browser))
    }

    pub fn keep_session(&self, tenant: TenantId, session: SessionRecord) {
        self.sessions.insert((tenant, session.browser), Arc::new(session));
    }

    pub fn forget_session(&self, tenant: TenantId, browser: TokenHash) {
        self.sessions.remove(&(tenant, browser));
    }

    /// What is known of a consent: that there is none, too.
    #[expect(clippy::option_option, reason = "unknown, known to be none, known")]
    pub fn consent(
        &self,
        tenant: TenantId,
        (account, client): (AccountId, ClientKey),
    ) -> Option<Option<Arc<Consent>>> {
        self.consents.get(&(tenant, account, client))
    }

    /// Keeps what was read since `asked`.
    pub fn keep_consent(
        &self,
        (tenant, account, client): Allowed,
        consent: Option<Arc<Consent>>,
        asked: u64,
        evicted: &Evictions,
    ) {
        let key = (tenant, account, client);
        self.consents.insert(key, consent);
        let changed = evicted.since(asked, &tenant)
            || evicted.since(asked, &key)
            || evicted.since(asked, &(tenant, account))
            || evicted.since(asked, &(tenant, client));
        if changed {
            self.consents.remove(&key);
        }
    }

    pub fn evict_consent(&self, tenant: TenantId, account: AccountId, client: ClientKey) {
        self.consents.remove(&(tenant, account, client));
    }

    pub fn evict_account(&self, tenant: TenantId, account: AccountId) {
        self.consents.retain(|(of, whose, _), _| *of != tenant || *whose != account);
    }

    pub fn evict_client(&self, tenant: TenantId, client: ClientKey) {
        self.consents.retain(|(of, _, to), _| *of != tenant || *to != client);
    }

    pub fn evict_tenant(&self, tenant: TenantId) {
        self.sessions.retain(|(of, _), _| *of != tenant);
        self.consents.retain(|(of, _, _), _| *of != tenant);
    }

    pub fn clear(&self) {
        self.sessions.clear();
        self.consents.clear();
    }
}
