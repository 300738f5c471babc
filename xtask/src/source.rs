//! Just enough of a Rust lexer to tell code from comments and texts.

/// `text` with comments, string and character literals blanked out; lines stay where they are.
pub fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_end(bytes, at);
        if end > at {
            blank(&mut out[at..end]);
            at = end;
        } else {
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn blank(part: &mut [u8]) {
    for byte in part.iter_mut().filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
}

/// Where the comment or literal that starts at `at` ends; `at` itself if none starts there.
fn literal_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    match rest {
        [b'/', b'/', ..] => at + position(rest, b"\n").unwrap_or(rest.len()),
        [b'/', b'*', ..] => at + block_comment(rest),
        [b'"', ..] => at + 1 + quoted(&rest[1..], b'"'),
        [b'r', ..] if !follows_word(bytes, at) => at + raw_string(rest),
        [b'\'', ..] => at + character(rest),
        _ => at,
    }
}

fn follows_word(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|index| bytes.get(index));
    before.is_some_and(|byte| byte.is_ascii_alphanumeric() && *byte != b'b' || *byte == b'_')
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0usize, 0usize);
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth.saturating_sub(1), at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The length up to and with the closing `quote`, which a backslash can escape.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of `r"…"` or `r#"…"#`; 0 when it is an ordinary word that begins with `r`.
fn raw_string(rest: &[u8]) -> usize {
    let hashes = rest[1..].iter().take_while(|byte| **byte == b'#').count();
    if rest.get(1 + hashes) != Some(&b'"') {
        return 0;
    }
    let mut close = vec![b'"'];
    close.extend(std::iter::repeat_n(b'#', hashes));
    let start = 2 + hashes;
    position(&rest[start..], &close).map_or(rest.len(), |found| start + found + close.len())
}

/// The length of a character literal; 0 for a lifetime.
fn character(rest: &[u8]) -> usize {
    match rest {
        [_, b'\\', ..] => 1 + quoted(&rest[1..], b'\''),
        [_, first, ..] if !first.is_ascii() => {
            let end = position(&rest[1..], b"'");
            end.filter(|end| *end <= 4).map_or(0, |end| end + 2)
        }
        [_, _, b'\'', ..] => 3,
        _ => 0,
    }
}

/// Whether `line` names the module or crate `name`: as a whole word before `::`, or in a `use`.
pub fn names_path(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].trim_start();
        let is_start = !before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let whole = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        is_start
            && whole
            && (after.starts_with("::") || line[..at].trim_end().ends_with("use"))
            && !line[..at].trim_end().ends_with("::")
            && !line[..at].trim_end().ends_with("crate")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_lines_kept() {
        let text =
            "a // diesel::x\nb \"diesel::\\\" y\" c /* ring:: /* in */ */ d\n'\"' r#\"q\"q\"# e";
        let code = code_only(text);
        assert_eq!(code.lines().count(), 3);
        for word in ["diesel", "ring", "q", "y"] {
            assert!(!code.contains(word), "{word} should be gone from {code:?}");
        }
        for word in ["a", "b", "c", "d", "e"] {
            assert!(code.contains(word), "{word} should be left in {code:?}");
        }
    }

    #[test]
    fn lifetimes_are_not_characters() {
        assert_eq!(code_only("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
    }

    #[test]
    fn a_path_is_named_only_as_a_whole_word() {
        assert!(names_path("use ring::digest;", "ring"));
        assert!(names_path("    let x = ring::hmac::sign();", "ring"));
        assert!(!names_path("let string::x", "ring"));
        assert!(!names_path("self::ring::x", "ring"));
        assert!(!names_path("let ring = 1;", "ring"));
    }
}
