//! Ways to break an input.
use crate::random::Random;

/// No input grows beyond this.
const LONGEST: usize = 16 * 1024;

/// Pieces that parsers treat specially.
const PIECES: &[&[u8]] = &[
    b"&",
    b"=",
    b"%",
    b"%00",
    b"%ff",
    b"%2e%2e",
    b"+",
    b" ",
    b"\0",
    b"\r\n",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"1e-999",
    b"9223372036854775808",
    b"-1",
    b".",
    b"..",
    b"/",
    b"//",
    b"@",
    b"#",
    b"?",
    b";q=",
    b";q=1.5",
    b"*",
    b"-",
    b"_",
    b"==",
    b"none",
    b"alg",
    b"kid",
    b"crit",
    b"RS256",
    b"ES256",
    b"HS256",
    b"eyJ",
    b"\xf0\x9f\x94\x91",
    b"\xc3\x28",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"127.0.0.1",
    b"[::1]",
    b"localhost",
    b"javascript:",
    b"https://",
    b"client_id=",
    b"&state=",
    b"openid",
    b"Basic ",
];

/// One to four changes at random places.
pub fn mutate(input: &[u8], corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut out = input.to_vec();
    for _ in 0..=random.below(4) {
        change(&mut out, corpus, random);
    }
    out.truncate(LONGEST);
    out
}

fn change(out: &mut Vec<u8>, corpus: &[Vec<u8>], random: &mut Random) {
    let at = random.below(out.len() + 1);
    let end = at + random.below((out.len() - at).min(32) + 1);
    match random.below(9) {
        0 => flip(out, at, random),
        1 => out.insert(at, random.next().to_le_bytes()[0]),
        2 => drop(out.drain(at..end)),
        3 | 4 => {
            let piece = random.pick(PIECES).copied().unwrap_or_default();
            out.splice(at..at, piece.iter().copied());
        }
        5 => {
            let part = out[at..end].to_vec();
            let times = 1 + random.below(4);
            let repeated: Vec<u8> = part.iter().copied().cycle().take(part.len() * times).collect();
            out.splice(at..at, repeated);
        }
        6 => out.truncate(at),
        7 => {
            let other = random.pick(corpus).map_or(&[][..], Vec::as_slice);
            let from = random.below(other.len() + 1);
            out.splice(at.., other[from..].iter().copied());
        }
        _ => {
            let piece = random.pick(PIECES).copied().unwrap_or_default();
            out.splice(at..end, piece.iter().copied());
        }
    }
}

fn flip(out: &mut [u8], at: usize, random: &mut Random) {
    if let Some(byte) = out.get_mut(at) {
        *byte ^= 1 << random.below(8);
    }
}
