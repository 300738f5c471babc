//! Refusing kinds of second factors goes with demanding two: what is said where it does not.
use super::{Invalid, ProvisionError};
use latchkey_accounts::RefusedFactors;

/// By whom, or of whom, kinds are refused.
#[derive(Clone, Copy, Debug)]
pub enum Refuser {
    /// An organization, of its members.
    Organization,
    /// An operator, of one person.
    Person,
}

/// Something is to be refused where two factors are not demanded.
///
/// Security: whoever has nothing else would sign in with less than before.
pub fn nothing_demanded(by: Refuser, name: &str) -> ProvisionError {
    invalid(
        name,
        match by {
            Refuser::Organization => {
                "asks for no second factor, so it can refuse none: give `latchkey organization factors require` first"
            }
            Refuser::Person => {
                "is asked for no second factor, so none can be refused: give `latchkey person factors require` first"
            }
        },
    )
}

/// The demand is to be taken back while something is refused.
pub fn still_refused(by: Refuser, name: &str, kinds: RefusedFactors) -> ProvisionError {
    invalid(
        name,
        match by {
            Refuser::Organization => {
                format!("still refuses {kinds}: give `latchkey organization factors accept` first")
            }
            Refuser::Person => {
                format!("is still refused {kinds}: give `latchkey person factors accept` first")
            }
        },
    )
}

/// Nothing would be left that can be set up: whoever has nothing else, or loses it, could not sign in any more.
pub fn nothing_left(name: &str) -> ProvisionError {
    let why = "is left nothing to set up: a kind that factors.allowed names, totp, companion_app or sms, must not be refused";
    invalid(name, why)
}

/// As [`nothing_left`], found when it was refused already.
pub fn refused_all_the_same(name: &str) -> ProvisionError {
    let why = "is left nothing to set up, which was not so a moment ago; it is refused all the same: accept totp, companion_app or sms";
    invalid(name, why)
}

fn invalid(name: &str, why: impl Into<String>) -> ProvisionError {
    ProvisionError::Invalid(vec![Invalid::new(name, why)])
}
