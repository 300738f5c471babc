//! One file per protocol endpoint: parse, load, decide, commit, answer. No rules live here.

/// What may end any call, as the refusal of an endpoint: no token that does, and what is our own trouble.
macro_rules! refused_as_any_call {
    ($refused:ident) => {
        impl From<latchkey_oidc::userinfo::BearerError> for $refused {
            fn from(error: latchkey_oidc::userinfo::BearerError) -> Self {
                Self::Bearer(error)
            }
        }

        impl From<crate::middleware::Trouble> for $refused {
            fn from(trouble: crate::middleware::Trouble) -> Self {
                Self::Trouble(trouble)
            }
        }

        impl From<latchkey_store::TxError> for $refused {
            fn from(error: latchkey_store::TxError) -> Self {
                Self::Trouble(error.into())
            }
        }

        impl From<latchkey_store::Unavailable> for $refused {
            fn from(error: latchkey_store::Unavailable) -> Self {
                Self::Trouble(error.into())
            }
        }
    };
}

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
pub mod mfa_callback;
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
