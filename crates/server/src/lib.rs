//! Latchkey server.
