//! Passwords that are known from leaks: looking one up in lists of SHA-1 hashes.
//!
//! The lists have the form of "Pwned Passwords": lines of `HASH:COUNT` in order, or for the first
//! five digits of a hash the lines `REST:COUNT`, so that whoever is asked learns those five alone.
//! Where the lists are, and asking others for them, is the caller's.
use super::prepare;
use latchkey_base::legacy_sha1;
use std::fmt::Write as _;
use std::io::{self, Read, Seek, SeekFrom};

/// Digits of a hash that name a range.
const PREFIX: usize = 5;
/// Digits of a hash.
const DIGITS: usize = 40;
/// More octets than a line has.
const LONGEST_LINE: u64 = 80;

/// The SHA-1 of a password, in the capital hexadecimal digits of the lists.
///
/// Security: it is a name to look up and nothing that is kept. It does not tell the password of
/// somebody whose password is good; of others, anybody with the lists could.
pub struct BreachDigest(String);

impl BreachDigest {
    /// Of a password as it is hashed here, in Unicode normal form C.
    pub fn of(password: &str) -> Self {
        let mut digits = String::with_capacity(DIGITS);
        for octet in legacy_sha1(prepare(password).as_bytes()) {
            // Writing to a string cannot fail.
            let _ = write!(digits, "{octet:02X}");
        }
        Self(digits)
    }

    /// What names its range, and all that others get to see.
    pub fn prefix(&self) -> &str {
        &self.0[..PREFIX]
    }

    /// Whether it is in the list of its range, whose lines hold the rest of a hash or all of it.
    /// A count of zero is padding, by which an answer's size tells nothing.
    pub fn is_in_range(&self, range: &str) -> bool {
        range.lines().filter_map(entry).any(|found| {
            found.eq_ignore_ascii_case(&self.0) || found.eq_ignore_ascii_case(&self.0[PREFIX..])
        })
    }

    /// Whether it is in one list of whole hashes in order, found by halving: a handful of short
    /// reads, however long the list is.
    ///
    /// # Errors
    /// As the list; a list that is not one of whole hashes is [`io::ErrorKind::InvalidData`].
    pub fn is_in_list<L: Read + Seek>(&self, list: &mut L) -> io::Result<bool> {
        let (mut low, mut high) = (0, list.seek(SeekFrom::End(0))?);
        while low < high {
            let middle = low + (high - low) / 2;
            let Some((start, line)) = line_from(list, middle, low)? else {
                high = middle;
                continue;
            };
            let next = start + line.len() as u64 + 1;
            let hash = line.get(..DIGITS).filter(|hash| is_hash(hash));
            let hash = hash.ok_or(io::ErrorKind::InvalidData)?;
            match self.0.as_str().cmp(hash.to_ascii_uppercase().as_str()) {
                std::cmp::Ordering::Equal => return Ok(entry(&line).is_some()),
                std::cmp::Ordering::Less => high = middle,
                std::cmp::Ordering::Greater => low = next,
            }
        }
        Ok(false)
    }
}

fn is_hash(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The hash of a line that counts something.
fn entry(line: &str) -> Option<&str> {
    let line = line.trim();
    let (hash, count) = line.split_once(':').unwrap_or((line, "1"));
    (!hash.is_empty() && count.trim().bytes().any(|b| b != b'0')).then_some(hash)
}

/// The first whole line that begins at or after `at`; at `low` a line begins.
fn line_from<L: Read + Seek>(list: &mut L, at: u64, low: u64) -> io::Result<Option<(u64, String)>> {
    // One octet before: if a line ends there, the next one begins at `at` itself.
    let from = if at == low { at } else { at - 1 };
    list.seek(SeekFrom::Start(from))?;
    let mut piece = Vec::new();
    list.by_ref().take(2 * LONGEST_LINE).read_to_end(&mut piece)?;
    let skipped = match (at > low, piece.iter().position(|b| *b == b'\n')) {
        (false, _) => 0,
        (true, Some(end)) => end + 1,
        (true, None) => return Ok(None),
    };
    let rest = piece.get(skipped..).unwrap_or_default();
    let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    let line = rest.get(..end).unwrap_or_default();
    if line.is_empty() {
        return Ok(None);
    }
    let line = String::from_utf8(line.to_vec()).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Some((from + skipped as u64, line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    const PASSWORDS: [&str; 9] = [
        "password",
        "123456",
        "hunter2",
        "letmein",
        "correct horse battery staple",
        "qwertz",
        "monkey",
        "dragon",
        "trustno1",
    ];

    fn list(end: &str) -> String {
        let mut lines: Vec<String> = PASSWORDS
            .iter()
            .map(|one| format!("{}:{}", BreachDigest::of(one).0, one.len()))
            .collect();
        lines.sort();
        lines.iter().map(|line| format!("{line}{end}")).collect()
    }

    /// The example of RFC 3174 §7.3, TEST1.
    #[test]
    fn the_digest_is_sha1_in_capital_digits() {
        assert_eq!(BreachDigest::of("abc").0, "A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert_eq!(BreachDigest::of("abc").prefix(), "A9993");
        assert_eq!(BreachDigest::of("cafe\u{301}").0, BreachDigest::of("caf\u{e9}").0);
    }

    #[test]
    fn every_line_of_a_list_is_found_and_nothing_else() {
        for end in ["\n", "\r\n"] {
            let text = list(end);
            for known in PASSWORDS {
                let found = BreachDigest::of(known).is_in_list(&mut Cursor::new(&text));
                assert!(found.unwrap(), "{known:?} {end:?}");
            }
            for number in 0..200 {
                let unknown = BreachDigest::of(&format!("gravel umbrella {number}"));
                assert!(!unknown.is_in_list(&mut Cursor::new(&text)).unwrap(), "{number}");
            }
        }
        let unended = list("\n");
        let unended = unended.trim_end();
        let last = PASSWORDS
            .iter()
            .all(|known| BreachDigest::of(known).is_in_list(&mut Cursor::new(unended)).unwrap());
        assert!(last, "the last line needs no end");
        assert!(!BreachDigest::of("x").is_in_list(&mut Cursor::new("")).unwrap());
    }

    #[test]
    fn a_list_of_something_else_is_an_error_and_no_hit() {
        for text in
            ["password\nletmein\n", "not a hash at all, but a long line of words\n", "\u{ff}"]
        {
            let looked = BreachDigest::of("password").is_in_list(&mut Cursor::new(text));
            assert!(looked.is_err(), "{text}");
        }
    }

    #[test]
    fn a_range_holds_rests_or_whole_hashes_and_padding_counts_for_nothing() {
        let digest = BreachDigest::of("password");
        let rest = &digest.0[5..];
        assert!(digest.is_in_range(&format!("0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n{rest}:3")));
        assert!(digest.is_in_range(&rest.to_lowercase()));
        assert!(digest.is_in_range(&format!("{}:12\n", digest.0)));
        assert!(!digest.is_in_range(&format!("{rest}:0\n")), "padding");
        assert!(!digest.is_in_range("") && !digest.is_in_range(&digest.0[..5]));
    }
}
