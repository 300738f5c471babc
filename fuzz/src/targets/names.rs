//! What people type to say who they are.
use super::{Check, mark};
use latchkey_accounts::{Profile, check_profile, email, normal_form, tidy_profile, username};
use latchkey_authn::factors::recovery_code;

/// A normal form is its own normal form, and what is registered is found by what was typed.
pub fn identifiers() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let form = normal_form(text);
        if normal_form(&form) != form {
            return Err(format!("{form:?} becomes {:?}", normal_form(&form)));
        }
        let mut seen = Vec::new();
        for registered in [username(text), email(text)] {
            if let Ok(name) = &registered
                && *name != form
            {
                return Err(format!("registered as {name:?}, looked up as {form:?}"));
            }
            seen.push(
                registered.map(|name| name.is_ascii()).map_err(|problem| problem.to_string()),
            );
        }
        Ok(mark(&seen))
    })
}

/// A profile that is tidy stays as it is, and what is wrong with one is told in our own words. Its
/// links lead to the web.
pub fn profile() -> Check {
    Box::new(|input| {
        let Ok(read) = serde_json::from_slice::<Profile>(input) else { return Ok(0) };
        let tidy = tidy_profile(read);
        if tidy_profile(tidy.clone()) != tidy {
            return Err(format!("{tidy:?} is not tidy"));
        }
        let problems = check_profile(&tidy);
        let links = [&tidy.profile, &tidy.picture, &tidy.website];
        let odd = links
            .into_iter()
            .flatten()
            .find(|link| !link.starts_with("http://") && !link.starts_with("https://"));
        match odd.filter(|_| problems.is_empty()) {
            Some(odd) => Err(format!("a link leads to {odd:?}")),
            None => Ok(mark(&problems.iter().map(|problem| problem.claim).collect::<Vec<_>>())),
        }
    })
}

/// A recovery code is compared in one form, whatever it looked like when it was typed.
pub fn recovery_codes() -> Check {
    Box::new(|input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let Some(code) = recovery_code::normal_form(text) else { return Ok(mark(&"refused")) };
        let code = code.expose();
        if code.len() != 12 || !code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()) {
            return Err(format!("{text:?} is compared as {code:?}"));
        }
        let again = recovery_code::normal_form(&code.to_uppercase());
        match again.is_some_and(|again| again.expose() == code) {
            true => Ok(mark(&(text.contains('-'), text.is_ascii()))),
            false => Err(format!("{code} has another form")),
        }
    })
}
