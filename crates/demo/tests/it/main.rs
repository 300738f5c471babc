//! The demo app in process.
#[cfg(test)]
mod alone;
