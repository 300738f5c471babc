//! An app of the operator's own that asks people on their phones: the calls to its service (native contract §7,
//! `http-proxy`).
//!
//! Security: a yes counts when the service itself says so, asked by us; nothing that anybody posts here does.
mod settings;

pub use settings::{CompanionApi, CompanionAppSettings, CompanionSetupError};

use crate::fetch::duration;
use crate::{FetchError, FetchLimits, Fetched, GuardedClient};
use latchkey_base::Secret;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;
use thiserror::Error;
use url::Url;

/// What `bind` answers goes into an address: so much of it.
const LONGEST_VALUE: usize = 200;
/// So many members of it.
const MOST_VALUES: usize = 8;
/// Devices that are forgotten at once.
const MOST_DEVICES: usize = 50;

/// The service of the companion app.
pub struct CompanionApp {
    name: String,
    audience: String,
    enable_screen: Url,
    instructions: Vec<String>,
    calls: Calls,
    limits: FetchLimits,
    client: GuardedClient,
}

struct Calls {
    challenge: Url,
    validate: Url,
    bind: Option<Url>,
    /// To list devices, and to forget one.
    devices: Option<(Url, Url)>,
}

/// What somebody is asked, as it is posted.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    /// Who.
    pub account_id: String,
    /// For how long: a number and `s`, `m` or `h`.
    pub duration: String,
    /// What the answer is compared with.
    pub interaction_details: Interaction,
    /// Where to say that there is an answer.
    pub callback: String,
    /// What is shown.
    pub content: ChallengeContent,
    /// What can be pressed; the first is a yes.
    pub options: Vec<ChallengeOption>,
    /// What is shown on a locked phone. Security: no code.
    pub notification: String,
}

/// Which sign-in it is, and whose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Interaction {
    /// A name that nobody guesses.
    pub uid: String,
    /// The account.
    pub account_id: String,
}

/// What is shown. It holds a code, so it does not print.
#[derive(Clone, Serialize)]
pub struct ChallengeContent {
    /// What it is about.
    pub title: String,
    /// Where.
    pub header: String,
    /// What to do.
    pub body: String,
}

impl fmt::Debug for ChallengeContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengeContent([secret])")
    }
}

/// Something to press.
#[derive(Clone, Debug, Serialize)]
pub struct ChallengeOption {
    /// Its text.
    pub title: String,
    /// Its colour.
    pub color: &'static str,
}

/// What became of a challenge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answered {
    /// Nobody has pressed anything, as far as the service says.
    Not,
    /// Yes: action 0.
    Approved,
    /// Anything else.
    Denied,
}

impl Answered {
    /// By the number of what was pressed.
    pub const fn of(action: i64) -> Self {
        if action == 0 { Self::Approved } else { Self::Denied }
    }
}

/// Why a call came to nothing. The texts are for operators.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CompanionError {
    /// There is no answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It says no.
    #[error("the service answered {0}")]
    Status(u16),
    /// It says something that it should not.
    #[error("the service's answer {0}")]
    Answer(&'static str),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    id: String,
    interaction_details: Interaction,
    #[serde(default)]
    action: Option<i64>,
}

impl CompanionApp {
    /// Reads the settings; `None` where there is no such app. Nothing is called yet.
    ///
    /// # Errors
    /// See [`CompanionSetupError`].
    pub fn new(
        settings: &CompanionAppSettings,
        client: GuardedClient,
    ) -> Result<Option<Self>, CompanionSetupError> {
        let CompanionApi { domain, challenge, validate, bind, devices, revoke } = &settings.api;
        let Some(domain) = domain else { return Ok(None) };
        let allowed = |key: &'static str, text: String| {
            let wrong = |why: String| CompanionSetupError::Url(key, why);
            let url = Url::parse(&text).map_err(|error| wrong(error.to_string()))?;
            client.check(&url).map_err(|error| wrong(error.to_string()))?;
            Ok(url)
        };
        let below = |key, path: &Option<String>| match path {
            Some(path) => allowed(key, format!("{domain}{path}")).map(Some),
            None => Ok(None),
        };
        let missing = |key| move || CompanionSetupError::Missing(key);
        let devices = match (below("api.devices", devices)?, below("api.revoke", revoke)?) {
            (Some(devices), Some(revoke)) => Some((devices, revoke)),
            (None, None) => None,
            _ => return Err(CompanionSetupError::Halves),
        };
        let calls = Calls {
            challenge: below("api.challenge", challenge)?.ok_or_else(missing("api.challenge"))?,
            validate: below("api.validate", validate)?.ok_or_else(missing("api.validate"))?,
            bind: below("api.bind", bind)?,
            devices,
        };
        let screen = settings.enable_screen.clone().ok_or_else(missing("enable_screen"))?;
        let name = settings.name.clone().filter(|name| !name.trim().is_empty());
        let steps = settings.enable_instructions.iter().flat_map(|text| text.split("--"));
        Ok(Some(Self {
            name: name.ok_or_else(missing("name"))?,
            audience: domain.clone(),
            enable_screen: allowed("enable_screen", screen)?,
            instructions: steps
                .map(str::trim)
                .filter(|s| !s.is_empty())
                .map(str::to_owned)
                .collect(),
            calls,
            limits: FetchLimits {
                time: duration(settings.timeout),
                octets: settings.longest_answer,
            },
            client,
        }))
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whom our token is for.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// What people do to connect it, in the operator's words; empty: in ours.
    pub fn instructions(&self) -> &[String] {
        &self.instructions
    }

    /// Where they do it, with what [`CompanionApp::bind`] answered.
    pub fn screen(&self, bound: &[(String, String)]) -> Url {
        let mut url = self.enable_screen.clone();
        if !bound.is_empty() {
            url.query_pairs_mut().extend_pairs(bound);
        }
        url
    }

    /// Tells the service of an account; what it answers goes to [`CompanionApp::screen`]. A service that is told nothing finds
    /// the account itself there.
    ///
    /// # Errors
    /// [`CompanionError`].
    pub async fn bind(
        &self,
        token: &Secret<String>,
        account: &str,
    ) -> Result<Vec<(String, String)>, CompanionError> {
        let Some(url) = &self.calls.bind else {
            return Ok(vec![("accountId".to_owned(), account.to_owned())]);
        };
        let told = json!({ "accountId": account });
        let answer = self.call((Method::PUT, url), token, Some(told)).await?;
        let members = match read(&answer)? {
            Value::Object(members) if members.get("id").is_some_and(is_name) => members,
            _ => return Err(CompanionError::Answer("has no id")),
        };
        let plain = members.into_iter().filter_map(|(key, value)| {
            let value = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            (key.len() + value.len() <= LONGEST_VALUE).then_some((key, value))
        });
        Ok(plain.take(MOST_VALUES).collect())
    }

    /// Asks somebody. What the service calls it.
    ///
    /// # Errors
    /// [`CompanionError`], also when the answer is about something else.
    pub async fn challenge(
        &self,
        token: &Secret<String>,
        challenge: &Challenge,
    ) -> Result<String, CompanionError> {
        let told = serde_json::to_value(challenge).unwrap_or_default();
        let answer = self.call((Method::POST, &self.calls.challenge), token, Some(told)).await?;
        let asked: Asked = read(&answer)?;
        if asked.interaction_details != challenge.interaction_details {
            return Err(CompanionError::Answer("is about another sign-in"));
        }
        if asked.id.is_empty() || asked.id.len() > LONGEST_VALUE {
            return Err(CompanionError::Answer("has no id"));
        }
        Ok(asked.id)
    }

    /// Asks what became of a challenge.
    ///
    /// # Errors
    /// [`CompanionError`], also when the answer is about something else.
    pub async fn validate(
        &self,
        token: &Secret<String>,
        (id, interaction): (&str, &Interaction),
    ) -> Result<Answered, CompanionError> {
        let mut url = self.calls.validate.clone();
        url.query_pairs_mut().append_pair("requestId", id);
        let answer = self.call((Method::GET, &url), token, None).await?;
        let asked: Asked = read(&answer)?;
        // Security: of another sign-in, or of somebody else, it says nothing about this one.
        if asked.id != id || asked.interaction_details != *interaction {
            return Err(CompanionError::Answer("is about another sign-in"));
        }
        Ok(asked.action.map_or(Answered::Not, Answered::of))
    }

    /// Has the service forget all devices of an account, and looks whether it has.
    ///
    /// # Errors
    /// [`CompanionError`] of the first call that comes to nothing; a list that cannot be read is none.
    pub async fn forget(
        &self,
        token: &Secret<String>,
        account: &str,
    ) -> Result<(), CompanionError> {
        let Some((devices, revoke)) = &self.calls.devices else { return Ok(()) };
        let mut list = devices.clone();
        list.query_pairs_mut().append_pair("accountId", account);
        let forgetting = async {
            for device in self.devices(token, &list).await?.iter().take(MOST_DEVICES) {
                let told = json!({ "deviceId": device });
                self.call((Method::POST, revoke), token, Some(told)).await?;
            }
            match self.devices(token, &list).await?.is_empty() {
                true => Ok(()),
                false => Err(CompanionError::Answer("still lists devices")),
            }
        };
        let done = tokio::time::timeout(self.longest(), forgetting).await;
        done.unwrap_or(Err(CompanionError::Fetch(FetchError::TimedOut)))
    }

    /// No longer than that takes [`CompanionApp::forget`].
    pub fn longest(&self) -> Duration {
        self.limits.time * 4
    }

    async fn devices(
        &self,
        token: &Secret<String>,
        list: &Url,
    ) -> Result<Vec<Value>, CompanionError> {
        let answer = self.call((Method::GET, list), token, None).await?;
        device_ids(&read(&answer)?).ok_or(CompanionError::Answer("is no list of devices"))
    }

    async fn call(
        &self,
        (method, url): (Method, &Url),
        token: &Secret<String>,
        document: Option<Value>,
    ) -> Result<Fetched, CompanionError> {
        let document = document.map(|document| document.to_string());
        let calling = self.client.send_json((method, url), Some(token), document, self.limits);
        let answer = calling.await?;
        match answer.status {
            200..=299 => Ok(answer),
            status => Err(CompanionError::Status(status)),
        }
    }
}

fn read<T: for<'de> Deserialize<'de>>(answer: &Fetched) -> Result<T, CompanionError> {
    serde_json::from_slice(&answer.body).map_err(|_| CompanionError::Answer("is not as agreed"))
}

fn is_name(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty()) || value.is_number()
}

/// The devices of a list: names, or objects with a `deviceId` or an `id`; perhaps below `devices`. `None`: it is another thing.
fn device_ids(answer: &Value) -> Option<Vec<Value>> {
    let list = match answer {
        Value::Null => return Some(Vec::new()),
        Value::Object(members) => members.get("devices")?,
        plain => plain,
    };
    let id = |device: &Value| {
        let id = match device {
            Value::Object(members) => members.get("deviceId").or_else(|| members.get("id"))?,
            plain => plain,
        };
        is_name(id).then(|| id.clone())
    };
    list.as_array()?.iter().map(id).collect()
}

impl fmt::Debug for CompanionApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompanionApp({})", self.audience)
    }
}

#[cfg(test)]
mod tests;
