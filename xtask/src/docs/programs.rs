//! Documents that only the product itself can write: what its tables of steps and settings hold.

/// Their names and texts.
pub fn documents() -> Result<Vec<(&'static str, String)>, String> {
    Ok(Vec::new())
}
