//! Whether the standard claims are what their definitions ask for (OIDC Core §5.1).
//!
//! Time zones and languages are checked by syntax: their registries grow faster than programs
//! are updated.
use crate::phone::{is_e164, is_punctuation};
use crate::{Address, Profile};
use serde_json::Value;

/// Most characters of a claim.
const LONGEST_TEXT: usize = 256;
/// Most characters of a URL and of a formatted address.
const LONGEST_URL: usize = 2048;
/// Most claims of the tenant's own, and most octets of one as JSON.
const MOST_OTHERS: usize = 64;
const LONGEST_OTHER: usize = 4096;

/// Claims that only the provider may say (RFC 7519 §4.1, OIDC Core §2, §5.1).
static RESERVED: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
    "scope",
    "client_id",
    "cnf",
    "act",
    "email",
    "email_verified",
    "updated_at",
    "group",
    "_claim_names",
    "_claim_sources",
];

/// A claim that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileProblem {
    /// Its name; `other` for a claim of the tenant's own.
    pub claim: &'static str,
    /// What it must be, continuing a sentence that begins with its name.
    pub expected: &'static str,
}

type Rule = fn(&str) -> Result<(), &'static str>;

/// A profile without surrounding blanks, empty values and the punctuation of phone numbers.
#[must_use]
pub fn tidy_profile(mut profile: Profile) -> Profile {
    for (_, field, _) in fields(&mut profile) {
        tidy(field);
    }
    if let Some(phone) = &mut profile.phone_number {
        phone.retain(|c| !is_punctuation(c));
    }
    profile.phone_number_verified &= profile.phone_number.is_some();
    if let Some(address) = &mut profile.address {
        address_fields(address).into_iter().for_each(tidy);
    }
    profile.address = profile.address.filter(|address| *address != Address::default());
    profile.other.retain(|_, value| !value.is_null());
    profile
}

/// Everything that is wrong with a profile.
pub fn check_profile(profile: &Profile) -> Vec<ProfileProblem> {
    let mut profile = profile.clone();
    let mut problems = Vec::new();
    for (claim, field, rule) in fields(&mut profile) {
        if let Some(Err(expected)) = field.as_deref().map(rule) {
            problems.push(ProfileProblem { claim, expected });
        }
    }
    if let Some(address) = &mut profile.address {
        let wrong =
            |field: &mut Option<String>| field.as_deref().is_some_and(|t| lines(t).is_err());
        if address_fields(address).into_iter().any(wrong) {
            problems.push(ProfileProblem { claim: "address", expected: TOO_LONG_LINES });
        }
    }
    if let Err(expected) = others(&profile) {
        problems.push(ProfileProblem { claim: "other", expected });
    }
    problems
}

fn fields(profile: &mut Profile) -> [(&'static str, &mut Option<String>, Rule); 14] {
    [
        ("name", &mut profile.name, text),
        ("given_name", &mut profile.given_name, text),
        ("family_name", &mut profile.family_name, text),
        ("middle_name", &mut profile.middle_name, text),
        ("nickname", &mut profile.nickname, text),
        ("preferred_username", &mut profile.preferred_username, text),
        ("profile", &mut profile.profile, url),
        ("picture", &mut profile.picture, url),
        ("website", &mut profile.website, url),
        ("gender", &mut profile.gender, text),
        ("birthdate", &mut profile.birthdate, birthdate),
        ("zoneinfo", &mut profile.zoneinfo, zoneinfo),
        ("locale", &mut profile.locale, locale),
        ("phone_number", &mut profile.phone_number, phone_number),
    ]
}

fn address_fields(address: &mut Address) -> [&mut Option<String>; 6] {
    [
        &mut address.formatted,
        &mut address.street_address,
        &mut address.locality,
        &mut address.region,
        &mut address.postal_code,
        &mut address.country,
    ]
}

fn tidy(field: &mut Option<String>) {
    *field = field.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
}

fn text(text: &str) -> Result<(), &'static str> {
    let fits = text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err("must be one line of at most 256 characters") }
}

const TOO_LONG_LINES: &str = "must be at most 2048 characters without control characters";

/// Several lines, as postal addresses have them.
fn lines(text: &str) -> Result<(), &'static str> {
    let control = |c: char| c.is_control() && c != '\n' && c != '\r';
    let fits = text.chars().count() <= LONGEST_URL && !text.chars().any(control);
    if fits { Ok(()) } else { Err(TOO_LONG_LINES) }
}

/// Security: apps make links of these; no other scheme may get into one.
fn url(text: &str) -> Result<(), &'static str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\');
    let fits = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && text.chars().count() <= LONGEST_URL
        && !text.chars().any(odd);
    if fits { Ok(()) } else { Err("must be an http or https URL") }
}

/// A whole date, a year, or a date without its year, `0000-MM-DD` (OIDC Core §5.1).
fn birthdate(text: &str) -> Result<(), &'static str> {
    let number = |digits: &str, length: usize| {
        let right = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| right)
    };
    let valid = match text.split('-').collect::<Vec<_>>().as_slice() {
        [year] => number(year, 4).is_some_and(|year| year > 0),
        [year, month, day] => match (number(year, 4), number(month, 2), number(day, 2)) {
            (Some(year), Some(month), Some(day)) => day >= 1 && day <= days_in(year, month),
            _ => false,
        },
        _ => false,
    };
    if valid { Ok(()) } else { Err("must be a date as YYYY-MM-DD, 0000-MM-DD or YYYY") }
}

/// Zero for a month that is none. The year 0000 stands for any year, so its February has 29.
fn days_in(year: u32, month: u32) -> u32 {
    let leap = year == 0
        || (year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

/// `Europe/Berlin`, `America/Argentina/Ushuaia`, `Etc/GMT+5`, `UTC`.
fn zoneinfo(text: &str) -> Result<(), &'static str> {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
    };
    let fits = text.len() <= 64 && text.split('/').all(part);
    if fits { Ok(()) } else { Err("must be a time zone such as Europe/Berlin") }
}

/// A language tag (RFC 5646 §2.1 by its outline), or the older form with an underscore that
/// OIDC Core §5.1 tolerates.
fn locale(text: &str) -> Result<(), &'static str> {
    let mut tags = text.split(['-', '_']);
    let language = tags.next().unwrap_or_default();
    let fits = (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && text.len() <= 35
        && tags.all(|tag| {
            (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if fits { Ok(()) } else { Err("must be a language tag such as de or pt-BR") }
}

/// E.164, with the extension that OIDC Core §5.1 writes after RFC 3966.
fn phone_number(text: &str) -> Result<(), &'static str> {
    let (number, extension) = text.split_once(";ext=").unwrap_or((text, "1"));
    let fits = is_e164(number)
        && (1..=10).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(()) } else { Err("must be a phone number such as +4930123456") }
}

fn others(profile: &Profile) -> Result<(), &'static str> {
    if profile.other.len() > MOST_OTHERS {
        return Err("must be at most 64 claims");
    }
    for (name, value) in &profile.other {
        if name.is_empty() || name.len() > LONGEST_TEXT || is_reserved(name) {
            return Err("must not hold claims that only the provider may make");
        }
        if length(value) > LONGEST_OTHER {
            return Err("must be at most 4096 octets each");
        }
    }
    Ok(())
}

/// Whether only the provider may make this claim, in whatever language.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name.split('#').next().unwrap_or_default())
}

fn length(value: &Value) -> usize {
    value.to_string().len()
}

#[cfg(test)]
mod tests;
