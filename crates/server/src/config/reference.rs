//! The documented example, taken apart, and the page made from it.
use super::environment::variable;
use std::fmt::Write as _;

/// `config/latchkey.example.toml`: every setting with its default and what it means.
pub const EXAMPLE: &str = include_str!("../../../../config/latchkey.example.toml");

/// A part of the example.
#[derive(Debug, PartialEq, Eq)]
enum Entry<'a> {
    /// `[table]` with what is said of it.
    Table { name: &'a str, text: String },
    /// A key of the last table; without a default it is commented out.
    Setting { key: &'a str, default: Option<&'a str>, text: String },
}

/// `docs/generated/configuration.md`: the example as tables.
pub fn reference_page() -> String {
    let mut page = String::from(
        "# Configuration\n\nMade from `config/latchkey.example.toml` by `cargo xtask docs`. \
         Lifetimes are in seconds.\n\nThe first column is the key in the file, the last one the \
         variable that goes before it.\n",
    );
    let mut table = "";
    let mut needs_head = true;
    for entry in entries(EXAMPLE) {
        match entry {
            Entry::Table { name, text } => {
                let _ = write!(page, "\n## `[{name}]`\n\n{text}\n");
                (table, needs_head) = (name, true);
            }
            Entry::Setting { key, default, text } => {
                if needs_head {
                    page.push_str("\n| key | default | meaning | variable |\n|---|---|---|---|\n");
                    needs_head = false;
                }
                let path = table.split('.').chain([key]).filter(|segment| !segment.is_empty());
                let default = default.map_or("none".to_owned(), |default| format!("`{default}`"));
                let text = text.replace('|', "\\|");
                let variable = variable(path);
                let _ = writeln!(page, "| `{key}` | {default} | {text} | `{variable}` |");
            }
        }
    }
    page
}

fn entries(example: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    for line in example.lines() {
        let comment = line.strip_prefix("# ");
        let setting = comment.unwrap_or(line).split_once(" = ");
        let setting = setting.filter(|(key, _)| is_key(key));
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            entries.push(Entry::Table { name, text: said.join(" ") });
        } else if let Some((key, value)) = setting {
            let default = comment.is_none().then_some(value);
            entries.push(Entry::Setting { key, default, text: said.join(" ") });
        } else if let Some(comment) = comment {
            said.push(comment);
            continue;
        }
        said.clear();
    }
    entries
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::keys::KnownKeys;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// Dotted path, default and text of each setting in the example.
    fn settings() -> Vec<(String, Option<&'static str>, String)> {
        let mut table = "";
        let mut settings = Vec::new();
        for entry in entries(EXAMPLE) {
            match entry {
                Entry::Table { name, .. } => table = name,
                Entry::Setting { key, default, text } => {
                    let path = [table, key].join(".");
                    settings.push((path.trim_start_matches('.').to_owned(), default, text));
                }
            }
        }
        settings
    }

    #[test]
    fn the_example_holds_every_setting_once() {
        let known = KnownKeys::new();
        let is_setting = |path: &String| {
            let path: Vec<&str> = path.split('.').collect();
            !known.get(&path).is_some_and(Value::is_object)
        };
        let expected: BTreeSet<String> = known.paths().into_iter().filter(is_setting).collect();
        let listed: Vec<String> = settings().into_iter().map(|(path, ..)| path).collect();
        let once: BTreeSet<String> = listed.iter().cloned().collect();
        let differ: Vec<&String> = once.symmetric_difference(&expected).collect();
        assert!(differ.is_empty(), "only here or only there: {differ:?}");
        assert_eq!(listed.len(), once.len(), "a setting is listed twice");
    }

    #[test]
    fn the_example_sets_every_default_and_nothing_else() {
        let read = Config::read(Some(("the example", EXAMPLE)), []).unwrap();
        let defaults = serde_json::to_value(Config::default()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), defaults);
        for (path, default, _) in settings() {
            let path: Vec<&str> = path.split('.').collect();
            let known = KnownKeys::new();
            let is_absent = known.get(&path) == Some(&Value::Null);
            assert_eq!(default.is_none(), is_absent, "{path:?} is commented out if it has none");
        }
    }

    #[test]
    fn what_is_commented_out_would_be_understood() {
        for (path, ..) in settings().into_iter().filter(|(_, default, _)| default.is_none()) {
            let key = path.rsplit('.').next().unwrap();
            let start = format!("# {key} = \"");
            let shown = EXAMPLE.lines().any(|line| line.starts_with(&start) && line.ends_with('"'));
            assert!(shown, "{path} has no example");
        }
    }

    #[test]
    fn every_setting_is_explained_in_a_sentence() {
        for (path, _, text) in settings() {
            assert!(text.len() > 4 && text.ends_with('.'), "{path}: {text:?}");
        }
        for entry in entries(EXAMPLE) {
            if let Entry::Table { name, text } = entry {
                assert!(text.ends_with('.'), "[{name}]: {text:?}");
            }
        }
    }

    #[test]
    fn the_page_has_a_row_for_each() {
        let page = reference_page();
        let row = "| `listen` | `\"127.0.0.1:8080\"` |";
        assert!(page.contains(row) && page.contains("`LATCHKEY_HTTP__LISTEN` |"), "{page}");
        assert_eq!(page.matches("\n| `").count(), settings().len());
    }
}
