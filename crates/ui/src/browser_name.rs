//! What a browser calls itself, in words for its owner.
use crate::{Fact, Language, Page, messages};

/// Browser and system, as far as they can be told. Nothing is decided by it: anybody can claim
/// to be any browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BrowserName {
    /// The browser.
    pub browser: Option<&'static str>,
    /// What it runs on.
    pub system: Option<&'static str>,
}

/// Marks and names; the first that fits counts, for browsers claim to be the older ones too.
static BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Likewise.
static SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Tizen", "Tizen"),
    ("Linux", "Linux"),
];

impl BrowserName {
    /// Reads a `User-Agent` (RFC 9110 §10.1.5).
    pub fn read(user_agent: &str) -> Self {
        let find = |list: &[(&str, &'static str)]| {
            list.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
        };
        Self { browser: find(BROWSERS), system: find(SYSTEMS) }
    }

    /// In the words of a page.
    pub fn words(&self, page: &Page<'_>) -> String {
        self.in_language(page.language)
    }

    /// In the words of a language.
    pub fn in_language(&self, language: Language) -> String {
        match (self.browser, self.system) {
            (Some(browser), Some(system)) => {
                let facts = [("browser", Fact::Text(browser)), ("system", Fact::Text(system))];
                messages::plain(language, "account.browser_on", &facts)
            }
            (Some(name), None) | (None, Some(name)) => name.to_owned(),
            (None, None) => messages::text(language, "account.unknown_browser"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9110 §10.1.5: a product claims to be its ancestors too.
    #[test]
    fn a_browser_is_known_by_its_own_mark_before_those_of_its_ancestors() {
        let rows = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/130.0 Safari/537.36 Edg/130.0",
                (Some("Edge"), Some("Windows")),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                (Some("Safari"), Some("iPhone")),
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/130.0 Mobile Safari/537.36",
                (Some("Chrome"), Some("Android")),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
                (Some("Firefox"), Some("Linux")),
            ),
            ("curl/8", (None, None)),
        ];
        for (text, expected) in rows {
            let read = BrowserName::read(text);
            assert_eq!((read.browser, read.system), expected, "{text}");
        }
    }
}
