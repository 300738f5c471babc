//! Where passwords that are known from leaks can be looked up.
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use url::Url;

/// Lists of passwords that are known from leaks, in the form of "Pwned Passwords". Without any, no
/// password is looked up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordSettings {
    /// A list of whole hashes in order, or a folder with a file for each five digits.
    pub breached_file: Option<PathBuf>,
    /// An address with `{prefix}` in it, in whose place five digits of a hash are asked for.
    pub breached_mirror: Option<String>,
    /// How long the mirror may take; later the password counts as unknown to it.
    pub breached_timeout: Seconds,
}

/// What stands for the five digits.
pub const PREFIX: &str = "{prefix}";

impl Default for PasswordSettings {
    fn default() -> Self {
        Self { breached_file: None, breached_mirror: None, breached_timeout: Seconds::new(2) }
    }
}

impl PasswordSettings {
    /// The address that asks the mirror for a range, if there is one.
    pub fn range(&self, prefix: &str) -> Option<Url> {
        Url::parse(&self.breached_mirror.as_ref()?.replace(PREFIX, prefix)).ok()
    }

    /// Whether the mirror is an address for each range.
    pub fn mirror_is_wrong(&self) -> bool {
        self.breached_mirror.as_ref().is_some_and(|mirror| {
            let is_web = |url: Url| matches!(url.scheme(), "https" | "http");
            !mirror.contains(PREFIX) || !self.range("00000").is_some_and(is_web)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_an_address_for_each_range() {
        let with = |mirror: &str| PasswordSettings {
            breached_mirror: Some(mirror.to_owned()),
            ..PasswordSettings::default()
        };
        let right = with("https://mirror.example/range/{prefix}");
        assert!(!right.mirror_is_wrong() && !PasswordSettings::default().mirror_is_wrong());
        let asked = right.range("ABCDE").map(String::from);
        assert_eq!(asked.as_deref(), Some("https://mirror.example/range/ABCDE"));
        for wrong in
            ["", "https://mirror.example/range/", "mirror.example/{prefix}", "file:///{prefix}"]
        {
            assert!(with(wrong).mirror_is_wrong(), "{wrong}");
        }
    }
}
