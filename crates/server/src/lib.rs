//! Latchkey server.

pub mod config;
