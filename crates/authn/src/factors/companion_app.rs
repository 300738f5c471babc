//! A code that an app of the operator's own showed on a phone, with a request that was approved there.
//!
//! Security: the code is typed where the person signs in, so that a yes that was pressed out of habit opens nothing.
use super::{Factor, Kind, Proof};

/// RFC 8176 §2: `mca`, what is asked goes through another channel than what is answered, and `otp`, a code that is good once.
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::CompanionApp,
    name: "companion_app",
    amr: &["mca", "otp"],
    kinds: &[Kind::Possession],
    can_be_first: false,
    can_be_enrolled: true,
    is_fallback: false,
    is_expected: true,
};
