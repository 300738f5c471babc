//! The hosted pages on a clock that only moves when told.
mod account_apps;
mod account_changes;
mod account_devices;
mod account_life;
mod account_member;
mod account_passkeys;
mod account_security;
mod account_sessions;
mod approval;
mod backchannel;
mod bad_values;
mod breached;
mod choosing;
mod client_keys;
mod companion_app;
mod companion_app_set_up;
mod confirmation_answers;
mod confirmation_limits;
mod confirmations;
mod cross_origin;
mod demanded_passwords;
mod devices;
mod domains;
mod email_code;
mod encrypted_answers;
mod every_route;
mod expiry;
mod explain;
mod front_channel;
mod guessing;
mod handover;
mod hot;
mod initiate_login;
mod invitations;
mod languages;
mod lock;
mod locked;
mod logos;
mod lost_factors;
mod mail_sign_in;
mod meanwhile;
mod names;
mod new_browser;
mod newcomers;
mod noticed;
mod organizations;
mod own_account;
mod own_codes;
mod own_passkeys;
mod own_recovery;
mod passkey_accounts;
mod passkey_guards;
mod passkeys;
mod passwords;
mod posted;
mod publishing;
mod push;
mod push_service;
mod recovery;
mod recovery_codes;
mod refused_factors;
mod registration;
mod remembered;
mod removed_factors;
mod request_objects;
mod second_factor;
mod second_passkey;
mod session_management;
mod sessions;
mod signing_algorithms;
mod silent_passkeys;
mod sms;
mod sms_enrolment;
mod step_up;
mod terms;
mod themes;
mod timing;
mod unlock;
mod userinfo;
mod verification;
mod vouching;
mod whereabouts;
mod work;
mod workers;

use crate::lifecycle::config;
use latchkey_accounts::{Profile, SignUp};
use latchkey_base::{
    Clock, Entropy, ManualClock, MasterKey, Seconds, Secret, SeededEntropy, TenantId, Timestamp,
};
use latchkey_jose::Algorithm;
use latchkey_oidc::ClientMetadata;
use latchkey_server::config::{Config, SecretSetting};
use latchkey_server::provision::{
    ClientInput, NewTenant, Password, PersonInput, Provision, TenantInput,
};
use latchkey_server::{Running, StartParts, start_with};
use latchkey_store::{
    Documents, ReadyBytes, SigningKeyRecord, Store, StoreConfig, StoreParts, TenantRecord,
    TenantSettings, Tx, TxError,
};
use latchkey_testkit::{
    Authentication, Browser, Folder, Mail, REDIRECT_URI, RelyingParty, StoreKind, chosen, postgres,
};
use std::sync::{Arc, Mutex};
use url::Url;

const PASSWORD: &str = "correct horse battery staple";
/// Says until when somebody has to wait.
const UNTIL: &str = "#form-error time[data-local-time]";

/// A provider with one tenant, one public client and two people.
struct Op {
    running: Running,
    clock: Arc<ManualClock>,
    beside: Beside,
    folder: Folder,
}

/// What another process at the same database needs.
struct Beside {
    config: StoreConfig,
    key: Secret<String>,
    parts: StartParts,
    provision: Provision,
    tenant: TenantRecord,
}

impl Beside {
    async fn open(&self) -> Store {
        let nothing = || ReadyBytes { body: bytes::Bytes::new(), etag: String::new() };
        let parts = StoreParts {
            clock: Arc::clone(&self.parts.clock),
            entropy: Arc::clone(&self.parts.entropy),
            master_key: Arc::new(MasterKey::parse(self.key.expose()).unwrap()),
            publish: Box::new(move |_, _| Documents {
                jwks: nothing(),
                openid_configuration: nothing(),
            }),
        };
        let config = self.config.clone();
        let opening = tokio::task::spawn_blocking(move || {
            latchkey_store::migrate(&config).unwrap();
            Store::open_beside(config, parts).unwrap()
        });
        opening.await.unwrap()
    }
}

impl Op {
    async fn start(settings: TenantSettings) -> Self {
        Self::start_with(settings, |_| {}).await
    }

    async fn start_with(settings: TenantSettings, adjust: impl FnOnce(&mut Config)) -> Self {
        Self::start_drawing(settings, adjust, Arc::new(SeededEntropy::new(7))).await
    }

    async fn start_drawing(
        settings: TenantSettings,
        adjust: impl FnOnce(&mut Config),
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let folder = Folder::new("server");
        let mut config = config(&folder);
        if chosen() == StoreKind::Postgres {
            let url = tokio::task::spawn_blocking(|| postgres::database_with(migrated)).await;
            let url = url.unwrap().expect("a PostgreSQL database");
            (config.database.connections, config.database.lanes) = (2, 1);
            config.database.url = SecretSetting::new(Secret::from(url.as_str()));
        }
        adjust(&mut config);
        let key = MasterKey::generate(&*entropy);
        config.master_key = SecretSetting::new(key.to_text());
        let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_800_000_000)));
        let shared: Arc<dyn Clock> = clock.clone();
        let parts = StartParts { clock: shared, entropy };
        let beside = provide(&mut config, &parts, key, settings).await;
        let running = start_with(config, parts).await.unwrap();
        Self { running, clock, beside, folder }
    }

    fn home(&self) -> Url {
        Url::parse(&self.running.public_url).unwrap()
    }

    fn browser(&self) -> Browser {
        Browser::at(&self.home())
    }

    fn rp(&self) -> RelyingParty {
        let issuer = format!("{}/t", self.running.public_url);
        RelyingParty::new(&issuer, "app", REDIRECT_URI, Authentication::None)
    }

    /// Another tenant of that name, with a client and people of the same names.
    async fn other_tenant(&self, group: &str, settings: TenantSettings) -> RelyingParty {
        let store = self.beside.open().await;
        let (group, settings) = (group.to_owned(), Some(settings));
        let issuer = format!("{}/{group}", self.running.public_url);
        let input = TenantInput { group, settings, ..TenantInput::default() };
        let new = self.beside.provision.prepare_tenant(input).unwrap();
        let tenant = new.record.clone();
        let insert = move |tx: &mut dyn Tx| -> Result<(), TxError> { new.insert(tx) };
        store.write(tenant.id, insert).await.unwrap();
        fill(&self.beside.provision, &store, &tenant).await;
        store.close().await;
        RelyingParty::new(&issuer, "app", REDIRECT_URI, Authentication::None)
    }

    /// The tenant has these settings from now on, and is switched off or on.
    async fn set(&self, settings: TenantSettings, disabled: bool) {
        let change =
            move |tx: &mut dyn Tx| tx.update_tenant("t", Some("tenant"), &settings, disabled);
        let changed: Result<(), TxError> =
            self.running.app().store.write(self.beside.tenant.id, change).await;
        changed.unwrap();
    }

    /// The last mail to an address.
    async fn mail_to(&self, address: &str) -> Mail {
        self.mail_about(address, "").await
    }

    /// The last mail to an address with that in its subject.
    async fn mail_about(&self, address: &str, subject: &str) -> Mail {
        let folder = self.folder.path().join("data/mail");
        loop {
            // Who waits for another mail than the last one asks again: what delivers it, too, must
            // get its turn.
            tokio::task::yield_now().await;
            let mails = Mail::all_in(&folder).into_iter();
            let meant = |mail: &Mail| mail.to == address && mail.subject.contains(subject);
            if let Some(mail) = mails.rev().find(meant) {
                return mail;
            }
        }
    }

    fn advance(&self, seconds: i64) {
        self.clock.advance(Seconds::new(seconds));
    }
}

/// Gives an empty PostgreSQL database its tables.
fn migrated(url: &str) {
    let mut config = config(&Folder::new("tables"));
    config.database.url = SecretSetting::new(Secret::from(url));
    latchkey_store::migrate(&config.store().unwrap()).unwrap();
}

/// Makes and fills the database, as the command line does.
async fn provide(
    config: &mut Config,
    parts: &StartParts,
    key: MasterKey,
    settings: TenantSettings,
) -> Beside {
    let provision = Provision::new(config, &key, parts);
    let input = TenantInput {
        group: "t".to_owned(),
        pretty_name: Some("tenant".to_owned()),
        settings: Some(settings),
        ..TenantInput::default()
    };
    let new = prepare(&provision, (config, parts, &key), input);
    let parts = StartParts { clock: Arc::clone(&parts.clock), entropy: Arc::clone(&parts.entropy) };
    let (config, tenant) = (config.store().unwrap(), new.record.clone());
    let beside = Beside { config, key: key.to_text(), parts, provision, tenant };
    let store = beside.open().await;
    let (provision, tenant) = (&beside.provision, &beside.tenant);
    let insert = move |tx: &mut dyn Tx| -> Result<(), TxError> { new.insert(tx) };
    store.write(tenant.id, insert).await.unwrap();
    fill(provision, &store, tenant).await;
    store.close().await;
    beside
}

/// A tenant with its keys. One for RS256 takes longer to make than most tests: it is made once for the same tenant under
/// the same master key, whichever database that is in.
fn prepare(
    provision: &Provision,
    (config, parts, key): (&mut Config, &StartParts, &MasterKey),
    input: TenantInput,
) -> NewTenant {
    static MADE: Mutex<Vec<(TenantId, String, SigningKeyRecord)>> = Mutex::new(Vec::new());
    let usual = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
    if config.keys.algorithms != usual {
        return provision.prepare_tenant(input).unwrap();
    }
    config.keys.algorithms = usual[1..].to_vec();
    let others = Provision::new(config, key, parts);
    config.keys.algorithms = usual.to_vec();
    let mut new = others.prepare_tenant(input).unwrap();
    let (id, master) = (new.record.id, key.to_text().expose().clone());
    let held = MADE.lock().unwrap().iter().find(|held| held.0 == id && held.1 == master).cloned();
    let (.., made) = held.unwrap_or_else(|| {
        let settings = &new.record.settings;
        let mut added = provision.plan_rotation(id, &new.keys, settings, false).unwrap().added;
        let made = (id, master, added.remove(0));
        MADE.lock().unwrap().push(made.clone());
        made
    });
    let longest_token = new.record.settings.protocol.lifetimes.longest_signed();
    new.keys.insert(0, SigningKeyRecord { active_from: made.created_at, longest_token, ..made });
    new
}

/// Puts a client and two people into a tenant.
async fn fill(provision: &Provision, store: &Store, tenant: &TenantRecord) {
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: latchkey_oidc::ApplicationType::Native,
        client_skip_consent: true,
        grant_types: Some(vec!["authorization_code".to_owned(), "refresh_token".to_owned()]),
        ..ClientMetadata::default()
    };
    let client =
        ClientInput { client_id: Some("app".to_owned()), metadata, ..ClientInput::default() };
    provision.create_client(store, tenant.id, client).await.unwrap();
    for name in ["alice", "bob"] {
        let account = SignUp {
            username: Some(name.to_owned()),
            email: Some(format!("{name}@example.com")),
            profile: Profile::default(),
        };
        let person = PersonInput {
            account,
            email_verified: true,
            password: Some(Password::Plain(Secret::from(PASSWORD))),
            ..PersonInput::default()
        };
        let settings = &tenant.settings;
        provision.create_person(store, tenant.id, settings, person).await.unwrap();
    }
}

/// Registers clients with these names.
async fn register(op: &Op, clients: Vec<(&str, ClientMetadata)>) {
    let store = op.beside.open().await;
    for (client_id, metadata) in clients {
        let client_id = Some(client_id.to_owned());
        let client = ClientInput { client_id, metadata, ..ClientInput::default() };
        op.beside.provision.create_client(&store, op.beside.tenant.id, client).await.unwrap();
    }
    store.close().await;
}

/// Settings with a cheap password hash, and trust in native apps, as the one here is. Nobody hears
/// of new browsers and networks, which most tests are full of.
fn quick() -> TenantSettings {
    let mut settings = TenantSettings::default();
    settings.protocol.ask_for_native_apps = false;
    settings.accounts.tell_new_browsers = false;
    settings.accounts.tell_new_networks = false;
    settings.password.hash.memory_kib = 64;
    settings.password.hash.iterations = 1;
    settings
}

async fn sign_in(browser: &mut Browser, name: &str) {
    browser.submit("login-form", &[("username", name)]).await;
    browser.submit("login-form", &[("password", PASSWORD)]).await;
}
