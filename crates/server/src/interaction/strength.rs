//! A refused password, from the words of `authn` to those of the pages.
use latchkey_authn::Weakness as Refused;
use latchkey_ui::pages::{Advice, Strength, Weakness};

/// The judgement for the page; `None` when only the length was wrong.
pub fn strength(refused: &Refused) -> Option<Strength> {
    let Refused::TooWeak { score, warning, suggestions } = refused else { return None };
    Some(Strength {
        score: *score,
        weakness: warning.and_then(weakness),
        advice: suggestions.iter().copied().find_map(advice),
    })
}

fn weakness(key: &str) -> Option<Weakness> {
    Some(match key {
        "password-warning-keyboard" => Weakness::KeyboardRow,
        "password-warning-repeats" => Weakness::Repetition,
        "password-warning-common" => Weakness::Common,
        "password-warning-sequence" => Weakness::Sequence,
        "password-warning-years" | "password-warning-dates" => Weakness::Date,
        "password-warning-word" => Weakness::SingleWord,
        "password-warning-names" => Weakness::Name,
        _ => return None,
    })
}

fn advice(key: &str) -> Option<Advice> {
    Some(match key {
        "password-hint-few-words" => Advice::UseWords,
        "password-hint-another-word" => Advice::AddWords,
        "password-hint-capitals"
        | "password-hint-reversed"
        | "password-hint-substitutions"
        | "password-hint-no-symbols-needed" => Advice::NoTricks,
        "password-hint-keyboard" => Advice::LongerPattern,
        "password-hint-repeats" => Advice::AvoidRepetition,
        "password-hint-sequences" => Advice::AvoidSequences,
        "password-hint-years" | "password-hint-dates" => Advice::AvoidDates,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_authn::password::MESSAGE_KEYS;

    #[test]
    fn every_judgement_has_words_on_the_page() {
        for key in MESSAGE_KEYS {
            let known = match key.strip_prefix("password-") {
                Some(rest) if rest.starts_with("warning") => weakness(key).is_some(),
                Some(rest) if rest.starts_with("hint") => advice(key).is_some(),
                _ => true,
            };
            assert!(known, "{key}");
        }
    }
}
