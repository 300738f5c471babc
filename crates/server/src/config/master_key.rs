//! Where the master key is.
use super::{Config, ConfigError};
use latchkey_base::{Entropy, MasterKey, Secret};
use std::io::Write as _;
use std::path::{Path, PathBuf};

impl Config {
    /// Reads the master key: from the setting itself, from the file that is named, or from
    /// `master.key` in the data folder. Only the last is made when it is missing.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`] when the file cannot be read or made, [`ConfigError::Value`]
    /// when there is no key in it.
    pub fn open_master_key(&self, entropy: &dyn Entropy) -> Result<MasterKey, ConfigError> {
        if let Some(text) = self.master_key.get() {
            return parse(text, "master_key");
        }
        let path = self.master_key_path();
        if self.master_key_file.is_none() && !path.exists() {
            return create(&path, entropy);
        }
        let text = std::fs::read_to_string(&path)
            .map_err(|why| ConfigError::Unreadable { path: path.clone(), why })?;
        parse(&Secret::new(text), &path.display().to_string())
    }

    /// The file that holds the master key unless the setting does.
    pub fn master_key_path(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data.join("master.key"))
    }
}

fn parse(text: &Secret<String>, place: &str) -> Result<MasterKey, ConfigError> {
    MasterKey::parse(text.expose())
        .map_err(|error| ConfigError::value(place, format!("holds no master key: {error}")))
}

/// Writes a new key that only the process's own user can read. Of two processes that start at
/// once, the second fails to create the file and reads the first one's.
fn create(path: &Path, entropy: &dyn Entropy) -> Result<MasterKey, ConfigError> {
    let unreadable = |why| ConfigError::Unreadable { path: path.to_owned(), why };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(unreadable)?;
    }
    let key = MasterKey::generate(entropy);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            let text = Secret::new(format!("{}\n", key.to_text().expose()));
            file.write_all(text.expose().as_bytes())
                .and_then(|()| file.sync_all())
                .map_err(unreadable)?;
            Ok(key)
        }
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(path).map_err(unreadable)?;
            parse(&Secret::new(text), &path.display().to_string())
        }
        Err(why) => Err(unreadable(why)),
    }
}
