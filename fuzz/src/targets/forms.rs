//! Request parameters and the scope among them.
use super::headers::is_header_value;
use super::{Check, mark, step};
use actix_web::test::TestRequest;
use latchkey_oidc::client_auth::identify;
use latchkey_oidc::device::{DeviceDescription, UserCode};
use latchkey_oidc::userinfo::token;
use latchkey_oidc::{PARAMS, Param, Params, Scope};
use latchkey_server::readers::{Form, authorization};
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

/// An access token (RFC 6750 §2) in the first line, a header, or in what follows, a form: of one
/// place only, and as it stands there. A refusal is a header of one line.
pub fn bearer() -> Check {
    Box::new(|input| {
        let end = input.iter().position(|octet| *octet == b'\n').unwrap_or(input.len());
        let (header, form) = (&input[..end], input.get(end + 1..).unwrap_or_default());
        if !is_header_value(header) {
            return Ok(0);
        }
        let request = TestRequest::default().insert_header(("authorization", header));
        let request = request.to_http_request();
        let Ok(params) = Params::parse(form) else { return Ok(mark(&"malformed")) };
        let outcome = match token(authorization(&request), Some(&params)) {
            Ok("") => return Err("nothing is taken for a token".to_owned()),
            Ok(found) => {
                let in_header = header.windows(found.len()).any(|part| part == found.as_bytes());
                let in_form = params.get(Param::AccessToken);
                if !in_header && in_form != Some(found) {
                    return Err(format!("{found:?} is nowhere in the request"));
                }
                (200, in_form.is_some(), step(found.len()).min(3))
            }
            Err(error) => {
                let said = error.www_authenticate("https://op.example");
                if !said.bytes().all(|octet| (b' '..=b'~').contains(&octet)) {
                    return Err(format!("the refusal is {said:?}"));
                }
                (error.status(), error.code.is_some(), 0)
            }
        };
        Ok(mark(&outcome))
    })
}

/// What a device says of itself (RFC 8628 §3.1): people read it as it was sent, and in one place.
pub fn device() -> Check {
    Box::new(|input| {
        let Ok(params) = Params::parse(input) else { return Ok(mark(&"malformed")) };
        let Ok(said) = DeviceDescription::read(&params) else { return Ok(mark(&"refused")) };
        let texts = [said.name, said.model, said.software_version];
        for text in texts.iter().flatten() {
            let turns = |c: char| {
                matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
                    || ('\u{202a}'..='\u{202e}').contains(&c)
                    || ('\u{2066}'..='\u{2069}').contains(&c)
            };
            let odd = |c: char| c.is_control() || turns(c);
            if !(1..=64).contains(&text.chars().count()) || text.chars().any(odd) {
                return Err(format!("people would read {text:?}"));
            }
            if text.trim() != text || !params_hold(&params, text) {
                return Err(format!("{text:?} is not what was sent"));
            }
        }
        Ok(mark(&texts.map(|text| text.map(|text| step(text.len()).min(4)))))
    })
}

fn params_hold(params: &Params<'_>, text: &str) -> bool {
    let sent = [Param::DeviceName, Param::DeviceModel, Param::DeviceSoftwareVersion];
    sent.into_iter().filter_map(|param| params.get(param)).any(|sent| sent.contains(text))
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

/// The forms of our pages: a field is its first value, or nothing if that is empty.
pub fn page_form() -> Check {
    const FIELDS: [&str; 5] = ["username", "password", "csrf", "credential", "session"];
    Box::new(|input| {
        let form = Form::parse(input);
        let mut there = 0usize;
        for name in FIELDS {
            let mut sent = url::form_urlencoded::parse(input).filter(|(held, _)| held == name);
            let first = sent.next().map(|(_, value)| value).filter(|value| !value.is_empty());
            if form.get(name) != first.as_deref() || form.get(name).unwrap_or("") != form.text(name)
            {
                return Err(format!("{name} is read as {:?} instead of {first:?}", form.get(name)));
            }
            there += usize::from(first.is_some());
        }
        Ok(mark(&there))
    })
}
