//! A tenant's colours, as a stylesheet of a dozen custom properties.
//!
//! `app.css` holds the default palette and everything else. The theme overrides the accent only,
//! derived here from one colour so that every pairing is readable in light and dark.
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
    /// Towards which a colour is moved until it can be read.
    far: Colour,
    /// Percent of accent in the tint.
    tint: u16,
}

const LIGHT: Grounds = Grounds {
    page: Colour(0xf4, 0xf5, 0xf7),
    card: Colour::WHITE,
    raised: Colour(0xf7, 0xf8, 0xfa),
    far: Colour::INK,
    tint: 9,
};
const DARK: Grounds = Grounds {
    page: Colour(0x0b, 0x0c, 0x0f),
    card: Colour(0x16, 0x18, 0x1d),
    raised: Colour(0x1c, 0x1f, 0x25),
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
    /// Links, focus rings and marks.
    ink: Colour,
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
        Self { fill, hover: fill.mixed(away, 12), on_fill, tint, ink }
    }

    fn write(&self, css: &mut String) {
        let Self { fill, hover, on_fill, tint, ink } = self;
        let _ = write!(
            css,
            ":root{{--accent:{fill};--accent-hover:{hover};--on-accent:{on_fill};\
             --accent-tint:{tint};--accent-ink:{ink}}}"
        );
    }
}

/// The colour that filled buttons really have for a chosen accent, in light, as `#rrggbb`: the
/// chosen one if white or black text on it can be read, else the nearest such. `None` when the
/// text is no colour (`#rgb` or `#rrggbb`).
pub fn corrected_accent(accent: &str) -> Option<String> {
    Colour::parse(accent).map(|chosen| Accent::derive(chosen, &LIGHT).fill.to_string())
}

/// The stylesheet of a tenant's accent (`#rrggbb`), to be served as `/{group}/theme.css` with
/// `text/css; charset=utf-8`, immutable under its [`theme_version`]. What is not a colour counts
/// as none.
pub fn theme_css(accent: Option<&str>) -> String {
    let chosen = accent.and_then(Colour::parse).unwrap_or(DEFAULT_ACCENT);
    let mut css = String::with_capacity(300);
    Accent::derive(chosen, &LIGHT).write(&mut css);
    css.push_str("@media (prefers-color-scheme:dark){");
    Accent::derive(chosen, &DARK).write(&mut css);
    css.push('}');
    css
}

/// Twelve hexadecimal digits that change with the stylesheet: the `v` in its address.
pub fn theme_version(accent: Option<&str>) -> String {
    let digest = sha256(theme_css(accent).as_bytes());
    digest.iter().take(6).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests;
