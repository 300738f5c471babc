//! How well the colours of a theme can be told apart, as they were chosen and as they are shown.
use super::{Accent, DARK, Grounds, LIGHT, SHAPE, TEXT, Theme};
use crate::colour::Colour;

/// What a browser prefers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// Dark text on bright grounds.
    Light,
    /// Bright text on dark grounds.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// Its name in CSS (`prefers-color-scheme`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// What the page stands on, as `#rrggbb`.
    pub fn ground(self) -> String {
        self.grounds().page.to_string()
    }

    /// What its card is, as `#rrggbb`.
    pub fn card(self) -> String {
        self.grounds().card.to_string()
    }

    pub(super) fn grounds(self) -> &'static Grounds {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

/// Two colours that stand on each other.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// The one in front, as `#rrggbb`.
    pub front: String,
    /// The one behind.
    pub behind: String,
    /// Their contrast, 1 to 21 (WCAG 2.2).
    pub ratio: f64,
}

/// One pairing of colours that pages make.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// What is seen so, in English: this is for operators.
    pub what: &'static str,
    /// The contrast that it takes.
    pub needed: f64,
    /// With the colour as it was chosen, and white text on it.
    pub chosen: Shown,
    /// As pages show it.
    pub corrected: Shown,
}

impl Figure {
    /// Whether the colour could not stay as it was chosen.
    pub fn is_corrected(&self) -> bool {
        self.chosen.ratio < self.needed
    }
}

impl Theme {
    /// Every pairing in which the accent takes part.
    pub fn figures(self, scheme: Scheme) -> Vec<Figure> {
        let (chosen, grounds) = (self.chosen(), scheme.grounds());
        let before = pairs(&Accent::as_chosen(chosen, grounds), grounds);
        let after = pairs(&Accent::derive(chosen, grounds), grounds);
        let figure = |(what, needed, (front, behind)): Pair, chosen: (Colour, Colour)| Figure {
            what,
            needed,
            chosen: shown(chosen),
            corrected: shown((front, behind)),
        };
        after.into_iter().zip(before).map(|(after, before)| figure(after, before.2)).collect()
    }
}

fn shown((front, behind): (Colour, Colour)) -> Shown {
    let ratio = front.contrast(behind);
    Shown { front: front.to_string(), behind: behind.to_string(), ratio }
}

/// What is seen, the contrast that it takes, its colours.
type Pair = (&'static str, f64, (Colour, Colour));

fn pairs(accent: &Accent, grounds: &Grounds) -> [Pair; 7] {
    let Accent { fill, hover, on_fill, tint, ink, focus: (focus, _) } = *accent;
    [
        ("Text of a button", TEXT, (on_fill, fill)),
        ("Text of a button under the pointer", TEXT, (on_fill, hover)),
        ("Link on a card", TEXT, (ink, grounds.card)),
        ("Link on the page", TEXT, (ink, grounds.page)),
        ("Link on a raised row", TEXT, (ink, grounds.raised)),
        ("Initials and marks on a tint", TEXT, (ink, tint)),
        ("Focus ring on a card", SHAPE, (focus, grounds.card)),
    ]
}

impl Accent {
    /// What would be if nobody looked at contrast.
    fn as_chosen(chosen: Colour, grounds: &Grounds) -> Self {
        let tint = grounds.card.mixed(chosen, grounds.tint);
        let hover = chosen.mixed(Colour::INK, 12);
        Self {
            fill: chosen,
            hover,
            on_fill: Colour::WHITE,
            tint,
            ink: chosen,
            focus: (chosen, tint),
        }
    }
}
