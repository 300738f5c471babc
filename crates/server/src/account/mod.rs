//! `/{group}/account`: what a person sees and changes of their own account.
//!
//! The pages are an app of ours: who comes without having come through the authorization endpoint
//! is sent there, asks for nothing but to be let in (`response_type=none`), and comes back. So
//! there is one way to sign in, with all its questions (docs/decisions/0033).

pub mod activity;
pub mod approve;
pub mod apps;
pub mod browsers;
pub mod change_password;
mod client;
pub mod companion_app;
pub mod confirm;
pub mod data;
pub mod deletion;
pub mod devices;
pub mod email;
pub mod handover;
pub mod home;
pub mod lock;
mod mark;
mod member;
mod old_passkeys;
pub mod passkeys;
pub mod password;
pub mod profile;
pub mod push;
pub mod recovery;
pub mod recovery_codes;
pub mod remove_password;
mod renewed;
pub mod security;
pub mod sessions;
mod set_up;
mod sign_in;
pub mod sms;
pub mod take;
pub mod terms;
pub mod totp;
pub mod vouch;

pub use mark::{Mark, Marks};
pub use member::{Entered, Member, Need};

/// Loads the person whose account it is, or returns the way to sign in.
macro_rules! enter {
    ($visit:expr, $section:expr, $need:expr) => {
        match crate::account::Member::enter($visit, $section, $need).await? {
            crate::account::Entered::Member(member) => *member,
            crate::account::Entered::Page(page) => return Ok(page),
        }
    };
}
use enter;
