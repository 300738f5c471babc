//! Latchkey server: routes, endpoints, pages, background work and their composition.

pub mod address;
pub mod app;
pub mod config;
mod error_page;
pub mod hashing;
mod health;
pub mod listen;
pub mod logging;
pub mod metrics;
pub mod middleware;
pub mod provision;
mod publish;
pub mod routes;
mod serve;
pub mod shutdown;
mod workers;

pub use serve::{Running, StartError, StartParts, open_for_command, serve, start, start_with};
