//! What people hold in their hands when they sign in, made of software: an authenticator app, a device with
//! a passkey, and what a browser keeps to read push messages. For tests and the bench; they fail what they serve.
#![expect(clippy::expect_used, reason = "fails the test")]

mod app;
mod device;
mod push;

pub use app::Authenticator;
pub use device::Device;
pub use push::PushReceiver;
