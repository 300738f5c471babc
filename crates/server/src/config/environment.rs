//! Settings from environment variables: `LATCHKEY_DATABASE__URL` sets `database.url`.
//!
//! A variable has no type of its own, so it takes the one of the setting's default: what is text
//! there stays text, digits and all. Lists are separated by commas. An empty variable counts as
//! absent.
use super::ConfigError;
use super::keys::KnownKeys;
use figment::value::{Dict, Map, Tag, Value};
use figment::{Metadata, Profile, Provider};
use std::str::FromStr as _;

const PREFIX: &str = "LATCHKEY_";

/// Variables that are not settings: where the configuration file is, and what the test suite
/// goes by.
static OTHER_PURPOSES: &[&str] = &[
    "LATCHKEY_CONFIG",
    "LATCHKEY_REQUIRE",
    "LATCHKEY_BINARY",
    "LATCHKEY_PYTHON",
    "LATCHKEY_NODE",
    "LATCHKEY_POSTGRES_BIN",
];
/// The same by their beginnings. The last two are what Kubernetes sets for a service that is
/// called `latchkey`.
static OTHER_PREFIXES: &[&str] = &["LATCHKEY_TEST_", "LATCHKEY_SERVICE_", "LATCHKEY_PORT"];

/// The variables that set something.
pub(super) struct Environment(Dict);

impl Environment {
    /// Picks the settings out of all variables.
    ///
    /// # Errors
    /// [`ConfigError::UnknownKey`] for a variable with our prefix that names no setting.
    pub(super) fn read(
        known: &KnownKeys,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut settings = Dict::new();
        for (name, text) in variables {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            let other = OTHER_PURPOSES.contains(&name.as_str())
                || OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
            if other || text.is_empty() {
                continue;
            }
            let key = key.to_lowercase();
            let path: Vec<&str> = key.split("__").collect();
            let default = known.get(&path).filter(|default| !default.is_object());
            let Some(default) = default else {
                let nearest = known.nearest(&path.join("."));
                return Err(ConfigError::UnknownKey {
                    origin: "the environment".to_owned(),
                    nearest: nearest.map(|path| variable(path.split('.'))),
                    key: name,
                });
            };
            insert(&mut settings, &path, typed(&text, default));
        }
        Ok(Self(settings))
    }
}

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named("the environment").interpolater(|_, path| variable(path.iter().copied()))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}

/// The variable that sets a key.
pub(super) fn variable<'a>(path: impl Iterator<Item = &'a str>) -> String {
    let path: Vec<String> = path.map(str::to_uppercase).collect();
    format!("{PREFIX}{}", path.join("__"))
}

fn typed(text: &str, default: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match default {
        Json::Bool(_) | Json::Number(_) => {
            Value::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        Json::Array(_) if text.contains('{') => {
            Value::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        Json::Array(_) => {
            let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
            let items = inner.split(',').map(|item| item.trim().trim_matches('"'));
            let items = items.filter(|item| !item.is_empty()).map(Value::from).collect();
            Value::Array(Tag::Default, items)
        }
        Json::Null | Json::String(_) | Json::Object(_) => Value::from(text),
    }
}

fn insert(table: &mut Dict, path: &[&str], value: Value) {
    match path {
        [] => {}
        [key] => {
            table.insert((*key).to_owned(), value);
        }
        [key, rest @ ..] => {
            let inner = table
                .entry((*key).to_owned())
                .or_insert_with(|| Value::Dict(Tag::Default, Dict::new()));
            if let Value::Dict(_, inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}
