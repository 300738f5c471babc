//! Where the master key is.
use super::secret::read_file;
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
        parse(&read_file(&path)?, &path.display().to_string())
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
            parse(&read_file(path)?, &path.display().to_string())
        }
        Err(why) => Err(unreadable(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::SeededEntropy;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("latchkey-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        path
    }

    fn in_folder(data: &Path) -> Config {
        Config { data: data.to_owned(), ..Config::default() }
    }

    #[test]
    fn the_first_start_makes_a_key_that_the_second_finds() {
        let data = folder("first-start");
        let config = in_folder(&data);
        let made = config.open_master_key(&SeededEntropy::new(1)).unwrap();
        let found = config.open_master_key(&SeededEntropy::new(2)).unwrap();
        assert_eq!(made.to_text().expose(), found.to_text().expose());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(data.join("master.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::remove_dir_all(data).unwrap();
    }

    #[test]
    fn a_key_file_that_was_named_is_never_made() {
        let missing = folder("named").join("key");
        let config = Config { master_key_file: Some(missing.clone()), ..Config::default() };
        let refused = config.open_master_key(&SeededEntropy::new(1)).unwrap_err();
        assert!(refused.to_string().contains(&missing.display().to_string()));
        assert!(!missing.exists());
    }

    #[test]
    fn what_is_no_key_is_refused_without_showing_it() {
        let variables = [("LATCHKEY_MASTER_KEY".to_owned(), "hunter2".to_owned())];
        let config = Config::read(None, variables).unwrap();
        let refused = config.open_master_key(&SeededEntropy::new(1)).unwrap_err().to_string();
        assert!(refused.starts_with("master_key holds no master key"), "{refused}");
        assert!(!refused.contains("hunter2"));
    }
}
