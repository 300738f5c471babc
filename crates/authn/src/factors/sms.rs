//! A code that was sent to a phone as a text message.
use super::{Factor, Kind, Proof};

/// RFC 8176 §2: `sms`, a message to the number that was registered, and `otp`, a code that is good once.
///
/// Security: networks hand numbers over and messages can be read on the way, so it is the last that is
/// offered of what people set up, and no tenant takes it unless it says so.
pub(super) static FACTOR: Factor = Factor {
    proof: Proof::Sms,
    name: "sms",
    amr: &["otp", "sms"],
    kinds: &[Kind::Possession],
    can_be_first: false,
    can_be_enrolled: true,
    is_fallback: false,
    is_expected: true,
};
