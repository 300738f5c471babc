//! One file per command.

pub mod check;
pub mod client;
mod client_check;
mod client_logouts;
pub mod demo;
pub mod explain;
pub mod health;
pub mod import;
pub mod keys;
pub mod migrate;
pub mod organization;
mod organization_member;
pub mod person;
pub mod person_browsers;
pub mod person_devices;
pub mod person_factors;
mod person_invite;
mod person_recovery;
pub mod person_status;
pub mod serve;
pub mod tenant;
mod tenant_terms;
pub mod theme;
