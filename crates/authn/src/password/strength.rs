//! Judging a new password: by length and by how many guesses it would stand (zxcvbn), never by
//! which kinds of character are in it (NIST SP 800-63B §3.1.1.2).
use crate::PasswordPolicy;
use zxcvbn::feedback::{Suggestion, Warning};

/// Why a password is not taken. Texts are message keys of the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than the tenant asks for.
    TooShort {
        /// The fewest.
        min: usize,
    },
    /// More characters than can be judged in bounded time.
    TooLong {
        /// The most.
        max: usize,
    },
    /// Too easy to guess.
    TooWeak {
        /// From 0, guessed at once, to 4.
        score: u8,
        /// What is wrong with it.
        warning: Option<&'static str>,
        /// What would make it better.
        suggestions: Vec<&'static str>,
    },
    /// It is known from a leak.
    Breached,
    /// It is one that the person had before.
    UsedBefore,
}

impl Weakness {
    /// The message that says it.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password-too-short",
            Self::TooLong { .. } => "password-too-long",
            Self::TooWeak { .. } => "password-too-weak",
            Self::Breached => "password-breached",
            Self::UsedBefore => "password-used-before",
        }
    }
}

/// Judges a new password. `inputs` are words an attacker would try first: the person's names
/// and addresses, the tenant's name.
///
/// Lengths are counted in characters; the work is bounded by `max_length`.
///
/// # Errors
/// The first [`Weakness`] found.
pub fn check_strength(
    password: &str,
    policy: &PasswordPolicy,
    inputs: &[&str],
) -> Result<(), Weakness> {
    let length = password.chars().count();
    if length < policy.min_length {
        return Err(Weakness::TooShort { min: policy.min_length });
    }
    if length > policy.max_length {
        return Err(Weakness::TooLong { max: policy.max_length });
    }
    let words = words(inputs);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let judged = zxcvbn::zxcvbn(password, &words);
    let score = u8::from(judged.score());
    if score >= policy.min_score {
        return Ok(());
    }
    let feedback = judged.feedback();
    Err(Weakness::TooWeak {
        score,
        warning: feedback.and_then(|feedback| feedback.warning()).map(warning_key),
        suggestions: feedback
            .map(|feedback| feedback.suggestions().iter().copied().map(suggestion_key).collect())
            .unwrap_or_default(),
    })
}

/// Each input as a whole and in its parts, so that `alice` counts as known in
/// `alice@example.com`. Bounded, since some inputs are typed by strangers.
fn words(inputs: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for input in inputs {
        let input: String = input.chars().take(128).collect::<String>().to_lowercase();
        let parts = input.split(|c: char| !c.is_alphanumeric());
        words.extend(parts.filter(|part| part.chars().count() > 2).map(str::to_owned));
        words.push(input);
    }
    words.truncate(64);
    words
}

/// All message keys that a [`Weakness`] can hold.
pub static MESSAGE_KEYS: &[&str] = &[
    "password-too-short",
    "password-too-long",
    "password-too-weak",
    "password-breached",
    "password-used-before",
    "password-warning-keyboard",
    "password-warning-repeats",
    "password-warning-common",
    "password-warning-sequence",
    "password-warning-years",
    "password-warning-word",
    "password-warning-dates",
    "password-warning-names",
    "password-hint-few-words",
    "password-hint-no-symbols-needed",
    "password-hint-another-word",
    "password-hint-capitals",
    "password-hint-reversed",
    "password-hint-substitutions",
    "password-hint-keyboard",
    "password-hint-repeats",
    "password-hint-sequences",
    "password-hint-years",
    "password-hint-dates",
];

const fn warning_key(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess => "password-warning-keyboard",
        Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "password-warning-repeats",
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => "password-warning-common",
        Warning::SequencesLikeAbcAreEasyToGuess => "password-warning-sequence",
        Warning::RecentYearsAreEasyToGuess => "password-warning-years",
        Warning::AWordByItselfIsEasyToGuess => "password-warning-word",
        Warning::DatesAreOftenEasyToGuess => "password-warning-dates",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "password-warning-names",
    }
}

const fn suggestion_key(suggestion: Suggestion) -> &'static str {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases => "password-hint-few-words",
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => "password-hint-no-symbols-needed",
        Suggestion::AddAnotherWordOrTwo => "password-hint-another-word",
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => "password-hint-capitals",
        Suggestion::ReversedWordsArentMuchHarderToGuess => "password-hint-reversed",
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => "password-hint-substitutions",
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => "password-hint-keyboard",
        Suggestion::AvoidRepeatedWordsAndCharacters => "password-hint-repeats",
        Suggestion::AvoidSequences => "password-hint-sequences",
        Suggestion::AvoidRecentYears | Suggestion::AvoidYearsThatAreAssociatedWithYou => {
            "password-hint-years"
        }
        Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => "password-hint-dates",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, inputs: &[&str]) -> Result<(), Weakness> {
        check_strength(password, &PasswordPolicy::default(), inputs)
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("äöüäöüä", &[]), Err(Weakness::TooShort { min: 8 }));
        let long = "correct horse battery staple ".repeat(5);
        assert_eq!(check(&long, &[]), Err(Weakness::TooLong { max: 128 }));
    }

    #[test]
    fn common_passwords_are_refused_with_a_reason() {
        let Err(Weakness::TooWeak { score, warning, suggestions }) = check("password1", &[]) else {
            panic!("password1 was taken");
        };
        assert!(score < 2);
        assert_eq!(warning, Some("password-warning-common"));
        assert!(
            suggestions.iter().all(|key| MESSAGE_KEYS.contains(key)) && !suggestions.is_empty()
        );
    }

    /// NIST SP 800-63B §3.1.1.2: no kind of character is demanded.
    #[test]
    fn a_few_words_are_taken_without_symbols() {
        assert_eq!(check("gravel umbrella thirteen", &[]), Ok(()));
    }

    #[test]
    fn what_is_known_about_the_person_counts_for_nothing() {
        let password = "wolkenbruchsee";
        assert_eq!(check(password, &[]), Ok(()));
        assert!(check(password, &["wolkenbruchsee@example.com"]).is_err());
        assert!(check(password, &["Wolkenbruchsee"]).is_err());
    }

    #[test]
    fn the_least_score_is_a_setting() {
        let policy = PasswordPolicy { min_score: 0, min_length: 1, ..PasswordPolicy::default() };
        assert_eq!(check_strength("a", &policy, &[]), Ok(()));
    }
}
