//! How round the corners of a page are.
use std::fmt::Write as _;

/// The corners of cards, buttons, fields and pictures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Corners {
    /// All but none.
    Square,
    /// As in `app.css`.
    #[default]
    Soft,
    /// As round as a button can be.
    Round,
}

impl Corners {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Square, Self::Soft, Self::Round];

    /// Its name in settings and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::Soft => "soft",
            Self::Round => "round",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// Adds what differs from `app.css`.
    pub(super) fn write(self, css: &mut String) {
        let (field, card, tile, small) = match self {
            Self::Square => (3, 4, 4, 3),
            Self::Soft => return,
            Self::Round => (24, 28, 20, 12),
        };
        let _ = write!(
            css,
            ":root{{--radius:{field}px;--radius-card:{card}px;--radius-tile:{tile}px;\
             --radius-small:{small}px}}"
        );
    }
}
