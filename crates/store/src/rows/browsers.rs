//! Signed-in browsers and passes through the pages.
use super::{document, json};
use crate::columns::{Key16, Key32};
use crate::schema::{interactions, sessions};
use crate::{InteractionRecord, SessionRecord};
use diesel::prelude::*;
use latchkey_base::{TenantId, Timestamp};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct SessionRow {
    pub tenant_id: Key16,
    pub session_id: Key16,
    pub browser: Key32,
    pub account_id: Key16,
    pub auth_time: i64,
    pub amr: String,
    pub acr: Option<String>,
    pub user_agent: String,
    pub created_at: i64,
    pub seen_at: i64,
    pub expires_at: i64,
    pub proofs: String,
}

impl SessionRow {
    pub fn new(tenant: TenantId, session: &SessionRecord) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            session_id: session.id.into(),
            browser: session.browser.into(),
            account_id: session.account.into(),
            auth_time: session.auth_time.millis(),
            amr: json(&session.amr)?,
            acr: session.acr.clone(),
            user_agent: session.user_agent.clone(),
            created_at: session.created_at.millis(),
            seen_at: session.seen_at.millis(),
            expires_at: session.expires_at.millis(),
            proofs: json(&session.proofs)?,
        })
    }
}

impl TryFrom<SessionRow> for SessionRecord {
    type Error = diesel::result::Error;

    fn try_from(row: SessionRow) -> QueryResult<Self> {
        Ok(Self {
            id: row.session_id.into(),
            browser: row.browser.into(),
            account: row.account_id.into(),
            auth_time: Timestamp::from_millis(row.auth_time),
            amr: document(&row.amr)?,
            acr: row.acr,
            user_agent: row.user_agent,
            created_at: Timestamp::from_millis(row.created_at),
            seen_at: Timestamp::from_millis(row.seen_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            proofs: document(&row.proofs)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = interactions)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct InteractionRow {
    pub tenant_id: Key16,
    pub interaction_id: Key16,
    pub browser: Key32,
    pub client_key: Option<Key16>,
    pub request: String,
    pub progress: String,
    pub version: i64,
    pub created_at: i64,
    pub expires_at: i64,
    pub finished_at: Option<i64>,
}

impl InteractionRow {
    pub fn new(tenant: TenantId, interaction: &InteractionRecord) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            interaction_id: interaction.id.into(),
            browser: interaction.browser.into(),
            client_key: interaction.client.map(Key16::from),
            request: json(&interaction.request)?,
            progress: json(&interaction.progress)?,
            version: interaction.version,
            created_at: interaction.created_at.millis(),
            expires_at: interaction.expires_at.millis(),
            finished_at: interaction.finished_at.map(Timestamp::millis),
        })
    }
}

impl TryFrom<InteractionRow> for InteractionRecord {
    type Error = diesel::result::Error;

    fn try_from(row: InteractionRow) -> QueryResult<Self> {
        Ok(Self {
            id: row.interaction_id.into(),
            browser: row.browser.into(),
            client: row.client_key.map(Into::into),
            request: document(&row.request)?,
            progress: document(&row.progress)?,
            version: row.version,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            finished_at: row.finished_at.map(Timestamp::from_millis),
        })
    }
}
