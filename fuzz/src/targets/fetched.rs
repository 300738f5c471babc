//! What servers of strangers answer.
use super::{Check, mark};
use latchkey_authn::password::BreachDigest;
use latchkey_base::Seconds;
use latchkey_outbound::{Fetched, freshness};
use latchkey_server::readers::{all_listed, logout_problem, read_logo};
use serde_json::Value;
use std::io::Cursor;

/// `Cache-Control` (RFC 9111 §5.2.2): what is fresh for a time says so, and "no-store" beside it
/// always counts.
pub fn cache_control() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let age = freshness([text].into_iter()).get();
        let says_so = text.to_ascii_lowercase().contains("max-age");
        if !(0..=i64::from(u32::MAX)).contains(&age) || (age > 0 && !says_so) {
            return Err(format!("fresh for {age} seconds"));
        }
        for values in [[text, "no-store"], ["no-store", text]] {
            let (one, two) = (values.join(","), freshness(values.into_iter()));
            if two.get() != 0 || freshness([one.as_str()].into_iter()).get() != 0 {
                return Err("what must not be stored is fresh".to_owned());
            }
        }
        Ok(mark(&(age.min(3), age > 86_400)))
    })
}

/// A sector document (OIDC Registration §5) speaks for a redirect URI only if it is an array of
/// strings and holds that one; a refusal says nothing of what is in it.
pub fn sector() -> Check {
    let uri = "https://app.example/callback".to_owned();
    Box::new(move |input| {
        let read: Result<Value, _> = serde_json::from_slice(input);
        let listed = read.as_ref().ok().and_then(Value::as_array);
        let is_list = listed.is_some_and(|list| list.iter().all(Value::is_string));
        let holds = listed.is_some_and(|list| list.iter().any(|entry| *entry == uri.as_str()));
        match all_listed(std::slice::from_ref(&uri), input) {
            Ok(()) if is_list && holds => Ok(mark(&"listed")),
            Err(why) if !(is_list && holds) => {
                let ours = why.replace(&uri, "");
                let is_ours = ours.len() < 60 && ours.bytes().all(|b| (b' '..=b'~').contains(&b));
                if is_ours { Ok(mark(&ours)) } else { Err(format!("it is refused with {why:?}")) }
            }
            other => Err(format!("{other:?} of a list: {is_list}, with the URI: {holds}")),
        }
    })
}

/// A list of leaked passwords, from a mirror or a file: a password is known only where its hash
/// stands.
pub fn breached() -> Check {
    // SHA-1 of "password", without the digits that name its range.
    const REST: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
    let digest = BreachDigest::of("password");
    Box::new(move |input| {
        let range = String::from_utf8_lossy(input);
        let in_range = digest.is_in_range(&range);
        let in_list = digest.is_in_list(&mut Cursor::new(input)).ok();
        let stands_there = range.to_ascii_uppercase().contains(REST);
        if (in_range || in_list == Some(true)) && !stands_there {
            return Err(format!("known by a range: {in_range}, by a list: {in_list:?}"));
        }
        Ok(mark(&(in_range, in_list)))
    })
}

/// One line of a range that knows it, and one of a list.
pub fn breached_lines() -> Vec<Vec<u8>> {
    let range = b"1E4C9B93F3F0682250B6CF8331B7EE68FD8:3\r\n".to_vec();
    vec![[b"5BAA6", &range[..]].concat(), range]
}

/// What an app answers to a logout token (OIDC Back-Channel Logout §2.8) stands in a log and on a
/// terminal: one line of moderate length, which turns nothing around.
pub fn logout_problem_line() -> Check {
    Box::new(|input| {
        let line = logout_problem(input);
        let turns = |c: char| {
            ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        if line.chars().any(|c| c.is_control() || turns(c)) || line.len() > 2400 {
            return Err(format!("the log holds {line:?}"));
        }
        Ok(mark(&(line.is_empty(), line.len().min(202), line.contains('\\'))))
    })
}

/// A logo that is taken becomes a small PNG of ours that holds pixels and nothing else.
pub fn logo() -> Check {
    Box::new(|input| {
        let body = input.to_vec();
        let max_age = Seconds::new(0);
        let made = match read_logo(Fetched {
            status: 200,
            content_type: None,
            max_age,
            retry_after: None,
            body,
        }) {
            Ok(made) => made,
            Err(why) => return Ok(mark(&why.split(' ').next())),
        };
        let sides = [16, 20].map(|at| {
            let octets = made.bytes.get(at..at + 4).unwrap_or_default();
            octets.iter().fold(0u64, |side, octet| side * 256 + u64::from(*octet))
        });
        let chunks = chunks(&made.bytes).ok_or("what is served is no PNG")?;
        let kinds = [b"IHDR", b"IDAT", b"IEND"];
        if let Some(odd) = chunks.iter().find(|kind| !kinds.contains(kind)) {
            return Err(format!("there is a chunk {:?}", String::from_utf8_lossy(*odd)));
        }
        if !sides.iter().all(|side| (1..=192).contains(side)) {
            return Err(format!("its sides are {sides:?}"));
        }
        Ok(mark(&(input.first(), sides)))
    })
}

/// The kinds of the chunks of a PNG that ends with its last.
fn chunks(png: &[u8]) -> Option<Vec<&[u8; 4]>> {
    let mut rest = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut kinds = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (kind, after) = after.split_first_chunk::<4>()?;
        kinds.push(kind);
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        rest = after.get(length + 4..)?;
    }
    rest.is_empty().then_some(kinds)
}
