//! Colours and how well they can be told apart (WCAG 2.2, 1.4.3 and 1.4.11).
use std::fmt;
use std::sync::LazyLock;

/// The light of each value of a channel, 0 to 1 (WCAG 2.2, relative luminance).
static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let mut table = [0.0; 256];
    for (value, light) in (0_u8..=255).zip(&mut table) {
        *light = linear(f64::from(value) / 255.0);
    }
    table
});

/// An sRGB colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    pub(crate) const WHITE: Self = Self(255, 255, 255);
    /// Text on bright grounds: black with a breath of blue.
    pub(crate) const INK: Self = Self(0x10, 0x12, 0x18);

    /// Reads `#rgb` or `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let hex = text.trim().strip_prefix('#')?;
        if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let byte = |range| u8::from_str_radix(hex.get(range)?, 16).ok();
        match hex.len() {
            3 => Some(Self(byte(0..1)? * 17, byte(1..2)? * 17, byte(2..3)? * 17)),
            6 => Some(Self(byte(0..2)?, byte(2..4)?, byte(4..6)?)),
            _ => None,
        }
    }

    /// This colour with `share` percent of `other` in it.
    pub(crate) fn mixed(self, other: Self, share: u16) -> Self {
        let share = u32::from(share.min(100));
        let blend = |a: u8, b: u8| {
            let sum = u32::from(a) * (100 - share) + u32::from(b) * share;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self(blend(self.0, other.0), blend(self.1, other.1), blend(self.2, other.2))
    }

    /// Relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| LINEAR[usize::from(channel)];
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio, 1 to 21.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Whether people would call both by the same name: the same hue, more or less, and no grey.
    pub(crate) fn is_like(self, other: Self) -> bool {
        let (Some(a), Some(b)) = (self.hue(), other.hue()) else { return false };
        let apart = (a - b).abs();
        apart.min(360.0 - apart) <= 20.0
    }

    /// The hue in degrees; `None` for what is grey, or nearly.
    fn hue(self) -> Option<f64> {
        let [r, g, b] = [self.0, self.1, self.2].map(f64::from);
        let (most, least) = (r.max(g).max(b), r.min(g).min(b));
        let spread = most - least;
        if spread < 48.0 {
            return None;
        }
        let sixth = match most {
            most if most <= r => (g - b) / spread,
            most if most <= g => 2.0 + (b - r) / spread,
            _ => 4.0 + (r - g) / spread,
        };
        Some((sixth * 60.0).rem_euclid(360.0))
    }

    /// The nearest mixture with `toward` that has at least `ratio` against every ground.
    pub(crate) fn readable_on(self, grounds: &[Self], toward: Self, ratio: f64) -> Self {
        let passes = |c: &Self| grounds.iter().all(|ground| c.contrast(*ground) >= ratio);
        (0..=100).map(|share| self.mixed(toward, share)).find(passes).unwrap_or(toward)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Colour::WHITE.contrast(Colour(0, 0, 0)) - 21.0).abs() < 0.001);
        let grey = Colour(0x76, 0x76, 0x76);
        assert!(grey.contrast(Colour::WHITE) >= 4.5);
        assert!(Colour(0x78, 0x78, 0x78).contrast(Colour::WHITE) < 4.5);
    }

    #[test]
    fn only_hexadecimal_colours_are_read() {
        assert_eq!(Colour::parse("#0AF"), Some(Colour(0, 0xaa, 0xff)));
        assert_eq!(Colour::parse(" #00aaff "), Some(Colour(0, 0xaa, 0xff)));
        for bad in ["", "#", "00aaff", "#00aaf", "#+1+1+1", "red", "#ffffff;}", "#äöü"] {
            assert_eq!(Colour::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn reds_are_like_reds_and_nothing_else_is() {
        let red = Colour(0xb3, 0x26, 0x1e);
        let like = |text: &str| Colour::parse(text).unwrap().is_like(red);
        for one in ["#b3261e", "#e60012", "#ff9a92", "#dc143c", "#5a0000", "#ff5722"] {
            assert!(like(one), "{one}");
        }
        for other in ["#2f54d6", "#0b6e6e", "#ffd600", "#c2188b", "#8a7f7e", "#000000", "#ffffff"] {
            assert!(!like(other), "{other}");
        }
    }

    #[test]
    fn a_colour_that_passes_stays_as_it_is() {
        let navy = Colour(0, 0, 0x80);
        assert_eq!(navy.readable_on(&[Colour::WHITE], Colour::INK, 4.5), navy);
        let yellow = Colour(0xff, 0xd6, 0);
        let corrected = yellow.readable_on(&[Colour::WHITE], Colour::INK, 4.5);
        assert!(corrected.contrast(Colour::WHITE) >= 4.5);
        assert_ne!(corrected, yellow);
    }
}
