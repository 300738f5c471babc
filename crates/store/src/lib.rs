//! What is remembered: tables, queries, transactions, group commit, hot data.

mod records;
mod settings;
mod tx;

pub use records::{
    ClientRecord, FailureRecord, InteractionRecord, KeyState, OutboxMessage, ProofRecord,
    SessionRecord, SigningKeyRecord, TenantRecord,
};
pub use settings::TenantSettings;
pub use tx::{Tx, TxError};
