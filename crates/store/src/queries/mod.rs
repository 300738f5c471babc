//! The queries: one text, compiled once per backend. `Conn` is the enclosing module's
//! connection type.
use super::{CLOCK, Conn, GRANTED_SCOPE, announce};

pub mod account_deletions;
pub mod account_events;
pub mod accounts;
pub mod authorizations;
pub mod ceremonies;
pub mod challenges;
pub mod clients;
pub mod companion_apps;
pub mod confirmations;
pub mod connections;
pub mod consents;
pub mod devices;
pub mod encryption_keys;
pub mod failures;
pub mod former_passwords;
pub mod handovers;
pub mod holdings;
pub mod initial_access_tokens;
pub mod interactions;
pub mod lately;
pub mod lock_links;
pub mod logout_deliveries;
pub mod logouts;
pub mod lookups;
pub mod memberships;
pub mod meta;
pub mod notes;
pub mod organizations;
pub mod outbox;
pub mod passkeys;
pub mod phones;
pub mod proofs;
pub mod push_subscriptions;
pub mod recoveries;
pub mod recovery_codes;
pub mod remembered_browsers;
pub mod removal;
pub mod sessions;
pub mod signing_keys;
pub mod sweep;
pub mod tenants;
pub mod terms_answers;
pub mod totps;
pub mod trails;
pub mod transaction;
pub mod unit;
pub mod whereabouts;

/// What came of an insert or update of something unique.
pub type Uniquely = diesel::QueryResult<Result<(), &'static str>>;

/// Somebody else inserted the same between our look and our insert: run the closure again.
fn raced() -> diesel::result::Error {
    let kind = diesel::result::DatabaseErrorKind::SerializationFailure;
    diesel::result::Error::DatabaseError(kind, Box::new("a unique value was taken".to_owned()))
}

/// Reads `rows` as values.
fn all<R, T>(rows: Vec<R>) -> diesel::QueryResult<Vec<T>>
where
    T: TryFrom<R, Error = diesel::result::Error>,
{
    rows.into_iter().map(T::try_from).collect()
}
