//! What an operator can set about the companion app.
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An app of the operator's own that asks people on their phones, reached over HTTP (native contract §7, `http-proxy`).
/// There is none while `api.domain` is absent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompanionAppSettings {
    /// What people call it.
    pub name: Option<String>,
    /// Where people connect it with their account. What `bind` answered is added as a query.
    pub enable_screen: Option<String>,
    /// What they do there, in steps with `--` between; absent: our own words.
    pub enable_instructions: Option<String>,
    /// Its API.
    pub api: CompanionApi,
    /// How long a call may take.
    pub timeout: Seconds,
    /// The longest answer that is taken, in octets.
    pub longest_answer: usize,
}

/// The calls that the companion app's service takes, below `domain`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompanionApi {
    /// What the others are below, without a slash at the end; also the audience of our token.
    pub domain: Option<String>,
    /// POST: asks somebody.
    pub challenge: Option<String>,
    /// GET with `requestId`: what they answered.
    pub validate: Option<String>,
    /// PUT: there is such an account; absent: `enable_screen` is told.
    pub bind: Option<String>,
    /// GET with `accountId`: the devices of an account.
    pub devices: Option<String>,
    /// POST: forgets a device. Both absent: nothing is told when somebody removes the app.
    pub revoke: Option<String>,
}

impl Default for CompanionAppSettings {
    fn default() -> Self {
        Self {
            name: None,
            enable_screen: None,
            enable_instructions: None,
            api: CompanionApi::default(),
            timeout: Seconds::new(5),
            longest_answer: 64 * 1024,
        }
    }
}

/// What is wrong with the settings.
#[derive(Debug, Error)]
pub enum CompanionSetupError {
    /// Something that it takes is missing.
    #[error(
        "`companion_app.{0}` is missing: with `api.domain` it takes `api.challenge`, `api.validate`, `enable_screen` and `name`"
    )]
    Missing(&'static str),
    /// Devices can be listed but not forgotten, or the other way round.
    #[error("`companion_app.api.devices` and `companion_app.api.revoke` go together")]
    Halves,
    /// An address that may not be called.
    #[error("`companion_app.{0}` must be an https address that may be called: {1}")]
    Url(&'static str, String),
}
