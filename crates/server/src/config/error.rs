//! What can be wrong with a configuration.
use std::path::PathBuf;
use thiserror::Error;

/// Why there is no configuration. Each message is one sentence that names the key.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file that was named cannot be read.
    #[error("cannot read {path}: {why}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// No setting has that name.
    #[error("{origin} sets {key}, which is no setting{}", suggestion(.nearest))]
    UnknownKey {
        /// The file or "the environment".
        origin: String,
        /// The key as it was written.
        key: String,
        /// The setting that was probably meant.
        nearest: Option<String>,
    },
    /// A value is impossible.
    #[error("{key} {why}")]
    Value {
        /// Which key.
        key: String,
        /// What is wrong with it, continuing the sentence.
        why: String,
    },
    /// A value has the wrong type, or the file is not TOML.
    #[error("{0}")]
    Malformed(String),
}

impl ConfigError {
    /// A [`ConfigError::Value`].
    pub(crate) fn value(key: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Value { key: key.into(), why: why.into() }
    }
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |key| format!("; did you mean {key}?"))
}
