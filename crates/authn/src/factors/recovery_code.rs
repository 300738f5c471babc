//! Recovery codes: a list on paper for the day the phone is lost. Each is good once.
use super::{Factor, Kind, Proof};
use latchkey_base::{Entropy, Secret};

/// A list that is kept somewhere is something that is held; each code is a one-time password
/// (RFC 8176 §2).
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::RecoveryCode,
    name: "recovery_code",
    amr: &["otp"],
    kinds: &[Kind::Possession],
    can_be_first: false,
    can_be_enrolled: false,
    is_fallback: true,
    is_expected: false,
};

/// Codes in a list.
pub const HOW_MANY: usize = 10;
/// With so few left, people are told to make new ones.
pub const FEW: usize = 3;
/// Characters of a code, five bits each.
const LENGTH: usize = 12;
/// Characters between two dashes.
const GROUP: usize = 4;
/// No `i`, `l`, `o` or `u`: nothing that looks like something else, and fewer words.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new list, each code in groups, such as `7gk2-4qxz-m1vd`.
pub fn generate(entropy: &dyn Entropy) -> Vec<Secret<String>> {
    let code = || {
        let mut random = [0u8; LENGTH];
        entropy.fill(&mut random);
        let mut text = String::with_capacity(LENGTH + LENGTH / GROUP);
        for (at, octet) in random.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(octet % 32)]));
        }
        Secret::new(text)
    };
    (0..HOW_MANY).map(|_| code()).collect()
}

/// What was typed, as it is compared: blanks, dashes and capitals do not count, and look-alikes
/// are what they were meant to be. `None` if it cannot be a code.
pub fn normal_form(typed: &str) -> Option<Secret<String>> {
    let mut text = String::with_capacity(LENGTH);
    for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—')) {
        let c = match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        };
        if text.len() == LENGTH || !c.is_ascii() || !ALPHABET.contains(&u8::try_from(c).ok()?) {
            return None;
        }
        text.push(c);
    }
    (text.len() == LENGTH).then(|| Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::SeededEntropy;
    use std::collections::HashSet;

    #[test]
    fn a_list_has_ten_codes_and_no_two_alike() {
        let codes = generate(&SeededEntropy::new(4));
        let texts: HashSet<&str> = codes.iter().map(|code| code.expose().as_str()).collect();
        assert_eq!(texts.len(), HOW_MANY);
        for text in texts {
            let groups: Vec<usize> = text.split('-').map(str::len).collect();
            assert_eq!(groups, [4, 4, 4], "{text}");
        }
    }

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        let normal = |typed: &str| normal_form(typed).map(|code| code.expose().clone());
        assert_eq!(normal("7gk2-4qxz-m1v0").as_deref(), Some("7gk24qxzm1v0"));
        assert_eq!(normal(" 7GK2 4qxz–MLVO ").as_deref(), Some("7gk24qxzm1v0"));
        for wrong in ["", "7gk2-4qxz", "7gk2-4qxz-m1v0-7", "7gk2-4qxz-m1vu", "7gk2-4qxz-m1vé"] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
        let made = generate(&SeededEntropy::new(9));
        assert!(made.iter().all(|code| normal(code.expose()).is_some()));
    }
}
