//! What a theme will look like: samples of the pages in both colour schemes, and the figures.
//!
//! One document that fetches nothing and runs nothing, for operators to open from a file. It is
//! never served: nobody but them gets pages of ours in colours of their choosing.
use crate::samples::SAMPLE_THEME;
use crate::theme::{Figure, Scheme, Theme};
use crate::{Language, asset, gallery, static_file};
use askama::Template;

/// The samples that are shown, by their names in the gallery.
static SHOWN: [(&str, &str); 4] =
    [("sign-in", "Sign-in"), ("consent", "Consent"), ("totp", "Code"), ("error-request", "Error")];

/// Widths of the frames: a laptop's share of a window, a small phone.
const WIDTHS: [(&str, u32); 2] = [("wide", 600), ("narrow", 320)];

#[derive(Template)]
#[template(path = "preview/theme.html")]
struct ThemePreview<'a> {
    title: &'a str,
    theme: Theme,
    language: Language,
    tables: Vec<Table>,
    rows: Vec<Row>,
}

/// The figures of one colour scheme.
struct Table {
    scheme: &'static str,
    figures: Vec<Figure>,
}

/// One page in all its frames.
struct Row {
    title: &'static str,
    frames: Vec<Frame>,
}

struct Frame {
    title: String,
    width: u32,
    document: String,
}

impl ThemePreview<'_> {
    /// Cut off, so that nothing seems to be enough that is not.
    fn ratio(&self, ratio: &f64) -> String {
        format!("{:.2}", (ratio * 100.0).floor() / 100.0)
    }

    fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.tables.iter().flat_map(|table| &table.figures)
    }

    fn all(&self) -> usize {
        self.figures().count()
    }

    /// What had to be moved.
    fn corrected(&self) -> usize {
        self.figures().filter(|figure| figure.is_corrected()).count()
    }
}

/// Shows a theme in one HTML document. `title` says whose it is.
///
/// # Errors
/// Only when a template fails to render.
pub fn theme_preview(
    theme: Theme,
    title: &str,
    language: Language,
) -> Result<String, askama::Error> {
    let samples = gallery(language)?;
    let css = static_file(asset("app.css").trim_start_matches("/static/"));
    let css = css.map(|file| String::from_utf8_lossy(file.bytes)).unwrap_or_default();
    let css = format!("{css}{}", theme.css());
    let mut rows = Vec::new();
    for (name, title) in SHOWN {
        let Some(sample) = samples.iter().find(|sample| sample.name == name) else { continue };
        let frame = |(size, width): (&str, u32), scheme: Scheme| Frame {
            title: format!("{title}, {}, {size}", scheme.name()),
            width,
            document: dressed(&sample.html, &css, scheme),
        };
        let all = WIDTHS.iter().flat_map(|width| Scheme::ALL.map(|scheme| frame(*width, scheme)));
        rows.push(Row { title, frames: all.collect() });
    }
    let table = |scheme: Scheme| Table { scheme: scheme.name(), figures: theme.figures(scheme) };
    let tables = Scheme::ALL.map(table).into();
    ThemePreview { title, theme, language, tables, rows }.render()
}

/// A page with its style sheets inside, without scripts, and in one colour scheme whatever the
/// browser prefers.
fn dressed(html: &str, css: &str, scheme: Scheme) -> String {
    let (light, dark) = match scheme {
        Scheme::Light => ("all", "not all"),
        Scheme::Dark => ("not all", "all"),
    };
    let css = css
        .replace("(prefers-color-scheme: light)", light)
        .replace("(prefers-color-scheme: dark)", dark)
        .replace("(prefers-color-scheme:dark)", dark)
        .replace("color-scheme: light dark;", &format!("color-scheme: {};", scheme.name()));
    let link = |address: &str| format!("<link rel=\"stylesheet\" href=\"{address}\">");
    let script = |name: &str| format!("<script src=\"{}\" defer></script>", asset(name));
    html.replace(&link(asset("app.css")), &format!("<style>{css}</style>"))
        .replace(&link(SAMPLE_THEME), "")
        .replace(&script("app.js"), "")
        .replace(&script("passkeys.js"), "")
        .replace(
            &format!(
                "<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">",
                asset("favicon.svg")
            ),
            "",
        )
        .replace("content=\"light dark\"", &format!("content=\"{}\"", scheme.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yellow() -> String {
        let theme = Theme::new(Some("#ffd600"), Some("round"));
        theme_preview(theme, "acme <shop>", Language::En).unwrap()
    }

    /// It is opened from a file: what it fetched would be looked for anywhere.
    #[test]
    fn a_preview_fetches_nothing_and_runs_nothing() {
        let html = yellow();
        let text = html.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#60;", "<");
        let text = text.replace("&lt;", "<").replace("&#62;", ">").replace("&gt;", ">");
        for fetched in ["<script", "<link", "src=\"/", "url(", "@import", "http-equiv=\"refresh"] {
            assert!(!text.contains(fetched), "{fetched}");
        }
        assert!(html.contains("default-src 'none'"));
        assert_eq!(html.matches("sandbox=\"\"").count(), 16, "every frame is shut in");
    }

    #[test]
    fn a_preview_shows_four_pages_in_two_schemes_and_two_widths() {
        let html = yellow();
        assert_eq!(html.matches("<iframe").count(), 16);
        for (_, title) in SHOWN {
            for kind in ["light, wide", "dark, wide", "light, narrow", "dark, narrow"] {
                assert!(html.contains(&format!("title=\"{title}, {kind}\"")), "{title}, {kind}");
            }
        }
        assert!(html.contains("acme &#60;shop&#62;") || html.contains("acme &lt;shop&gt;"));
    }

    /// Before and after, for each pairing of colours in each scheme.
    #[test]
    fn a_preview_says_the_figures() {
        let html = yellow();
        let theme = Theme::new(Some("#ffd600"), None);
        let figures: Vec<Figure> = Scheme::ALL.iter().flat_map(|it| theme.figures(*it)).collect();
        let corrected = figures.iter().filter(|figure| figure.is_corrected()).count();
        for figure in &figures {
            assert!(html.contains(figure.what), "{}", figure.what);
            assert!(html.contains(&format!("<code>{}</code>", figure.corrected.front)));
        }
        assert!((1..14).contains(&corrected), "dark links may be yellow: {corrected}");
        assert!(html.contains(&format!("{corrected} of 14 pairings")));
        assert_eq!(html.matches("class=\"moved\"").count(), corrected);
        assert!(html.contains(">1.41<"), "white on yellow is 1.416, cut off");
        assert!(html.contains("<code>#ffd600</code>"));
    }

    #[test]
    fn a_frame_has_one_scheme_whatever_the_browser_prefers() {
        let css = ":root{color-scheme: light dark;}@media (prefers-color-scheme: dark) {a{}}\
                   @media (prefers-color-scheme:dark){b{}}";
        let html = gallery(Language::Ar).unwrap().remove(0).html;
        let dark = dressed(&html, css, Scheme::Dark);
        assert!(dark.contains("<style>:root{color-scheme: dark;}@media all {a{}}@media all{b{}}"));
        let light = dressed(&html, css, Scheme::Light);
        assert!(light.contains("@media not all {a{}}@media not all{b{}}"));
        assert!(light.contains("name=\"color-scheme\" content=\"light\""));
        assert!(light.contains("dir=\"rtl\"") && !light.contains("/static/"), "{light}");
    }
}
