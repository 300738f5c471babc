//! End-to-end tests: the built binary, relying parties as they ship, a real browser.
//!
//! `flows/` speaks HTTP only; `browser/` drives Chromium.
