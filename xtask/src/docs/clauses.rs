//! `spec-index.md`: from a clause to the code that implements it and the tests that show it,
//! collected from comments that name clauses (`RFC 6749 §4.1.3`, `OIDC Core §5.5`).
use super::items;
use crate::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Specifications that are cited by a short name, with what the name stands for.
const SHORT_NAMES: &[(&str, &str)] = &[
    ("OIDC Core", "OpenID Connect Core 1.0"),
    ("OIDC Discovery", "OpenID Connect Discovery 1.0"),
    ("OIDC Registration", "OpenID Connect Dynamic Client Registration 1.0"),
    ("OIDC RP-Initiated Logout", "OpenID Connect RP-Initiated Logout 1.0"),
    ("RPIL", "OpenID Connect RP-Initiated Logout 1.0"),
    ("BCL", "OpenID Connect Back-Channel Logout 1.0"),
    ("FCL", "OpenID Connect Front-Channel Logout 1.0"),
    ("OAuth MRT", "OAuth 2.0 Multiple Response Type Encoding Practices"),
    ("Form Post", "OAuth 2.0 Form Post Response Mode"),
    ("FPRM", "OAuth 2.0 Form Post Response Mode"),
    ("JARM", "JWT Secured Authorization Response Mode for OAuth 2.0"),
];

/// A specification, as cited: ordered by kind, then number or name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Specification {
    Named(&'static str),
    Rfc(u32),
}

/// A clause number in parts that order as numbers do.
type Clause = Vec<(u32, String)>;

#[derive(Default)]
struct Places {
    code: BTreeSet<String>,
    tests: BTreeSet<String>,
}

type Index = BTreeMap<Specification, BTreeMap<Clause, Places>>;

/// The document.
pub fn document() -> Result<String, String> {
    let mut index = Index::new();
    for file in repository::files(&["rs"])? {
        if file.path.starts_with("xtask/") {
            continue;
        }
        let is_test_file = file.path.split('/').any(|part| part.starts_with("tests"));
        let mut last = None;
        for comment in items::comments(&file.text, is_test_file) {
            for (specification, clause) in references(&comment.text, &mut last) {
                let places = index.entry(specification).or_default().entry(clause).or_default();
                let place = place(&file.path, &comment.item);
                let _ = if comment.is_test {
                    places.tests.insert(place)
                } else {
                    places.code.insert(place)
                };
            }
        }
    }
    Ok(render(&index))
}

/// A link that survives lines moving: the file, and the item's name as its text.
fn place(path: &str, item: &str) -> String {
    let short = path.trim_start_matches("crates/").replace("/src/", "/");
    let short = short.trim_end_matches(".rs");
    let text = if item.is_empty() { short.to_owned() } else { format!("{short}: {item}") };
    format!("[{text}](../../{path})")
}

/// The clauses that a comment line names. `last` is the specification named most recently: a
/// bare `§5.2` after it belongs to it.
fn references(text: &str, last: &mut Option<Specification>) -> Vec<(Specification, Clause)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((at, length, named)) = next_name(rest) {
        match named {
            Some(specification) => {
                let after = rest[at + length..].trim_start();
                if !after.starts_with('§') && matches!(specification, Specification::Rfc(_)) {
                    found.push((specification.clone(), Vec::new()));
                }
                *last = Some(specification);
            }
            None => {
                let number = clause(&rest[at + length..]);
                if let (Some(specification), Some(number)) = (last.clone(), number) {
                    found.push((specification, number));
                }
            }
        }
        rest = &rest[at + length..];
    }
    found
}

/// The next specification (with its identity) or section sign (without) in a text: where, how
/// long.
fn next_name(text: &str) -> Option<(usize, usize, Option<Specification>)> {
    let sign = text.find('§').map(|at| (at, '§'.len_utf8(), None));
    let rfc = text.find("RFC ").and_then(|at| {
        let digits: String = text[at + 4..].chars().take_while(char::is_ascii_digit).collect();
        let number = digits.parse().ok()?;
        Some((at, 4 + digits.len(), Some(Specification::Rfc(number))))
    });
    let named = SHORT_NAMES.iter().filter_map(|(short, full)| {
        let at = text.find(short)?;
        let is_cited = text[at + short.len()..].trim_start().starts_with('§');
        is_cited.then_some((at, short.len(), Some(Specification::Named(full))))
    });
    named.chain(rfc).chain(sign).min_by_key(|(at, length, _)| (*at, usize::MAX - length))
}

fn clause(text: &str) -> Option<Clause> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(text.len());
    let parts = text[..end].trim_end_matches('.').split('.');
    let parts: Clause =
        parts.map(|part| (part.parse().unwrap_or(u32::MAX), part.to_owned())).collect();
    let first = parts.first()?;
    (!first.1.is_empty()).then_some(parts)
}

fn render(index: &Index) -> String {
    let mut text = String::from(
        "# From a clause to the code\n\nEach clause that a comment names, with the items whose \
         comments name it. Tests are those that say which clause they show.\n",
    );
    for (specification, clauses) in index {
        let _ = match specification {
            Specification::Rfc(number) => {
                write!(text, "\n## RFC {number}\n\n<https://www.rfc-editor.org/rfc/rfc{number}>\n")
            }
            Specification::Named(name) => write!(text, "\n## {name}\n"),
        };
        text.push_str("\n| clause | code | tests |\n|---|---|---|\n");
        for (clause, places) in clauses {
            let parts: Vec<&str> = clause.iter().map(|(_, part)| part.as_str()).collect();
            let name =
                if parts.is_empty() { String::new() } else { format!("§{}", parts.join(".")) };
            let list =
                |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join("<br>");
            let _ = writeln!(text, "| {name} | {} | {} |", list(&places.code), list(&places.tests));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(text: &str) -> Vec<String> {
        let mut last = None;
        let found = references(text, &mut last);
        found
            .into_iter()
            .map(|(specification, clause)| {
                let clause: Vec<String> = clause.into_iter().map(|(_, part)| part).collect();
                match specification {
                    Specification::Rfc(number) => format!("{number} {}", clause.join(".")),
                    Specification::Named(name) => format!("{name} {}", clause.join(".")),
                }
            })
            .collect()
    }

    #[test]
    fn clauses_are_read_with_their_specification() {
        assert_eq!(cited("one use (RFC 6749 §4.1.2, §10.5)."), ["6749 4.1.2", "6749 10.5"]);
        assert_eq!(cited("OIDC Core §5.5 and RFC 7636"), ["OpenID Connect Core 1.0 5.5", "7636 "]);
        assert_eq!(cited("no clause at all, § of nothing"), Vec::<String>::new());
    }
}
