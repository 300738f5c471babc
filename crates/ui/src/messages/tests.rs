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

type Catalogue = BTreeMap<String, BTreeSet<String>>;

/// The lines of a language that are no comment.
fn lines(language: Language) -> Vec<String> {
    let files = files(&top().join("locales").join(language.tag()));
    let texts: String = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    texts.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// Every key with the variables that its text shows. One that only chooses among texts is not
/// shown, and so is not among them.
fn read(lines: &[String]) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let (mut message, mut key) = (String::new(), String::new());
    for line in lines {
        if let Some(attribute) = line.strip_prefix("    .") {
            key = format!("{message}.{}", attribute.split(' ').next().unwrap());
            assert!(!catalogue.contains_key(&key), "{key} is there twice");
            catalogue.insert(key.clone(), BTreeSet::new());
        } else if let Some(name) = line.strip_suffix(" =") {
            name.clone_into(&mut message);
        }
        for variable in line.split('$').skip(1).filter(|_| !line.ends_with("->")) {
            let name = variable.split([' ', '}']).next().unwrap().to_owned();
            catalogue.get_mut(&key).unwrap().insert(name);
        }
    }
    catalogue
}

fn catalogue(language: Language) -> Catalogue {
    read(&lines(language))
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

/// What the comparison above is worth.
#[test]
fn a_lost_key_an_extra_key_and_a_lost_value_are_seen() {
    let whole = [
        "group =",
        "    .plain = Words",
        "    .named = Words for { $name }",
        "    .counted = { $count ->",
        "        [one] One word",
        "       *[other] { $count } words",
        "    }",
    ];
    let of =
        |lines: &[&str]| read(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
    let changed = |at: usize, line| of(&[&whole[..at], &[line], &whole[at + 1..]].concat());
    assert_eq!(of(&whole), changed(1, "    .plain = Mots"), "other words");
    assert_ne!(of(&whole), of(&[&whole[..1], &whole[2..]].concat()), "a lost key");
    assert_ne!(of(&whole), changed(1, "    .plan = Mots"), "another key");
    assert_ne!(of(&whole), of(&[&whole[..], &["    .more = Mots"]].concat()), "an extra key");
    assert_ne!(of(&whole), changed(2, "    .named = Mots"), "a lost value");
    assert_ne!(of(&whole), changed(2, "    .named = Mots { $nom }"), "another value");
    assert_ne!(of(&whole), changed(5, "       *[other] mots"), "a value that only chooses");
}

#[test]
fn every_folder_is_a_language_and_every_language_has_one() {
    let folders = fs::read_dir(top().join("locales")).unwrap();
    let folders: BTreeSet<_> =
        folders.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders, Language::ALL.map(|language| language.tag().to_owned()).into());
}

/// A slip in the syntax loses texts without a word.
#[test]
fn every_text_of_every_language_is_understood() {
    let numbers = ["count", "minutes", "days", "left"];
    for language in Language::ALL {
        for (key, names) in catalogue(language) {
            let fact = |name: &String| match numbers.contains(&name.as_str()) {
                true => Fact::Number(7),
                false => Fact::Text("Northwind"),
            };
            let facts: Vec<_> = names.iter().map(|name| (name.as_str(), fact(name))).collect();
            let said = plain(language, &key, &facts);
            assert!(said != key && !said.contains(['{', '}']), "{key}.{}: {said}", language.tag());
            let shown = names.iter().all(|name| match numbers.contains(&name.as_str()) {
                true => said.contains('7'),
                false => said.contains("Northwind"),
            });
            assert!(shown, "{key}.{}: {said}", language.tag());
        }
    }
}

/// How each language sets its signs, and that none of them raises its voice.
#[test]
fn texts_are_set_as_their_readers_expect() {
    for language in Language::ALL {
        for line in lines(language) {
            let chars: Vec<char> = line.chars().collect();
            let before = |at: usize| at.checked_sub(1).map(|at| chars[at]);
            assert!(!line.contains(['!', '¡', '！', '\'']), "{line}");
            for (at, c) in chars.iter().enumerate() {
                let is_set = match (language, c) {
                    (Language::Fr, ':' | ';' | '?') => before(at) == Some('\u{202f}'),
                    (Language::Fr, '»') => before(at) == Some('\u{a0}'),
                    (Language::Fr, '«') => chars.get(at + 1) == Some(&'\u{a0}'),
                    (Language::Es, '?') => chars[..at].contains(&'¿'),
                    (Language::Ja, '?' | ',') => false,
                    _ => true,
                };
                assert!(is_set, "{c} in {}: {line}", language.tag());
            }
        }
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
        for language in Language::ALL.into_iter().skip(1) {
            assert_ne!(text(Language::En, key), text(language, key), "{key}.{}", language.tag());
        }
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
    // Nought is one of many in Spanish as in English; in French and Portuguese it is not.
    for language in [Language::Fr, Language::PtBr] {
        assert_eq!(say(language, 0), say(language, 1), "{}", language.tag());
        assert_ne!(say(language, 1), say(language, 2).replace('2', "1"), "{}", language.tag());
    }
    assert_eq!(say(Language::Es, 0), say(Language::Es, 2).replace('2', "0"));
    assert_ne!(say(Language::Es, 0), say(Language::Es, 1));
    assert_eq!(say(Language::Ja, 1), say(Language::Ja, 5).replace('5', "1"), "one form only");
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

/// A sentence's own sign beside an address is read as part of it.
#[test]
fn an_address_to_be_typed_or_compared_has_no_sign_beside_it() {
    for language in Language::ALL {
        for (key, name) in [("approval.open", "url"), ("consent.leads_to", "host")] {
            let html = rich(language, key, &[(name, Fact::Text("id.example:8443"))]).0;
            let after = html.split_once("</b>").unwrap().1;
            let is_free = after.chars().next().is_none_or(|c| c == ' ' || c.is_alphabetic());
            assert!(is_free, "{key}.{}: {html}", language.tag());
        }
    }
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
