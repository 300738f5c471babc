//! The values of the `prompt` parameter.
use super::{PROMPTS, PromptKind};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The `prompt` values of a request (OIDC Core §3.1.2.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Prompts {
    none: bool,
    asked: u8,
}

/// What is wrong with a `prompt` parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::authorize) enum PromptSyntax {
    NoneWithOthers,
    Unknown,
}

impl Prompts {
    /// Reads the parameter. `none` with whatever else is that mistake and no other, because it
    /// is the one that goes to the client: no page may be shown (OIDC Core §3.1.2.1).
    pub(in crate::authorize) fn parse(text: &str) -> Result<Self, PromptSyntax> {
        let mut prompts = Self::default();
        let none = |word| word == "none";
        if text.split(' ').any(none) && !text.split(' ').all(|word| word.is_empty() || none(word)) {
            return Err(PromptSyntax::NoneWithOthers);
        }
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match PROMPTS.iter().find(|prompt| prompt.value == Some(word)) {
                Some(prompt) => prompts.asked |= 1 << prompt.kind as u8,
                None if word == "none" => prompts.none = true,
                None => return Err(PromptSyntax::Unknown),
            }
        }
        Ok(prompts)
    }

    /// The person must be asked whether they allow it.
    pub(in crate::authorize) const fn consent() -> Self {
        Self { none: false, asked: 1 << PromptKind::Consent as u8 }
    }

    /// Whether no page may be shown.
    pub fn none(self) -> bool {
        self.none
    }

    /// Whether this was asked for.
    pub fn contains(self, kind: PromptKind) -> bool {
        self.asked & (1 << kind as u8) != 0
    }
}

impl fmt::Display for Prompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = PROMPTS.iter().filter(|prompt| self.contains(prompt.kind));
        let words: Vec<&str> =
            self.none.then_some("none").into_iter().chain(asked.filter_map(|p| p.value)).collect();
        f.write_str(&words.join(" "))
    }
}

impl Serialize for Prompts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Prompts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("not a list of prompt values"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OIDC Core §3.1.2.1: a list whose order has no meaning; `none` stands alone.
    #[test]
    fn values_are_read_in_any_order_and_none_stands_alone() {
        let both = Prompts::parse("consent login").unwrap();
        assert!(both.contains(PromptKind::Login) && both.contains(PromptKind::Consent));
        assert_eq!(both.to_string(), "login consent");
        assert!(Prompts::parse("none").unwrap().none());
        assert_eq!(Prompts::parse("none login"), Err(PromptSyntax::NoneWithOthers));
        assert_eq!(Prompts::parse("dance none"), Err(PromptSyntax::NoneWithOthers));
        assert!(Prompts::parse(" none  none").unwrap().none());
        assert_eq!(Prompts::parse("login dance"), Err(PromptSyntax::Unknown));
        assert_eq!(Prompts::parse("verify_email"), Err(PromptSyntax::Unknown));
    }
}
