//! A refused password, from the words of `authn` to those of the pages.
use latchkey_authn::Weakness;
use latchkey_ui::pages::Strength;

/// The judgement for the page; `None` when only the length was wrong.
pub fn strength(refused: &Weakness) -> Option<Strength> {
    let Weakness::TooWeak { score, warning, suggestions } = refused else { return None };
    Some(Strength::of_keys(*score, *warning, suggestions))
}
