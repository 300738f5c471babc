//! Requests to get back into an account without its second step.
use super::unreadable;
use crate::RecoveryRecord;
use crate::columns::{Key16, Key32};
use crate::schema::recoveries;
use diesel::prelude::*;
use latchkey_accounts::RecoveryState;
use latchkey_base::{TenantId, Timestamp};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = recoveries)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct RecoveryRow {
    pub tenant_id: Key16,
    pub account_id: Key16,
    pub recovery_id: Key16,
    pub state: String,
    pub stop_link: Key32,
    pub finish_link: Key32,
    pub email: String,
    pub browser: Key32,
    pub address: String,
    pub user_agent: String,
    pub reminder_id: Key16,
    pub message_id: Key16,
    pub created_at: i64,
    pub ready_at: i64,
    pub expires_at: i64,
    pub decided_at: Option<i64>,
}

impl RecoveryRow {
    pub fn new(tenant: TenantId, recovery: &RecoveryRecord) -> Self {
        Self {
            tenant_id: tenant.into(),
            account_id: recovery.account.into(),
            recovery_id: recovery.id.into(),
            state: recovery.state.name().to_owned(),
            stop_link: recovery.stop_link.into(),
            finish_link: recovery.finish_link.into(),
            email: recovery.email.clone(),
            browser: recovery.browser.into(),
            address: recovery.address.clone(),
            user_agent: recovery.user_agent.clone(),
            reminder_id: recovery.reminder.into(),
            message_id: recovery.message.into(),
            created_at: recovery.created_at.millis(),
            ready_at: recovery.ready_at.millis(),
            expires_at: recovery.expires_at.millis(),
            decided_at: recovery.decided_at.map(Timestamp::millis),
        }
    }
}

impl TryFrom<RecoveryRow> for RecoveryRecord {
    type Error = diesel::result::Error;

    fn try_from(row: RecoveryRow) -> QueryResult<Self> {
        let state =
            RecoveryState::parse(&row.state).ok_or_else(|| unreadable("recoveries.state"))?;
        Ok(Self {
            id: row.recovery_id.into(),
            account: row.account_id.into(),
            state,
            stop_link: row.stop_link.into(),
            finish_link: row.finish_link.into(),
            email: row.email,
            browser: row.browser.into(),
            address: row.address,
            user_agent: row.user_agent,
            reminder: row.reminder_id.into(),
            message: row.message_id.into(),
            created_at: Timestamp::from_millis(row.created_at),
            ready_at: Timestamp::from_millis(row.ready_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            decided_at: row.decided_at.map(Timestamp::from_millis),
        })
    }
}
