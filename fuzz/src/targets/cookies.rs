//! The cookies that come back.
use super::headers::is_header_value;
use super::{Check, mark};
use actix_web::test::TestRequest;
use latchkey_base::{
    AccountId, ClientKey, CodeKey, MasterKey, Seconds, SeededEntropy, SessionId, TenantId,
    Timestamp, TokenHash,
};
use latchkey_server::cookies::CookieStyle;
use latchkey_server::readers::{KnownBrowsers, Mark, Marks, Told, ToldApps, remembered_browsers};

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
        for secure in [false, true] {
            let style = CookieStyle { secure, kept_for: Seconds::days(365) };
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

/// The cookie of remembered browsers names a few rows, and none that is not written there.
pub fn remembered() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let digits = |text: &str| text.replace('-', "").to_ascii_lowercase();
        let (written, named) = (digits(text), remembered_browsers(text).collect::<Vec<_>>());
        let unwritten = named.iter().find(|id| !written.contains(&digits(&id.to_string())));
        if let Some(id) = unwritten {
            return Err(format!("{id} is not in {text:?}"));
        }
        if named.len() > 6 {
            return Err(format!("it names {} browsers", named.len()));
        }
        Ok(mark(&(named.len(), text.split('~').count().min(8))))
    })
}

fn told() -> ToldApps {
    ToldApps::new(MasterKey::generate(&SeededEntropy::new(5)).sealer("fuzzing"))
}

fn an_app() -> Told {
    let app = (ClientKey::from_bytes([2; 16]), SessionId::from_bytes([3; 16]));
    Told { apps: vec![app], return_to: None }
}

/// The query of a page after a sign-out.
pub fn told_queries() -> Vec<Vec<u8>> {
    let (entropy, until) = (SeededEntropy::new(6), Timestamp::from_seconds(1600));
    let whose = (TENANT, TokenHash::of("ours"));
    let path = told().add("?lang=de".to_owned(), an_app(), whose, (until, &entropy));
    vec![path.trim_start_matches('?').as_bytes().to_vec()]
}

/// What the page after a sign-out is told comes from us, in this browser; the rest of its query is
/// what came before that.
pub fn told_apps() -> Check {
    let (told, now) = (told(), Timestamp::from_seconds(1000));
    Box::new(move |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let (rest, ours) = told.take(text, (TENANT, TokenHash::of("ours")), now);
        if told.take(text, (TENANT, TokenHash::of("theirs")), now).1 != Told::default() {
            return Err("another browser is told".to_owned());
        }
        if ours != Told::default() && ours != an_app() {
            return Err(format!("what nobody has sealed is told: {ours:?}"));
        }
        if !text.starts_with(rest) {
            return Err(format!("the rest of {text:?} is {rest:?}"));
        }
        Ok(mark(&(ours.apps.len(), rest.len() == text.len())))
    })
}
