//! Devices that are handed over.
use super::unreadable;
use crate::HandoverRecord;
use crate::columns::{Key16, Key32};
use crate::schema::handovers;
use diesel::prelude::*;
use latchkey_accounts::HandoverState;
use latchkey_base::{TenantId, Timestamp};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = handovers)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct HandoverRow {
    pub tenant_id: Key16,
    pub authorization_id: Key16,
    pub from_account: Key16,
    pub to_account: Option<Key16>,
    pub client_key: Key16,
    pub code: Key32,
    pub name: Option<String>,
    pub model: Option<String>,
    pub state: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub decided_at: Option<i64>,
}

impl HandoverRow {
    pub fn new(tenant: TenantId, handover: &HandoverRecord) -> Self {
        Self {
            tenant_id: tenant.into(),
            authorization_id: handover.device.into(),
            from_account: handover.from.into(),
            to_account: handover.to.map(Key16::from),
            client_key: handover.client.into(),
            code: handover.code.into(),
            name: handover.name.clone(),
            model: handover.model.clone(),
            state: handover.state.name().to_owned(),
            created_at: handover.created_at.millis(),
            expires_at: handover.expires_at.millis(),
            decided_at: handover.decided_at.map(Timestamp::millis),
        }
    }
}

impl TryFrom<HandoverRow> for HandoverRecord {
    type Error = diesel::result::Error;

    fn try_from(row: HandoverRow) -> QueryResult<Self> {
        let state =
            HandoverState::parse(&row.state).ok_or_else(|| unreadable("handovers.state"))?;
        Ok(Self {
            device: row.authorization_id.into(),
            from: row.from_account.into(),
            to: row.to_account.map(Into::into),
            client: row.client_key.into(),
            code: row.code.into(),
            name: row.name,
            model: row.model,
            state,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            decided_at: row.decided_at.map(Timestamp::from_millis),
        })
    }
}
