//! A short name for one refusal, to be read out over the telephone.
use crate::Entropy;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Thirty-two characters that are not taken for one another: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bits of a character.
const BITS: usize = 5;
/// Characters of a reference.
const CHARACTERS: usize = 10;

/// Names one refusal on the page, in the answer and in the log: 50 random bits, written as two
/// groups of five characters. It finds a thing and never proves a right to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reference([u8; CHARACTERS]);

/// The text is no reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("a reference has ten letters and digits, such as 7GK2M-4QXZ1")]
pub struct BadReference;

impl Reference {
    /// A new one.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut random = [0u8; CHARACTERS];
        entropy.fill(&mut random);
        Self(random.map(|octet| ALPHABET[usize::from(octet) % (1 << BITS)]))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, octet) in self.0.iter().enumerate() {
            if place == CHARACTERS / 2 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*octet))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Reference {
    type Err = BadReference;

    /// As people write it: in either case, with or without the dash, an O for a 0, an I or L for
    /// a 1.
    fn from_str(text: &str) -> Result<Self, BadReference> {
        let mut read = [0u8; CHARACTERS];
        let mut places = read.iter_mut();
        for octet in text.bytes().filter(|octet| !matches!(octet, b'-' | b' ')) {
            let octet = match octet.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let place = places.next().filter(|_| ALPHABET.contains(&octet)).ok_or(BadReference)?;
            *place = octet;
        }
        if places.next().is_some() { Err(BadReference) } else { Ok(Self(read)) }
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn a_reference_reads_back_as_people_write_it() {
        let reference = Reference::new(&SeededEntropy::new(7));
        let text = reference.to_string();
        assert_eq!((text.len(), text.as_bytes()[5]), (11, b'-'));
        for spelled in [text.clone(), text.to_lowercase(), text.replace('-', " ")] {
            assert_eq!(spelled.parse(), Ok(reference), "{spelled}");
        }
        let spelled: Reference = "o0il1-ABCDE".parse().unwrap();
        assert_eq!(spelled.to_string(), "00111-ABCDE");
    }

    #[test]
    fn what_is_no_reference_is_told_apart() {
        for text in ["", "7GK2M-4QX", "7GK2M-4QXZ12", "7GK2M-4QXU1", "7GK2M_4QXZ1", "7GK2M-4QXZé"]
        {
            assert_eq!(text.parse::<Reference>(), Err(BadReference), "{text}");
        }
    }

    /// Each character carries five bits, so nobody meets another's reference by trying.
    #[test]
    fn references_differ() {
        let entropy = SeededEntropy::new(1);
        let made: std::collections::HashSet<Reference> =
            (0..1000).map(|_| Reference::new(&entropy)).collect();
        assert_eq!(made.len(), 1000);
    }
}
