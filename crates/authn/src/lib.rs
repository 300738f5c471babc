//! Authentication: factors, their proofs, and what they amount to.
//!
//! Everything here is synchronous and pure but for the memory that hashing borrows. Who may hash
//! how much at a time, and what is remembered of failures, is the caller's.

pub mod assurance;
pub mod factors;
pub mod password;
mod policy;
pub mod throttle;
pub mod whereabouts;

pub use assurance::Acr;
pub use factors::Proof;
pub use password::{HashError, MemoryPool, PasswordHasher, Verdict, Weakness};
pub use policy::{
    AskWhenNew, AskWork, FactorPolicy, HashParameters, PasswordPolicy, SecondFactor,
    ThrottlePolicy, WorkPolicy,
};
