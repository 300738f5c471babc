//! Scope values: a set, whose order has no meaning (RFC 6749 §3.3).
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use thiserror::Error;

/// A set of scope values, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope(Vec<String>);

/// The text holds a character that no scope value may have.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("scope values are separated by single spaces and hold printable ASCII without \" and \\")]
pub struct ScopeError;

impl Scope {
    /// Reads a `scope` parameter. Repeated values count once.
    ///
    /// # Errors
    /// [`ScopeError`] when a value breaks the syntax of RFC 6749 §3.3.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        let mut values = Vec::new();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            let allowed = |b: u8| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            if !value.bytes().all(allowed) {
                return Err(ScopeError);
            }
            values.push(value.to_owned());
        }
        Ok(values.into_iter().collect())
    }

    /// Whether `value` is in the set.
    pub fn contains(&self, value: &str) -> bool {
        self.0.binary_search_by(|held| held.as_str().cmp(value)).is_ok()
    }

    /// Whether every value of this set is in `other`.
    pub fn is_subset(&self, other: &Scope) -> bool {
        self.0.iter().all(|value| other.contains(value))
    }

    /// The values that satisfy `keep`.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|value| keep(value)).cloned().collect())
    }

    /// The values of both sets.
    #[must_use]
    pub fn union(&self, other: &Scope) -> Self {
        self.0.iter().chain(&other.0).cloned().collect()
    }

    /// The values, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<String> for Scope {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        let mut values: Vec<String> = values.into_iter().collect();
        values.sort_unstable();
        values.dedup();
        Self(values)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repetition_have_no_meaning() {
        let one = Scope::parse("openid email openid").unwrap();
        assert_eq!(one, Scope::parse("email openid").unwrap());
        assert_eq!(one.to_string(), "email openid");
    }

    #[test]
    fn forbidden_characters_are_refused() {
        for bad in ["a\"b", "a\\b", "a\tb", "ä", "a\u{7f}"] {
            assert_eq!(Scope::parse(bad), Err(ScopeError), "{bad:?}");
        }
    }

    #[test]
    fn subsets() {
        let (small, large) = (Scope::parse("a").unwrap(), Scope::parse("b a").unwrap());
        assert!(small.is_subset(&large));
        assert!(!large.is_subset(&small));
    }
}
