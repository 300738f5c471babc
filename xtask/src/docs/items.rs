//! Which item a line of source belongs to, by name, so that an index does not depend on line
//! numbers. Works on formatted source: an item begins its line, indentation says what is inside.

/// A comment line, or a text in code that is nothing but clauses, with the item that it speaks of.
pub struct Comment {
    /// The text without its slashes or quotation marks.
    pub text: String,
    /// `Type::field`, `function`, or empty for the module as a whole.
    pub item: String,
    /// Where it stands, from one.
    pub line: usize,
    /// Whether the item is a test, or part of a module of tests.
    pub is_test: bool,
    /// Whether it is a text in code: `clause: "RFC 6749 §3.1"`.
    pub is_literal: bool,
}

/// An item that is open at some line.
struct Open {
    indent: usize,
    name: String,
    is_test: bool,
}

/// All comment lines of a source file and all texts in its code that `is_clause`, in order.
pub fn comments(
    source: &str,
    is_test_file: bool,
    is_clause: impl Fn(&str) -> bool,
) -> Vec<Comment> {
    let lines: Vec<&str> = source.lines().collect();
    let mut open: Vec<Open> = Vec::new();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (trimmed, indent) = (line.trim_start(), indent(line));
        if trimmed.is_empty() {
            continue;
        }
        open.retain(|item| item.indent < indent || trimmed.starts_with(['}', ')']));
        if let Some(text) = trimmed.strip_prefix("//") {
            let module = text.starts_with('!');
            let documented = if text.starts_with('/') { following(&lines, index) } else { None };
            let item = if module { String::new() } else { qualified(&open, documented) };
            let is_test = is_test_file
                || open.iter().any(|item| item.is_test)
                || (text.starts_with('/') && is_test_attribute(&lines, index));
            found.push(Comment {
                text: text.trim_start_matches(['/', '!']).to_owned(),
                item,
                line: index + 1,
                is_test,
                is_literal: false,
            });
            continue;
        }
        if let Some(name) = item_name(trimmed) {
            let is_test = name == "tests" && trimmed.contains("mod ")
                || index > 0 && is_test_attribute(&lines, index - 1);
            open.push(Open { indent, name: name.to_owned(), is_test });
        }
        found.extend(literals(trimmed).filter(|text| is_clause(text)).map(|text| Comment {
            text: text.to_owned(),
            item: qualified(&open, None),
            line: index + 1,
            is_test: is_test_file || open.iter().any(|item| item.is_test),
            is_literal: true,
        }));
    }
    found
}

/// What stands between two quotation marks that follow each other, texts among it.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('"')
        .filter_map(|(at, _)| line[at + 1..].split_once('"'))
        .map(|(text, _)| text)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The name of the item after a doc comment.
fn following<'a>(lines: &[&'a str], from: usize) -> Option<&'a str> {
    let code = lines[from..].iter().map(|line| line.trim_start());
    let line = code.into_iter().find(|line| !line.starts_with("//") && !line.starts_with("#["))?;
    item_name(line).or_else(|| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let end = line.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        (end > 0).then(|| &line[..end])
    })
}

/// Whether one of the attributes around this line makes a function a test.
fn is_test_attribute(lines: &[&str], around: usize) -> bool {
    let is_attached = |line: &&&str| {
        let line = line.trim_start();
        line.starts_with("//") || line.starts_with("#[")
    };
    let after = lines[around..].iter().take_while(is_attached);
    let before = lines[..around].iter().rev().take_while(is_attached);
    let mut all = after.chain(before).map(|line| line.trim());
    all.any(|line| line.starts_with("#[") && line.contains("test"))
}

fn qualified(open: &[Open], documented: Option<&str>) -> String {
    let outer = open.iter().filter(|item| item.name != "tests").map(|item| item.name.as_str());
    let mut names: Vec<&str> = outer.chain(documented).collect();
    names.dedup();
    let start = names.len().saturating_sub(2);
    names[start..].join("::")
}

/// The name that an item's first line gives it.
fn item_name(line: &str) -> Option<&str> {
    let mut rest = line;
    loop {
        let (word, after) = rest.split_once(' ')?;
        match word {
            "fn" | "struct" | "enum" | "trait" | "const" | "static" | "type" | "mod" | "union"
                if !after.starts_with("fn ") =>
            {
                let end = after.find(|c: char| !c.is_alphanumeric() && c != '_');
                return Some(&after[..end.unwrap_or(after.len())]);
            }
            "impl" => return implemented(after),
            "pub" | "async" | "unsafe" | "const" | "pub(crate)" | "pub(super)" => rest = after,
            _ if word.starts_with("impl<") => return implemented(rest),
            _ => return None,
        }
    }
}

/// The type that an `impl` line is about.
fn implemented(rest: &str) -> Option<&str> {
    let name = rest.split_once(" for ").map_or(rest, |(_, name)| name);
    let name = if name.starts_with("impl<") { name.split_once("> ")?.1 } else { name };
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    (end > 0).then(|| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
//! The module.
/// One.
pub struct Code {
    /// Two.
    pub hash: u8,
}

impl Code {
    /// Three.
    #[must_use]
    pub fn spend(&self) {
        // Four.
        let x = \"not one\";
        one(Step { clause: \"one\", columns: &[\"two\", \"one\"] });
    }
}

#[cfg(test)]
mod tests {
    /// Five.
    #[test]
    fn a_code_is_spent_once() {}
}
";

    #[test]
    fn every_comment_and_every_clause_finds_its_item() {
        let found = comments(SOURCE, false, |text| text == "one");
        let items: Vec<(&str, &str, bool)> =
            found.iter().map(|c| (c.text.trim(), c.item.as_str(), c.is_test)).collect();
        assert_eq!(
            items,
            [
                ("The module.", "", false),
                ("One.", "Code", false),
                ("Two.", "Code::hash", false),
                ("Three.", "Code::spend", false),
                ("Four.", "Code::spend", false),
                ("one", "Code::spend", false),
                ("one", "Code::spend", false),
                ("Five.", "a_code_is_spent_once", true),
            ]
        );
    }
}
