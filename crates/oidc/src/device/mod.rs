//! Devices without a keyboard: the device authorization grant (RFC 8628).
//!
//! A device asks, a person enters its code elsewhere and says yes or no, the device hears of it
//! when it polls. What the person is asked is an authorization request like any other.

mod approval;
mod code;
mod description;
mod pace;
mod request;
#[cfg(test)]
mod tests;
mod user_code;

pub use approval::approve;
pub use code::{DeviceCode, DevicePoll, DeviceState};
pub use description::DeviceDescription;
pub use pace::Pace;
pub use request::{DeviceRequest, Issuance, NewDeviceCode, check, issue};
pub use user_code::UserCode;

use latchkey_base::Seconds;

/// The grant type by which devices redeem (RFC 8628 §3.4).
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How long a device waits between two polls, until it is told otherwise (RFC 8628 §3.2).
pub const INTERVAL: Seconds = Seconds::new(5);

/// How much longer than its request an approved code is good, so that what was allowed in the last
/// moment still reaches the device.
const GRACE: Seconds = Seconds::minutes(1);
