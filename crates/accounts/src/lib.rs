//! Accounts: who a person is to a tenant, and the rules of making and changing one.

mod account;
mod identifier;
mod policy;

pub use account::{Account, AccountStatus, Address, Profile};
pub use identifier::normal_form;
pub use policy::{AccountPolicy, Branding};
