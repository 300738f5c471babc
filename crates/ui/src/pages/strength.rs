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
    /// Among the most used passwords.
    Common,
    /// Close to a much used password.
    NearlyCommon,
    /// One word and nothing else.
    SingleWord,
    /// A name or surname.
    Name,
    /// The account's own name, user name or e-mail address.
    Personal,
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
    /// Its key in the catalogue.
    pub fn message(self) -> &'static str {
        match self {
            Self::Common => "strength.common",
            Self::NearlyCommon => "strength.nearly_common",
            Self::SingleWord => "strength.single_word",
            Self::Name => "strength.name",
            Self::Personal => "strength.personal",
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
