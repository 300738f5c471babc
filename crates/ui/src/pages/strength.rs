//! How good a new password is, in words: what is wrong with it and what would help.

/// The judgement of a password that was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (never guessed).
    pub score: u8,
    /// What makes it easy to guess, if one thing stands out.
    pub weakness: Option<Weakness>,
    /// What would help most.
    pub advice: Option<Advice>,
}

impl Strength {
    /// From the keys that the judge of passwords hands out: `password-warning-…` for what is
    /// wrong, `password-hint-…` for what would help, most helpful first. Others are passed over.
    pub fn of_keys(score: u8, warning: Option<&str>, hints: &[&str]) -> Self {
        let weakness = warning.and_then(Weakness::of_key);
        let advice = hints.iter().find_map(|hint| Advice::of_key(hint));
        Self { score, weakness, advice }
    }

    /// The score in words.
    pub fn message(&self) -> &'static str {
        match self.score {
            0 | 1 => "strength.very_weak",
            2 => "strength.weak",
            3 => "strength.good",
            _ => "strength.strong",
        }
    }
}

/// What makes a password easy to guess (the warnings of zxcvbn, grouped).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weakness {
    /// Among the most used passwords, or close to one.
    Common,
    /// One word and nothing else.
    SingleWord,
    /// A name or surname.
    Name,
    /// Keys that lie side by side.
    KeyboardRow,
    /// "aaa", "abcabc".
    Repetition,
    /// "abc", "6543".
    Sequence,
    /// A year or a date.
    Date,
}

impl Weakness {
    fn of_key(key: &str) -> Option<Self> {
        match key.strip_prefix("password-warning-")? {
            "common" => Some(Self::Common),
            "word" => Some(Self::SingleWord),
            "names" => Some(Self::Name),
            "keyboard" => Some(Self::KeyboardRow),
            "repeats" => Some(Self::Repetition),
            "sequence" => Some(Self::Sequence),
            "dates" | "years" => Some(Self::Date),
            _ => None,
        }
    }

    /// Its key in the catalogue.
    pub fn message(self) -> &'static str {
        match self {
            Self::Common => "strength.common",
            Self::SingleWord => "strength.single_word",
            Self::Name => "strength.name",
            Self::KeyboardRow => "strength.keyboard_row",
            Self::Repetition => "strength.repetition",
            Self::Sequence => "strength.sequence",
            Self::Date => "strength.date",
        }
    }
}

/// What would make a password harder to guess (the suggestions of zxcvbn, grouped).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Advice {
    /// Another uncommon word or two.
    AddWords,
    /// A few words, no common phrase.
    UseWords,
    /// Nothing repeated.
    AvoidRepetition,
    /// No runs of letters or digits.
    AvoidSequences,
    /// No years and dates.
    AvoidDates,
    /// A longer pattern with more turns.
    LongerPattern,
    /// Capitals, reversal and "@" for "a" do not help.
    NoTricks,
}

impl Advice {
    fn of_key(key: &str) -> Option<Self> {
        match key.strip_prefix("password-hint-")? {
            "another-word" => Some(Self::AddWords),
            "few-words" | "no-symbols-needed" => Some(Self::UseWords),
            "repeats" => Some(Self::AvoidRepetition),
            "sequences" => Some(Self::AvoidSequences),
            "dates" | "years" => Some(Self::AvoidDates),
            "keyboard" => Some(Self::LongerPattern),
            "capitals" | "reversed" | "substitutions" => Some(Self::NoTricks),
            _ => None,
        }
    }

    /// Its key in the catalogue.
    pub fn message(self) -> &'static str {
        match self {
            Self::AddWords => "strength.add_words",
            Self::UseWords => "strength.use_words",
            Self::AvoidRepetition => "strength.avoid_repetition",
            Self::AvoidSequences => "strength.avoid_sequences",
            Self::AvoidDates => "strength.avoid_dates",
            Self::LongerPattern => "strength.longer_pattern",
            Self::NoTricks => "strength.no_tricks",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hint_that_has_words_is_given() {
        let hints = ["password-hint-unheard-of", "password-hint-years", "password-hint-keyboard"];
        let strength = Strength::of_keys(1, Some("password-warning-names"), &hints);
        assert_eq!(strength.weakness, Some(Weakness::Name));
        assert_eq!(strength.advice, Some(Advice::AvoidDates));
        assert_eq!(Strength::of_keys(0, Some("names"), &[]).weakness, None);
    }

    #[test]
    fn a_higher_score_never_sounds_worse() {
        let words = [0, 1, 2, 3, 4, 9].map(|score| Strength { score, ..Strength::default() });
        let words = words.map(|strength| strength.message());
        let weak = "strength.very_weak";
        let strong = "strength.strong";
        assert_eq!(words, [weak, weak, "strength.weak", "strength.good", strong, strong]);
    }
}
