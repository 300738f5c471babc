//! JOSE: keys, signatures, JWTs, JWKS documents. The only place that touches `aws-lc-rs`.

mod algorithm;
mod jwk;

pub use algorithm::{ALGORITHMS, Algorithm};
pub use jwk::{Jwk, JwkSet};
