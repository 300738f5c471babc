//! What holds for every page in every state and language.
mod account;
mod document;
mod escaping;
mod forms;
mod words;

use self::document::Document;
use crate::{Language, Sample, Theme, asset, gallery, loaded_by, static_file};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::LazyLock;

/// Calls `check` with every sample, named so that a failure tells where.
fn every_sample(check: impl Fn(&str, Language, &Document)) {
    static SAMPLES: LazyLock<Vec<(Language, String, Document)>> = LazyLock::new(|| {
        let read = |language, sample: Sample| {
            let page = Document::parse(&sample.html);
            (language, sample.name, page)
        };
        let of =
            |language| gallery(language).unwrap().into_iter().map(move |it| read(language, it));
        Language::ALL.into_iter().flat_map(of).collect()
    });
    SAMPLES.iter().for_each(|(language, name, page)| check(name, *language, page));
}

/// Calls `check` with the samples whose name starts so, in English.
fn samples_of(prefix: &str, check: impl Fn(&str, &Document)) {
    let samples = gallery(Language::En).unwrap();
    let mut found = samples.iter().filter(|sample| sample.name.starts_with(prefix)).peekable();
    assert!(found.peek().is_some(), "no sample starts with {prefix}");
    found.for_each(|sample| check(&sample.name, &Document::parse(&sample.html)));
}

#[test]
fn every_page_says_its_language_and_direction() {
    every_sample(|name, language, page| {
        let html = &page.0[0];
        assert_eq!(html.get("lang"), Some(language.tag()), "{name}");
        assert_eq!(html.get("dir"), Some(language.dir()), "{name}");
    });
}

#[test]
fn every_page_has_one_heading_and_a_title() {
    every_sample(|name, _, page| {
        let headings: Vec<_> = page.all("h1").collect();
        assert_eq!(headings.len(), 1, "{name}");
        assert_eq!(headings[0].get("id"), Some("page-title"), "{name}");
        let title = page.all("title").next().unwrap();
        assert!(title.text.contains(headings[0].text.trim()) || name.starts_with("tenant-home"));
        assert_eq!(page.all("main").count(), 1, "{name}");
    });
}

#[test]
fn every_id_is_unique_and_every_reference_to_one_leads_somewhere() {
    every_sample(|name, language, page| {
        let ids = page.ids();
        let references = ["for", "aria-describedby", "aria-labelledby", "aria-controls"];
        for element in &page.0 {
            for attribute in references {
                for id in element.get(attribute).into_iter().flat_map(str::split_whitespace) {
                    assert!(ids.contains(id), "{name}.{}: {attribute}={id}", language.tag());
                }
            }
        }
    });
}

/// The pages are served with `default-src 'none'` and no exception for inline code.
#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    every_sample(|name, _, page| {
        for element in &page.0 {
            assert!(!element.is("style") && !element.is("base"), "{name}");
            if element.is("script") {
                assert!(element.get("src").is_some() && element.text.trim().is_empty(), "{name}");
            }
            for (attribute, value) in &element.attributes {
                assert!(!attribute.starts_with("on") && attribute != "style", "{name}");
                let own = value.starts_with('/') && !value.starts_with("//");
                // What tells an app of a sign-out is the app's own, and shut in.
                let is_frame = element.is("iframe") && element.get("sandbox").is_some();
                let fetched = (attribute == "src" && !is_frame)
                    || (element.is("link") && attribute == "href");
                assert!(!fetched || own || value.starts_with("data:image/"), "{name}: {value}");
                assert!(!value.to_ascii_lowercase().contains("javascript:"), "{name}");
            }
        }
    });
}

/// An app or a tenant learns nothing from who follows its links, and cannot reach back.
#[test]
fn links_that_leave_us_tell_nothing() {
    every_sample(|name, _, page| {
        let links = page.all("a").filter(|link| link.get("href").unwrap().contains("://"));
        for link in links {
            assert_eq!(
                link.get("rel"),
                Some("noopener noreferrer"),
                "{name}: {:?}",
                link.get("href")
            );
        }
    });
    let legal = |page: &Document| {
        let uris = ["https://harbour.example/privacy", "https://harbour.example/terms"];
        uris.iter().filter(|uri| page.with("href", uri).len() == 1).count()
    };
    samples_of("sign-in-hinted", |_, page| {
        assert_eq!((legal(page), page.by_id("client-logo").is_some()), (2, true));
    });
    samples_of("sign-in-long-names", |_, page| {
        assert_eq!((legal(page), page.by_id("client-logo").is_some()), (0, false));
    });
}

/// OIDC Front-Channel Logout §3: frames that nobody sees and that learn nothing; with and without
/// script the page goes on, and a link does it where neither works.
#[test]
fn the_signed_out_page_holds_hidden_frames_and_goes_on() {
    samples_of("signed-out-onward", |name, page| {
        let frames: Vec<_> = page.all("iframe").collect();
        assert_eq!(frames.len(), 1, "{name}");
        assert!(frames[0].get("hidden").is_some() && frames[0].get("title").is_some());
        assert_eq!(frames[0].get("referrerpolicy"), Some("no-referrer"));
        assert!(!frames[0].get("sandbox").unwrap().contains("top-navigation"));
        let url = "https://mail.harbour.example/bye?state=a&b=c";
        let link = page.by_id("logout-continue").unwrap();
        assert_eq!((link.get("href"), link.get("data-onward")), (Some(url), Some("5")));
        let refresh = page.with("http-equiv", "refresh");
        assert_eq!(refresh[0].get("content"), Some(&*format!("5;url={url}")));
        assert!(refresh[0].inside.iter().any(|at| page.0[*at].is("noscript")));
    });
    every_sample(|name, _, page| {
        assert!(page.all("iframe").next().is_none() || name == "signed-out-onward");
    });
}

/// A key on a page would be a text that the catalogue lacks.
#[test]
fn no_page_shows_a_key() {
    let keys = crate::messages::tests::keys(Language::En);
    every_sample(|name, language, page| {
        let mut shown = page.text();
        for (_, value) in page.0.iter().flat_map(|element| &element.attributes) {
            shown.push(' ');
            shown.push_str(value);
        }
        for word in shown.split_whitespace() {
            assert!(!keys.contains(word), "{name}.{}: {word}", language.tag());
            assert!(!word.contains(['{', '}']), "{name}.{}: {word}", language.tag());
        }
    });
}

/// What a person downloads before they can type: less than 15 kB, compressed.
#[test]
fn the_first_page_is_light() {
    let compressed = |bytes: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap().len()
    };
    let theme = compressed(Theme::PLAIN.css().as_bytes());
    let mut files = BTreeMap::new();
    for language in Language::ALL {
        for sample in gallery(language).unwrap() {
            let mut total = compressed(sample.html.as_bytes()) + theme;
            for file in loaded_by(&sample.html) {
                total += *files.entry(file.etag).or_insert_with(|| compressed(file.bytes));
            }
            assert!(total < 15_000, "{}.{}: {total} bytes", sample.name, language.tag());
        }
    }
    assert_eq!(files.len(), script_names().len() + 1, "the style sheet and every script");
}

/// The names of our scripts.
fn script_names() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../static");
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".js")).collect()
}

/// A class that the stylesheet does not know is a slip, or an element that nobody dressed.
#[test]
fn every_class_is_dressed() {
    let css = include_str!("../../../../static/app.css");
    let is_dressed = |class: &str| {
        css.match_indices(&format!(".{class}")).any(|(at, found)| {
            let next = css[at + found.len()..].chars().next();
            !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
        })
    };
    // What one of a kind is called, of which some need no more than the kind has.
    let named = ["icon-", "meter-"];
    every_sample(|name, _, page| {
        for class in page.0.iter().filter_map(|it| it.get("class")).flat_map(str::split_whitespace)
        {
            let is_known = named.iter().any(|kind| class.starts_with(kind)) || is_dressed(class);
            assert!(is_known, "{name}: .{class}");
        }
    });
}

/// A text without its comments, in CSS or in a script.
fn bare(text: &str) -> String {
    let mut parts = text.split("/*");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |held, part| held + part.split_once("*/").unwrap().1)
}

/// Pages are read from either side, so that nothing is said of the left or of the right: neither by name nor by the
/// place in a list of four sides.
#[test]
fn styles_know_of_no_left_and_no_right() {
    let sides = ["margin", "padding", "inset", "border-width", "border-style", "border-color"];
    let is_physical = |name: &str, value: &str| {
        let mut words = name.split('-').chain(value.split([' ', ',', '(', ')', '-']));
        let is_list = sides.contains(&name) && !value.contains('(');
        let four: Vec<&str> = value.split_whitespace().filter(|_| is_list).collect();
        words.any(|word| ["left", "right", "ltr", "rtl"].contains(&word))
            || four.get(3).is_some_and(|last| four[1] != *last)
    };
    assert!(is_physical("margin-left", "0") && is_physical("text-align", "right"));
    assert!(is_physical("padding", "0 1px 0 2px") && !is_physical("padding", "1px 0 2px 0"));
    for css in [include_str!("../../../../static/app.css"), Theme::PLAIN.css().as_str()] {
        let css = bare(css);
        let declared = css.split(['{', '}', ';']).filter_map(|one| one.split_once(':'));
        let declared: Vec<_> = declared.map(|(name, value)| (name.trim(), value.trim())).collect();
        for (name, value) in declared {
            // What is before a colon may be a selector, too, which may ask for the side that a page is read from.
            let is_selector = name.starts_with(['.', '[', '#', '@']);
            assert!(is_selector || !is_physical(name, value), "{name}: {value}");
        }
    }
}

/// One selector that a browser does not know drops its whole rule, one word its whole script: what came after
/// the browsers of old televisions is not in them.
#[test]
fn styles_and_scripts_are_read_by_old_browsers() {
    for css in [include_str!("../../../../static/app.css"), Theme::PLAIN.css().as_str()] {
        for late in [":has", ":is(", ":where(", "@layer", "@container", "@scope"] {
            assert!(!bare(css).contains(late), "{late}");
        }
    }
    let served = script_names().into_iter().map(|name| {
        let file = static_file(asset(&name).strip_prefix("/static/").unwrap()).unwrap();
        (name, String::from_utf8(file.bytes.to_vec()).unwrap())
    });
    let framed = include_str!("../../../../templates/session/check_session.js");
    for (name, script) in served.chain([("check_session.js".to_owned(), framed.to_owned())]) {
        let script = bare(&script);
        for late in ["=>", "`", "?.", "??"] {
            assert!(!script.contains(late), "{name}: {late}");
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        for word in script.split(|c: char| !is_part(c)) {
            assert!(!["const", "let", "class", "async", "await"].contains(&word), "{name}: {word}");
        }
    }
}

/// What a browser is asked to work for stands in the form that it posts with; pages that ask for none
/// do not know of it.
#[test]
fn a_form_asks_for_work_where_it_is_told_to() {
    let mut working = 0;
    for sample in gallery(Language::En).unwrap() {
        let (name, page) = (&sample.name, Document::parse(&sample.html));
        if !name.ends_with("-working") {
            let marks = ["/work.", "worked", "work-line"];
            assert!(marks.iter().all(|mark| !sample.html.contains(mark)), "{name}");
            continue;
        }
        working += 1;
        let fields = [page.with("name", "work"), page.with("name", "worked")].concat();
        assert_eq!(fields.len(), 2, "{name}");
        for field in fields {
            let mut outside = field.inside.iter().map(|at| &page.0[*at]);
            let form = outside.find(|outer| outer.is("form")).unwrap();
            assert_ne!(form.get("id"), Some("cancel-form"), "{name}");
            assert_eq!(field.get("type"), Some("hidden"), "{name}");
        }
        let line = page.by_id("work-line").unwrap();
        assert_eq!((line.get("role"), line.text.trim()), (Some("status"), ""), "{name}");
        assert!(line.get("data-slow").is_some_and(|words| !words.is_empty()), "{name}");
    }
    assert_eq!(working, 5);
}

/// RFC 6749 §4.1.2.1: an error page names the error and leads to no unverified address.
#[test]
fn an_error_page_names_the_error_and_links_to_nothing_it_was_sent() {
    samples_of("error", |name, page| {
        for id in ["error-page", "error-code", "error-description", "error-reference"] {
            assert!(page.by_id(id).is_some(), "{name} lacks {id}");
        }
        let unverified = |value: &str| value.contains("mail.harbour.example");
        assert!(
            !page.0.iter().any(|element| element.get("href").is_some_and(unverified)),
            "{name}"
        );
        assert!(!page.0.iter().any(|element| element.get("action").is_some_and(unverified)));
    });
    for page in ["not-found", "unavailable"] {
        samples_of(page, |name, page| {
            for id in ["error-page", "error-code", "error-description"] {
                assert!(page.by_id(id).is_some(), "{name} lacks {id}");
            }
        });
    }
}

#[test]
fn a_finished_or_lost_interaction_is_no_dead_end() {
    let has = |page: &Document, id: &str| page.by_id(id).is_some();
    samples_of("already-done", |name, page| {
        assert_eq!(has(page, "back-to-app"), name == "already-done", "{name}");
    });
    samples_of("start-again", |name, page| {
        let way_on = has(page, "restart") || has(page, "back-to-app");
        assert_ne!(way_on, has(page, "to-home"), "{name}");
    });
    for lost in [
        "already-done-without-app",
        "email-link-void-lost",
        "forgot-password-link-void",
        "forgot-password-too-many",
        "not-found",
        "signed-out-without-app",
        "unavailable-posted",
        "account-deletion-planned",
    ] {
        samples_of(lost, |name, page| assert!(has(page, "to-home"), "{name}"));
    }
    samples_of("tenant-home", |name, page| {
        assert_ne!(has(page, "sign-in"), has(page, "to-account"), "{name}");
    });
}
