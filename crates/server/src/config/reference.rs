//! The documented example and the page made from it.

/// `config/latchkey.example.toml`: every setting with its default and what it means.
pub const EXAMPLE: &str = include_str!("../../../../config/latchkey.example.toml");

/// `docs/generated/configuration.md`.
pub fn reference_page() -> String {
    String::new()
}
