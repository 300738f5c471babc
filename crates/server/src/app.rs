//! What every request can reach.
use crate::account::Marks;
use crate::address::ClientAddress;
use crate::breached::BreachedPasswords;
use crate::client_keys::{self, PublishedKeys};
use crate::config::{Config, PasskeySettings};
use crate::cookies::CookieStyle;
use crate::copies::Copies;
use crate::csrf::Csrf;
use crate::hashing::HashingPool;
use crate::known_browsers::KnownBrowsers;
use crate::logos::{self, Logo};
use crate::metrics::Metrics;
use crate::newcomers::{Limiter, Newcomers};
use crate::provision::Provision;
use crate::refusals::Refusals;
use crate::registrations::Registrations;
use crate::request_objects::{self, PublishedObject};
use crate::routes;
use crate::shutdown::Stopping;
use crate::told_apps::ToldApps;
use actix_web::{HttpMessage as _, HttpRequest};
use governor::Quota;
use latchkey_authn::factors::passkey::RelyingParty;
use latchkey_base::{AccountId, ClientKey, Clock, CodeKey, Entropy, MasterKey, Sealer, TenantId};
use latchkey_oidc::Endpoints;
use latchkey_outbound::{CompanionApp, GuardedClient, OUTBOX_PURPOSE};
use latchkey_store::Store;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Notify, Semaphore};

/// A tenant's issuer identifier and its endpoints.
pub type Addresses = (Arc<str>, Arc<Endpoints>);

/// How many browsers at most are kept waiting for an approval at once; the others ask again.
const APPROVAL_WAITS: usize = 1024;

/// The application: one per process, shared by all its threads.
pub struct App {
    /// Everything an operator has set.
    pub config: Config,
    /// What every issuer begins with, without a trailing slash. From the configuration, never
    /// from a request's `Host`.
    pub public_url: String,
    /// What is remembered.
    pub store: Store,
    /// Where "now" comes from; read it once per request.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// The lane for passwords.
    pub hashing: HashingPool,
    /// Whatever is fetched from elsewhere goes through it.
    pub fetch: GuardedClient,
    /// The operator's own app that asks people on their phones, where there is one.
    pub companion_app: Option<CompanionApp>,
    /// Ring here (`notify_one`) once a transaction that took it from somebody has committed.
    pub companion_released: Notify,
    /// Passwords that are known from leaks.
    pub breached: BreachedPasswords,
    /// Makes tenants, clients, people and keys.
    pub provision: Provision,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Digests client secrets.
    pub client_secrets: CodeKey,
    /// Digests the short codes that people type, and keys of failed attempts.
    pub codes: CodeKey,
    /// Seals what people show in their second step.
    pub factors: Sealer,
    /// The party that people's passkeys are for; `None` where the pages have no domain name.
    pub passkeys: Option<RelyingParty>,
    /// Makes and checks what browsers work for.
    pub work: CodeKey,
    /// Makes and checks the hidden field of forms.
    pub csrf: Csrf,
    /// Which accounts a browser has signed in to before.
    pub known_browsers: KnownBrowsers,
    /// Whose account a browser shows.
    pub marks: Marks,
    /// How cookies are named and flagged.
    pub cookies: CookieStyle,
    /// Public keys of clients that publish them.
    pub client_keys: Copies<PublishedKeys>,
    /// Logos of clients that name one.
    pub logos: Copies<Logo>,
    /// Request objects of clients that publish them.
    pub request_objects: Copies<PublishedObject>,
    /// How many passes through the pages one network may begin.
    pub newcomers: Newcomers,
    /// How many clients one network may register.
    pub registrations: Registrations,
    /// How often each client may ask people to confirm something, and what became of it.
    pub(crate) confirmation_calls: Limiter<(TenantId, ClientKey)>,
    /// How often apps may ask to change how one person signs in.
    pub(crate) account_calls: Limiter<(TenantId, AccountId)>,
    /// Which refusals are kept for operators.
    pub refusals: Refusals,
    /// Seals where browsers are told of what waits for their person, and with which keys.
    pub push: Sealer,
    /// What the keys are derived from by which push services know tenants.
    pub push_keys: CodeKey,
    /// Ring here (`notify_one`) once a transaction that queued messages for browsers has committed.
    pub push_queued: Notify,
    /// Seals messages in the outbox.
    pub outbox: Sealer,
    /// Ring here (`notify_one`) once a transaction that queued a message has committed.
    pub message_queued: Arc<Notify>,
    /// Names the apps of a session on the page that says it has ended.
    pub told_apps: ToldApps,
    /// Ring here (`notify_one`) once a transaction that ended a session has committed.
    pub session_ended: Arc<Notify>,
    /// Ring here (`notify_one`) once a transaction that decided on a confirmation has committed.
    pub confirmation_decided: Notify,
    /// Ring here (`notify_waiters`) once a transaction that decided on a challenge has committed.
    pub challenge_decided: Notify,
    /// Places for requests that wait for that.
    pub approval_waits: Semaphore,
    /// Whether the process is on its way out.
    pub stopping: Stopping,
    addresses: RwLock<HashMap<String, Addresses>>,
}

/// What an [`App`] is made of.
pub(crate) struct AppParts {
    pub config: Config,
    pub public_url: String,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub hashing: HashingPool,
    pub fetch: GuardedClient,
    pub companion_app: Option<CompanionApp>,
    pub provision: Provision,
    pub metrics: Arc<Metrics>,
    pub stopping: Stopping,
}

impl App {
    pub(crate) fn new(parts: AppParts, master_key: &MasterKey) -> Self {
        let limits = &parts.config.http;
        Self {
            csrf: Csrf::new(master_key.code_key("csrf")),
            known_browsers: KnownBrowsers::new(master_key.code_key("known-browsers")),
            marks: Marks::new(master_key.code_key("account-marks")),
            cookies: CookieStyle {
                secure: parts.public_url.starts_with("https://"),
                kept_for: limits.browser_cookies_kept,
            },
            client_keys: client_keys::copies(&parts.config.fetch),
            logos: logos::copies(&parts.config.fetch),
            request_objects: request_objects::copies(&parts.config.fetch),
            newcomers: Newcomers::new(limits),
            registrations: Registrations::new(limits.site_prefix),
            confirmation_calls: Limiter::new(Quota::per_second(
                limits.confirmation_calls_per_second,
            )),
            account_calls: Limiter::new(Quota::per_minute(limits.account_calls_per_minute)),
            refusals: Refusals::new(&parts.config.explain),
            passkeys: passkeys(&parts.public_url, &parts.config.passkeys),
            breached: BreachedPasswords::new(&parts.config.passwords, Some(parts.fetch.clone())),
            config: parts.config,
            public_url: parts.public_url,
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            hashing: parts.hashing,
            fetch: parts.fetch,
            companion_app: parts.companion_app,
            companion_released: Notify::new(),
            provision: parts.provision,
            metrics: parts.metrics,
            client_secrets: master_key.code_key("client-secrets"),
            codes: master_key.code_key("codes"),
            work: master_key.code_key("work"),
            factors: master_key.sealer("factors"),
            push: master_key.sealer("push-subscriptions"),
            push_keys: master_key.code_key("push-keys"),
            push_queued: Notify::new(),
            outbox: master_key.sealer(OUTBOX_PURPOSE),
            message_queued: Arc::default(),
            session_ended: Arc::default(),
            confirmation_decided: Notify::new(),
            challenge_decided: Notify::new(),
            approval_waits: Semaphore::new(APPROVAL_WAITS),
            told_apps: ToldApps::new(master_key.sealer("told-apps")),
            stopping: parts.stopping,
            addresses: RwLock::default(),
        }
    }

    /// A tenant's issuer identifier.
    pub fn issuer(&self, group: &str) -> String {
        routes::issuer(&self.public_url, group)
    }

    /// A tenant's issuer identifier and its endpoints, written out once. Ask only for groups that
    /// exist: each is kept.
    pub fn addresses(&self, group: &str) -> Addresses {
        let known = self.addresses.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(addresses) = known.get(group) {
            return addresses.clone();
        }
        drop(known);
        let endpoints = Arc::new(routes::endpoints(&self.public_url, group));
        let addresses = (self.issuer(group).into(), endpoints);
        let mut known = self.addresses.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(group.to_owned()).or_insert(addresses).clone()
    }

    /// Whether pages and cookies travel over https only.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Where a request came from, as far as trusted proxies tell.
    pub fn client_address(&self, request: &HttpRequest) -> IpAddr {
        let known = request.extensions().get::<ClientAddress>().copied();
        known.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ClientAddress(address)| address)
    }
}

fn passkeys(public_url: &str, settings: &PasskeySettings) -> Option<RelyingParty> {
    match RelyingParty::new(public_url, &settings.related_origins, settings.timeout()) {
        Ok(party) => Some(party),
        Err(error) => {
            tracing::warn!(%error, "there are no passkeys");
            None
        }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}
