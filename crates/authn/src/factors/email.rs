//! What was mailed: a link or a code.
use super::{Factor, Kind, Proof};

/// A link that was mailed is a one-time password as far as the registry goes (RFC 8176 §2).
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::Email,
    name: "email",
    amr: &["otp"],
    kinds: &[Kind::Possession],
    can_be_first: false,
    can_be_enrolled: false,
    is_fallback: false,
    is_expected: true,
};
