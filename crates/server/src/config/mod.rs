//! The configuration: a TOML file and the environment over documented defaults.
//!
//! Each crate owns the settings of its part; this module composes them, finds misspelt keys and
//! checks what no type can express. It reads files and variables once, at the start.

mod database;
mod environment;
mod error;
mod http;
mod keys;
mod load;
mod log;
mod master_key;
mod network;
mod passkeys;
mod passwords;
mod reference;
mod secret;
mod upkeep;

pub use database::DatabaseSettings;
pub use error::ConfigError;
pub use http::{ForwardedHeader, HttpSettings, MetricsSettings, TlsSettings, TlsVersion};
pub use keys::nearest_name;
pub use log::{LogFormat, LogSettings};
pub use network::{Network, NetworkError};
pub use passkeys::PasskeySettings;
pub use passwords::PasswordSettings;
pub use reference::{EXAMPLE, reference_page};
pub use secret::SecretSetting;
pub use upkeep::{ExplainSettings, HashingSettings, HealthSettings, KeySettings, WorkerSettings};

use latchkey_outbound::{CompanionAppSettings, FetchSettings, MailSettings, SmsSettings};
use latchkey_store::TenantSettings;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Everything an operator can set.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder of everything that this process keeps in files: the embedded database, mails
    /// in development, the master key if it is nowhere else.
    pub data: PathBuf,
    /// The master key itself, better given as `LATCHKEY_MASTER_KEY` than in a file that is
    /// copied around.
    pub master_key: SecretSetting,
    /// The file that holds the master key; absent: `master.key` in the data folder, made at
    /// the first start.
    pub master_key_file: Option<PathBuf>,
    /// The database.
    pub database: DatabaseSettings,
    /// How the provider is reached.
    pub http: HttpSettings,
    /// Metrics.
    pub metrics: MetricsSettings,
    /// The log.
    pub log: LogSettings,
    /// Passkeys.
    pub passkeys: PasskeySettings,
    /// Passwords that are known from leaks.
    pub passwords: PasswordSettings,
    /// Readiness.
    pub health: HealthSettings,
    /// Password hashing.
    pub hashing: HashingSettings,
    /// Background work.
    pub workers: WorkerSettings,
    /// Refusals that operators can ask about.
    pub explain: ExplainSettings,
    /// Outgoing fetches.
    pub fetch: FetchSettings,
    /// Mail.
    pub mail: MailSettings,
    /// Text messages.
    pub sms: SmsSettings,
    /// The operator's own app that asks people on their phones.
    pub companion_app: CompanionAppSettings,
    /// Signing keys.
    pub keys: KeySettings,
    /// What a tenant starts with. Changing it does not change tenants that exist.
    pub tenant_defaults: TenantSettings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            master_key: SecretSetting::default(),
            master_key_file: None,
            database: DatabaseSettings::default(),
            http: HttpSettings::default(),
            metrics: MetricsSettings::default(),
            log: LogSettings::default(),
            passkeys: PasskeySettings::default(),
            passwords: PasswordSettings::default(),
            health: HealthSettings::default(),
            hashing: HashingSettings::default(),
            workers: WorkerSettings::default(),
            explain: ExplainSettings::default(),
            fetch: FetchSettings::default(),
            mail: MailSettings::default(),
            sms: SmsSettings::default(),
            companion_app: CompanionAppSettings::default(),
            keys: KeySettings::default(),
            tenant_defaults: TenantSettings::default(),
        }
    }
}
