//! Looking up whether a password is known from a leak: in a file here, and at a mirror.
//!
//! Security: of a password the mirror learns five of forty digits of a hash. Where neither can be
//! asked the password counts as unknown: a list that is missing must not keep people out.
use crate::app::App;
use crate::config::PasswordSettings;
use latchkey_authn::password::BreachDigest;
use latchkey_outbound::{FetchLimits, GuardedClient};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The most octets of one range that are read: ten times what there is.
const LONGEST_RANGE: u64 = 1 << 20;

/// What looking a password up has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// There is nowhere to look.
    Nowhere,
    /// It is in no list.
    Unknown,
    /// It is in one.
    Known,
    /// Not all lists could be read, and it is in none of the others; why, for the log.
    Failed(String),
}

/// The lists.
#[derive(Clone, Debug)]
pub struct BreachedPasswords {
    settings: PasswordSettings,
    fetch: Option<GuardedClient>,
}

impl BreachedPasswords {
    /// Those that are configured. Without a client the mirror is not asked.
    pub fn new(settings: &PasswordSettings, fetch: Option<GuardedClient>) -> Self {
        Self { settings: settings.clone(), fetch }
    }

    /// Looks a password up.
    pub async fn look(&self, password: &str) -> Looked {
        let digest = Arc::new(BreachDigest::of(password));
        let file = self.in_file(Arc::clone(&digest)).await;
        if file == Looked::Known {
            return file;
        }
        match (file, self.at_mirror(&digest).await) {
            (_, Looked::Known) => Looked::Known,
            (Looked::Nowhere, other) | (other, Looked::Nowhere) => other,
            (Looked::Failed(why), _) | (_, Looked::Failed(why)) => Looked::Failed(why),
            _ => Looked::Unknown,
        }
    }

    async fn in_file(&self, digest: Arc<BreachDigest>) -> Looked {
        let Some(path) = self.settings.breached_file.clone() else { return Looked::Nowhere };
        let looking = tokio::task::spawn_blocking(move || look_in(&path, &digest));
        match looking.await {
            Ok(Ok(true)) => Looked::Known,
            Ok(Ok(false)) => Looked::Unknown,
            Ok(Err(error)) => Looked::Failed(format!("passwords.breached_file: {error}")),
            Err(_) => Looked::Failed("passwords.breached_file: not looked at".to_owned()),
        }
    }

    async fn at_mirror(&self, digest: &BreachDigest) -> Looked {
        let url = self.settings.range(digest.prefix());
        let (Some(fetch), Some(url)) = (&self.fetch, url) else { return Looked::Nowhere };
        let seconds = u64::try_from(self.settings.breached_timeout.get()).unwrap_or(0);
        let octets = usize::try_from(LONGEST_RANGE).unwrap_or(usize::MAX);
        let limits = FetchLimits { time: Duration::from_secs(seconds), octets };
        match fetch.fetch(&url, limits).await {
            Ok(answer) if answer.status == 200 => {
                let range = String::from_utf8_lossy(&answer.body);
                if digest.is_in_range(&range) { Looked::Known } else { Looked::Unknown }
            }
            Ok(answer) => Looked::Failed(format!("the mirror answered {}", answer.status)),
            Err(error) => Looked::Failed(format!("the mirror: {error}")),
        }
    }
}

/// Whether a password is known, in a list or in a folder of ranges. A range without a file is empty.
///
/// # Errors
/// As the files.
pub fn look_in(path: &Path, digest: &BreachDigest) -> io::Result<bool> {
    if !path.is_dir() {
        return digest.is_in_list(&mut File::open(path)?);
    }
    for name in [digest.prefix().to_owned(), format!("{}.txt", digest.prefix())] {
        match File::open(path.join(name)) {
            Ok(file) => {
                let mut range = String::new();
                file.take(LONGEST_RANGE).read_to_string(&mut range)?;
                return Ok(digest.is_in_range(&range));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Whether a password is known from a leak, counted, and with a line in the log where that could
/// not be seen.
pub async fn is_known(app: &App, password: &str) -> bool {
    let (outcome, is_known) = match app.breached.look(password).await {
        Looked::Nowhere => return false,
        Looked::Unknown => ("unknown", false),
        Looked::Known => ("known", true),
        Looked::Failed(why) => {
            tracing::warn!(number = "LK-1601", %why, "a password could not be looked up");
            ("failed", false)
        }
    };
    app.metrics.protocol.looked_up_password(outcome);
    is_known
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::PathBuf;

    /// SHA-1 of `password`.
    const HASH: &str = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";

    fn place(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("latchkey-breached-{name}-{}", std::process::id()))
    }

    async fn look(path: &Path, password: &str) -> Looked {
        let settings = PasswordSettings {
            breached_file: Some(path.to_owned()),
            ..PasswordSettings::default()
        };
        BreachedPasswords::new(&settings, None).look(password).await
    }

    #[tokio::test]
    async fn a_list_and_a_folder_of_ranges_say_the_same() {
        let (list, folder) = (place("list"), place("folder"));
        fs::write(&list, format!("{HASH}:9\n")).unwrap();
        fs::create_dir_all(&folder).unwrap();
        for name in ["5BAA6", "5BAA6.txt"] {
            fs::write(folder.join(name), format!("{}:9\r\n", &HASH[5..])).unwrap();
            for path in [&list, &folder] {
                assert_eq!(look(path, "password").await, Looked::Known, "{path:?}");
                assert_eq!(look(path, "gravel umbrella").await, Looked::Unknown, "{path:?}");
            }
            fs::remove_file(folder.join(name)).unwrap();
        }
        fs::remove_dir_all(&folder).unwrap();
        fs::remove_file(&list).unwrap();
    }

    #[tokio::test]
    async fn a_list_that_cannot_be_read_keeps_nobody_out() {
        let looked = look(&place("missing"), "password").await;
        assert!(matches!(looked, Looked::Failed(_)), "{looked:?}");
        let none = BreachedPasswords::new(&PasswordSettings::default(), None);
        assert_eq!(none.look("password").await, Looked::Nowhere);
    }
}
