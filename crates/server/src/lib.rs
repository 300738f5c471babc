//! Latchkey server: routes, endpoints, pages, background work and their composition.

pub mod address;
pub mod config;
pub mod hashing;
mod health;
pub mod listen;
pub mod logging;
pub mod metrics;
pub mod middleware;
pub mod routes;
