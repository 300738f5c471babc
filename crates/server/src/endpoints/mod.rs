//! One file per protocol endpoint: parse, load, decide, commit, answer. No rules live here.

pub mod account_terms;
pub mod authorization;
mod bearer;
pub mod check_session;
pub mod confirmations;
pub mod device_authorization;
pub mod device_qr;
pub mod discovery;
pub mod end_session;
mod envelope;
mod failure;
pub mod initiate_login;
pub mod introspection;
pub mod limits;
pub mod looks;
pub mod own_account;
mod reading;
pub mod registration;
pub mod related_origins;
pub mod revocation;
pub mod token;
pub mod userinfo;

pub use failure::Failure;
pub use reading::authorization;
pub use token::wait_of;
