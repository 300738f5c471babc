//! Telephone numbers: how they are typed, kept and shown.
use crate::{Account, Profile};
use latchkey_base::{Timestamp, western_digit};

/// Digits of the shortest number there is.
const SHORTEST: usize = 7;
/// Digits of the longest (E.164).
const LONGEST: usize = 15;
/// Digits of a number that everybody may see: the last ones.
const SHOWN: usize = 2;

/// Why what was typed is no number that can be texted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhoneProblem {
    /// Nothing was typed.
    Missing,
    /// It says no country: it does not begin with a plus sign.
    NoCountry,
    /// It is no telephone number.
    Malformed,
}

/// A number as it is kept (E.164, with its plus sign), from what somebody typed: blanks and
/// punctuation do not count, nor the zero that people put in parentheses, and the digits of Arabic
/// and Persian keyboards are digits.
///
/// # Errors
/// [`PhoneProblem`].
pub fn phone_number(typed: &str) -> Result<String, PhoneProblem> {
    let typed: String = typed.trim().chars().map(western_digit).collect();
    let number: String = typed.replace("(0)", "").chars().filter(|c| !is_punctuation(*c)).collect();
    match number.strip_prefix('+') {
        _ if number.is_empty() => Err(PhoneProblem::Missing),
        None => Err(PhoneProblem::NoCountry),
        Some(_) if is_e164(&number) => Ok(number),
        Some(_) => Err(PhoneProblem::Malformed),
    }
}

/// A number for its owner, who knows the rest: `+44 •••• ••12`.
///
/// Security: whoever has only the password does not learn the number.
pub fn masked_number(number: &str) -> String {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let country = digits.get(..calling_code(digits)).unwrap_or_default();
    let last = digits.len().checked_sub(SHOWN).and_then(|at| digits.get(at..)).unwrap_or_default();
    format!("+{country} •••• ••{last}")
}

/// The account once its owner has shown to read what is texted to `number`: it is the one of the
/// profile (OIDC Core §5.1, `phone_number_verified`).
#[must_use]
pub fn verify_phone(account: &Account, number: &str, now: Timestamp) -> Account {
    with_phone(account, Some(number.to_owned()), now)
}

/// The account without `number`, which its owner has taken away; another one in the profile stays.
#[must_use]
pub fn forget_phone(account: &Account, number: &str, now: Timestamp) -> Account {
    match &account.profile.phone_number {
        Some(held) if held == number => with_phone(account, None, now),
        _ => account.clone(),
    }
}

fn with_phone(account: &Account, phone_number: Option<String>, now: Timestamp) -> Account {
    let phone_number_verified = phone_number.is_some();
    let profile = Profile { phone_number, phone_number_verified, ..account.profile.clone() };
    Account { profile, updated_at: now, ..account.clone() }
}

/// Whether it is a whole number in the form of E.164.
pub(crate) fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|number| {
        (SHORTEST..=LONGEST).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
            && !number.starts_with('0')
    })
}

/// What stands between the digits of a number for people to read it.
pub(crate) const fn is_punctuation(c: char) -> bool {
    matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '\u{2011}' | '\u{202f}')
}

/// How many digits the calling code of the country has (E.164, list of assigned codes): codes of one
/// and of two digits are assigned for good, all others have three.
fn calling_code(digits: &str) -> usize {
    let two = |from: &str| {
        const TWO: &[&str] = &[
            "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45",
            "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61",
            "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94",
            "95", "98",
        ];
        TWO.contains(&from)
    };
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        _ if digits.get(..2).is_some_and(two) => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_understood_however_it_is_typed() {
        for typed in [
            "+447700900123",
            " +44 7700 900123 ",
            "+44 (0) 7700-900.123",
            "+44\u{a0}(7700)/900123",
            "+٤٤٧٧٠٠٩٠٠١٢٣",
            "+۴۴۷۷۰۰۹۰۰۱۲۳",
        ] {
            assert_eq!(phone_number(typed).as_deref(), Ok("+447700900123"), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_told_apart() {
        for (typed, problem) in [
            ("", PhoneProblem::Missing),
            (" - ", PhoneProblem::Missing),
            ("07700 900123", PhoneProblem::NoCountry),
            ("0044 7700 900123", PhoneProblem::NoCountry),
            ("alice@example.com", PhoneProblem::NoCountry),
            ("+", PhoneProblem::Malformed),
            ("+0 7700 900123", PhoneProblem::Malformed),
            ("+44 77", PhoneProblem::Malformed),
            ("+44 7700 900123 456789", PhoneProblem::Malformed),
            ("+44 7700 90O123", PhoneProblem::Malformed),
            ("+44 7700 900123;ext=1", PhoneProblem::Malformed),
            ("++447700900123", PhoneProblem::Malformed),
        ] {
            assert_eq!(phone_number(typed), Err(problem), "{typed}");
        }
    }

    /// OIDC Core §5.1: what was shown to be somebody's is said to be, and nothing else.
    #[test]
    fn the_profile_has_the_number_that_was_shown() {
        let now = Timestamp::from_seconds(2_000);
        let (alice, number) = (crate::sign_up::tests::alice(), "+447700900112");
        let verified = verify_phone(&alice, number, now);
        assert_eq!(verified.profile.phone_number.as_deref(), Some(number));
        assert!(verified.profile.phone_number_verified);
        assert_eq!(verified.updated_at, now);
        assert_eq!(forget_phone(&verified, "+447700900999", now), verified);
        let forgotten = forget_phone(&verified, number, now);
        assert_eq!(forgotten.profile, alice.profile);
    }

    #[test]
    fn a_number_is_known_to_its_owner_only() {
        assert_eq!(masked_number("+447700900112"), "+44 •••• ••12");
        assert_eq!(masked_number("+12025550134"), "+1 •••• ••34");
        assert_eq!(masked_number("+79161234567"), "+7 •••• ••67");
        assert_eq!(masked_number("+353851234567"), "+353 •••• ••67");
    }
}
