//! Rows as they lie in the tables, and how they become values. Compiled once for both backends.
mod browsers;
mod challenges;
mod confirmations;
mod devices;
mod handovers;
mod mail;
mod organizations;
mod people;
mod protocol;
mod recoveries;
mod tenants;

pub(crate) use browsers::{InteractionRow, SessionRow};
pub(crate) use challenges::ChallengeRow;
pub(crate) use confirmations::ConfirmationRow;
pub(crate) use devices::{DeviceCodeRow, DeviceRow};
pub(crate) use handovers::HandoverRow;
pub(crate) use mail::{MessageRow, ProofRow};
pub(crate) use organizations::{MembershipRow, OrganizationRow};
pub(crate) use people::{ACTIVE, AccountRow, ConsentRow, FoundAccount};
pub(crate) use protocol::{
    AccessTokenRow, AuthorizationRow, CodeRow, RefreshTokenRow, SLACK, grant_of, json,
};
pub(crate) use recoveries::RecoveryRow;
pub(crate) use tenants::{ClientRow, EncryptionKeyRow, SigningKeyRow, TenantRow};

use diesel::result::{Error, QueryResult};
use serde::de::DeserializeOwned;

/// Reads a document column.
pub(crate) fn document<T: DeserializeOwned>(text: &str) -> QueryResult<T> {
    serde_json::from_str(text).map_err(|e| Error::DeserializationError(Box::new(e)))
}

/// A column held something that no version of this program writes.
pub(crate) fn unreadable(what: &'static str) -> Error {
    Error::DeserializationError(what.into())
}
