//! Codes and tokens that this process issued or read a moment ago.
use super::Evictions;
use latchkey_base::{AuthorizationId, ClientKey, TenantId, TokenHash};
use latchkey_oidc::{
    AccessToken, AuthorizationCode, Commit, Found, Grant, Issued, Lookup, Outcome, RefreshToken,
    Write,
};
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, UnitWeighter};
use std::sync::Arc;

type Hashed<T> = Cache<(TenantId, TokenHash), Arc<T>>;

/// Codes, tokens and the grants they descend from.
///
/// An access token in memory is good only while its grant is here too: ending an authorization
/// takes out one entry, and with it all of its tokens.
pub(crate) struct Tokens {
    codes: Hashed<AuthorizationCode>,
    refresh: Hashed<RefreshToken>,
    access: Hashed<AccessToken>,
    live: Cache<(TenantId, AuthorizationId), Arc<Grant>>,
}

impl Tokens {
    pub fn new(capacity: usize) -> Self {
        Self {
            codes: in_order_of_arrival(capacity),
            refresh: in_order_of_arrival(capacity),
            access: Cache::new(capacity),
            live: Cache::new(capacity),
        }
    }

    /// What memory holds. `hears`: whether a live authorization here is live everywhere.
    pub fn find(&self, tenant: TenantId, lookup: Lookup, hears: bool) -> Option<Found> {
        match lookup {
            Lookup::Nothing => Some(Found::Nothing),
            Lookup::AuthorizationCode(hash) => {
                self.codes.get(&(tenant, hash)).map(Found::AuthorizationCode)
            }
            Lookup::RefreshToken(hash) => {
                self.refresh.get(&(tenant, hash)).map(Found::RefreshToken)
            }
            Lookup::AccessToken(hash) if hears => {
                let token = self.access.get(&(tenant, hash))?;
                let is_live =
                    |grant: &Arc<Grant>| self.live.get(&(tenant, grant.authorization)).is_some();
                token.grant.as_ref().is_none_or(is_live).then_some(Found::AccessToken(token))
            }
            Lookup::Grant(id) if hears => self.live.get(&(tenant, id)).map(Found::Grant),
            Lookup::AccessToken(_)
            | Lookup::Grant(_)
            | Lookup::LiveRefreshToken(_)
            | Lookup::DeviceCode { .. } => None,
        }
    }

    /// Keeps what was read since `asked`.
    pub fn keep_found(&self, tenant: TenantId, found: &Found, asked: u64, evicted: &Evictions) {
        match found {
            Found::Nothing | Found::DeviceCode(_) => {}
            Found::AuthorizationCode(code) => {
                self.codes.insert((tenant, code.hash), Arc::clone(code));
            }
            Found::RefreshToken(token) => {
                self.refresh.insert((tenant, token.hash), Arc::clone(token));
            }
            Found::AccessToken(token) => self.keep_access(tenant, token, asked, evicted),
            Found::Grant(grant) => self.keep_live(tenant, grant, asked, evicted),
        }
    }

    /// Keeps what a commit made, `asked` being the time before its transaction began.
    pub fn keep_committed(
        &self,
        tenant: TenantId,
        (commit, outcome): (&Commit, &Outcome),
        asked: u64,
        evicted: &Evictions,
    ) {
        let Some(write) = &commit.write else { return };
        match (write, outcome) {
            (Write::Authorize { grant, code, issued, .. }, Outcome::Done) => {
                if let Some(code) = code {
                    self.codes.insert((tenant, code.hash), Arc::clone(code));
                }
                match &issued.access {
                    Some(token) => self.keep_access(tenant, token, asked, evicted),
                    None => self.keep_live(tenant, grant, asked, evicted),
                }
            }
            (Write::RedeemCode { code, issued, .. }, Outcome::Done) => {
                self.codes.remove(&(tenant, *code));
                self.keep_issued(tenant, issued, asked, evicted);
            }
            (Write::RotateRefreshToken { issued, .. }, Outcome::Done)
            | (Write::KeepRefreshToken { issued, .. }, Outcome::Done) => {
                self.keep_issued(tenant, issued, asked, evicted);
            }
            (Write::RotateRefreshToken { issued, .. }, Outcome::Repeated(_)) => {
                if let Some(token) = &issued.access {
                    self.keep_access(tenant, token, asked, evicted);
                }
            }
            (Write::IssueAccessToken { token }, Outcome::Done) => {
                self.keep_access(tenant, token, asked, evicted);
            }
            _ => {}
        }
    }

    fn keep_issued(&self, tenant: TenantId, issued: &Issued, asked: u64, evicted: &Evictions) {
        if let Some(token) = &issued.access {
            self.keep_access(tenant, token, asked, evicted);
        }
        if let Some(new) = &issued.refresh {
            self.refresh.insert((tenant, new.token.hash), Arc::clone(&new.token));
        }
    }

    fn keep_access(
        &self,
        tenant: TenantId,
        token: &Arc<AccessToken>,
        asked: u64,
        evicted: &Evictions,
    ) {
        let key = (tenant, token.hash);
        self.access.insert(key, Arc::clone(token));
        let changed = evicted.since(asked, &tenant)
            || evicted.since(asked, &key)
            || evicted.since(asked, &(tenant, token.client));
        if changed {
            self.access.remove(&key);
        }
        if let Some(grant) = &token.grant {
            self.keep_live(tenant, grant, asked, evicted);
        }
    }

    fn keep_live(&self, tenant: TenantId, grant: &Arc<Grant>, asked: u64, evicted: &Evictions) {
        let key = (tenant, grant.authorization);
        self.live.insert(key, Arc::clone(grant));
        let changed = evicted.since(asked, &tenant)
            || evicted.since(asked, &key)
            || evicted.since(asked, &(tenant, grant.client));
        if changed {
            self.live.remove(&key);
        }
    }

    pub fn evict_authorization(&self, tenant: TenantId, id: AuthorizationId) {
        self.live.remove(&(tenant, id));
    }

    pub fn evict_access_token(&self, tenant: TenantId, hash: TokenHash) {
        self.access.remove(&(tenant, hash));
    }

    pub fn evict_client(&self, tenant: TenantId, client: ClientKey) {
        self.access.retain(|(of, _), token| *of != tenant || token.client != client);
        self.live.retain(|(of, _), grant| *of != tenant || grant.client != client);
    }

    pub fn evict_tenant(&self, tenant: TenantId) {
        self.access.retain(|(of, _), _| *of != tenant);
        self.live.retain(|(of, _), _| *of != tenant);
    }

    /// Codes and refresh tokens stay: what is kept of them never changes.
    pub fn clear(&self) {
        self.access.clear();
        self.live.clear();
    }
}

/// A cache that drops the oldest first. What is used once gains nothing from a place among the
/// often used, and a cache that keeps nearly all places for those would drop the youngest.
pub(super) fn in_order_of_arrival<T: Clone>(capacity: usize) -> Cache<(TenantId, TokenHash), T> {
    let places = u64::try_from(capacity).unwrap_or(u64::MAX);
    let mut options = OptionsBuilder::new();
    options.estimated_items_capacity(capacity).weight_capacity(places);
    options.hot_allocation(0.0).ghost_allocation(0.0);
    match options.build() {
        Ok(options) => {
            let hasher = DefaultHashBuilder::default();
            Cache::with_options(options, UnitWeighter, hasher, DefaultLifecycle::default())
        }
        Err(_) => Cache::new(capacity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_last_is_still_there() {
        let cache = in_order_of_arrival(1000);
        let tenant = TenantId::from_bytes([1; 16]);
        let key = |n: u32| (tenant, TokenHash::of(&n.to_string()));
        for n in 0..5000 {
            cache.insert(key(n), n);
        }
        let kept = (4200..5000).filter(|n| cache.get(&key(*n)).is_some()).count();
        assert!(kept > 780, "{kept} of the youngest 800");
        assert!(cache.len() <= 1000);
    }
}
