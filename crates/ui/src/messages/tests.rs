//! The catalogue is complete, and nothing in it is idle.
use super::*;
use latchkey_base::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Every key of a language with the variables in its text.
fn catalogue(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut catalogue = BTreeMap::<String, BTreeSet<String>>::new();
    for path in files(&top().join("locales").join(language.tag())) {
        let (mut message, mut key) = (String::new(), String::new());
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with('#'))
        {
            if let Some(attribute) = line.strip_prefix("    .") {
                key = format!("{message}.{}", attribute.split(' ').next().unwrap());
                assert!(!catalogue.contains_key(&key), "{key} is there twice");
                catalogue.insert(key.clone(), BTreeSet::new());
            } else if let Some(name) = line.strip_suffix(" =") {
                name.clone_into(&mut message);
            }
            for variable in line.split('$').skip(1) {
                let name = variable.split([' ', '}']).next().unwrap().to_owned();
                catalogue.get_mut(&key).unwrap().insert(name);
            }
        }
    }
    catalogue
}

pub(crate) fn keys(language: Language) -> BTreeSet<String> {
    catalogue(language).into_keys().collect()
}

/// Every quoted `group.name` in templates and code whose group the catalogue knows.
fn used() -> BTreeSet<String> {
    let english = keys(Language::En);
    let groups: BTreeSet<&str> = english.iter().filter_map(|key| key.split('.').next()).collect();
    let mut used = BTreeSet::new();
    let sources = files(&top().join("templates")).into_iter();
    for path in sources.chain(files(&top().join("crates/ui/src"))) {
        if path.ends_with("tests.rs") {
            continue;
        }
        for quoted in fs::read_to_string(path).unwrap().split('"') {
            if quoted.split_once('.').is_some_and(|(group, name)| {
                groups.contains(group)
                    && !name.is_empty()
                    && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            }) {
                used.insert(quoted.to_owned());
            }
        }
    }
    used
}

#[test]
fn no_language_lacks_a_key_or_has_one_of_its_own() {
    let english = catalogue(Language::En);
    assert!(english.len() > 150, "the catalogue is read");
    for language in Language::ALL {
        assert_eq!(catalogue(language), english, "keys and variables of {}", language.tag());
    }
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let (used, held) = (used(), keys(Language::En));
    let idle: Vec<_> = held.difference(&used).collect();
    let lacking: Vec<_> = used.difference(&held).collect();
    assert!(idle.is_empty(), "idle: {idle:?}");
    assert!(lacking.is_empty(), "lacking: {lacking:?}");
}

#[test]
fn every_language_has_texts_of_its_own() {
    let english = catalogue(Language::En);
    let plain = english.iter().filter(|(key, values)| key.ends_with("title") && values.is_empty());
    for (key, _) in plain {
        let english = text(Language::En, key);
        assert_ne!(english, text(Language::De, key), "{key}");
        assert_ne!(english, text(Language::Ar, key), "{key}");
    }
}

#[test]
fn plurals_follow_each_language() {
    let say =
        |language, count| plain(language, "page.look_again", &[("count", Fact::Number(count))]);
    assert_eq!(say(Language::En, 1), "One field needs another look.");
    assert_eq!(say(Language::En, 3), "3 fields need another look.");
    let arabic: BTreeSet<String> = [1, 2, 3, 11, 100].map(|n| say(Language::Ar, n)).into();
    assert_eq!(arabic.len(), 5, "one, two, few, many, other");
}

#[test]
fn values_are_escaped_and_set_apart() {
    let evil = "\"><script>alert('1')</script>&";
    let html = rich(Language::En, "signin.to_app", &[("app", Fact::Text(evil))]).0;
    assert_eq!(
        html,
        "to continue to <b dir=\"auto\">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;<wbr>/script&gt;\
         &amp;</b>"
    );
}

/// Security: a value with our private marks in it opens no element.
#[test]
fn a_value_cannot_imitate_the_marks() {
    let evil = "a\u{E001}\u{E002}b\u{E000}c";
    let html = rich(Language::En, "signin.to_app", &[("app", Fact::Text(evil))]).0;
    assert_eq!(html, "to continue to <b dir=\"auto\">abc</b>");
}

#[test]
fn a_value_is_isolated_in_right_to_left_text() {
    let said = plain(Language::Ar, "page.back_to_app", &[("app", Fact::Text("Harbour"))]);
    assert!(said.ends_with("\u{2068}Harbour\u{2069}"), "{said:?}");
}

#[test]
fn a_time_is_told_in_utc_and_marked_for_script() {
    let until = Fact::Time(Timestamp::from_seconds(1_795_270_500));
    let html = rich(Language::De, "signin.too_many_attempts", &[("until", until)]).0;
    let time = "<time datetime=\"2026-11-21T14:15:00Z\" data-local-time>14:15 UTC</time>";
    assert!(html.contains(time), "{html}");
    let said = plain(Language::De, "signin.too_many_attempts", &[("until", until)]);
    assert!(said.contains("14:15 UTC") && !said.contains('<'), "{said}");
}
