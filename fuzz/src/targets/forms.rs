//! Request parameters and the scope among them.
use super::{Check, mark, step};
use latchkey_oidc::client_auth::identify;
use latchkey_oidc::device::UserCode;
use latchkey_oidc::{PARAMS, Params, Scope};
use std::collections::BTreeMap;

/// Whatever is accepted means what every other reader of forms takes it to mean.
pub fn parameters() -> Check {
    Box::new(|input| {
        let Ok(params) = Params::parse(input) else { return Ok(mark(&"malformed")) };
        let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(input) {
            if !value.is_empty() {
                given.entry(name.into_owned()).or_default().push(value.into_owned());
            }
        }
        let (mut known, mut repeated) = (0usize, 0usize);
        for (param, name) in PARAMS {
            let values = given.get(*name).map_or(&[][..], Vec::as_slice);
            let held = params.get(*param);
            let expected = if *name == "resource" { values.first() } else { only(values) };
            if held != expected.map(String::as_str) {
                return Err(format!("{name} is read as {held:?} instead of {expected:?}"));
            }
            known += usize::from(held.is_some());
            repeated += usize::from(values.len() > 1);
        }
        let resources = params.resources().count();
        Ok(mark(&(known, repeated.min(3), resources.min(3))))
    })
}

fn only(values: &[String]) -> Option<&String> {
    if let [one] = values { Some(one) } else { None }
}

/// A scope that is accepted reads the same when it is written again.
pub fn scope() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let Ok(scope) = Scope::parse(text) else { return Ok(mark(&"refused")) };
        let again = Scope::parse(&scope.to_string());
        if again.as_ref() != Ok(&scope) {
            return Err(format!("{scope} is read again as {again:?}"));
        }
        let allowed = |c: char| matches!(c, '\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        if !scope.iter().all(|value| !value.is_empty() && value.chars().all(allowed)) {
            return Err("a value has characters outside RFC 6749 §3.3".to_owned());
        }
        Ok(mark(&(scope.iter().count().min(8), scope.contains("openid"))))
    })
}

/// The `Authorization` header of a client (RFC 6749 §2.3.1): refused, or somebody is named.
pub fn credentials() -> Check {
    Box::new(|input| {
        let Ok(header) = std::str::from_utf8(input) else { return Ok(0) };
        let params = Params::default();
        let outcome = match identify(Some(header), &params) {
            Ok(presented) if presented.method() != "client_secret_basic" => {
                return Err(format!("taken for {}", presented.method()));
            }
            Ok(presented) => (true, step(presented.client_id().len()).min(3)),
            Err(error) => (false, u32::from(error.status())),
        };
        Ok(mark(&outcome))
    })
}

/// A user code (RFC 8628 §6.1) that is taken is eight letters of its alphabet, and is read again
/// from how it is shown, in small letters too.
pub fn user_code() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let Some(code) = UserCode::parse(text) else { return Ok(mark(&step(text.len()).min(8))) };
        let shown = code.to_string();
        let fits = |c: char| "BCDFGHJKLMNPQRSTVWXZ-".contains(c);
        if shown.len() != 9 || !shown.chars().all(fits) {
            return Err(format!("{text:?} is shown as {shown}"));
        }
        if UserCode::parse(&shown.to_lowercase()) != Some(code) {
            return Err(format!("{shown} is not read again"));
        }
        Ok(mark(&(text.len() > 8, text.contains('-'), text.is_ascii())))
    })
}
