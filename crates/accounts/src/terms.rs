//! Terms of use: which version is in force, and whether somebody has accepted it.
use latchkey_base::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::macros::format_description;

/// A tenant's terms of use. Without a version there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TermsPolicy {
    /// The version that is in force; whoever has accepted another one is asked again.
    pub version: Option<String>,
    /// The day from which it is, as `2027-01-31`, from midnight in UTC; absent: at once.
    pub effective_from: Option<String>,
    /// Where it can be read, in whatever language there is no entry for in `texts`.
    pub uri: Option<String>,
    /// It by language.
    pub texts: Vec<TermsText>,
}

/// Terms in one language: a text of its own, or where it can be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TermsText {
    /// A language tag (RFC 5646).
    pub language: String,
    /// The text, paragraphs apart by empty lines.
    pub text: Option<String>,
    /// Where it can be read.
    pub uri: Option<String>,
    /// What is different from the version before, for whoever has accepted that one: a sentence or
    /// two, paragraphs apart by empty lines.
    pub changes: Option<String>,
}

/// What somebody is shown of terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermsDocument<'a> {
    /// Where they can be read.
    pub uri: Option<&'a str>,
    /// They themselves.
    pub text: Option<&'a str>,
    /// What is different from the version before.
    pub changes: Option<&'a str>,
}

/// What somebody said to terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsAnswer {
    /// The version that was shown.
    pub version: String,
    /// Yes or no.
    pub accepted: bool,
    /// When.
    pub at: Timestamp,
    /// What the browser called itself in which it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The app on the way to which it was said, by its `client_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

/// What is wrong with a tenant's terms.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TermsProblem {
    /// A version nobody could show.
    #[error("must have 1 to 64 characters")]
    Version,
    /// Not a day.
    #[error("must be a day like 2027-01-31")]
    Day,
    /// Nobody can read what they are to accept.
    #[error("needs an uri, or texts that each have a text or an uri")]
    Nothing,
}

/// Most characters of a version.
const LONGEST_VERSION: usize = 64;

impl TermsPolicy {
    /// The version that is in force, if there is one by now.
    pub fn in_force(&self, now: Timestamp) -> Option<&str> {
        let version = self.version.as_deref()?;
        match self.effective_from.as_deref() {
            None => Some(version),
            Some(day) => midnight(day).filter(|from| *from <= now).map(|_| version),
        }
    }

    /// What somebody reads who speaks `language`: what there is for exactly that, else for its
    /// first part, else for everybody, else whatever there is.
    pub fn document(&self, language: &str) -> TermsDocument<'_> {
        let first = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let exact = self.texts.iter().find(|text| text.language.eq_ignore_ascii_case(language));
        let near = || self.texts.iter().find(|text| first(&text.language) == first(language));
        match (exact.or_else(near), self.uri.as_deref()) {
            (Some(found), uri) => found.document(uri),
            (None, Some(uri)) => TermsDocument { uri: Some(uri), ..TermsDocument::default() },
            (None, None) => self.texts.first().map(|any| any.document(None)).unwrap_or_default(),
        }
    }

    /// What is wrong with them, by member.
    pub fn problems(&self) -> Vec<(&'static str, TermsProblem)> {
        let mut problems = Vec::new();
        let Some(version) = &self.version else { return problems };
        if version.trim().is_empty() || version.chars().count() > LONGEST_VERSION {
            problems.push(("version", TermsProblem::Version));
        }
        if self.effective_from.as_deref().is_some_and(|day| midnight(day).is_none()) {
            problems.push(("effective_from", TermsProblem::Day));
        }
        let is_empty = |text: &TermsText| text.text.is_none() && text.uri.is_none();
        if self.uri.is_none() && self.texts.is_empty() || self.texts.iter().any(is_empty) {
            problems.push(("texts", TermsProblem::Nothing));
        }
        problems
    }
}

impl TermsText {
    fn document<'a>(&'a self, uri: Option<&'a str>) -> TermsDocument<'a> {
        let text = self.text.as_deref();
        let uri = self.uri.as_deref().or(uri.filter(|_| text.is_none()));
        TermsDocument { uri, text, changes: self.changes.as_deref() }
    }
}

/// When a day begins in UTC; `None` if it is none.
fn midnight(day: &str) -> Option<Timestamp> {
    let day = time::Date::parse(day, format_description!("[year]-[month]-[day]")).ok()?;
    let seconds = day.midnight().assume_utc().unix_timestamp();
    Some(Timestamp::from_seconds(seconds)).filter(|_| seconds >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(from: Option<&str>) -> TermsPolicy {
        TermsPolicy {
            version: Some("2".to_owned()),
            effective_from: from.map(str::to_owned),
            uri: Some("https://a.example/terms".to_owned()),
            texts: Vec::new(),
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        for (day, seconds) in [
            ("1970-01-01", 0),
            ("2000-02-29", 951_782_400),
            ("2000-03-01", 951_868_800),
            ("2027-01-15", 1_799_971_200),
            ("2100-03-01", 4_107_542_400),
        ] {
            assert_eq!(midnight(day), Some(Timestamp::from_seconds(seconds)), "{day}");
        }
        for odd in [
            "",
            "2027",
            "2027-1-1",
            "2027-02-29",
            "2027-13-01",
            "2027-00-01",
            "2027-01-00",
            "2027-01-01-01",
            "soon",
            "+027-01-01",
            "1969-12-31",
        ] {
            assert_eq!(midnight(odd), None, "{odd}");
        }
    }

    #[test]
    fn terms_are_in_force_from_their_day_on() {
        let day = 1_799_971_200;
        let terms = terms(Some("2027-01-15"));
        assert_eq!(terms.in_force(Timestamp::from_seconds(day - 1)), None);
        assert_eq!(terms.in_force(Timestamp::from_seconds(day)), Some("2"));
        assert_eq!(self::terms(None).in_force(Timestamp::from_seconds(0)), Some("2"));
        assert_eq!(TermsPolicy::default().in_force(Timestamp::from_seconds(day)), None);
    }

    #[test]
    fn everybody_reads_what_is_nearest_to_their_language() {
        let text = |language: &str, text: Option<&str>, uri: Option<&str>| TermsText {
            language: language.to_owned(),
            text: text.map(str::to_owned),
            uri: uri.map(str::to_owned),
            changes: text.map(|_| "Nicer.".to_owned()),
        };
        let mut terms = terms(None);
        terms.texts = vec![
            text("de", Some("Seid nett."), None),
            text("pt-BR", None, Some("https://a.example/termos")),
        ];
        let read = |language| terms.document(language);
        let german = TermsDocument { uri: None, text: Some("Seid nett."), changes: Some("Nicer.") };
        assert_eq!(read("de-AT"), german);
        assert_eq!(read("pt").uri, Some("https://a.example/termos"));
        assert_eq!(read("pt").changes, None);
        assert_eq!(read("ja").uri, Some("https://a.example/terms"));
        let alone = TermsPolicy { uri: None, ..terms.clone() };
        assert_eq!(alone.document("ja").text, Some("Seid nett."));
    }

    #[test]
    fn terms_that_nobody_can_read_are_refused() {
        assert!(terms(Some("2027-01-15")).problems().is_empty());
        assert!(TermsPolicy::default().problems().is_empty());
        let odd = TermsPolicy {
            version: Some(" ".to_owned()),
            effective_from: Some("soon".to_owned()),
            ..TermsPolicy::default()
        };
        let keys: Vec<_> = odd.problems().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["version", "effective_from", "texts"]);
        let hollow = TermsPolicy { texts: vec![TermsText::default()], ..terms(None) };
        assert_eq!(hollow.problems(), [("texts", TermsProblem::Nothing)]);
    }
}
