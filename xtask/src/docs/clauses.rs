//! `spec-index.md`: from a clause to the code that implements it and the tests that show it,
//! collected from comments, and texts such as the `clause` of a step, that name clauses. A clause
//! without a test must stand in `.ci/untested-clauses.toml` with the reason.
use super::citations::{self, Clause, Specification};
use super::items::{self, Comment};
use crate::repository::{self, File};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Clauses that code names and no test can show.
const UNTESTED: &str = ".ci/untested-clauses.toml";

#[derive(Default)]
struct Places {
    code: BTreeSet<String>,
    tests: BTreeSet<String>,
}

type Index = BTreeMap<Specification, BTreeMap<Clause, Places>>;

/// The document. Fails on a section sign whose text nobody knows, and on a clause that has neither
/// a test nor a reason to have none.
pub fn document() -> Result<String, String> {
    let mut index = Index::new();
    let mut strangers = Vec::new();
    for file in repository::files(&["rs"])? {
        if !file.path.starts_with("xtask/") {
            collect(&file, &mut index, &mut strangers);
        }
    }
    repository::verdict("clauses of no known text (xtask/src/docs/citations.rs)", &strangers)?;
    let excused = repository::toml(UNTESTED)?;
    repository::verdict(&format!("clauses and {UNTESTED}"), &untested(&index, &excused))?;
    Ok(render(&index))
}

fn collect(file: &File, index: &mut Index, strangers: &mut Vec<String>) {
    let is_test_file = file.path.split('/').any(|part| part.starts_with("tests"));
    let mut last = None;
    for block in blocks(items::comments(&file.text, is_test_file, citations::is_clause)) {
        let (text, starts) = joined(&block);
        let Some(first) = block.first() else { continue };
        // A text stands alone: it neither goes on with a comment nor is gone on with.
        let last = if first.is_literal { &mut None } else { &mut last };
        let read = citations::read(&text, last);
        for (specification, clause) in read.found {
            let places = index.entry(specification).or_default().entry(clause).or_default();
            let set = if first.is_test { &mut places.tests } else { &mut places.code };
            set.insert(place(&file.path, &first.item));
        }
        for (at, what) in read.unknown {
            let line = block.iter().zip(&starts).rfind(|(_, start)| **start <= at);
            let line = line.map_or(first.line, |(comment, _)| comment.line);
            strangers.push(format!("{}:{line}: {what}", file.path));
        }
    }
}

/// Comment lines that follow each other and speak of one item, so that a name may be broken over
/// two of them.
fn blocks(comments: Vec<Comment>) -> Vec<Vec<Comment>> {
    let mut blocks: Vec<Vec<Comment>> = Vec::new();
    for comment in comments {
        let goes_on = |last: &Comment| {
            last.line + 1 == comment.line
                && last.item == comment.item
                && last.is_test == comment.is_test
                && !last.is_literal
                && !comment.is_literal
        };
        match blocks.last_mut() {
            Some(block) if block.last().is_some_and(goes_on) => block.push(comment),
            _ => blocks.push(vec![comment]),
        }
    }
    blocks
}

/// The text of a block, and where in it each of its lines begins.
fn joined(block: &[Comment]) -> (String, Vec<usize>) {
    let mut text = String::new();
    let starts = block.iter().map(|comment| {
        let start = text.len();
        text.push_str(comment.text.trim());
        text.push(' ');
        start
    });
    let starts = starts.collect();
    (text, starts)
}

/// Clauses without a test that nobody has excused, and excuses that nobody needs. A text that is
/// named as a whole demands nothing in particular.
fn untested(index: &Index, excused: &toml::Table) -> Vec<String> {
    let is_excused = |chapter: &str, row: &str| {
        let reasons = excused.get(chapter).and_then(toml::Value::as_table);
        let reason = reasons.and_then(|reasons| reasons.get(row)).and_then(toml::Value::as_str);
        reason.is_some_and(|reason| !reason.is_empty())
    };
    let mut empty = BTreeSet::new();
    for (specification, clauses) in index {
        let bare =
            clauses.iter().filter(|(clause, places)| places.tests.is_empty() && !clause.is_empty());
        empty.extend(bare.map(|(clause, _)| (chapter(*specification), row(clause))));
    }
    let missing = empty.iter().filter(|(chapter, row)| !is_excused(chapter, row));
    let mut problems: Vec<String> =
        missing.map(|(chapter, row)| format!("{chapter} {row} has no test")).collect();
    for (chapter, rows) in excused {
        let rows = rows.as_table().into_iter().flat_map(toml::Table::keys);
        let idle = rows.filter(|row| !empty.contains(&(chapter.clone(), (*row).clone())));
        problems.extend(idle.map(|row| format!("{chapter} {row} needs no excuse")));
    }
    problems
}

/// A link that survives lines moving: the file, and the item's name as its text.
fn place(path: &str, item: &str) -> String {
    let short = path.trim_start_matches("crates/").replace("/src/", "/");
    let short = short.trim_end_matches(".rs");
    let text = if item.is_empty() { short.to_owned() } else { format!("{short}: {item}") };
    format!("[{text}](../../{path})")
}

fn chapter(specification: Specification) -> String {
    match specification {
        Specification::Rfc(number) => format!("RFC {number}"),
        Specification::Named(name) => name.to_owned(),
    }
}

/// `§4.1.3`, or that the text as a whole is meant.
fn row(clause: &Clause) -> String {
    let parts: Vec<&str> = clause.iter().map(|(_, part)| part.as_str()).collect();
    if parts.is_empty() { "the whole".to_owned() } else { format!("§{}", parts.join(".")) }
}

fn render(index: &Index) -> String {
    let mut text = String::from(
        "# From a clause to the code\n\nEach clause that a comment or a table in the code names, with \
         the items that name it. Tests are those that say which clause they show; why a clause has none \
         stands in [`.ci/untested-clauses.toml`](../../.ci/untested-clauses.toml).\n",
    );
    for (specification, clauses) in index {
        let _ = write!(text, "\n## {}\n", chapter(*specification));
        if let Specification::Rfc(number) = specification {
            let _ = write!(text, "\n<https://www.rfc-editor.org/rfc/rfc{number}>\n");
        }
        text.push_str("\n| clause | code | tests |\n|---|---|---|\n");
        for (clause, places) in clauses {
            let list =
                |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join("<br>");
            let (code, tests) = (list(&places.code), list(&places.tests));
            let _ = writeln!(text, "| {} | {code} | {tests} |", row(clause));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        File { path: "crates/x/src/y.rs".to_owned(), text: text.to_owned() }
    }

    fn indexed(text: &str) -> (Index, Vec<String>) {
        let (mut index, mut strangers) = (Index::new(), Vec::new());
        collect(&file(text), &mut index, &mut strangers);
        (index, strangers)
    }

    #[test]
    fn a_name_may_be_broken_over_two_lines() {
        let (index, strangers) =
            indexed("/// What RFC 9700 and OIDC\n/// Core §5.5 say.\nfn a() {}\n");
        let chapters: Vec<String> = index.keys().map(|text| chapter(*text)).collect();
        assert_eq!(chapters, ["OpenID Connect Core 1.0", "RFC 9700"]);
        assert_eq!(strangers, Vec::<String>::new());
    }

    #[test]
    fn the_clauses_of_a_table_are_read_and_stand_alone() {
        let source = "// RFC 6749 §4.1\nconst STEP: Step = Step {\n    clause: \"OIDC Core §3.1, §7.2\",\n};\n// §4.2 too.\n";
        let (index, strangers) = indexed(source);
        let rows: Vec<(String, Vec<String>)> = index
            .iter()
            .map(|(text, clauses)| (chapter(*text), clauses.keys().map(row).collect()))
            .collect();
        let rows: Vec<(&str, Vec<&str>)> = rows
            .iter()
            .map(|(text, clauses)| (text.as_str(), clauses.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            rows,
            [("OpenID Connect Core 1.0", vec!["§3.1", "§7.2"]), ("RFC 6749", vec!["§4.1", "§4.2"])]
        );
        assert_eq!(strangers, Vec::<String>::new());
    }

    #[test]
    fn a_clause_of_no_known_text_is_told_with_its_line() {
        let (_, strangers) = indexed("/// One.\n/// Some Draft §4.\nfn a() {}\n");
        assert_eq!(strangers, ["crates/x/src/y.rs:2: of which text is this: One. Some Draft §4."]);
    }

    #[test]
    fn a_row_without_a_test_needs_a_reason_and_a_reason_needs_a_row() {
        let (index, _) = indexed("/// RFC 6749 §4.1.\nfn a() {}\n");
        let excused = |text: &str| text.parse::<toml::Table>().expect("TOML");
        assert_eq!(untested(&index, &excused("")), ["RFC 6749 §4.1 has no test"]);
        let reason = excused("[\"RFC 6749\"]\n\"§4.1\" = \"a definition\"");
        assert_eq!(untested(&index, &reason), Vec::<String>::new());
        let idle = excused("[\"RFC 6749\"]\n\"§4.1\" = \"a definition\"\n\"§9\" = \"as well\"");
        assert_eq!(untested(&index, &idle), ["RFC 6749 §9 needs no excuse"]);
        assert_eq!(untested(&index, &excused("[\"RFC 6749\"]\n\"§4.1\" = \"\"")).len(), 1);
    }
}
