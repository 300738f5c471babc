//! The code that people carry from the device to their browser (RFC 8628 §6.1).
use latchkey_base::{CodeDigest, CodeKey, Entropy};
use std::fmt;

/// Letters that are not taken for one another, and spell no word (RFC 8628 §6.1).
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters of a code: 20⁸ are about 2³⁴ codes.
const LENGTH: usize = 8;
/// Whatever is longer was not typed from a screen.
const LONGEST_INPUT: usize = 64;

/// A user code, shown in two groups of four.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UserCode([u8; LENGTH]);

impl UserCode {
    /// A new one, each letter equally likely.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut letters = [0u8; LENGTH];
        for letter in &mut letters {
            *letter = loop {
                let mut octet = [0u8; 1];
                entropy.fill(&mut octet);
                let bound = u8::MAX - u8::MAX % 20;
                if let Some(drawn) = ALPHABET.get(usize::from(octet[0] % 20))
                    && octet[0] < bound
                {
                    break *drawn;
                }
            };
        }
        Self(letters)
    }

    /// Reads what was typed: case, blanks and dashes do not count. `None` if it cannot be a code.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > LONGEST_INPUT {
            return None;
        }
        let mut letters = [0u8; LENGTH];
        let mut typed = typed.chars().filter(|c| !is_between(*c));
        for letter in &mut letters {
            let upper = u8::try_from(typed.next()?).ok()?.to_ascii_uppercase();
            *letter = ALPHABET.contains(&upper).then_some(upper)?;
        }
        typed.next().is_none().then_some(Self(letters))
    }

    /// How it is kept: under a key of the server, since it can be guessed from a mere hash.
    pub fn digest(&self, key: &CodeKey) -> CodeDigest {
        key.digest("user_code", &self.to_string())
    }
}

/// What people type between letters: blanks, and dashes of any length.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.iter().enumerate() {
            let dash = if place == LENGTH / 2 { "-" } else { "" };
            write!(f, "{dash}{}", char::from(*letter))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::SeededEntropy;

    /// RFC 8628 §6.1: the person need not care for case, blanks and dashes.
    #[test]
    fn case_blanks_and_dashes_do_not_count() {
        let code = UserCode::parse("WDJB-MJHT").unwrap();
        for typed in ["wdjbmjht", " Wdjb mjht ", "W-D-J-B-M-J-H-T", "wdjb\u{2013}mjht\t"] {
            assert_eq!(UserCode::parse(typed), Some(code), "{typed:?}");
        }
        assert_eq!(code.to_string(), "WDJB-MJHT");
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        let long = "-".repeat(60) + "WDJBMJHT";
        for typed in ["", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH0", "WDJBÖMJHT", &long] {
            assert_eq!(UserCode::parse(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn new_codes_use_every_letter_in_every_place_and_read_back() {
        let entropy = SeededEntropy::new(3);
        let mut seen = [[false; 20]; LENGTH];
        for _ in 0..400 {
            let code = UserCode::new(&entropy);
            assert_eq!(UserCode::parse(&code.to_string()), Some(code));
            for (place, letter) in code.0.iter().enumerate() {
                let at = ALPHABET.iter().position(|known| known == letter).unwrap();
                seen[place][at] = true;
            }
        }
        assert!(seen.as_flattened().iter().all(|seen| *seen));
    }
}
