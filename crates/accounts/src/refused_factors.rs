//! Kinds of second factors that are not taken: by an organization, of a person, by an app.
use serde::{Deserialize, Serialize};
use std::fmt;

/// Kinds of second factors that are not taken, by the names that they have in settings (`factors.allowed`): from the
/// members of an organization, from a person, or by an app. Whoever does not take some wants two factors; else whoever
/// has nothing else would sign in with less.
///
/// A password and a passkey are not among them: with the one most people begin, and the other is both factors of
/// whoever has nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<&'static str>")]
pub struct RefusedFactors {
    /// Codes by mail, as a second factor: whoever reads the mailbox can ask for a new password.
    pub email: bool,
    /// Codes by text message: numbers are taken over.
    pub sms: bool,
    /// Codes of an authenticator app: they can be typed at a wrong place.
    pub totp: bool,
    /// A yes in the companion app, with its code.
    pub companion_app: bool,
    /// A yes in another browser.
    pub approval: bool,
    /// Recovery codes: they lie around on paper.
    pub recovery_code: bool,
}

/// What is none of these kinds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownFactor(String);

impl fmt::Display for UnknownFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = RefusedFactors::NAMES.join(", ");
        write!(f, "{:?} cannot be refused; these can: {names}", self.0)
    }
}

impl RefusedFactors {
    /// The names of all kinds.
    pub const NAMES: [&str; 6] =
        ["email", "sms", "totp", "companion_app", "approval", "recovery_code"];

    fn flag(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "email" => &mut self.email,
            "sms" => &mut self.sms,
            "totp" => &mut self.totp,
            "companion_app" => &mut self.companion_app,
            "approval" => &mut self.approval,
            "recovery_code" => &mut self.recovery_code,
            _ => return None,
        })
    }

    /// Those of these names.
    ///
    /// # Errors
    /// The first name that is none.
    pub fn parse<T: AsRef<str>>(names: &[T]) -> Result<Self, UnknownFactor> {
        let mut refused = Self::default();
        for name in names.iter().map(AsRef::as_ref) {
            *refused.flag(name).ok_or_else(|| UnknownFactor(name.to_owned()))? = true;
        }
        Ok(refused)
    }

    /// Those of these names that are any.
    pub fn known<T: AsRef<str>>(names: &[T]) -> Self {
        let mut refused = Self::default();
        for name in names {
            if let Some(flag) = refused.flag(name.as_ref()) {
                *flag = true;
            }
        }
        refused
    }

    /// Whether the kind of that name is among them.
    pub fn has(mut self, name: &str) -> bool {
        self.flag(name).is_some_and(|flag| *flag)
    }

    /// Their names.
    pub fn names(self) -> Vec<&'static str> {
        Self::NAMES.into_iter().filter(|name| self.has(name)).collect()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, those: Self) -> Self {
        Self {
            email: self.email || those.email,
            sms: self.sms || those.sms,
            totp: self.totp || those.totp,
            companion_app: self.companion_app || those.companion_app,
            approval: self.approval || those.approval,
            recovery_code: self.recovery_code || those.recovery_code,
        }
    }

    /// These, and none of those.
    #[must_use]
    pub const fn without(self, those: Self) -> Self {
        Self {
            email: self.email && !those.email,
            sms: self.sms && !those.sms,
            totp: self.totp && !those.totp,
            companion_app: self.companion_app && !those.companion_app,
            approval: self.approval && !those.approval,
            recovery_code: self.recovery_code && !those.recovery_code,
        }
    }
}

impl fmt::Display for RefusedFactors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().join(", "))
    }
}

impl TryFrom<Vec<String>> for RefusedFactors {
    type Error = UnknownFactor;

    fn try_from(names: Vec<String>) -> Result<Self, UnknownFactor> {
        Self::parse(&names)
    }
}

impl From<RefusedFactors> for Vec<&'static str> {
    fn from(refused: RefusedFactors) -> Self {
        refused.names()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_names() {
        for name in RefusedFactors::NAMES {
            let one = RefusedFactors::parse(&[name]).unwrap();
            assert_eq!(one.names(), [name]);
            assert!(one.has(name) && !one.has("password") && !one.is_empty());
            let written = serde_json::to_value(one).unwrap();
            assert_eq!(written, serde_json::json!([name]));
            assert_eq!(serde_json::from_value::<RefusedFactors>(written).unwrap(), one);
        }
        for never in ["passkey", "password", "SMS", ""] {
            let said = RefusedFactors::parse(&["sms", never]).unwrap_err().to_string();
            assert!(said.starts_with(&format!("{never:?} cannot be refused")), "{said}");
            assert_eq!(RefusedFactors::known(&["sms", never]).names(), ["sms"]);
        }
    }

    #[test]
    fn of_several_each_counts() {
        let of = |names: &[&str]| RefusedFactors::parse(names).unwrap();
        let both = of(&["sms"]).and(of(&["email", "sms"]));
        assert_eq!(both.names(), ["email", "sms"]);
        assert_eq!(both.without(of(&["sms", "totp"])).names(), ["email"]);
        let all = of(&RefusedFactors::NAMES);
        assert_eq!(all.and(RefusedFactors::default()), all);
        assert!(all.without(all).is_empty());
    }
}
