//! Text messages, as the provider writes them to files in development.
use std::path::Path;

/// One text message.
#[derive(Clone, Debug)]
pub struct Text {
    /// To which number.
    pub to: String,
    /// What it says.
    pub text: String,
}

impl Text {
    /// All text messages in a folder, the oldest first.
    pub fn all_in(folder: &Path) -> Vec<Self> {
        let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let mut paths: Vec<_> = files
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
            .collect();
        paths.sort_by_key(|path| path.metadata().and_then(|file| file.modified()).ok());
        paths.iter().filter_map(|path| Self::parse(&std::fs::read_to_string(path).ok()?)).collect()
    }

    fn parse(file: &str) -> Option<Self> {
        let (head, text) = file.split_once("\n\n")?;
        let to = head.strip_prefix("To: ")?.to_owned();
        Some(Self { to, text: text.trim_end().to_owned() })
    }

    /// The code, and the host that it is bound to, as phones read them from the last line.
    ///
    /// # Panics
    /// When there are none.
    pub fn bound(&self) -> (&str, &str) {
        let line = self.text.lines().last().unwrap_or_default();
        let bound = line.strip_prefix('@').and_then(|line| line.split_once(" #"));
        bound.unwrap_or_else(|| panic!("no bound code in {}", self.text))
    }

    /// The code.
    ///
    /// # Panics
    /// When there is none.
    pub fn code(&self) -> String {
        self.bound().1.to_owned()
    }
}
