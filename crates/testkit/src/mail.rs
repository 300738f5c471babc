//! Mails, as the provider writes them to files in development.
use mail_parser::MessageParser;
use std::path::Path;
use url::Url;

/// One mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

impl Mail {
    /// All mails in a folder.
    pub fn all_in(folder: &Path) -> Vec<Self> {
        let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let mut paths: Vec<_> = files
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
            .collect();
        paths.sort_by_key(|path| path.metadata().and_then(|file| file.modified()).ok());
        paths.iter().filter_map(|path| Self::parse(&std::fs::read(path).ok()?)).collect()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let to = message.to()?.first()?.address()?.to_owned();
        let text = message.body_text(0).unwrap_or_default().into_owned();
        let html = message.body_html(0).unwrap_or_default().into_owned();
        Some(Self { to, subject: message.subject().unwrap_or_default().to_owned(), text, html })
    }

    /// The first link in the text.
    ///
    /// # Panics
    /// When there is none.
    pub fn link(&self) -> Url {
        let mut words = self.text.split_whitespace();
        let found = words.find(|word| word.starts_with("http://") || word.starts_with("https://"));
        let found = found.unwrap_or_else(|| panic!("no link in {}", self.text));
        Url::parse(found.trim_end_matches(['.', ',', ')', '>'])).expect("an address")
    }

    /// The first run of six or more digits that stands alone in the text.
    ///
    /// # Panics
    /// When there is none.
    pub fn code(&self) -> String {
        let mut words = self.text.split(|c: char| !c.is_ascii_alphanumeric());
        let is_code = |word: &&str| word.len() >= 6 && word.bytes().all(|b| b.is_ascii_digit());
        words.find(is_code).unwrap_or_else(|| panic!("no code in {}", self.text)).to_owned()
    }
}
