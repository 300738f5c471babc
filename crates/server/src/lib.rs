//! Latchkey server: routes, endpoints, pages, background work and their composition.

mod account;
pub mod address;
pub mod app;
mod approvals;
mod attempts;
pub mod breached;
mod calls;
mod client_keys;
mod companion_app;
pub mod config;
mod confirmations;
pub mod cookies;
mod copies;
mod csrf;
mod endpoints;
mod error_page;
mod events;
mod factors;
mod form;
pub mod hashing;
mod health;
mod interaction;
mod known_browsers;
pub mod listen;
mod lock;
pub mod logging;
mod logos;
pub mod metrics;
pub mod middleware;
mod new_passwords;
mod newcomers;
mod passkeys;
mod posted;
pub mod provision;
mod publish;
mod push;
pub mod readers;
mod recovery;
mod refusals;
mod registrations;
mod remembered_browsers;
mod request_objects;
pub mod routes;
mod serve;
pub mod shutdown;
mod standing;
mod tenant;
mod terms;
pub mod themes;
mod told_apps;
pub mod trial;
mod visit;
mod whereabouts;
mod work;
mod workers;

pub use serve::{
    Running, StartError, StartParts, open_beside, open_for_command, serve, set_up_for_command,
    start, start_with,
};
