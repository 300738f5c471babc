//! Latchkey testkit.
