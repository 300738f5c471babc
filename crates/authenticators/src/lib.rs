//! What people hold in their hands when they sign in, made of software: an authenticator app and
//! a device with a passkey. For tests and the bench; they fail what they serve.
#![expect(clippy::expect_used, reason = "fails the test")]

mod app;
mod device;

pub use app::Authenticator;
pub use device::Device;
