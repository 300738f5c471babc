//! What remains when things break.
