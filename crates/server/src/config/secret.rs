//! Secrets in the configuration.
use super::ConfigError;
use latchkey_base::Secret;
use serde::{Deserialize, Serialize, Serializer};
use std::path::Path;

/// A secret that may be set. It is never written out: it serialises as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct SecretSetting(Option<Secret<String>>);

impl SecretSetting {
    /// A set one.
    pub fn new(secret: Secret<String>) -> Self {
        Self(Some(secret))
    }

    /// The secret, if it is set.
    pub fn get(&self) -> Option<&Secret<String>> {
        self.0.as_ref()
    }
}

impl Serialize for SecretSetting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

/// A secret that is in a file of its own; white space around it does not count.
pub(super) fn read_file(path: &Path) -> Result<Secret<String>, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|why| ConfigError::Unreadable { path: path.to_owned(), why })?;
    let text = Secret::new(text);
    Ok(Secret::from(text.expose().trim()))
}
