//! What apps ask people to confirm.
use super::unreadable;
use crate::ConfirmationRecord;
use crate::columns::{Key16, Key32};
use crate::schema::confirmations;
use diesel::prelude::*;
use latchkey_base::{TenantId, Timestamp};
use latchkey_oidc::confirmation::{ConfirmationState, ConfirmationText};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = confirmations)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct ConfirmationRow {
    pub tenant_id: Key16,
    pub confirmation_id: Key16,
    pub client_key: Key16,
    pub account_id: Option<Key16>,
    pub lookup: Key32,
    pub handle: String,
    pub client_state: String,
    pub app: String,
    pub title: String,
    pub header: String,
    pub message: String,
    pub callback: Option<String>,
    pub state: String,
    pub decided_in: Option<Key16>,
    pub created_at: i64,
    pub expires_at: i64,
}

impl ConfirmationRow {
    pub fn new(tenant: TenantId, confirmation: &ConfirmationRecord) -> Self {
        let text = confirmation.text.clone();
        Self {
            tenant_id: tenant.into(),
            confirmation_id: confirmation.id.into(),
            client_key: confirmation.client.into(),
            account_id: confirmation.account.map(Key16::from),
            lookup: confirmation.lookup.into(),
            handle: confirmation.handle.clone(),
            client_state: confirmation.client_state.clone(),
            app: confirmation.app.clone(),
            title: text.title,
            header: text.header,
            message: text.message,
            callback: confirmation.callback.clone(),
            state: confirmation.state.name().to_owned(),
            decided_in: confirmation.decided_in.map(Key16::from),
            created_at: confirmation.created_at.millis(),
            expires_at: confirmation.expires_at.millis(),
        }
    }
}

impl TryFrom<ConfirmationRow> for ConfirmationRecord {
    type Error = diesel::result::Error;

    fn try_from(row: ConfirmationRow) -> QueryResult<Self> {
        let state = ConfirmationState::parse(&row.state);
        let text = ConfirmationText { title: row.title, header: row.header, message: row.message };
        Ok(Self {
            id: row.confirmation_id.into(),
            client: row.client_key.into(),
            account: row.account_id.map(Into::into),
            lookup: row.lookup.into(),
            handle: row.handle,
            client_state: row.client_state,
            app: row.app,
            text,
            callback: row.callback,
            state: state.ok_or_else(|| unreadable("confirmations.state"))?,
            decided_in: row.decided_in.map(Into::into),
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}
