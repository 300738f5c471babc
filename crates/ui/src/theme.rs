//! A tenant's or an app's look, as a stylesheet of a dozen custom properties.
//!
//! `app.css` holds the default look and everything else. A theme overrides the accent, derived here
//! from one colour so that every pairing is readable in light and dark, and the corners.
mod corners;
mod figures;
mod palette;

pub use corners::Corners;
pub use figures::{Figure, Scheme, Shown};

use crate::colour::Colour;
use latchkey_base::sha256;
use std::fmt::Write as _;

/// The accent of a tenant that has chosen none; the same values stand in `app.css`.
const DEFAULT_ACCENT: Colour = Colour(0x2f, 0x54, 0xd6);
/// WCAG 2.2, 1.4.3: text.
const TEXT: f64 = 4.5;
/// WCAG 2.2, 1.4.11: shapes that carry meaning.
const SHAPE: f64 = 3.0;

/// The grounds an accent has to stand out from.
struct Grounds {
    page: Colour,
    card: Colour,
    raised: Colour,
    /// What is wrong, `--wrong`.
    wrong: Colour,
    /// Towards which a colour is moved until it can be read.
    far: Colour,
    /// Percent of accent in the tint.
    tint: u16,
}

const LIGHT: Grounds = Grounds {
    page: Colour(0xf4, 0xf5, 0xf7),
    card: Colour::WHITE,
    raised: Colour(0xf7, 0xf8, 0xfa),
    wrong: Colour(0xb3, 0x26, 0x1e),
    far: Colour::INK,
    tint: 9,
};
const DARK: Grounds = Grounds {
    page: Colour(0x0b, 0x0c, 0x0f),
    card: Colour(0x16, 0x18, 0x1d),
    raised: Colour(0x1c, 0x1f, 0x25),
    wrong: Colour(0xff, 0x9a, 0x92),
    far: Colour::WHITE,
    tint: 20,
};

/// An accent and what goes with it on one ground.
struct Accent {
    /// Filled buttons.
    fill: Colour,
    /// The same under the pointer.
    hover: Colour,
    /// Text on either.
    on_fill: Colour,
    /// A ground with a trace of the accent.
    tint: Colour,
    /// Links and marks.
    ink: Colour,
    /// The edge of what has the focus, and what shines around a field that has it.
    focus: (Colour, Colour),
}

impl Accent {
    fn derive(chosen: Colour, grounds: &Grounds) -> Self {
        let fill = chosen.readable_on(&[grounds.card], grounds.far, 1.25);
        let (fill, on_fill) = match fill.contrast(Colour::WHITE) {
            ratio if ratio >= TEXT => (fill, Colour::WHITE),
            // Close enough: a shade darker looks the same and keeps white text.
            ratio if ratio >= SHAPE => {
                (fill.readable_on(&[Colour::WHITE], Colour::INK, TEXT), Colour::WHITE)
            }
            _ => (fill.readable_on(&[Colour::INK], Colour::WHITE, TEXT), Colour::INK),
        };
        let away = if on_fill == Colour::WHITE { Colour::INK } else { Colour::WHITE };
        let tint = grounds.card.mixed(chosen, grounds.tint);
        let all = [grounds.card, grounds.page, grounds.raised, tint];
        let ink = chosen.readable_on(&all, grounds.far, TEXT);
        // A field that is filled in must not look like one that is wrong.
        let focus = match ink.is_like(grounds.wrong) {
            true => (grounds.far, grounds.card.mixed(grounds.far, grounds.tint)),
            false => (ink, tint),
        };
        Self { fill, hover: fill.mixed(away, 12), on_fill, tint, ink, focus }
    }

    fn write(&self, css: &mut String) {
        let Self { fill, hover, on_fill, tint, ink, focus: (focus, halo) } = self;
        let _ = write!(
            css,
            ":root{{--accent:{fill};--accent-hover:{hover};--on-accent:{on_fill};\
             --accent-tint:{tint};--accent-ink:{ink};--focus:{focus};--halo:{halo}}}"
        );
    }
}

/// What a tenant or an app says of its look. What it does not say is as in `app.css`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Theme {
    accent: Option<Colour>,
    corners: Option<Corners>,
    /// Whatever the device prefers.
    scheme: Option<Scheme>,
}

impl Theme {
    /// Nothing is said.
    pub const PLAIN: Self = Self { accent: None, corners: None, scheme: None };

    /// From settings: a colour (`#rrggbb`) and a name of [`Corners`]. What is neither counts as
    /// not said; see [`Theme::is_colour`].
    pub fn new(accent: Option<&str>, corners: Option<&str>) -> Self {
        let accent = accent.filter(|text| Self::is_colour(text)).and_then(Colour::parse);
        Self { accent, corners: corners.and_then(Corners::parse), scheme: None }
    }

    /// Whether a setting can be an accent: `#` and six hexadecimal digits.
    pub fn is_colour(text: &str) -> bool {
        text.len() == 7 && Colour::parse(text).is_some()
    }

    /// This theme where it says something, the other one where it does not.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        let (accent, corners) = (self.accent.or(other.accent), self.corners.or(other.corners));
        Self { accent, corners, scheme: self.scheme.or(other.scheme) }
    }

    /// The same in one scheme, whatever the device prefers.
    #[must_use]
    pub fn in_scheme(self, scheme: Option<Scheme>) -> Self {
        Self { scheme, ..self }
    }

    /// The chosen accent as `#rrggbb`.
    pub fn accent(self) -> String {
        self.chosen().to_string()
    }

    /// The corners.
    pub fn corners(self) -> Corners {
        self.corners.unwrap_or_default()
    }

    /// The name under which its stylesheet is served, `0b6e6e-round.css` or, in one scheme,
    /// `0b6e6e-round-dark.css`: all that it says, so that nothing has to be looked up. `None` if it says nothing, since `app.css` is enough then.
    pub fn file(self) -> Option<String> {
        if self == Self::PLAIN {
            return None;
        }
        let (accent, corners) = (self.accent(), self.corners().name());
        let scheme = self.scheme.map(|scheme| format!("-{}", scheme.name())).unwrap_or_default();
        Some(format!("{}-{corners}{scheme}.css", accent.trim_start_matches('#')))
    }

    /// The theme with that file name; `None` for what is not just as [`Theme::file`] writes it.
    pub fn of_file(name: &str) -> Option<Self> {
        let (accent, rest) = name.strip_suffix(".css")?.split_once('-')?;
        let (corners, scheme) = rest.split_once('-').unwrap_or((rest, ""));
        let theme = Self::new(Some(&format!("#{accent}")), Some(corners));
        let theme = theme.in_scheme(Scheme::parse(scheme));
        (theme.file().as_deref() == Some(name)).then_some(theme)
    }

    /// The stylesheet, to be served with `text/css; charset=utf-8`, immutable under its
    /// [`Theme::version`].
    pub fn css(self) -> String {
        let chosen = self.chosen();
        let mut css = String::with_capacity(500);
        match self.scheme {
            Some(scheme) => {
                scheme.write(&mut css);
                Accent::derive(chosen, scheme.grounds()).write(&mut css);
            }
            None => {
                Accent::derive(chosen, &LIGHT).write(&mut css);
                css.push_str("@media (prefers-color-scheme:dark){");
                Accent::derive(chosen, &DARK).write(&mut css);
                css.push('}');
            }
        }
        self.corners().write(&mut css);
        css
    }

    /// Twelve hexadecimal digits that change with the stylesheet: the `v` in its address.
    pub fn version(self) -> String {
        let digest = sha256(self.css().as_bytes());
        digest.iter().take(6).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    fn chosen(self) -> Colour {
        self.accent.unwrap_or(DEFAULT_ACCENT)
    }
}

#[cfg(test)]
mod tests;
