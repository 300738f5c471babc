//! What was mailed and what waits to be.
use super::{document, json};
use crate::columns::{Key16, Key32};
use crate::schema::{outbox, proofs};
use crate::{OutboxMessage, ProofRecord};
use diesel::prelude::*;
use latchkey_base::{Sealed, TenantId, Timestamp};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = proofs)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct ProofRow {
    pub tenant_id: Key16,
    pub link: Key32,
    pub purpose: String,
    pub account_id: Key16,
    pub code: Option<Key32>,
    pub attempts_left: i64,
    pub interaction_id: Option<Key16>,
    pub payload: String,
    pub expires_at: i64,
}

impl ProofRow {
    pub fn new(tenant: TenantId, proof: &ProofRecord) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            link: proof.link.into(),
            purpose: proof.purpose.clone(),
            account_id: proof.account.into(),
            code: proof.code.map(Key32::from),
            attempts_left: proof.attempts_left,
            interaction_id: proof.interaction.map(Key16::from),
            payload: json(&proof.payload)?,
            expires_at: proof.expires_at.millis(),
        })
    }
}

impl TryFrom<ProofRow> for ProofRecord {
    type Error = diesel::result::Error;

    fn try_from(row: ProofRow) -> QueryResult<Self> {
        Ok(Self {
            link: row.link.into(),
            purpose: row.purpose,
            account: row.account_id.into(),
            code: row.code.map(Into::into),
            attempts_left: row.attempts_left,
            interaction: row.interaction_id.map(Into::into),
            payload: document(&row.payload)?,
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct MessageRow {
    pub tenant_id: Key16,
    pub message_id: Key16,
    pub kind: String,
    pub destination: String,
    pub sealed: Vec<u8>,
    pub attempts: i64,
    pub due_at: i64,
    pub expires_at: i64,
}

impl MessageRow {
    pub fn new(tenant: TenantId, message: &OutboxMessage) -> Self {
        Self {
            tenant_id: tenant.into(),
            message_id: message.id.into(),
            kind: message.kind.clone(),
            destination: message.destination.clone(),
            sealed: message.sealed.as_bytes().to_vec(),
            attempts: message.attempts,
            due_at: message.due_at.millis(),
            expires_at: message.expires_at.millis(),
        }
    }
}

impl From<MessageRow> for OutboxMessage {
    fn from(row: MessageRow) -> Self {
        Self {
            id: row.message_id.into(),
            tenant: row.tenant_id.into(),
            kind: row.kind,
            destination: row.destination,
            sealed: Sealed::from_bytes(row.sealed),
            attempts: row.attempts,
            due_at: Timestamp::from_millis(row.due_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        }
    }
}
