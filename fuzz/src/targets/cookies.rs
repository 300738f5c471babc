//! The cookies that come back.
use super::headers::is_header_value;
use super::{Check, mark};
use actix_web::test::TestRequest;
use latchkey_base::{AccountId, CodeKey, SessionId, TenantId, Timestamp, TokenHash};
use latchkey_server::cookies::CookieStyle;
use latchkey_server::readers::{KnownBrowsers, Mark, Marks};

/// The last octets of a tenant's id name its cookies: `lk_s_0192ab34`.
const TENANT: TenantId =
    TenantId::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x92, 0xab, 0x34]);

/// A value that is taken for one of our cookies has the form of one.
pub fn header() -> Check {
    Box::new(|input| {
        if !is_header_value(input) {
            return Ok(0);
        }
        let request = TestRequest::default().insert_header(("cookie", input)).to_http_request();
        let mut seen = Vec::new();
        for style in [CookieStyle { secure: false }, CookieStyle { secure: true }] {
            let tokens = [
                style.browser(&request),
                style.session(&request, TENANT),
                style.state(&request, TENANT),
            ];
            let taken = tokens.map(|token| token.is_some());
            if taken.contains(&true) && longest_word(input) < 43 {
                return Err("something short is taken for a cookie of ours".to_owned());
            }
            let texts = [style.known(&request), style.mark(&request, TENANT)];
            seen.push((taken, texts.map(|text| text.is_some())));
        }
        Ok(mark(&seen))
    })
}

fn longest_word(input: &[u8]) -> usize {
    let is_ours = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'%');
    input.split(|byte| !is_ours(byte)).map(<[u8]>::len).max().unwrap_or(0)
}

fn key() -> CodeKey {
    CodeKey::new(&[3; 32])
}

fn account(number: u8) -> AccountId {
    AccountId::from_bytes([number; 16])
}

/// What a browser has that signed in to three accounts.
pub fn known() -> Vec<Vec<u8>> {
    let (known, browser) = (KnownBrowsers::new(key()), TokenHash::of("ours"));
    let add = |value: Option<String>, n| Some(known.with(value.as_deref(), &browser, account(n)));
    let value = (1..=3).fold(None, add);
    value.into_iter().map(String::into_bytes).collect()
}

/// Whatever a value says, it is of use in one browser only; after a sign-in the account is known,
/// whatever stood there before, and the value does not grow for ever.
pub fn known_browsers() -> Check {
    let known = KnownBrowsers::new(key());
    let (ours, theirs) = (TokenHash::of("ours"), TokenHash::of("theirs"));
    Box::new(move |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        if known.knows(Some(text), &theirs, account(1))
            || known.knows(Some(text), &ours, account(9))
        {
            return Err("a mark that was never made is taken".to_owned());
        }
        let held = [1, 2, 3].map(|n| known.knows(Some(text), &ours, account(n)));
        let next = known.with(Some(text), &ours, account(9));
        if !known.knows(Some(&next), &ours, account(9)) || next.len() > 6 * 44 {
            return Err(format!("the next value is {next:?}"));
        }
        if known.with(Some(&next), &ours, account(9)) != next {
            return Err("signing in again changes the value".to_owned());
        }
        Ok(mark(&(held, next.len() / 44)))
    })
}

fn a_mark() -> Mark {
    let session = SessionId::from_bytes([7; 16]);
    Mark { session, proved_at: Timestamp::from_seconds(1_800_000_000) }
}

/// A good one.
pub fn marks() -> Vec<Vec<u8>> {
    vec![Marks::new(key()).write(a_mark(), &TokenHash::of("ours")).into_bytes()]
}

/// Only what was written in this browser is read there.
pub fn account_mark() -> Check {
    let marks = Marks::new(key());
    let (ours, theirs) = (TokenHash::of("ours"), TokenHash::of("theirs"));
    let written = marks.write(a_mark(), &ours);
    Box::new(move |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        if marks.read(text, &theirs).is_some() {
            return Err("a mark is good in another browser".to_owned());
        }
        let read = marks.read(text, &ours);
        if read.is_some() != (text == written) {
            return Err(format!("{text:?} is read as {read:?}"));
        }
        Ok(mark(&(read.is_some(), text.split('.').count().min(4))))
    })
}
