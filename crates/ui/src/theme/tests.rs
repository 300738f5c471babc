//! Every pairing of colours that the stylesheet makes can be read.
use super::*;
use std::collections::HashMap;

const APP_CSS: &str = include_str!("../../../../static/app.css");

/// Custom properties that are plain colours, as they hold in light and in dark.
fn properties(css: &str) -> [HashMap<String, Colour>; 2] {
    let mut schemes = [HashMap::new(), HashMap::new()];
    let mut dark = false;
    for rule in css.split_inclusive(['{', '}']) {
        dark |= rule.contains("prefers-color-scheme");
        for declaration in rule.split(';') {
            let Some((name, value)) = declaration.trim().trim_end_matches('}').split_once(':')
            else {
                continue;
            };
            let (Some(name), Some(colour)) = (name.strip_prefix("--"), Colour::parse(value)) else {
                continue;
            };
            schemes[1].insert(name.to_owned(), colour);
            if !dark {
                schemes[0].insert(name.to_owned(), colour);
            }
        }
        // A scheme ends with the second of two closing braces in a row.
        dark &= !(rule == "}" || rule.trim() == "}");
    }
    schemes
}

fn require(colours: &HashMap<String, Colour>, text: &str, ground: &str, ratio: f64) {
    let found = colours[text].contrast(colours[ground]);
    assert!(found >= ratio, "{text} {} on {ground} {}: {found:.2}", colours[text], colours[ground]);
}

#[test]
fn the_palette_can_be_read() {
    for colours in properties(APP_CSS) {
        for ground in ["ground", "card", "raised"] {
            require(&colours, "text", ground, TEXT);
            require(&colours, "quiet", ground, TEXT);
            require(&colours, "accent-ink", ground, TEXT);
        }
        require(&colours, "wrong", "card", TEXT);
        require(&colours, "wrong", "wrong-tint", TEXT);
        require(&colours, "well", "card", TEXT);
        require(&colours, "well", "well-tint", TEXT);
        require(&colours, "edge", "card", SHAPE);
        require(&colours, "on-accent", "accent", TEXT);
        require(&colours, "card", "text", TEXT);
    }
}

#[test]
fn the_grounds_here_are_those_of_the_stylesheet() {
    let schemes = properties(APP_CSS);
    for (colours, grounds) in schemes.iter().zip([LIGHT, DARK]) {
        assert_eq!(colours["ground"], grounds.page);
        assert_eq!(colours["card"], grounds.card);
        assert_eq!(colours["raised"], grounds.raised);
        assert_eq!(colours["wrong"], grounds.wrong);
    }
    assert_ne!(schemes[0]["card"], schemes[1]["card"], "dark is read apart from light");
}

/// `app.css` alone looks as if a tenant had no colour of its own.
#[test]
fn the_stylesheet_holds_the_default_theme() {
    assert!(
        APP_CSS.contains(&Theme::PLAIN.css()),
        "put this into app.css:\n{}",
        Theme::PLAIN.css()
    );
}

#[test]
fn any_accent_is_corrected_until_it_can_be_read() {
    let mut accents: Vec<String> =
        ["#ffffff", "#000000", "#ffd600", "#00ff00", "#ff0000", "#0000ff"]
            .map(str::to_owned)
            .to_vec();
    let steps = [0, 51, 102, 153, 204, 255];
    for (r, g) in steps.iter().flat_map(|r| steps.iter().map(move |g| (r, g))) {
        accents.extend(steps.iter().map(|b| format!("#{r:02x}{g:02x}{b:02x}")));
    }
    for accent in &accents {
        let schemes = properties(&of(accent).css());
        for (colours, grounds) in schemes.into_iter().zip([LIGHT, DARK]) {
            let mut colours = colours;
            colours.insert("card".to_owned(), grounds.card);
            colours.insert("page".to_owned(), grounds.page);
            colours.insert("raised".to_owned(), grounds.raised);
            require(&colours, "on-accent", "accent", TEXT);
            require(&colours, "on-accent", "accent-hover", TEXT);
            for ground in ["card", "page", "raised", "accent-tint"] {
                require(&colours, "accent-ink", ground, TEXT);
            }
            require(&colours, "focus", "card", SHAPE);
            assert!(
                !colours["focus"].is_like(grounds.wrong),
                "{accent}: what has the focus looks wrong"
            );
        }
    }
}

fn of(accent: &str) -> Theme {
    Theme::new(Some(accent), None)
}

#[test]
fn a_good_accent_is_left_alone_and_a_bad_one_is_moved() {
    let button = |accent| of(accent).figures(Scheme::Light).remove(0);
    let teal = button("#0B6E6E");
    assert_eq!((teal.chosen.behind.as_str(), teal.is_corrected()), ("#0b6e6e", false));
    assert_eq!(teal.corrected, teal.chosen);
    let blue = button("#3b82f6");
    assert!(blue.is_corrected(), "white on it has only {}", blue.chosen.ratio);
    assert_ne!(blue.corrected.behind, "#3b82f6");
    assert!(blue.corrected.ratio >= TEXT && blue.corrected.front == "#ffffff");
}

/// A red accent keeps its links and buttons; only the focus is told apart from what is wrong.
#[test]
fn what_has_the_focus_does_not_look_wrong() {
    for (colours, grounds) in properties(&of("#e60012").css()).iter().zip([LIGHT, DARK]) {
        assert_eq!(colours["focus"], grounds.far);
        assert_ne!(colours["halo"], colours["accent-tint"]);
        assert!(colours["accent-ink"].is_like(grounds.wrong));
    }
    for colours in properties(&of("#0b6e6e").css()) {
        assert_eq!(colours["focus"], colours["accent-ink"]);
        assert_eq!(colours["halo"], colours["accent-tint"]);
    }
}

/// WCAG 2.2, 1.4.3: numbers that others publish. Yellow carries dark text in the end.
#[test]
fn the_figures_are_those_of_wcag() {
    let light = of("#ffd600").figures(Scheme::Light);
    let two = |ratio: f64| (ratio * 100.0).round() / 100.0;
    assert_eq!(light[0].what, "Text of a button");
    assert_eq!(two(light[0].chosen.ratio), 1.41, "white on #ffd600");
    assert!(light[0].corrected.ratio >= TEXT);
    assert_eq!((&*light[0].corrected.front, &*light[0].chosen.front), ("#101218", "#ffffff"));
    assert_eq!(light[2].what, "Link on a card");
    assert_eq!(two(light[2].chosen.ratio), 1.41);
    let black = of("#000000").figures(Scheme::Light);
    assert_eq!(two(black[0].chosen.ratio), 21.0);
    assert!(black.iter().all(|figure| !figure.is_corrected()));
    assert!(of("#000000").figures(Scheme::Dark)[2].is_corrected(), "black on black");
}

/// What is told of a theme is what its stylesheet says.
#[test]
fn the_figures_are_of_the_colours_that_are_served() {
    for accent in ["#2f54d6", "#ffd600", "#0b6e6e", "#777777", "#ffffff", "#101010"] {
        let schemes = properties(&of(accent).css());
        for (colours, scheme) in schemes.iter().zip(Scheme::ALL) {
            let figures = of(accent).figures(scheme);
            let is = |at: usize, front: &str, behind: &str| {
                let shown = &figures[at].corrected;
                assert_eq!(shown.front, colours[front].to_string(), "{accent} {at}");
                assert_eq!(shown.behind, colours[behind].to_string(), "{accent} {at}");
            };
            is(0, "on-accent", "accent");
            is(1, "on-accent", "accent-hover");
            is(5, "accent-ink", "accent-tint");
            for figure in &figures {
                assert!(figure.corrected.ratio >= figure.needed, "{accent}: {figure:?}");
            }
        }
    }
}

/// Security: a setting never becomes CSS unless it is a colour.
#[test]
fn what_is_no_colour_becomes_the_default() {
    let evil = "#fff}body{background:url(https://evil.example)";
    assert_eq!(Theme::new(Some(evil), Some(evil)), Theme::PLAIN);
    for wrong in ["#fff", "0b6e6e", "#0b6e6g", "", " #0b6e6e"] {
        assert_eq!(of(wrong), Theme::PLAIN, "{wrong:?}");
    }
    assert_ne!(of("#0b6e6e").version(), Theme::PLAIN.version());
    assert_eq!(Theme::PLAIN.version().len(), 12);
}

#[test]
fn what_an_app_does_not_say_its_tenant_says() {
    let tenant = Theme::new(Some("#0b6e6e"), Some("round"));
    let file = |accent, corners| Theme::new(accent, corners).over(tenant).file();
    assert_eq!(file(None, None).as_deref(), Some("0b6e6e-round.css"));
    assert_eq!(file(Some("#B3261E"), None).as_deref(), Some("b3261e-round.css"));
    assert_eq!(file(None, Some("square")).as_deref(), Some("0b6e6e-square.css"));
    assert_eq!(file(Some("teal"), Some("oval")).as_deref(), Some("0b6e6e-round.css"));
    assert_eq!(Theme::PLAIN.over(Theme::PLAIN).file(), None, "app.css does");
    let dark = Theme::PLAIN.in_scheme(Some(Scheme::Dark));
    assert_eq!(dark.file().as_deref(), Some("2f54d6-soft-dark.css"));
    assert_eq!(Theme::of_file("2f54d6-soft-dark.css").map(Theme::css), Some(dark.css()));
    for name in ["2f54d6-soft-dim.css", "2f54d6-soft-.css", "2f54d6-soft-dark-light.css"] {
        assert_eq!(Theme::of_file(name), None, "{name:?}");
    }
}

/// An address says all of a theme, in one way only, so that caches hold each look once.
#[test]
fn a_theme_is_read_back_from_its_address() {
    for corners in Corners::ALL {
        let theme = Theme::new(Some("#b3261e"), Some(corners.name()));
        assert_eq!(Theme::of_file(&theme.file().unwrap()), Some(theme));
    }
    let wrong = [
        "",
        ".css",
        "b3261e.css",
        "b3261e-oval.css",
        "B3261E-round.css",
        "fff-round.css",
        "b3261e-round",
        "b3261e-round.css.css",
        "b3261e-round-.css",
        "#b3261e-round.css",
        "../b3261e-round.css",
    ];
    for name in wrong {
        assert_eq!(Theme::of_file(name), None, "{name:?}");
    }
}

#[test]
fn corners_are_those_of_the_stylesheet_or_others() {
    let css = |corners: Corners| Theme::new(None, Some(corners.name())).css();
    assert_eq!(css(Corners::Soft), Theme::PLAIN.css());
    for corners in [Corners::Square, Corners::Round] {
        let css = css(corners);
        for name in ["--radius", "--radius-card", "--radius-tile", "--radius-small"] {
            assert!(css.contains(&format!("{name}:")), "{corners:?} {name}");
            assert!(APP_CSS.contains(&format!("{name}: ")), "app.css sets {name}");
            assert!(APP_CSS.contains(&format!("var({name})")), "app.css uses {name}");
        }
    }
}
