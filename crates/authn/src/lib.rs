//! Authentication: factors, their proofs, and what they amount to.

mod policy;

pub use policy::{HashParameters, PasswordPolicy, ThrottlePolicy};
