//! Putting the configuration together.
use super::environment::Environment;
use super::keys::KnownKeys;
use super::secret::read_file;
use super::{Config, ConfigError};
use crate::provision::check_settings;
use figment::Figment;
use figment::providers::{Format as _, Serialized, Toml};
use std::path::{Path, PathBuf};

/// The file that is read when none is named, if it exists.
const USUAL_FILE: &str = "latchkey.toml";

impl Config {
    /// Reads `file` — without one, `latchkey.toml` in the working directory if it is there —
    /// and lets `variables` override it.
    ///
    /// # Errors
    /// [`ConfigError`]: a file that cannot be read, a key that no setting has, a value that
    /// cannot be.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let usual = PathBuf::from(USUAL_FILE);
        let file = file.or_else(|| usual.exists().then_some(usual.as_path()));
        let text = match file {
            Some(path) => Some(
                std::fs::read_to_string(path)
                    .map_err(|why| ConfigError::Unreadable { path: path.to_owned(), why })?,
            ),
            None => None,
        };
        let origin = file.map(|path| path.display().to_string()).unwrap_or_default();
        Self::read(text.as_deref().map(|text| (origin.as_str(), text)), variables)
    }

    /// From the text of a TOML file, with the name it has in messages, and variables.
    ///
    /// # Errors
    /// As [`Config::load`], but for reading files.
    pub fn read(
        file: Option<(&str, &str)>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let known = KnownKeys::new();
        let mut settings = Figment::from(Serialized::defaults(Config::default()));
        if let Some((origin, text)) = file {
            refuse_unknown(&known, origin, text)?;
            settings = settings.merge(Toml::string(text));
        }
        settings = settings.merge(Environment::read(&known, variables)?);
        let mut config: Self = settings.extract().map_err(|error| {
            let origin = file.map_or("the configuration", |(origin, _)| origin);
            ConfigError::Malformed(plain(&error, origin))
        })?;
        config.check()?;
        config.read_secrets()?;
        Ok(config)
    }

    fn read_secrets(&mut self) -> Result<(), ConfigError> {
        let smtp = &mut self.mail.smtp;
        if let (None, Some(path)) = (&smtp.password, &smtp.password_file) {
            smtp.password = Some(read_file(path)?);
        }
        let gateway = &mut self.sms.http;
        if let (None, Some(path)) = (&gateway.token, &gateway.token_file) {
            gateway.token = Some(read_file(path)?);
        }
        Ok(())
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.http.check()?;
        if let Some(wrong) = self.passkeys.wrong_origin() {
            let why = format!("holds {wrong:?}, which is no origin like https://id.example.com");
            return Err(ConfigError::value("passkeys.related_origins", why));
        }
        self.passkeys.check()?;
        let shares = [
            ("explain.client_share", self.explain.client_share),
            ("fetch.client_copies_share", self.fetch.client_copies_share),
        ];
        if let Some((key, _)) = shares.into_iter().find(|(_, share)| !(1..=100).contains(share)) {
            return Err(ConfigError::value(key, "must be from 1 to 100"));
        }
        if self.passwords.mirror_is_wrong() {
            let why = "must be an address like https://mirror.example/range/{prefix}";
            return Err(ConfigError::value("passwords.breached_mirror", why));
        }
        if self.keys.algorithms.iter().any(|algorithm| algorithm.is_symmetric()) {
            return Err(ConfigError::value("keys.algorithms", "may hold no HS… algorithm"));
        }
        if self.keys.encryption_algorithms.iter().any(|algorithm| algorithm.is_symmetric()) {
            let why = "may hold only algorithms with key pairs";
            return Err(ConfigError::value("keys.encryption_algorithms", why));
        }
        if self.master_key.get().is_some() && self.master_key_file.is_some() {
            return Err(ConfigError::value("master_key", "and master_key_file exclude each other"));
        }
        if let Some(problem) = check_settings(&self.tenant_defaults).into_iter().next() {
            return Err(ConfigError::value(
                format!("tenant_defaults.{}", problem.key),
                problem.why,
            ));
        }
        Ok(())
    }
}

fn refuse_unknown(known: &KnownKeys, origin: &str, text: &str) -> Result<(), ConfigError> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        ConfigError::Malformed(format!("{origin} is not TOML: {}", one_line(&error.to_string())))
    })?;
    let given = serde_json::to_value(table).unwrap_or_default();
    match known.first_unknown(&given) {
        Some(key) => Err(ConfigError::UnknownKey {
            origin: origin.to_owned(),
            nearest: known.nearest(&key),
            key,
        }),
        None => Ok(()),
    }
}

/// The first problem only, in one line, with the place it was found in.
fn plain(error: &figment::Error, origin: &str) -> String {
    let first = error.clone().into_iter().next().unwrap_or_else(|| error.clone());
    let key = first.path.join(".");
    let from_environment =
        first.metadata.as_ref().is_some_and(|metadata| metadata.name == "the environment");
    let origin = if from_environment { "the environment" } else { origin };
    let key = if key.is_empty() { String::new() } else { format!("{key} in ") };
    format!("{key}{origin}: {}", one_line(&first.kind.to_string()))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
