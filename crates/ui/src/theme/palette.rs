//! The colours of `app.css` in one scheme, for people who want another one than their device prefers.
use super::Scheme;

const STYLES: &str = include_str!("../../../../static/app.css");

/// What comes before the rule for everybody, and before the one for those who prefer dark.
const LIGHT: &str = ":root {";
const DARK: &str = "@media (prefers-color-scheme: dark) {\n  :root {";

impl Scheme {
    /// Adds what the device would have chosen, chosen already.
    pub(super) fn write(self, css: &mut String) {
        let rule = match self {
            Self::Light => LIGHT,
            Self::Dark => DARK,
        };
        css.push_str(":root{color-scheme:");
        css.push_str(self.name());
        for (name, value) in declarations(rule).filter(|(name, _)| is_of_scheme(name)) {
            css.extend([";", name, ":", value]);
        }
        css.push('}');
    }
}

/// Whether a custom property has another value in the dark.
fn is_of_scheme(name: &str) -> bool {
    declarations(DARK).any(|(known, _)| known == name)
}

/// Names and values of the first rule that begins so.
fn declarations(rule: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let block = STYLES.split_once(rule).and_then(|(_, rest)| rest.split_once('}'));
    let (block, _) = block.unwrap_or_default();
    let parted = block.split(';').filter_map(|declaration| declaration.split_once(':'));
    parted.map(|(name, value)| (name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(scheme: Scheme) -> String {
        let mut css = String::new();
        scheme.write(&mut css);
        css
    }

    #[test]
    fn each_scheme_has_all_colours_of_its_own() {
        let [light, dark] = Scheme::ALL.map(written);
        assert!(light.starts_with(":root{color-scheme:light;--ground:#f4f5f7;"), "{light}");
        assert!(dark.starts_with(":root{color-scheme:dark;--ground:#0b0c0f;"), "{dark}");
        let count = |css: &str| css.matches(";--").count();
        assert_eq!(count(&light), count(&dark));
        assert_eq!(count(&dark), declarations(DARK).count());
        assert!(!light.contains("--radius") && !light.contains("--font"), "{light}");
    }

    /// What is dark by preference elsewhere than in that rule would stay as the device wants it.
    #[test]
    fn the_rule_is_the_only_one_that_asks_for_a_preference() {
        let (_, own) = STYLES.split_once("/* accent:end */").unwrap();
        assert_eq!(own.matches("prefers-color-scheme").count(), 1);
    }
}
