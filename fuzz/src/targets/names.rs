//! What people type to say who they are.
use super::{Check, mark};
use latchkey_accounts::{email, normal_form, username};

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
