//! Which clauses a comment or a text in code names: `RFC 6749 §4.1.3`, `OIDC Core §5.5`, and a bare
//! `§5.6` after one of these.

/// What comments call specifications that have no number, and what those are.
const NAMES: &[(&str, &str)] = &[
    ("OIDC Core", "OpenID Connect Core 1.0"),
    ("OIDC Discovery", "OpenID Connect Discovery 1.0"),
    ("OIDC Registration", "OpenID Connect Dynamic Client Registration 1.0"),
    ("RP-Initiated Logout", "OpenID Connect RP-Initiated Logout 1.0"),
    ("Session Management", "OpenID Connect Session Management 1.0"),
    ("Front-Channel Logout", "OpenID Connect Front-Channel Logout 1.0"),
    ("Back-Channel Logout", "OpenID Connect Back-Channel Logout 1.0"),
    ("Initiating User Registration", "Initiating User Registration via OpenID Connect 1.0"),
    (
        "Unmet Authentication Requirements",
        "OpenID Connect Core Error Code unmet_authentication_requirements",
    ),
    ("MRT", "OAuth 2.0 Multiple Response Type Encoding Practices"),
    ("Multiple Response Types", "OAuth 2.0 Multiple Response Type Encoding Practices"),
    ("FPM", "OAuth 2.0 Form Post Response Mode"),
    ("Form Post", "OAuth 2.0 Form Post Response Mode"),
    ("Form Post Response Mode", "OAuth 2.0 Form Post Response Mode"),
    ("JARM", "JWT Secured Authorization Response Mode for OAuth 2.0"),
    ("FAPI 1.0 Advanced", "FAPI 1.0 Advanced"),
    ("FAPI 2.0 Security Profile", "FAPI 2.0 Security Profile"),
    ("WebAuthn", "Web Authentication Level 3"),
    ("WCAG 2.2", "Web Content Accessibility Guidelines 2.2"),
    ("ISO/IEC 18004", "ISO/IEC 18004 (QR codes)"),
    ("NIST SP 800-56A", "NIST SP 800-56A"),
    ("NIST SP 800-63B", "NIST SP 800-63B"),
    ("SEC 1", "SEC 1: Elliptic Curve Cryptography"),
    ("Native contract", "Native contract"),
    ("native contract", "Native contract"),
];

/// A specification, as cited: ordered by kind, then number or name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Specification {
    Named(&'static str),
    Rfc(u32),
}

/// A clause number in parts that order as numbers do; empty for the whole text.
pub type Clause = Vec<(u32, String)>;

/// What a comment cites.
#[derive(Default)]
pub struct Citations {
    pub found: Vec<(Specification, Clause)>,
    /// Signs that belong to no text that we know: where in the comment, and what is wrong.
    pub unknown: Vec<(usize, String)>,
}

/// What stands in front of a section sign.
enum Before {
    Text(Specification),
    /// Nothing, or what joins a clause to the one before it.
    Joint,
    Stranger,
}

/// Reads one comment. `last` is the text named most recently: a bare `§5.2` belongs to it, and
/// nothing does after a name that nobody knows.
pub fn read(text: &str, last: &mut Option<Specification>) -> Citations {
    let mut read = Citations::default();
    for (at, mark) in text.match_indices(['R', '§']) {
        let (before, after) = (&text[..at], &text[at + mark.len()..]);
        if mark == "R" {
            let Some((number, rest)) = rfc(&text[at..]) else { continue };
            *last = Some(Specification::Rfc(number));
            if !rest.trim_start().starts_with('§') {
                read.found.push((Specification::Rfc(number), Clause::new()));
            }
            continue;
        }
        let Some(clause) = clause(after) else { continue };
        match in_front(before) {
            Before::Text(specification) => *last = Some(specification),
            Before::Joint => {}
            Before::Stranger => *last = None,
        }
        match *last {
            Some(specification) => {
                let from = read.found.last().filter(|_| ends_with(before.trim_end(), "to"));
                let between = from.map(|(_, from)| between(from, &clause)).unwrap_or_default();
                let all = between.into_iter().chain([clause]);
                read.found.extend(all.map(|clause| (specification, clause)));
            }
            None => read.unknown.push((at, sample(before, after))),
        }
    }
    read
}

/// Whether a text in code is there to name a clause: it begins with a text that we know and a section.
pub fn is_clause(text: &str) -> bool {
    let Some((before, after)) = text.split_once(" §") else { return false };
    let family = ["OAuth ", "OIDC "].iter().find_map(|family| before.strip_prefix(family));
    let is_name = |name: &str| {
        NAMES.iter().any(|(known, _)| *known == name)
            || rfc(name).is_some_and(|(_, rest)| rest.is_empty())
    };
    (is_name(before) || family.is_some_and(is_name)) && clause(after).is_some()
}

/// The number of an `RFC 6749` that the text begins with, and what follows.
fn rfc(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix("RFC ")?;
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn in_front(before: &str) -> Before {
    let before = before.trim_end();
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit());
    if let Some((number, "")) = number.strip_suffix("RFC ").and_then(|s| rfc(&before[s.len()..])) {
        return Before::Text(Specification::Rfc(number));
    }
    let known = NAMES.iter().filter(|(name, _)| ends_with(before, name));
    if let Some((_, full)) = known.max_by_key(|(name, _)| name.len()) {
        return Before::Text(Specification::Named(full));
    }
    let joins = ["and", "as", "of", "or", "to", "whose"].iter().any(|word| ends_with(before, word));
    let is_apart = before.ends_with(|c: char| c.is_ascii_punctuation()) || before.is_empty();
    if joins || is_apart { Before::Joint } else { Before::Stranger }
}

/// Whether a text ends with these whole words.
fn ends_with(text: &str, words: &str) -> bool {
    let rest = text.strip_suffix(words);
    rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
}

fn clause(text: &str) -> Option<Clause> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(text.len());
    let parts = text[..end].trim_end_matches('.').split('.');
    let parts: Clause =
        parts.map(|part| (part.parse().unwrap_or(u32::MAX), part.to_owned())).collect();
    let first = parts.first()?;
    (!first.1.is_empty()).then_some(parts)
}

/// The clauses between the ends of `§4.2 to §4.4`.
fn between(from: &Clause, to: &Clause) -> Vec<Clause> {
    let (Some((first, outer)), Some((last, same))) = (from.split_last(), to.split_last()) else {
        return Vec::new();
    };
    if outer != same || first.0 == u32::MAX || last.0 == u32::MAX {
        return Vec::new();
    }
    let inner = (first.0 + 1)..last.0;
    inner.map(|number| [outer, &[(number, number.to_string())]].concat()).collect()
}

/// A few words around a sign, for whoever has to mend the comment.
fn sample(before: &str, after: &str) -> String {
    let mut words: Vec<&str> = before.split_whitespace().rev().take(4).collect();
    words.reverse();
    let clause = after.split_whitespace().next().unwrap_or_default();
    format!("of which text is this: {} §{clause}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(text: &str) -> Vec<String> {
        let name = |(specification, clause): (Specification, Clause)| {
            let clause: Vec<String> = clause.into_iter().map(|(_, part)| part).collect();
            match specification {
                Specification::Rfc(number) => format!("{number} {}", clause.join(".")),
                Specification::Named(name) => format!("{name} {}", clause.join(".")),
            }
        };
        read(text, &mut None).found.into_iter().map(name).collect()
    }

    #[test]
    fn clauses_are_read_with_their_specification() {
        assert_eq!(cited("one use (RFC 6749 §4.1.2, §10.5)."), ["6749 4.1.2", "6749 10.5"]);
        assert_eq!(cited("OIDC Core §5.5 and RFC 7636"), ["OpenID Connect Core 1.0 5.5", "7636 "]);
        assert_eq!(cited("RFC 8628 §3.1 to §3.3"), ["8628 3.1", "8628 3.2", "8628 3.3"]);
        assert_eq!(cited("RFC 8628 §A.1 to §B.2"), ["8628 A.1", "8628 B.2"]);
        assert_eq!(cited("no clause at all, § of nothing"), Vec::<String>::new());
    }

    #[test]
    fn a_text_may_be_named_with_and_without_its_family() {
        let full = "OpenID Connect Back-Channel Logout 1.0 2.5";
        assert_eq!(cited("OIDC Back-Channel Logout §2.5"), [full]);
        assert_eq!(cited("Back-Channel Logout §2.5"), [full]);
        assert_eq!(cited("OAuth MRT §5, FPM §2").len(), 2);
    }

    #[test]
    fn a_text_that_begins_with_a_clause_names_it() {
        for text in ["RFC 6749 §3.1", "OIDC Core §5.2, §5.5", "OAuth MRT §2.1, §3", "FPM §2"]
        {
            assert!(is_clause(text), "{text}");
        }
        for text in ["", "see RFC 6749 §3.1", "RFC 6749", "Some Draft §4", "RFC 6749 § 4", "§4"]
        {
            assert!(!is_clause(text), "{text}");
        }
    }

    #[test]
    fn a_clause_of_a_stranger_is_not_given_to_the_last_text() {
        let mut last = None;
        let read = read("RFC 9700 §4.1, Some Draft §5.11 and §5.12", &mut last);
        assert_eq!(read.found.len(), 1, "the clause of the known text");
        let unknown: Vec<&str> = read.unknown.iter().map(|(_, what)| what.as_str()).collect();
        assert_eq!(
            unknown,
            [
                "of which text is this: 9700 §4.1, Some Draft §5.11",
                "of which text is this: Some Draft §5.11 and §5.12"
            ]
        );
    }
}
