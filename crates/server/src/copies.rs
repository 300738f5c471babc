//! Copies of what clients publish elsewhere: their keys, their logos.
//!
//! A copy is used for a while and then fetched again. Security: strangers say when one is wanted
//! and, by registering, from where. So one of many who ask at once fetches and the others wait; a
//! fetch that failed counts as one, and one whose caller hung up goes on; there is a limit on the
//! fetches of each client, of each tenant and of the node, and on what is held.
use crate::newcomers::{Limiter, share_of};
use governor::Quota;
use latchkey_base::{ClientKey, Seconds, TenantId, Timestamp, sha256};
use latchkey_oidc::Client;
use latchkey_outbound::{FetchLimits, FetchSettings, Fetched, GuardedClient};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use url::Url;

/// What is published, and by whom.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Source {
    tenant: TenantId,
    client: ClientKey,
    registered_itself: bool,
    uri: String,
}

impl Source {
    /// Something of this client at `uri`.
    pub fn new(tenant: TenantId, client: &Client, uri: &str) -> Self {
        let registered_itself = client.registered_itself;
        Self { tenant, client: client.key, registered_itself, uri: uri.to_owned() }
    }

    /// The keys of an issuer of software statements. It has a place of its own among those of
    /// clients, by the hash of its name.
    pub fn of_issuer(tenant: TenantId, issuer: &str, uri: &str) -> Self {
        let mut key = [0; 16];
        key.copy_from_slice(&sha256(issuer.as_bytes())[..16]);
        let client = ClientKey::from_bytes(key);
        Self { tenant, client, registered_itself: false, uri: uri.to_owned() }
    }
}

/// How copies of one kind are made and kept.
pub struct CopyRules<T> {
    /// The member of the client's metadata that names the address.
    pub member: &'static str,
    /// What the log calls a copy that could not be had.
    pub number: &'static str,
    /// For how long a copy is used without asking again.
    pub kept: Seconds,
    /// For how long it is used at most while it cannot be fetched again.
    pub stale: Seconds,
    /// The least time between two fetches of one source, whatever came of the first.
    pub pause: Seconds,
    /// Sources that are held; beyond that some are forgotten.
    pub most: usize,
    /// Octets of what is fetched, at most.
    pub longest: usize,
    /// Makes a copy of an answer with status 200, or says why that cannot be.
    pub read: fn(Fetched) -> Result<T, String>,
}

/// One client has one of so many places, and a few in any case: there is one `jwks_uri`, but a
/// client may have several `request_uris`.
const CLIENT_PLACES: usize = 64;
const FEWEST_PLACES: usize = 4;

/// Copies of one kind.
pub struct Copies<T> {
    rules: Arc<CopyRules<T>>,
    budget: Budget,
    held: Mutex<HashMap<Source, Arc<Slot<T>>>>,
    turn: AtomicU64,
}

/// The place of one source.
struct Slot<T> {
    state: Mutex<State<T>>,
    /// Held by the one who fetches.
    fetching: Arc<tokio::sync::Mutex<()>>,
    /// The turn in which it was asked for last.
    used: AtomicU64,
    /// Fetches that have ended.
    ended: AtomicU64,
}

/// What is known of a source. A copy outlives fetches that fail after it.
struct State<T> {
    tried_at: Option<Timestamp>,
    copy: Option<Dated<T>>,
    /// Why the last fetch failed, if it did.
    problem: Option<String>,
}

/// A copy, and when it was made.
pub type Dated<T> = (Timestamp, Arc<T>);

impl<T: Send + Sync + 'static> Copies<T> {
    /// None yet; how often they may be fetched is in the settings.
    pub fn new(rules: CopyRules<T>, settings: &FetchSettings) -> Self {
        let (budget, turn) = (Budget::new(settings), AtomicU64::new(0));
        Self { rules: Arc::new(rules), budget, held: Mutex::default(), turn }
    }

    /// The copy of a source; fetches it when there is none, when the one there is has become old,
    /// or when `is_wanted` says no to it. `None` when it cannot be had. Where it is too early to
    /// fetch again, or the fetch fails, the answer is the old copy, wanted or not.
    pub async fn find(
        &self,
        client: &GuardedClient,
        now: Timestamp,
        source: Source,
        is_wanted: impl Fn(&T) -> bool,
    ) -> Option<Arc<T>> {
        let dated = self.find_dated(client, now, source, |copy, _| is_wanted(copy));
        dated.await.map(|(_, copy)| copy)
    }

    /// The same with the time at which the copy was made; `is_wanted` is told its age.
    pub async fn find_dated(
        &self,
        client: &GuardedClient,
        now: Timestamp,
        source: Source,
        is_wanted: impl Fn(&T, Seconds) -> bool,
    ) -> Option<Dated<T>> {
        let (slot, is_admitted) = match self.slot(&source) {
            Some(slot) => (slot, false),
            None if self.budget.admits(&source) => (self.make(&source), true),
            None => return None,
        };
        if let Some(copy) = slot.settled(&self.rules, now, &is_wanted) {
            return copy;
        }
        let ended = slot.ended.load(Ordering::SeqCst);
        let alone = Arc::clone(&slot.fetching).lock_owned().await;
        // Whoever waited for a fetch takes what came of it: behind a host that hangs, each would
        // wait for all before them otherwise.
        if slot.ended.load(Ordering::SeqCst) != ended
            || (!is_admitted && !self.budget.admits(&source))
        {
            return slot.copy(&self.rules, now);
        }
        let (client, rules) = (client.clone(), Arc::clone(&self.rules));
        let fetching = tokio::spawn(async move {
            let _alone = alone;
            let fetched = rules.fetch(&client, &source.uri).await.inspect_err(|problem| {
                let (Source { tenant, client, .. }, CopyRules { number, member, .. }) = (&source, &*rules);
                tracing::warn!(number, %tenant, %client, member, %problem, "what a client publishes was not read");
            });
            slot.put(now, fetched);
            slot.copy(&rules, now)
        });
        fetching.await.ok().flatten()
    }

    /// Why the last fetch of a source failed, for operators; `None` also when there was none.
    pub fn problem(&self, source: &Source) -> Option<String> {
        self.held().get(source).and_then(|slot| slot.state().problem.clone())
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Source, Arc<Slot<T>>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self, source: &Source) -> Option<Arc<Slot<T>>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let slot = self.held().get(source).cloned()?;
        slot.used.store(turn, Ordering::Relaxed);
        Some(slot)
    }

    /// Makes a place, for which another may have to go.
    fn make(&self, source: &Source) -> Arc<Slot<T>> {
        let mut held = self.held();
        if let Some(other) = self.gives_way(&held, source) {
            held.remove(&other);
        }
        let used = AtomicU64::new(self.turn.load(Ordering::Relaxed));
        let state = Mutex::new(State { tried_at: None, copy: None, problem: None });
        let (fetching, ended) = (Arc::default(), AtomicU64::new(0));
        let slot = || Arc::new(Slot { state, fetching, used, ended });
        Arc::clone(held.entry(source.clone()).or_insert_with(slot))
    }

    /// The one that has to go for a new source, if one has to: of a client that has its share, the
    /// one of its own that nobody has asked for the longest; when all places are taken, that of
    /// the tenant that has most of them. Security: a client that changes its addresses again and
    /// again pushes out nobody's copies but its own.
    fn gives_way(&self, held: &HashMap<Source, Arc<Slot<T>>>, source: &Source) -> Option<Source> {
        if held.contains_key(source) {
            return None;
        }
        let unused = |slot: &Slot<T>| Reverse(slot.used.load(Ordering::Relaxed));
        let is_own =
            |other: &Source| (other.tenant, other.client) == (source.tenant, source.client);
        let own = || held.iter().filter(|(other, _)| is_own(other));
        if own().count() >= (self.rules.most / CLIENT_PLACES).max(FEWEST_PLACES) {
            return own().max_by_key(|(_, slot)| unused(slot)).map(|(other, _)| other.clone());
        }
        if held.len() < self.rules.most {
            return None;
        }
        let mut places = HashMap::<TenantId, usize>::new();
        for other in held.keys() {
            *places.entry(other.tenant).or_default() += 1;
        }
        let last =
            held.iter().max_by_key(|(other, slot)| (places.get(&other.tenant), unused(slot)));
        last.map(|(other, _)| other.clone())
    }
}

impl<T> Slot<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is, however old it may be short of `stale`. Security: a key that its owner has
    /// withdrawn must not stay good for as long as their host can be kept from answering.
    fn copy(&self, rules: &CopyRules<T>, now: Timestamp) -> Option<Dated<T>> {
        self.state().copy.clone().filter(|(at, _)| now.since(*at) < rules.stale)
    }

    /// What there is, if asking again is too early or of no use.
    fn settled(
        &self,
        rules: &CopyRules<T>,
        now: Timestamp,
        is_wanted: impl Fn(&T, Seconds) -> bool,
    ) -> Option<Option<Dated<T>>> {
        let state = self.state();
        let good = |(at, copy): &Dated<T>| {
            let age = now.since(*at);
            age < rules.kept && is_wanted(copy, age)
        };
        let is_early = state.tried_at.is_some_and(|at| now.since(at) < rules.pause);
        let is_settled = is_early || state.copy.as_ref().is_some_and(good);
        drop(state);
        is_settled.then(|| self.copy(rules, now))
    }

    fn put(&self, now: Timestamp, fetched: Result<T, String>) {
        let mut state = self.state();
        state.tried_at = Some(now);
        state.problem = None;
        match fetched {
            Ok(value) => state.copy = Some((now, Arc::new(value))),
            Err(problem) => state.problem = Some(problem),
        }
        self.ended.fetch_add(1, Ordering::SeqCst);
    }
}

impl<T: Send + 'static> CopyRules<T> {
    /// Fetches once, without any copy.
    ///
    /// # Errors
    /// Why it cannot be had, for operators.
    pub async fn fetch(&self, client: &GuardedClient, uri: &str) -> Result<T, String> {
        let url = Url::parse(uri).map_err(|error| error.to_string())?;
        let limits = client.limits();
        let limits = FetchLimits { octets: self.longest.min(limits.octets), ..limits };
        let fetched = client.fetch(&url, limits).await.map_err(|error| error.to_string())?;
        match fetched.status {
            // Some of it is work, which must not hold up the requests of this thread.
            200 => {
                let read = self.read;
                let reading = tokio::task::spawn_blocking(move || read(fetched));
                reading.await.unwrap_or_else(|_| Err("it could not be read".to_owned()))
            }
            status => Err(format!("status {status}")),
        }
    }
}

/// Fetches in a minute. Security: clients that registered themselves have their own, so that
/// they cannot use up that of clients which an operator made; and whoever makes requests in the
/// name of one client, which everybody can, uses up that client's share only.
struct Budget {
    clients: Limiter<(TenantId, ClientKey)>,
    tenants: Limiter<(TenantId, bool)>,
    node: Limiter<bool>,
}

impl Budget {
    fn new(settings: &FetchSettings) -> Self {
        let of_tenant = Quota::per_minute(settings.tenant_copies_per_minute);
        let of_node = Quota::per_minute(settings.copies_per_minute);
        let share = share_of(settings.tenant_copies_per_minute, settings.client_copies_share);
        let of_client = Quota::per_minute(share);
        Self {
            clients: Limiter::new(of_client),
            tenants: Limiter::new(of_tenant),
            node: Limiter::new(of_node),
        }
    }

    fn admits(&self, source: &Source) -> bool {
        let (tenant, own) = (source.tenant, source.registered_itself);
        self.clients.admit((tenant, source.client), NonZeroU32::MIN).is_ok()
            && self.tenants.admit((tenant, own), NonZeroU32::MIN).is_ok()
            && self.node.admit(own, NonZeroU32::MIN).is_ok()
    }
}

#[cfg(test)]
mod tests;
