//! The password; [`crate::password`] checks it.
use super::{Factor, Kind, Proof};

/// RFC 8176 §2: `pwd`.
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::Password,
    name: "password",
    amr: &["pwd"],
    kinds: &[Kind::Knowledge],
    can_be_first: true,
    can_be_enrolled: false,
    is_fallback: false,
    is_expected: true,
};
