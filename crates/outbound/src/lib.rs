//! Latchkey outbound.
