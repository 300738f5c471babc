//! A running provider for tests, and the roles around it: `op` (the provider), `rp` (a
//! client), `alice` (a person), a browser by hand.
//!
//! The provider is the built binary on loopback, set up through its own command line: what a
//! test can do, an operator can do. Role objects fail the test they serve.
#![expect(clippy::expect_used, clippy::panic, reason = "fails the test")]

mod answer;
mod binary;
mod browser;
mod companion;
mod cookies;
mod folder;
mod gate;
mod keys;
mod mail;
mod op;
mod page;
pub mod postgres;
mod process;
mod relying_party;
mod require;
mod television;
mod tenant;
mod text;

pub use answer::{Answer, OidcHttp, decode_jwt};
pub use binary::{binary, target_folder};
pub use browser::Browser;
pub use companion::{CompanionRequest, CompanionService};
pub use cookies::Cookies;
pub use folder::Folder;
pub use gate::Gate;
pub use keys::{AssertionKey, assertion_keys};
pub use latchkey_authenticators::{Authenticator, Device, PushReceiver};
pub use mail::Mail;
pub use op::{Op, Setup, StoreKind, chosen, database};
pub use page::Page;
pub use process::{Guarded, free_port, signal};
pub use relying_party::{Authentication, Departure, RelyingParty, unix_now};
pub use require::{Need, skipped};
pub use television::{Refused, Television};
pub use tenant::{Person, REDIRECT_URI, RESPONSE_TYPES, SECRET, Tenant, TenantPlan};
pub use text::Text;
