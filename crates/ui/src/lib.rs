//! Latchkey ui.
