//! Latchkey demo.
