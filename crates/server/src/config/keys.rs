//! The names of all settings, taken from the defaults, and the nearest one to a misspelt name.
use super::Config;
use serde_json::Value;

/// All settings with their defaults.
pub(super) struct KnownKeys(Value);

impl KnownKeys {
    /// Those of this build.
    pub(super) fn new() -> Self {
        Self(serde_json::to_value(Config::default()).unwrap_or_default())
    }

    /// The default under a dotted path, or the table of that name.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(&self.0, |table, segment| table.as_object()?.get(*segment))
    }

    /// Every setting and table as a dotted path, in alphabetical order.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        collect(&self.0, "", &mut paths);
        paths
    }

    /// The first path in `given` that is no setting. What is below a setting is its value and
    /// not looked into.
    pub(super) fn first_unknown(&self, given: &Value) -> Option<String> {
        first_unknown(&self.0, given, "")
    }

    /// The setting whose name is most like `key`, if any is like it at all.
    pub(super) fn nearest(&self, key: &str) -> Option<String> {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let distance = |path: &String| {
            // A right name in the wrong table is nearer than any other name.
            let elsewhere = edit_distance(&last(path), &last(key)) + 1;
            edit_distance(path, key).min(elsewhere)
        };
        let best = self.paths().into_iter().min_by_key(distance)?;
        let limit = (last(key).chars().count() / 3).max(2);
        (distance(&best) <= limit).then_some(best)
    }
}

fn collect(table: &Value, prefix: &str, paths: &mut Vec<String>) {
    let Some(table) = table.as_object() else { return };
    for (key, value) in table {
        let path = join(prefix, key);
        collect(value, &path, paths);
        paths.push(path);
    }
}

fn first_unknown(known: &Value, given: &Value, prefix: &str) -> Option<String> {
    let (Some(known), Some(given)) = (known.as_object(), given.as_object()) else { return None };
    given.iter().find_map(|(key, value)| {
        let path = join(prefix, key);
        match known.get(key) {
            Some(inner) => first_unknown(inner, value, &path),
            None => Some(path),
        }
    })
}

fn join(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

/// The name that is most like `word`, if any is like it at all.
pub fn nearest_name<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    let near = names.into_iter().map(|name| (edit_distance(word, name), name));
    near.filter(|(distance, _)| *distance <= limit).min().map(|(_, name)| name)
}

/// How many characters must be inserted, removed or exchanged to get from one to the other
/// (Levenshtein).
fn edit_distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let exchanged = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_setting_has_a_path() {
        let paths = KnownKeys::new().paths();
        for path in ["data", "http", "http.tls.key", "tenant_defaults.password.hash.memory_kib"] {
            assert!(paths.iter().any(|known| known == path), "{path}");
        }
    }

    #[test]
    fn a_misspelt_key_is_found_with_its_nearest_neighbour() {
        let known = KnownKeys::new();
        for (wrong, right) in [
            ("http.lisen", "http.listen"),
            ("http.tls.certifcate", "http.tls.certificate"),
            ("htpp", "http"),
            ("log_level", "log.level"),
            ("public_url", "http.public_url"),
        ] {
            assert_eq!(known.nearest(wrong).as_deref(), Some(right), "{wrong}");
        }
        assert_eq!(known.nearest("colour_of_the_bikeshed"), None);
    }

    #[test]
    fn the_first_unknown_key_is_told_with_its_table() {
        let known = KnownKeys::new();
        let given = json!({ "http": { "listen": "x", "tls": { "kee": 1 } } });
        assert_eq!(known.first_unknown(&given).as_deref(), Some("http.tls.kee"));
        assert_eq!(known.first_unknown(&json!({ "http": { "listen": "x" } })), None);
    }

    #[test]
    fn distances() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("abc", "abc"), 0);
    }
}
