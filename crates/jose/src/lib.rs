//! JOSE: keys, signatures, encryption, JWTs, JWKS documents. The only place that touches `aws-lc-rs`.

mod algorithm;
mod algorithms;
mod compact;
pub mod encryption;
mod jwk;
mod signing;
mod strict_json;
pub mod unsecured;
mod unverified;
mod verification;
pub mod web_push;

pub use algorithm::{
    ALGORITHMS, ASYMMETRIC_ALGORITHMS, Algorithm, SYMMETRIC_ALGORITHMS, half_hash,
};
pub use compact::LONGEST_TOKEN;
pub use jwk::{Jwk, JwkSet};
pub use signing::{KeyError, MacKey, SignError, SigningKey};
pub use unverified::Unverified;
pub use verification::{Header, VerificationKeys, Verified, VerifyError, is_media_type, verify};
