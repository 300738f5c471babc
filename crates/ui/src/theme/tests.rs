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
    }
    assert_ne!(schemes[0]["card"], schemes[1]["card"], "dark is read apart from light");
}

/// `app.css` alone looks as if a tenant had no colour of its own.
#[test]
fn the_stylesheet_holds_the_default_theme() {
    assert!(APP_CSS.contains(&theme_css(None)), "put this into app.css:\n{}", theme_css(None));
}

#[test]
fn any_accent_is_corrected_until_it_can_be_read() {
    let mut accents: Vec<String> =
        ["#fff", "#000", "#ffd600", "#00ff00", "#ff0000", "#0000ff"].map(str::to_owned).to_vec();
    let steps = [0, 51, 102, 153, 204, 255];
    for (r, g) in steps.iter().flat_map(|r| steps.iter().map(move |g| (r, g))) {
        accents.extend(steps.iter().map(|b| format!("#{r:02x}{g:02x}{b:02x}")));
    }
    for accent in &accents {
        let schemes = properties(&theme_css(Some(accent)));
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
        }
    }
}

#[test]
fn a_good_accent_is_left_alone_and_a_bad_one_is_moved() {
    assert_eq!(corrected_accent("#0B6E6E").as_deref(), Some("#0b6e6e"));
    let blue = corrected_accent("#3b82f6").unwrap();
    assert_ne!(blue, "#3b82f6", "white on it has only 3.7");
    assert!(Colour::parse(&blue).unwrap().contrast(Colour::WHITE) >= TEXT);
    assert_eq!(corrected_accent("teal"), None);
}

/// Security: a setting never becomes CSS unless it is a colour.
#[test]
fn what_is_no_colour_becomes_the_default() {
    let evil = "#fff}body{background:url(https://evil.example)";
    assert_eq!(theme_css(Some(evil)), theme_css(None));
    assert_eq!(theme_version(Some(evil)), theme_version(None));
    assert_ne!(theme_version(Some("#0b6e6e")), theme_version(None));
    assert_eq!(theme_version(None).len(), 12);
}
