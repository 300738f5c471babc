//! Factors against the other side: a device made of software, of another crate.
#[cfg(test)]
mod passkeys;
