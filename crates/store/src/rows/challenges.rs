//! Sign-ins that ask to be approved in another browser.
use super::unreadable;
use crate::ChallengeRecord;
use crate::columns::{Key16, Key32};
use crate::schema::challenges;
use diesel::prelude::*;
use latchkey_authn::factors::approval::ChallengeState;
use latchkey_base::{TenantId, Timestamp};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = challenges)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct ChallengeRow {
    pub tenant_id: Key16,
    pub account_id: Key16,
    pub challenge_id: Key16,
    pub interaction_id: Key16,
    pub browser: Key32,
    pub number: i64,
    pub tries_left: i64,
    pub state: String,
    pub decided_in: Option<Key16>,
    pub app: Option<String>,
    pub address: String,
    pub user_agent: String,
    pub created_at: i64,
    pub expires_at: i64,
}

impl ChallengeRow {
    pub fn new(tenant: TenantId, challenge: &ChallengeRecord) -> Self {
        Self {
            tenant_id: tenant.into(),
            account_id: challenge.account.into(),
            challenge_id: challenge.id.into(),
            interaction_id: challenge.interaction.into(),
            browser: challenge.browser.into(),
            number: challenge.number.into(),
            tries_left: challenge.tries_left,
            state: challenge.state.name().to_owned(),
            decided_in: challenge.decided_in.map(Key16::from),
            app: challenge.app.clone(),
            address: challenge.address.clone(),
            user_agent: challenge.user_agent.clone(),
            created_at: challenge.created_at.millis(),
            expires_at: challenge.expires_at.millis(),
        }
    }
}

impl TryFrom<ChallengeRow> for ChallengeRecord {
    type Error = diesel::result::Error;

    fn try_from(row: ChallengeRow) -> QueryResult<Self> {
        let state =
            ChallengeState::parse(&row.state).ok_or_else(|| unreadable("challenges.state"))?;
        let number = u8::try_from(row.number).map_err(|_| unreadable("challenges.number"))?;
        Ok(Self {
            id: row.challenge_id.into(),
            account: row.account_id.into(),
            interaction: row.interaction_id.into(),
            browser: row.browser.into(),
            number,
            tries_left: row.tries_left,
            state,
            decided_in: row.decided_in.map(Into::into),
            app: row.app,
            address: row.address,
            user_agent: row.user_agent,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}
